"""Blobs: the bytes of files, kept under their digest, so that equal files lie there once and none can change unseen."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from verifier.errors import StoreError
from verifier.record.durable import sync_folder

__all__ = ["Blob", "Blobs"]

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_CHUNK: Final = 1 << 20
_PART: Final = ".part"


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes that are kept: their digest (SHA-256, hexadecimal) and how many they are."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Blobs:
    """The blobs of a folder: `ab/abcdef…`."""

    folder: Path

    def put(self, stream: BinaryIO, limit: int) -> Blob:
        """Keep what a stream holds; when this returns, it is on the disk.

        1. The bytes go into a new file as they come, and are counted and hashed on the way.
        2. The file is synced, takes the digest for its name, and the folder is synced.

        Args:
            stream: The bytes.
            limit: How many at most.

        Raises:
            StoreError: There are more.
            OSError: The disk refuses; nothing is kept.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        # 1.
        descriptor, name = tempfile.mkstemp(prefix=".", suffix=_PART, dir=self.folder)
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    if size > limit:
                        raise StoreError("blob_large", limit=limit)
                    digest.update(chunk)
                    file.write(chunk)
                # 2.
                file.flush()
                os.fsync(file.fileno())
            blob = Blob(digest.hexdigest(), size)
            self._name(temporary, blob)
        finally:
            with contextlib.suppress(FileNotFoundError):
                temporary.unlink()
        return blob

    def put_bytes(self, data: bytes) -> Blob:
        """Keep bytes that are in memory."""
        return self.put(io.BytesIO(data), len(data))

    def path(self, sha256: str) -> Path:
        """Where a blob lies.

        Raises:
            StoreError: It is not kept here.
        """
        place = self._place(sha256)
        if not place.is_file():
            raise StoreError("blob_absent", digest=sha256)
        return place

    def open(self, sha256: str) -> BinaryIO:
        """A blob, to be read and closed.

        Raises:
            StoreError: It is not kept here.
        """
        return self.path(sha256).open("rb")

    def read(self, sha256: str) -> bytes:
        """The bytes of a blob, found to have its digest.

        Raises:
            StoreError: It is not kept here, or the disk changed it.
        """
        data = self.path(sha256).read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StoreError("blob_damaged", digest=sha256)
        return data

    def holds(self, sha256: str) -> bool:
        """Whether a blob is kept here."""
        return bool(_DIGEST.fullmatch(sha256)) and self._place(sha256).is_file()

    def sweep_parts(self, before: datetime) -> None:
        """Remove what writers that were killed before a moment left behind."""
        if self.folder.is_dir():
            for left in self.folder.glob(f".*{_PART}"):
                if left.stat().st_mtime < before.timestamp():
                    left.unlink(missing_ok=True)

    def _place(self, sha256: str) -> Path:
        if not _DIGEST.fullmatch(sha256):
            raise StoreError("blob_absent", digest=sha256)
        return self.folder / sha256[:2] / sha256

    def _name(self, temporary: Path, blob: Blob) -> None:
        place = self._place(blob.sha256)
        if not place.parent.is_dir():
            place.parent.mkdir(exist_ok=True)
            sync_folder(self.folder)
        temporary.chmod(0o600)
        # Replaces equal bytes by equal bytes, and whatever a disk made of them in between.
        temporary.replace(place)
        sync_folder(place.parent)
