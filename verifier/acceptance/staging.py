"""Staging: the files of a submission and a guide, gathered into memory and laid out again in a folder of their own.

A record is judged from what it seals: the files are read once, and what was read is judged, sealed and re-run.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from verifier.acceptance.check import refuse_faults
from verifier.errors import RecordError, UsageError
from verifier.measurement.files import list_files, read_bytes
from verifier.record.archive import LARGEST_ARCHIVE, MOST_MEMBERS, check_name

__all__ = ["gather_guide", "gather_submission", "staged"]


def gather_submission(paths: Sequence[Path]) -> dict[str, bytes]:
    """The files of a submission as received, by their names in it: what is read, and the evidence beside it.

    Hidden files and links are no part of a submission.

    Args:
        paths: Files and folders.

    Raises:
        Refused: A path cannot be read, or two files bear one name.
        UsageError: A file that is asked for is hidden, or two files bear one name.
        RecordError: A name cannot stand in a bundle, or there is too much for one.
    """
    listing = list_files(paths)
    refuse_faults(listing.faults)
    files: dict[str, bytes] = {}
    room = LARGEST_ARCHIVE
    for found in listing.found:
        if found.name.startswith("."):
            raise UsageError("seal_hidden", file=found.name)
        files[found.name] = read_bytes(found)
        room -= len(files[found.name])
    for path in paths:
        for name, place in _evidence(path) if path.is_dir() else ():
            if name in listing.names:
                continue
            if name in files:
                raise UsageError("seal_name_twice", file=name)
            room -= place.stat().st_size
            if room < 0 or len(files) >= MOST_MEMBERS:
                raise RecordError("archive_large", members=len(files), most=MOST_MEMBERS, limit=LARGEST_ARCHIVE)
            files[name] = place.read_bytes()
    for name in files:
        check_name(name)
    return files


def gather_guide(folder: Path) -> dict[str, bytes]:
    """The files of a guide that its digest covers, by their names in its folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.toml"))}


@contextlib.contextmanager
def staged(files: Mapping[str, bytes]) -> Iterator[Path]:
    """A folder of its own that holds files for as long as it is needed.

    Args:
        files: Name -> bytes; the names were found safe.
    """
    with tempfile.TemporaryDirectory(prefix="dabiao-") as name:
        root = Path(name)
        for path, data in files.items():
            place = root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("xb") as stream:
                stream.write(data)
        yield root


def _evidence(root: Path) -> Iterator[tuple[str, Path]]:
    """The regular files below a folder that are not hidden, by their names in it."""
    pending = [(root, "")]
    while pending:
        folder, prefix = pending.pop()
        with os.scandir(folder) as inside:
            for entry in inside:
                name = prefix + unicodedata.normalize("NFC", entry.name)
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    pending.append((Path(entry.path), f"{name}/"))
                elif entry.is_file(follow_symlinks=False):
                    yield name, Path(entry.path)
