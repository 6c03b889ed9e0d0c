"""Files that are whole or not there: written beside their place, synced, then moved into it."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from verifier.errors import UsageError

__all__ = ["sync_folder", "write_durably"]


def write_durably(path: Path, data: bytes, *, replace: bool, mode: int = 0o644) -> None:
    """Write a file so that a crash or a full disk leaves the old state or the new one, never half.

    1. A new file in the same folder takes the bytes and is synced to the disk.
    2. It gets its name, by a rename that either happens or does not.
    3. The folder is synced, so that the name survives a crash.

    Args:
        path: The file.
        data: Its bytes.
        replace: Whether a file of that name may be replaced.
        mode: Its rights.

    Raises:
        UsageError: The file exists and may not be replaced, or there is no folder to write it into.
        OSError: The disk or the folder refuses; nothing has changed.
    """
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UsageError("file_folder_absent", file=path.name, folder=path.parent) from error
    except OSError as error:
        # Whoever reads the refusal named the file, and knows nothing of the temporary one.
        error.filename = str(path)
        raise
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(mode)
        if replace:
            temporary.replace(path)
        else:
            _claim(temporary, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Sync the names of a folder to the disk, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _claim(temporary: Path, path: Path) -> None:
    """Give a file its name unless another bears it: a link fails where a rename would replace."""
    try:
        path.hardlink_to(temporary)
    except FileExistsError as error:
        raise UsageError("file_exists", file=path) from error
    except (OSError, NotImplementedError):
        # A file system without links: the check and the rename are two steps there.
        if path.exists():
            raise UsageError("file_exists", file=path) from None
        temporary.replace(path)
