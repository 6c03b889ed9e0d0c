"""Files of a submission: what the paths given hold, under which names, in which order, and what is left out."""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from verifier.errors import MeasurementError
from verifier.measurement.limits import LIMITS, Limits
from verifier.measurement.unpack import bare_name
from verifier.wording import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Found", "Kind", "Listing", "kind_of", "list_files", "read_bytes"]

# Control characters and surrogates: a name that no record could spell.
_NOT_IN_NAMES = {"Cc", "Cs"}
_TABLES_OF_OTHERS = (".xls", ".xlsb", ".ods", ".et")
# A folder of this name within a submission holds what rows refer to, and no tables of values.
_EVIDENCE_FOLDERS = frozenset({"evidence", "佐证", "佐证材料"})


class Kind(StrEnum):
    """What a file is to a submission, by its name."""

    TABLE = "table"
    WORKBOOK = "workbook"
    PARQUET = "parquet"
    JSON = "json"
    STDF = "stdf"
    CERTIFICATE = "certificate"
    ARCHIVE = "archive"
    MAPPING = "mapping"
    HEADER = "header"
    FINDINGS = "findings"


_SUFFIXES: tuple[tuple[str, Kind], ...] = (
    (".csv", Kind.TABLE),
    (".tsv", Kind.TABLE),
    (".xlsx", Kind.WORKBOOK),
    (".xlsm", Kind.WORKBOOK),
    (".parquet", Kind.PARQUET),
    (".json", Kind.JSON),
    (".jsonl", Kind.JSON),
    (".ndjson", Kind.JSON),
    (".stdf", Kind.STDF),
    (".std", Kind.STDF),
    (".xml", Kind.CERTIFICATE),
    (".zip", Kind.ARCHIVE),
    (".stdf.toml", Kind.MAPPING),
    (".dcc.toml", Kind.MAPPING),
)
_MAPPED = {Kind.STDF: ".stdf.toml", Kind.CERTIFICATE: ".dcc.toml"}


@dataclass(frozen=True, slots=True)
class Found:
    """One file to be read.

    Attributes:
        path: Where it lies.
        name: Its name in the submission.
        kind: What it is.
        root: The folder that its name is relative to.
        named: Whether the submitter named it, and not the folder that it lies in.
    """

    path: Path
    name: str
    kind: Kind
    root: Path
    named: bool = False


@dataclass(slots=True)
class Listing:
    """What the paths given hold.

    Attributes:
        found: The files to be read, path by path, and in byte order of names within a folder.
        faults: Paths that cannot be read or told apart.
        ignored: What was left out, with why.
        names: The names of the files found.
        places: Where they lie.
    """

    found: list[Found] = field(default_factory=list)
    faults: list[MeasurementError] = field(default_factory=list)
    ignored: list[Reason] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)


def list_files(paths: Sequence[Path], limits: Limits = LIMITS) -> Listing:
    """The files of a submission.

    A file named by the submitter must be one that is read; a folder may also hold evidence, which is left out.
    Links inside a folder are not followed: what a submission holds lies in it.

    Args:
        paths: Files and folders.
        limits: Limits of size.
    """
    listing = Listing()
    for path in paths:
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError) as failure:
            listing.faults.append(_unreadable(str(path), failure))
            continue
        if stat.S_ISDIR(mode):
            before = len(listing.found), len(listing.faults)
            _folder(path, listing, limits)
            if before == (len(listing.found), len(listing.faults)):
                listing.faults.append(_fault("folder_empty", str(path)))
            continue
        name = unicodedata.normalize("NFC", path.name)
        kind = kind_of(name)
        if not stat.S_ISREG(mode) or kind is None:
            listing.faults.append(_fault("file_kind", name))
        else:
            _add(Found(path, name, kind, path.parent, named=True), listing)
    _add_mappings(listing)
    return listing


def kind_of(name: str) -> Kind | None:
    """What a file is to a submission, by its name; None where it is none of its files.

    >>> kind_of("lot2.stdf.gz").value, kind_of("report.pdf")
    ('stdf', None)
    """
    lower = bare_name(name.rpartition("/")[2]).lower()
    if lower == "findings.csv":
        return Kind.FINDINGS
    if lower == "expected.json":
        return None
    if lower == "submission.toml":
        return Kind.HEADER
    return next((kind for suffix, kind in _SUFFIXES if lower.endswith(suffix)), None)


