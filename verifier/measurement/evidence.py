"""Evidence files: what rows refer to, pinned by digest, size and type, and compared with the sums beside them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from verifier.measurement.limits import LIMITS, Limits
from verifier.measurement.row import Row
from verifier.wording import Reason

__all__ = ["SUMS", "Evidence", "Pinned", "State", "find_evidence", "names_in", "pinned_of", "read_sums", "sums_told"]

SUMS = ("sha256sums.txt", "SHA256SUMS", "SHA256SUMS.txt")
"""Names of the lists of SHA-256 sums that are read, in a folder of a submission."""

_SUM = re.compile(r"\\?([0-9a-fA-F]{64}) [ *](.+)", re.ASCII)
_ARCHIVE = re.compile(r".*?\.zip/", re.IGNORECASE | re.DOTALL)
_BETWEEN = re.compile(r"[;；、,，|\n]+")
_NAME = re.compile(r"[^\x00-\x1f\\:*?\"<>|]{1,200}\.[A-Za-z0-9]{1,8}")
_DOCUMENTS = frozenset({"pdf", "ofd", "doc", "docx", "xls", "xlsx", "jpg", "jpeg", "png", "tif", "tiff", "zip", "xml"})
_LONGEST = 4_000
_MOST = 10_000
_SUMS_BYTES = 4 * 1024 * 1024
_CHUNK = 1 << 20
_TYPES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
    (b"<?xml", "application/xml"),
    (b"PAR1", "application/vnd.apache.parquet"),
)

_OFFICE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


class State(StrEnum):
    """What was found of an evidence file."""

    PRESENT = "present"
    MISSING = "missing"
    ALTERED = "altered"
    UNREADABLE = "unreadable"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One evidence file that a row refers to.

    Attributes:
        name: Its name as the row writes it, NFC.
        sha256: Digest of its bytes, "" where they were not read.
        bytes: Its size, 0 where it is missing.
        type: Its type by its first bytes, "" where they tell none.
        state: Whether it is there, and the one that the sums beside it pin.
        listed: Whether a list of sums beside it names it.
        rows: File and line of the first row that refers to it.
    """

    name: str
    sha256: str
    bytes: int
    type: str
    state: State
    listed: bool
    rows: str


class Pinned(NamedTuple):
    """What pins a file: digest of its bytes, size, and type by its first bytes."""

    sha256: str
    bytes: int
    type: str


def pinned_of(data: bytes, name: str) -> Pinned:
    """What pins a file that is held in memory."""
    return Pinned(hashlib.sha256(data).hexdigest(), len(data), _type_of(data[:_CHUNK], name))


def names_in(cell: str, *, report: bool = False) -> tuple[str, ...]:
    """The file names that a cell of evidence holds; a report's number is none.

    >>> names_in("报告.pdf；照片/01.jpg"), names_in("TR-2026-001", report=True)
    (('报告.pdf', '照片/01.jpg'), ())
    """
    if not cell or len(cell) > _LONGEST or "://" in cell:
        return ()
    whole = cell.strip()
    parts = [whole] if _NAME.fullmatch(whole) and not _BETWEEN.search(whole) else _BETWEEN.split(whole)
    names = (unicodedata.normalize("NFC", part.strip()) for part in parts)
    # What stands behind the point of a report's number, or of v2.1, is no suffix.
    return tuple(
        name for name in names
        if _NAME.fullmatch(name)
        and not name.rpartition(".")[2].isdigit()
        and (not report or name.rpartition(".")[2].lower() in _DOCUMENTS)
    )  # fmt: skip


def read_sums(folder: Path) -> dict[str, str]:
    """The digests that a list of SHA-256 sums in a folder pins, by file name; empty where there is none."""
    sums: dict[str, str] = {}
    for name in SUMS:
        try:
            with (folder / name).open("rb") as stream:
                text = stream.read(_SUMS_BYTES).decode("utf-8", "replace")
        except OSError:
            continue
        for line in text.splitlines():
            match = _SUM.fullmatch(line.strip())
            if match is not None:
                sums[unicodedata.normalize("NFC", match[2].removeprefix("./"))] = match[1].lower()
    return sums


