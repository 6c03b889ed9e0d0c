"""A file's bytes in pieces that end with a record, hashed on the way: memory stays flat whatever the file's size."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import RawIOBase
from pathlib import Path
from typing import Any, Final

import numpy as np

from verifier.errors import MeasurementError
from verifier.measurement.limits import LIMITS, Limits
from verifier.measurement.raw_file import RATIO_FROM
from verifier.plan.record_end import TOO_LONG, record_end

__all__ = ["CHUNK", "Chunks", "Start"]

CHUNK: Final = 4 * 1024 * 1024
_SLACK: Final = 4096
_LONGEST: Final = 256 * 1024 * 1024
_BYTES_OF_CHARACTER: Final = 4
_NO_FIRST_BYTE: Final = 0xC0
_FOLLOWING_BYTE: Final = 0x80
_HEAD: Final = 1 << 18


@dataclass(frozen=True, slots=True)
class Start:
    """Where the records of a table begin, behind its header, and what parts their cells."""

    at: int = 0
    delimiter: str = ","


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
        start_of: Told the first lines of the file, says where its records begin.

    Attributes:
        sha256: Digest of the raw bytes read so far.
        taken: Raw bytes read so far.
    """

    path: Path
    name: str
    size: int = CHUNK
    limits: Limits = LIMITS
    start_of: Callable[[bytes], Start] = field(default=lambda _: Start(), repr=False)
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

    def __iter__(self) -> Iterator[memoryview]:
        """The pieces behind the header, in order; one that holds a cell too long to be read ends within it.

        Raises:
            MeasurementError: The file cannot be read or unpacked.
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

    def give_back(self, piece: memoryview) -> None:
        """Take a piece back that nobody looks at any more: its memory is read into again, which spares new pages."""
        buffer = piece.obj
        if isinstance(buffer, bytearray):
            self._free.append(buffer)

    def _pieces(self, stream: gzip.GzipFile | _Hashed) -> Iterator[memoryview]:
        start, begin, total = None, 0, 0
        longest = max(_LONGEST, self.limits.cell * _BYTES_OF_CHARACTER)
        buffer, held = self._buffer(0), 0
        while True:
            with memoryview(buffer) as room:
                size = stream.readinto(room[held:])
            total += size
            if total > max(RATIO_FROM, self.taken * self.limits.unpacked_ratio):
                raise self._fault("packed_ratio", limit=self.limits.unpacked_ratio)
            held += size
            if start is None and (not size or held >= _HEAD or buffer.find(b"\n", 0, held) >= 0):
                start = self.start_of(_head(buffer, held, ended=not size))
                begin = start.at
            if not size:
                if held > begin:
                    yield memoryview(buffer)[begin:held]
                return
            end = 0 if start is None else self._end(buffer, begin, held, start)
            if end == TOO_LONG or (end <= begin and held - begin > longest):
                # The reader of rows says so, and nothing behind it is read.
                end = _whole_characters(buffer, held)
            if end > begin:
                following = self._buffer(held - end)
                following[: held - end] = buffer[end:held]
                yield memoryview(buffer)[begin:end]
                begin, buffer, held = 0, following, held - end
            elif held == len(buffer):
                buffer = buffer + bytes(held)

    def _end(self, data: bytearray, begin: int, size: int, start: Start) -> int:
        if data.find(b'"', begin, size) < 0:
            return data.rfind(b"\n", begin, size) + 1
        longest = self.limits.cell * _BYTES_OF_CHARACTER
        return record_end(np.frombuffer(data, np.uint8), size, begin, ord(start.delimiter), longest)

    def _buffer(self, held: int) -> bytearray:
        """Room for a piece, behind what is held of the one before."""
        buffer = self._free.pop() if self._free else bytearray()
        # Somebody may still hold a view of an old one, so none is made longer.
        return buffer if len(buffer) >= held + self.size else bytearray(held + self.size + _SLACK)

    def _fault(self, code: str, **parts: object) -> MeasurementError:
        return MeasurementError(code, file=self.name, line=1, column="", **parts)


def _head(data: bytearray, size: int, *, ended: bool) -> bytes:
    """The first lines of a file, as far as a header can stand in them; without the last where that goes on."""
    begun = bytes(data[: min(size, _HEAD)])
    return begun if ended and size <= _HEAD else begun[: begun.rfind(b"\n") + 1]


def _whole_characters(data: bytearray, size: int) -> int:
    """Up to where bytes hold no part of a character only."""
    end = size - 1
    while end > size - _BYTES_OF_CHARACTER and data[end] & _NO_FIRST_BYTE == _FOLLOWING_BYTE:
        end -= 1
    return end