def _add_mappings(listing: Listing) -> None:
    """The mapping that lies beside a file named by the submitter."""
    for found in tuple(listing.found):
        suffix = _MAPPED.get(found.kind)
        if suffix is None or not found.named:
            continue
        beside = found.path.with_name(Path(bare_name(found.path.name)).stem + suffix)
        if beside.is_file() and os.path.realpath(beside) not in listing.places:
            name = unicodedata.normalize("NFC", beside.name)
            _add(Found(beside, name, Kind.MAPPING, beside.parent), listing)


def read_bytes(found: Found, limits: Limits = LIMITS) -> bytes:
    """The bytes of a file.

    Raises:
        MeasurementError: The file cannot be read, or is larger than the limit.
    """
    try:
        with found.path.open("rb") as stream:
            data = stream.read(limits.bytes + 1)
    except OSError as failure:
        raise _unreadable(found.name, failure) from None
    if len(data) > limits.bytes:
        size = found.path.stat().st_size
        raise MeasurementError("file_large", file=found.name, line=1, column="", size=size, limit=limits.bytes)
    return data


def _folder(root: Path, listing: Listing, limits: Limits) -> None:
    entries: list[tuple[str, Path, bool]] = []
    pending: list[tuple[Path, str]] = [(root, "")]
    while pending:
        place, prefix = pending.pop()
        try:
            with os.scandir(place) as inside:
                for entry in inside:
                    name = prefix + unicodedata.normalize("NFC", entry.name)
                    if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                        pending.append((Path(entry.path), f"{name}/"))
                    else:
                        entries.append((name, Path(entry.path), entry.is_file(follow_symlinks=False)))
        except OSError as failure:
            listing.faults.append(_unreadable(prefix.rstrip("/") or str(root), failure))
            continue
        if len(entries) + len(pending) > limits.files:
            listing.faults.append(
                MeasurementError("folder_large", file=str(root), line=1, column="", limit=limits.files)
            )
            return
    for name, path, regular in sorted(entries, key=lambda entry: os.fsencode(entry[0])):
        base = name.rpartition("/")[2]
        left_out = _left_out(name.lower(), regular=regular)
        kind = kind_of(base)
        if left_out is not None or kind is None:
            listing.ignored.append(Reason.of(left_out or "file_evidence", file=name))
        else:
            _add(Found(path, name, kind, root), listing)


def _left_out(name: str, *, regular: bool) -> str | None:
    folders, _, base = name.rpartition("/")
    if base.startswith("."):
        return "file_hidden"
    if not regular:
        return "file_link"
    if base == "expected.json":
        return "file_expected"
    if _EVIDENCE_FOLDERS.intersection(folders.split("/")):
        return "file_evidence"
    return "file_format" if base.endswith(_TABLES_OF_OTHERS) else None


def _add(found: Found, listing: Listing) -> None:
    """One more file, unless it or its name is there already: a row counted twice would be two measurements."""
    if any(unicodedata.category(character) in _NOT_IN_NAMES for character in found.name):
        listing.faults.append(_fault("file_name", found.name))
        return
    place = os.path.realpath(found.path)
    if found.name in listing.names or place in listing.places:
        listing.faults.append(_fault("file_twice", found.name))
        return
    listing.names.add(found.name)
    listing.places.add(place)
    listing.found.append(found)


def _fault(code: str, name: str) -> MeasurementError:
    return MeasurementError(code, file=name, line=1, column="")


def _unreadable(name: str, failure: OSError | ValueError) -> MeasurementError:
    if isinstance(failure, FileNotFoundError):
        return _fault("file_missing", name)
    # The system's own sentence depends on its language; its symbol does not.
    symbol = errno.errorcode.get(failure.errno or 0, "") if isinstance(failure, OSError) else "EINVAL"
    return MeasurementError("file_unreadable", file=name, line=1, column="", cause=symbol)
