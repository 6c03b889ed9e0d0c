"""Packed files: gzip, bzip2 and zip, opened in memory within limits of size, ratio and depth."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from verifier.errors import MeasurementError
from verifier.measurement.limits import LIMITS, Limits
from verifier.wording import Reason

__all__ = ["Member", "Unpacked", "bare_name", "is_packed", "unpack"]

_SUFFIXES = (".gz", ".bz2", ".zip")
_CHUNK = 1 << 20
# Below this a high ratio costs nothing: a table of equal rows packs well.
_RATIO_FROM = 4 * 1024 * 1024
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_DIRECTORY_ENTRY = b"PK\x01\x02"
_BROKEN = (
    OSError, EOFError, ValueError, NotImplementedError, RuntimeError, struct.error, zipfile.BadZipFile, zlib.error,
    lzma.LZMAError,
)  # fmt: skip


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Member:
    """One file within a packed one: its name, which begins with that of the packed file, and its bytes."""

    name: str
    data: bytes


@dataclass(slots=True)
class Unpacked:
    """What a packed file holds.

    Attributes:
        members: Its files, in byte order of names.
        faults: What refuses it.
        ignored: Members that were left out.
        bytes: Bytes unpacked so far, all members together.
    """

    members: list[Member] = field(default_factory=list)
    faults: list[MeasurementError] = field(default_factory=list)
    ignored: list[Reason] = field(default_factory=list)
    bytes: int = 0


def is_packed(name: str) -> bool:
    """Whether a file is packed, by its name."""
    return name.lower().endswith(_SUFFIXES)


def bare_name(name: str) -> str:
    """The name of what a packed file holds: `a.csv` of `a.csv.gz`; any other name is its own."""
    lower = name.lower()
    while lower.endswith((".gz", ".bz2")):
        name = name.rpartition(".")[0]
        lower = name.lower()
    return name


def unpack(data: bytes, name: str, limits: Limits = LIMITS) -> Unpacked:
    """The files within a packed one; packings within packings are opened too.

    Nothing is written anywhere. A name that leads out of an archive refuses it all the same: nobody packs such by
    accident.

    Args:
        data: The packed bytes.
        name: The file's name.
        limits: Limits of size.
    """
    unpacked = Unpacked()
    try:
        _open(data, name, _Work(unpacked, limits, len(data)), 1)
    except MeasurementError as failure:
        unpacked.faults.append(failure)
    unpacked.members.sort(key=lambda member: member.name.encode("utf-8", "surrogateescape"))
    return unpacked


@dataclass(frozen=True, slots=True)
class _Work:
    """What is known while a packed file is opened: what came out of it, the limits, and its own size."""

    unpacked: Unpacked
    limits: Limits
    packed: int


def _open(data: bytes, name: str, work: _Work, depth: int) -> None:
    if depth > work.limits.unpacked_depth:
        raise _fault("packed_deep", name, limit=work.limits.unpacked_depth)
    if name.lower().endswith(".zip"):
        for inner, body in _archive(data, name, work):
            _keep(body, f"{name}/{inner}", work, depth)
        return
    packed = io.BytesIO(data)
    try:
        with gzip.open(packed) if name.lower().endswith(".gz") else bz2.open(packed) as stream:
            body = _bounded(stream, name, work)
    except _BROKEN:
        raise _fault("packed_broken", name) from None
    inner = name.rpartition(".")[0]
    if is_packed(inner):
        _open(body, inner, work, depth + 1)
    else:
        work.unpacked.members.append(Member(name, body))


def _keep(body: bytes, name: str, work: _Work, depth: int) -> None:
    if is_packed(name):
        _open(body, name, work, depth + 1)
    else:
        work.unpacked.members.append(Member(name, body))


def _archive(data: bytes, name: str, work: _Work) -> Iterator[tuple[str, bytes]]:
    """The members of a zip archive, one after the other."""
    # Counted before a directory of millions of entries is built; members that are archives have entries of their own.
    if data.count(_DIRECTORY_ENTRY) > work.limits.members * 4:
        raise _fault("archive_members", name, limit=work.limits.members)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > work.limits.members:
                raise _fault("archive_members", name, limit=work.limits.members)
            for entry in entries:
                inner = _member_name(entry)
                if inner.startswith("/") or ".." in inner.split("/") or ":" in inner.split("/")[0]:
                    raise _fault("archive_path", name, read=inner)
                if inner.endswith("/"):
                    continue
                if stat.S_ISLNK(entry.external_attr >> 16):
                    work.unpacked.ignored.append(Reason.of("file_link", file=f"{name}/{inner}"))
                    continue
                if entry.flag_bits & _ENCRYPTED:
                    raise _fault("archive_encrypted", name, read=inner)
                with archive.open(entry) as stream:
                    body = _bounded(stream, f"{name}/{inner}", work)
                yield inner, body
    except _BROKEN:
        raise _fault("packed_broken", name) from None


def _member_name(entry: zipfile.ZipInfo) -> str:
    """The name of a member: UTF-8 where the archive says so, else as Chinese systems write it."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return unicodedata.normalize("NFC", name).replace("\\", "/")


def _bounded(stream: _Readable, name: str, work: _Work) -> bytes:
    """The bytes of a member, as far as the limits let them grow."""
    parts: list[bytes] = []
    size = 0
    while chunk := stream.read(_CHUNK):
        parts.append(chunk)
        size += len(chunk)
        work.unpacked.bytes += len(chunk)
        if size > work.limits.bytes:
            raise _fault("packed_large", name, limit=work.limits.bytes)
        if work.unpacked.bytes > work.limits.unpacked_bytes:
            raise _fault("packed_total", name, limit=work.limits.unpacked_bytes)
        if work.unpacked.bytes > max(_RATIO_FROM, work.packed * work.limits.unpacked_ratio):
            raise _fault("packed_ratio", name, limit=work.limits.unpacked_ratio)
    return b"".join(parts)


def _fault(code: str, name: str, **parts: object) -> MeasurementError:
    return MeasurementError(code, file=name, line=1, column="", **parts)