def find_evidence(
    rows: Iterable[Row], roots: Mapping[str, Path], limits: Limits = LIMITS, packed: Mapping[str, Pinned] | None = None
) -> tuple[tuple[Evidence, ...], tuple[Reason, ...]]:
    """The evidence files that rows refer to, and what is wrong with them.

    A name is looked for beside the row's file and in the folder of the submission, nowhere else: a name that leads out
    is missing. A file is compared with the sums in its own folder and in the submission's. What a row of a packed table
    names is looked for in the same archive first.

    Args:
        rows: The rows.
        roots: The folder of the submission, by the name of the row's file.
        limits: Limits of size.
        packed: What archives hold, by the name of the archive and the name in it.
    """
    found: dict[tuple[Path, str, str], Evidence] = {}
    sums: dict[Path, dict[str, str]] = {}
    for row in rows:
        root = roots.get(row.file)
        if root is None or not (row.evidence or row.report):
            continue
        # Tables of two folders may mean two files by one name.
        folder = row.file.rpartition("/")[0]
        for name in (*names_in(row.evidence), *names_in(row.report, report=True)):
            if (root, folder, name) not in found and len(found) < _MOST:
                inside = _packed(name, row, packed or {})
                found[root, folder, name] = inside or _evidence(name, row, root, sums, limits)
    files: dict[tuple[Path, str, str, State], Evidence] = {}
    for (root, _, _), one in found.items():
        files.setdefault((root, one.name, one.sha256, one.state), one)
    reasons = tuple(
        Reason.of(f"evidence_{one.state}", file=one.name, row=one.rows)
        for one in files.values()
        if one.state is not State.PRESENT
    )
    return tuple(files.values()), reasons


def sums_told(name: str, path: Path, digest: str, root: Path) -> Reason | None:
    """What the sums beside a table say of it, where they pin another digest than its own."""
    for folder in dict.fromkeys((path.parent, root)):
        pinned = read_sums(folder).get(_within(path, folder))
        if pinned is not None and pinned != digest:
            return Reason.of("evidence_altered", file=name, row=name)
    return None


def _packed(name: str, row: Row, packed: Mapping[str, Pinned]) -> Evidence | None:
    """Evidence that lies in the archive of its row's table: beside the table, or at the top."""
    archive = _ARCHIVE.match(row.file)
    if archive is None:
        return None
    for folder in (row.file.rpartition("/")[0], archive[0].rstrip("/")):
        pinned = packed.get(f"{folder}/{name}")
        if pinned is not None:
            return Evidence(name, *pinned, State.PRESENT, listed=False, rows=f"{row.file}:{row.line}")
    return None


def _evidence(name: str, row: Row, root: Path, sums: dict[Path, dict[str, str]], limits: Limits) -> Evidence:
    where = f"{row.file}:{row.line}"
    beside = (root / row.file.partition(".zip/")[0]).parent
    path = next((place for folder in (beside, root) if (place := _place(folder, name, root)) is not None), None)
    folders = dict.fromkeys((root,) if path is None else (path.parent, root))
    pinned = next((found for folder in folders if (found := _pinned(folder, name, path, sums))), "")
    if path is None:
        return Evidence(name, "", 0, "", State.MISSING, bool(pinned), where)
    try:
        size = path.stat().st_size
        if size > limits.evidence_bytes:
            return Evidence(name, "", size, "", State.LARGE, bool(pinned), where)
        digest, kind = _digest(path)
    except OSError:
        return Evidence(name, "", 0, "", State.UNREADABLE, bool(pinned), where)
    state = State.ALTERED if pinned and pinned != digest else State.PRESENT
    return Evidence(name, digest, size, kind, state, bool(pinned), where)


def _place(folder: Path, name: str, root: Path) -> Path | None:
    """Where a file of this name lies below the submission's folder, in whichever form its name is written."""
    if name.startswith(("/", "~")) or ".." in name.split("/"):
        return None
    try:
        top = root.resolve()
        for form in ("NFC", "NFD"):
            place = folder / unicodedata.normalize(form, name)
            if place.is_file() and not place.is_symlink() and place.resolve().is_relative_to(top):
                return place
    except (OSError, ValueError):
        return None
    return None


def _pinned(folder: Path, name: str, path: Path | None, sums: dict[Path, dict[str, str]]) -> str:
    if folder not in sums:
        sums[folder] = read_sums(folder)
    pinned = sums[folder]
    return pinned.get(_within(path, folder) if path is not None else name, "") or pinned.get(name, "")


def _within(path: Path, folder: Path) -> str:
    try:
        name = path.relative_to(folder).as_posix()
    except ValueError:
        return ""
    return unicodedata.normalize("NFC", name)


def _digest(path: Path) -> tuple[str, str]:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        head = stream.read(_CHUNK)
        digest.update(head)
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest(), _type_of(head, path.name)


def _type_of(head: bytes, name: str) -> str:
    """A file's type by its first bytes, "" where they tell none."""
    kind = next((kind for mark, kind in _TYPES if head.startswith(mark)), "")
    if kind == "application/zip" and b"[Content_Types].xml" in head:
        return _OFFICE.get(f".{name.rpartition('.')[2].lower()}", kind)
    return kind
