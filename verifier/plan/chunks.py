"""A file's bytes in pieces that end with a record, hashed on the way: memory stays flat whatever the file's size."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from verifier.errors import MeasurementError

__all__ = ["CHUNK", "Chunk", "Chunks"]

CHUNK: Final = 8 * 1024 * 1024
_LONGEST: Final = 256 * 1024 * 1024
# Below this a high ratio costs nothing.
_RATIO_FROM: Final = 64 * 1024 * 1024
_HIGHEST_RATIO: Final = 1000


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes of whole records, and whether they are the first or the last of the file."""

    data: bytes
    first: bool


class _Hashed:
    """A raw file whose bytes are hashed and counted as they are read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.digest = hashlib.sha256()
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        self.digest.update(data)
        self.count += len(data)
        return data


@dataclass
class Chunks:
    """The pieces of one file; when all were read, its size and digest are known.

    Args:
        path: Where it lies.
        name: What it is called, for errors.
        size: Bytes of a piece.

    Attributes:
        sha256: Digest of the raw bytes read so far.
        taken: Raw bytes read so far.
    """

    path: Path
    name: str
    size: int = CHUNK
    _raw: _Hashed | None = field(default=None, repr=False)

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
            with self.path.open("rb") as stream:
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

    def _pieces(self, stream: IO[bytes] | gzip.GzipFile | _Hashed) -> Iterator[Chunk]:
        first, rest, total = True, b"", 0
        while True:
            data = stream.read(self.size)
            total += len(data)
            if total > _RATIO_FROM and total > _HIGHEST_RATIO * max(self.taken, 1):
                raise self._fault("packed_ratio", limit=_HIGHEST_RATIO)
            rest += data
            if not data:
                if rest:
                    yield Chunk(rest, first)
                return
            end = _end_of_record(rest)
            if end:
                yield Chunk(rest[:end], first)
                first, rest = False, rest[end:]
            elif len(rest) > _LONGEST:
                raise self._fault("table_quote_open", read="")

    def _fault(self, code: str, **parts: object) -> MeasurementError:
        return MeasurementError(code, file=self.name, line=1, column="", **parts)


def _end_of_record(data: bytes) -> int:
    """Where the last whole record ends: behind the last line feed that stands outside quotes; 0 where none does."""
    end = data.rfind(b"\n") + 1
    if b'"' not in data:
        return end
    while end and data.count(b'"', 0, end) % 2:
        end = data.rfind(b"\n", 0, data.rfind(b'"', 0, end)) + 1
    return end
