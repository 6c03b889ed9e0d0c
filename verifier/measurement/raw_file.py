"""A file's bytes on their way in: unpacked if they are packed, hashed and counted as they lie, within limits."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from verifier.errors import MeasurementError
from verifier.measurement.limits import Limits

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["RATIO_FROM", "RawFile"]

_PIECE = 1 << 16
# Below this a high ratio costs nothing: a table of equal rows packs well.
RATIO_FROM = 64 * 1024 * 1024


class _Hashed:
    """The file as it lies, for what unpacks it."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.digest = hashlib.sha256()
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        self.digest.update(data)
        self.count += len(data)
        return data


class RawFile(io.RawIOBase):
    """A file that is read from its beginning to its end once, unpacked on the way by its name (`.gz`, `.bz2`).

    Args:
        path: Where it lies.
        file: Its name in the submission.
        limits: `stream_bytes` holds for what is unpacked, `unpacked_ratio` for how many times the packed bytes it is.

    Raises:
        OSError: The file cannot be opened.
    """

    def __init__(self, path: Path, file: str, limits: Limits) -> None:
        super().__init__()
        self._file = file
        self._limits = limits
        self._stream = path.open("rb")
        self._raw = _Hashed(self._stream)
        # What unpacks reads from anything that reads.
        source: Any = self._raw
        name = file.lower()
        if name.endswith(".gz"):
            source = gzip.GzipFile(fileobj=source)
        elif name.endswith(".bz2"):
            source = bz2.BZ2File(source)
        self._source = source
        self._unpacked = 0

    @property
    def taken(self) -> int:
        """Bytes taken of the file as it lies."""
        return self._raw.count

    @property
    def sha256(self) -> str:
        """Digest of the bytes taken, hexadecimal."""
        return self._raw.digest.hexdigest()

    def readable(self) -> bool:
        """Whether it is read from: always."""
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        """Read the next bytes into a buffer.

        Raises:
            MeasurementError: The file is no sound packed one, or holds more than the limits let it.
        """
        view = memoryview(buffer).cast("B")
        try:
            data = self._source.read(min(len(view), _PIECE))
        except (EOFError, zlib.error, gzip.BadGzipFile, OSError) as failure:
            if isinstance(failure, OSError) and failure.errno is not None:
                raise
            raise self._fault("packed_broken") from None
        view[: len(data)] = data
        self._unpacked += len(data)
        limits = self._limits
        if self._unpacked > limits.stream_bytes:
            raise self._fault("stream_large", size=self._unpacked, limit=limits.stream_bytes)
        if self._unpacked > max(RATIO_FROM, self._raw.count * limits.unpacked_ratio):
            raise self._fault("packed_ratio", limit=limits.unpacked_ratio)
        return len(data)

    def drain(self) -> None:
        """Take what is left of the file as it lies, so that its digest is of all of it."""
        while self._raw.read(1 << 20):
            pass

    def close(self) -> None:
        """Close the file."""
        self._stream.close()
        super().close()

    def _fault(self, code: str, **parts: object) -> MeasurementError:
        return MeasurementError(code, file=self._file, line=1, column="", **parts)
