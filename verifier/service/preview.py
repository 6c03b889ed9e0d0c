"""Preview: what the reader sees in each file of a submission, before anything is judged."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Final

from verifier.errors import MeasurementError, VerifierError
from verifier.measurement.columns import COLUMNS, title_of
from verifier.measurement.encoding import ENCODINGS
from verifier.measurement.files import Kind, kind_of
from verifier.measurement.formats import mapping_for, read_any
from verifier.measurement.grid import open_grid
from verifier.measurement.limits import LIMITS
from verifier.measurement.mapping import Mapping, read_mapping
from verifier.measurement.row import Row
from verifier.measurement.table import Table
from verifier.measurement.unpack import is_packed, unpack
from verifier.service.access import Action, find_submission
from verifier.service.running import Service
from verifier.store.people import Person
from verifier.store.projects import Project
from verifier.store.submissions import Submission, SubmissionFile
from verifier.wording import Reason

__all__ = ["Preview", "PreviewFile", "PreviewHeading", "preview"]

# More than this of a file is not read for a look at its beginning.
_MOST_BYTES: Final = 8 * 1024 * 1024
_TABLES: Final = (Kind.WORKBOOK, Kind.PARQUET, Kind.JSON, Kind.CERTIFICATE, Kind.STDF)


@dataclass(frozen=True, slots=True)
class PreviewHeading:
    """A column as it was understood.

    Args:
        text: Its heading as it stands.
        key: The column that it is, None where it is not known and plays no part.
        title: That column as a person is told of it, "" where it is not known.
        unit: The unit stated in the heading.
        target: The target whose values it holds, in a table with a column for each target.
        sample: The sample or wafer whose values it holds, in a table with a column for each.
    """

    text: str
    key: str | None
    title: str
    unit: str
    target: str
    sample: str


@dataclass(frozen=True, slots=True)
class PreviewFile:
    """A file as it was read.

    Args:
        name: Its name; one in a packed file has the name of that before its own.
        bytes: Its size.
        sha256: Its digest.
        kind: What it is to the submission, "" for evidence.
        encoding: Encoding or format that it was read in, "" where it could not be decoded or was not read.
        assumed: Whether the encoding is a guess.
        headings: Its columns.
        rows: The first rows: line, and a cell for each column.
        total: How many rows it has, None where that was not counted.
        faults: What refuses it, as far as it was read.
        ignored: What was left out.
        generated: Whether the service wrote it.
        read: Whether it was read here at all: a very large file waits for the check.
    """

    name: str
    bytes: int
    sha256: str
    kind: str
    encoding: str = ""
    assumed: bool = False
    headings: tuple[PreviewHeading, ...] = ()
    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()
    total: int | None = None
    faults: tuple[VerifierError, ...] = ()
    ignored: tuple[Reason, ...] = ()
    generated: bool = False
    read: bool = True


@dataclass(frozen=True, slots=True)
class Preview:
    """All files of a submission, and the encodings that a person may choose from."""

    submission: Submission
    project: Project
    files: tuple[PreviewFile, ...]
    encodings: tuple[str, ...]


def preview(service: Service, person: Person, submission_id: int) -> Preview:
    """The beginning of each file of a submission as the reader sees it.

    Raises:
        AccessError: There is no such submission, or the person may not see it.
    """
    with service.database.read() as connection:
        submission, project, _ = find_submission(service, connection, person, submission_id, Action.SEE_SUBMISSION)
    mappings = _mappings(service, submission)
    files = [one for file in submission.files for one in _files(service, submission, file, mappings)]
    return Preview(submission, project, tuple(files), tuple(ENCODINGS))


def _mappings(service: Service, submission: Submission) -> dict[str, Mapping]:
    found = {}
    for file in submission.files:
        if kind_of(file.name) is Kind.MAPPING:
            try:
                found[file.name] = read_mapping(service.blobs.read(file.sha256), file.name, submission.encoding, LIMITS)
            except MeasurementError:
                # The check lists what is wrong with it.
                continue
    return found


def _files(
    service: Service, submission: Submission, file: SubmissionFile, mappings: dict[str, Mapping]
) -> list[PreviewFile]:
    kind = kind_of(file.name)
    about = {"bytes": file.bytes, "sha256": file.sha256}
    if kind not in {Kind.TABLE, Kind.ARCHIVE, *_TABLES}:
        return [PreviewFile(file.name, kind="" if kind is None else kind.value, generated=file.generated, **about)]  # type: ignore[arg-type]
    if file.bytes > _MOST_BYTES and kind is not Kind.TABLE:
        return [PreviewFile(file.name, kind=str(kind), read=False, **about)]  # type: ignore[arg-type]
    with service.blobs.open(file.sha256) as stream:
        data = stream.read(_MOST_BYTES + 1)
    cut = len(data) > _MOST_BYTES
    if not is_packed(file.name):
        return [_table(service, submission, file, (file.name, data), mappings, cut=cut)]
    if cut:
        return [PreviewFile(file.name, kind=str(kind), read=False, **about)]  # type: ignore[arg-type]
    unpacked = unpack(data, file.name, LIMITS)
    shown = [
        _table(service, submission, file, (member.name, member.data), mappings)
        for member in unpacked.members
        if kind_of(member.name.rpartition("/")[2]) in {Kind.TABLE, *_TABLES}
    ]
    if unpacked.faults or not shown:
        faults, ignored = tuple(unpacked.faults), tuple(unpacked.ignored)
        shown.append(PreviewFile(file.name, file.bytes, file.sha256, str(kind), faults=faults, ignored=ignored))
    return shown


def _table(
    service: Service,
    submission: Submission,
    file: SubmissionFile,
    piece: tuple[str, bytes],
    mappings: dict[str, Mapping],
    *,
    cut: bool = False,
) -> PreviewFile:
    name, data = piece
    kind = kind_of(name.rpartition("/")[2]) or Kind.TABLE
    if kind is Kind.TABLE:
        return _delimited(service, submission, file, piece, cut=cut)
    table = read_any(
        data, name, kind, mapping_for(name, kind, mappings), LIMITS, encoding=submission.encoding, named=False
    )
    if isinstance(table, Reason):
        return PreviewFile(name, file.bytes, file.sha256, kind.value, ignored=(table,))
    return _rows(table, file, name, kind, service.limits.preview_rows)


def _delimited(
    service: Service, submission: Submission, file: SubmissionFile, piece: tuple[str, bytes], *, cut: bool
) -> PreviewFile:
    name, data = piece
    # A line that was cut in two, or half a character, is not the file's fault.
    whole = data[: data.rfind(b"\n") + 1] if cut else data
    opened = open_grid(whole, name, submission.encoding)
    first = list(islice(opened.body, service.limits.preview_rows))
    total = None if cut else len(first) + sum(1 for _ in opened.body)
    headings = tuple(
        PreviewHeading(
            one.text,
            one.key,
            "" if one.key is None else title_of(one.key),
            one.unit,
            one.target,
            one.sample or one.wafer,
        )
        for one in opened.reading.headings
    )
    return PreviewFile(
        name=name,
        bytes=file.bytes,
        sha256=file.sha256,
        kind=Kind.TABLE.value,
        encoding=opened.encoding,
        assumed=opened.assumed,
        headings=headings,
        rows=tuple((str(record.line), record.cells) for record in first),
        total=total,
        faults=tuple(opened.reading.faults),
        ignored=opened.ignored,
    )


def _rows(table: Table, file: SubmissionFile, name: str, kind: Kind, most: int) -> PreviewFile:
    """A table of another format: the columns that its first rows state anything in."""
    first = table.rows[:most]
    keys = [column.key for column in COLUMNS if any(getattr(row, column.key) for row in first)]
    return PreviewFile(
        name=name,
        bytes=file.bytes,
        sha256=file.sha256,
        kind=kind.value,
        encoding=table.encoding,
        assumed=table.assumed,
        headings=tuple(PreviewHeading(title_of(key), key, title_of(key), "", "", "") for key in keys),
        rows=tuple((str(row.line), _cells(row, keys)) for row in first),
        total=len(table.rows),
        faults=table.faults,
        ignored=table.ignored,
    )


def _cells(row: Row, keys: list[str]) -> tuple[str, ...]:
    return tuple(getattr(row, key) for key in keys)
