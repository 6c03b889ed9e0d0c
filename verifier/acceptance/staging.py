"""Staging: the files of a submission and a guide, gathered into memory and laid out again in a folder of their own.

A record is judged from what it seals: the files are read once, and what was read is judged, sealed and re-run.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from verifier.acceptance.check import refuse_faults
from verifier.errors import RecordError, UsageError
from verifier.measurement.evidence import SUMS
from verifier.measurement.files import list_files, read_bytes
from verifier.measurement.limits import LIMITS, Limits
from verifier.measurement.submission import read_submission
from verifier.record.archive import LARGEST_ARCHIVE, MOST_MEMBERS, check_name

__all__ = ["Gathered", "gather_guide", "gather_submission", "staged", "submitted_paths"]


@dataclass(frozen=True, slots=True)
class Gathered:
    """A submission in memory.

    Args:
        files: Name in the submission -> bytes.
        named: Names of the files that were given by themselves; empty where folders were given.
    """

    files: dict[str, bytes]
    named: tuple[str, ...] = ()

    def paths(self, root: Path) -> tuple[Path, ...]:
        """What is to be judged once the files are laid out in a folder."""
        return submitted_paths(root, self.named)


def submitted_paths(root: Path, named: Sequence[str]) -> tuple[Path, ...]:
    """The files that were given by themselves, in a folder where they are laid out, else the folder."""
    return tuple(root / name for name in named) or (root,)


def gather_submission(paths: Sequence[Path], limits: Limits = LIMITS) -> Gathered:
    """The files of a submission as received: what is read, and the evidence beside it.

    Of a folder, everything is taken but hidden files and links. Beside a file that is given by itself, what its rows
    name as evidence is taken, and lists of sums.

    Args:
        paths: Files and folders.
        limits: How large it may be.

    Raises:
        Refused: A path cannot be read, or two files bear one name.
        UsageError: Files and folders are given together, a file is hidden, or two files bear one name.
        RecordError: A name cannot stand in a bundle, or there is too much for one.
    """
    listing = list_files(paths, limits)
    refuse_faults(listing.faults)
    folders = [path for path in paths if path.is_dir()]
    named = tuple(unicodedata.normalize("NFC", path.name) for path in paths) if not folders else ()
    if folders and len(folders) != len(paths):
        raise UsageError("seal_mixed")
    files: dict[str, bytes] = {}
    room = LARGEST_ARCHIVE
    for found in listing.found:
        if found.name.startswith("."):
            raise UsageError("seal_hidden", file=found.name)
        files[found.name] = read_bytes(found, limits)
        room -= len(files[found.name])
    beside = [found for folder in folders for found in _inside(folder)] if folders else _beside(paths)
    for name, place in beside:
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
    return Gathered(files, named)


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


def _inside(root: Path) -> Iterator[tuple[str, Path]]:
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


def _beside(paths: Sequence[Path]) -> list[tuple[str, Path]]:
    """The evidence that the rows of files name, and the lists of sums that pin it, by their names beside the files."""
    evidence = [found.name for found in read_submission(paths).evidence]
    found: dict[Path, str] = {}
    for folder in dict.fromkeys(path.parent for path in paths):
        folders = dict.fromkeys(name.rpartition("/")[0] for name in ("", *evidence))
        sums = [f"{prefix}/{name}".lstrip("/") for prefix in folders for name in SUMS]
        for name in dict.fromkeys([*evidence, *sums]):
            place = folder / name
            inside = place.resolve().is_relative_to(folder.resolve())
            if inside and place.is_file() and not place.is_symlink():
                found.setdefault(place.resolve(), unicodedata.normalize("NFC", name))
    return [(name, place) for place, name in found.items()]
