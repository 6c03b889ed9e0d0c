"""A file's bytes in pieces that end with a record, hashed on the way: memory stays flat whatever the file's size."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import RawIOBase
from pathlib import Path
from typing import Any, Final

from verifier.errors import MeasurementError
from verifier.measurement.limits import LIMITS, Limits
from verifier.measurement.raw_file import RATIO_FROM

__all__ = ["CHUNK", "Chunk", "Chunks"]

CHUNK: Final = 4 * 1024 * 1024
_SLACK: Final = 4096
_LONGEST: Final = 256 * 1024 * 1024
_BYTES_OF_CHARACTER: Final = 4


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes of whole records, and whether they are the first of the file."""

    view: memoryview
    first: bool


class _Hashed:
    """A raw file whose bytes are hashed and counted as they are read."""

    def __init__(self, stream: RawIOBase) -> None:
        self.stream = stream
        self.digest = hashlib.sha256()
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size) or b""
        self.digest.update(data)
        self.count += len(data)
        return data

    def readinto(self, room: memoryview) -> int:
        size = self.stream.readinto(room) or 0
        self.digest.update(room[:size])
        self.count += size
        return size


@dataclass
class Chunks:
    """The pieces of one file; when all were read, its size and digest are known.

    Args:
        path: Where it lies.
        name: What it is called, for errors.
        size: Bytes of a piece.
        limits: `unpacked_ratio` holds for how many times the packed bytes the unpacked ones are; a piece grows until
            a `cell` has found its end.

    Attributes:
        sha256: Digest of the raw bytes read so far.
        taken: Raw bytes read so far.
    """

    path: Path
    name: str
    size: int = CHUNK
    limits: Limits = LIMITS
    _raw: _Hashed | None = field(default=None, repr=False)
    _free: list[bytearray] = field(default_factory=list, repr=False)

    @property
    def sha256(self) -> str:
        """Digest of the raw bytes read so far, hexadecimal."""
        return "" if self._raw is None else self._raw.digest.hexdigest()

    @property
    def taken(self) -> int:
        """Raw bytes read so far."""
        return 0 if self._raw is None else self._raw.count

    def __iter__(self) -> Iterator[Chunk]:
        """The pieces, in order.

        Raises:
            MeasurementError: The file cannot be read or unpacked, or a record is larger than a piece may grow.
        """
        try:
            with self.path.open("rb", buffering=0) as stream:
                self._raw = _Hashed(stream)
                if self.name.lower().endswith(".gz"):
                    # gzip reads from anything that reads.
                    packed: Any = self._raw
                    with gzip.GzipFile(fileobj=packed) as unpacked:
                        yield from self._pieces(unpacked)
                else:
                    yield from self._pieces(self._raw)
        except (EOFError, zlib.error, gzip.BadGzipFile) as failure:
            raise self._fault("packed_broken", cause=type(failure).__name__) from None
        except OSError as failure:
            raise self._fault("file_unreadable", cause=failure.strerror or type(failure).__name__) from None

    def give_back(self, chunk: Chunk) -> None:
        """Take a piece back that nobody looks at any more: its memory is read into again, which spares new pages."""
        buffer = chunk.view.obj
        if isinstance(buffer, bytearray):
            self._free.append(buffer)

    def _pieces(self, stream: gzip.GzipFile | _Hashed) -> Iterator[Chunk]:
        first, total = True, 0
        longest = max(_LONGEST, self.limits.cell * _BYTES_OF_CHARACTER)
        buffer, held = self._buffer(0), 0
        while True:
            with memoryview(buffer) as room:
                size = stream.readinto(room[held:])
            total += size
            if total > max(RATIO_FROM, self.taken * self.limits.unpacked_ratio):
                raise self._fault("packed_ratio", limit=self.limits.unpacked_ratio)
            held += size
            if not size:
                if held:
                    yield Chunk(memoryview(buffer)[:held], first)
                return
            end = _end_of_record(buffer, held)
            if end:
                following = self._buffer(held - end)
                following[: held - end] = buffer[end:held]
                yield Chunk(memoryview(buffer)[:end], first)
                first, buffer, held = False, following, held - end
            elif held > longest:
                raise self._fault("table_quote_open", read="")
            elif held == len(buffer):
                buffer = buffer + bytes(held)

    def _buffer(self, held: int) -> bytearray:
        """Room for a piece, behind what is held of the one before."""
        buffer = self._free.pop() if self._free else bytearray()
        # Somebody may still hold a view of an old one, so none is made longer.
        return buffer if len(buffer) >= held + self.size else bytearray(held + self.size + _SLACK)

    def _fault(self, code: str, **parts: object) -> MeasurementError:
        return MeasurementError(code, file=self.name, line=1, column="", **parts)


def _end_of_record(data: bytearray, size: int) -> int:
    """Where the last whole record ends: behind the last line feed that stands outside quotes; 0 where none does."""
    end = data.rfind(b"\n", 0, size) + 1
    if data.find(b'"', 0, end) < 0:
        return end
    while end and data.count(b'"', 0, end) % 2:
        end = data.rfind(b"\n", 0, data.rfind(b'"', 0, end)) + 1
    return end
