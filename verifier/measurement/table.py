"""Submission tables: the rows that a checked table states, and every structural fault in it."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from operator import itemgetter

from verifier.errors import MeasurementError
from verifier.measurement.columns import COLUMNS
from verifier.measurement.delimited import Record
from verifier.measurement.grid import Reading, open_grid
from verifier.measurement.headings import Heading, Shape
from verifier.measurement.limits import LIMITS, Limits
from verifier.measurement.row import Row
from verifier.wording import Reason

__all__ = ["Table", "read_table", "rows_of", "table_of", "unknown_headers"]

_KEYS = tuple(column.key for column in COLUMNS)
_AT = {key: at for at, key in enumerate(_KEYS)}
_SAYS_SOMETHING = ("value", "evidence", "report", "item")


@dataclass(frozen=True, slots=True)
class Table:
    """One submission table.

    Attributes:
        file: Name of the file.
        encoding: Encoding that it was read in, "" where it could not be decoded.
        rows: Its rows, without those that state nothing.
        faults: Structural faults, in row order; one is enough to refuse the submission.
        ignored_columns: Headers that are not known; their cells are in `Row.extra`.
        assumed: Whether the encoding is a guess.
        ignored: What else was left out, and what was assumed.
        unfilled: Targets named by rows that state nothing.
    """

    file: str
    encoding: str
    rows: tuple[Row, ...]
    faults: tuple[MeasurementError, ...]
    ignored_columns: tuple[str, ...]
    assumed: bool = False
    ignored: tuple[Reason, ...] = ()
    unfilled: tuple[str, ...] = ()


def read_table(data: bytes, file: str, encoding: str | None = None, limits: Limits = LIMITS) -> Table:
    """The rows of a delimited text.

    A row whose value, evidence, report and item are blank is no row: a template that nobody touched states nothing.

    Args:
        data: The file's bytes.
        file: The file's name: NFC, `/`-separated, relative to the submission.
        encoding: Encoding named by the submitter, or None.
        limits: Limits of size.

    Returns:
        The table; what refuses it stands in its faults, and nothing is raised.
    """
    opened = open_grid(data, file, encoding, limits=limits)
    return table_of(opened.reading, opened.body, opened.encoding, assumed=opened.assumed, ignored=opened.ignored)


def table_of(
    reading: Reading,
    body: Iterable[Record],
    encoding: str,
    *,
    assumed: bool = False,
    ignored: tuple[Reason, ...] = (),
) -> Table:
    """The table of sound records, one row for each value.

    Args:
        reading: What is known of the table: its headings and faults.
        body: Its records.
        encoding: Encoding or format that it is read in.
        assumed: Whether something about it is a guess.
        ignored: What was left out, and what was assumed.
    """
    with _no_collection():
        rows = tuple(rows_of(body, reading))
    unfilled = tuple(name for name in reading.unfilled if name)
    faults, kept = tuple(reading.faults), unknown_headers(reading)
    return Table(reading.file, encoding, rows, faults, kept, assumed, ignored, unfilled)


def unknown_headers(reading: Reading) -> tuple[str, ...]:
    """Headers of columns that are kept without a part in any verdict."""
    return tuple(header for header, _ in _unknown(reading.headings, reading.shape) if header)


def rows_of(records: Iterable[Record], reading: Reading) -> Iterator[Row]:
    """The rows of sound records, in order; what has no target becomes a fault of the reading.

    Args:
        records: Records with one cell for each heading.
        reading: What is known of their table.
    """
    if reading.shape is Shape.LONG:
        return _long(records, reading)
    if reading.shape is not None:
        return _side_by_side(records, reading)
    # Without the required columns there are no rows, but the records have faults of their own.
    return _none(records)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the collector of garbage away while rows are made.

    A row holds text and nothing that could lead back to it, but the collector walks over all of them again and again:
    that took a third of the time.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _none(records: Iterable[Record]) -> Iterator[Row]:
    deque(records, maxlen=0)
    return iter(())


def _unknown(headings: Sequence[Heading], shape: Shape | None) -> tuple[tuple[str, int], ...]:
    """Headings that neither name a column nor stand for a target or sample, with their places."""
    wide = shape in {Shape.BY_TARGET, Shape.BY_SAMPLE}
    return tuple(
        (heading.text, at)
        for at, heading in enumerate(headings)
        if heading.key is None and not (wide and _is_value(heading, shape))
    )


def _is_value(heading: Heading, shape: Shape | None) -> bool:
    return bool(heading.target if shape is Shape.BY_TARGET else heading.sample or heading.wafer)


def _in_order(keys: Sequence[str | None]) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    # The cells in the order of a row's fields; what the table has no column for is the blank put behind its last.
    return itemgetter(*(keys.index(key) if key in keys else len(keys) for key in _KEYS))


def _extra(cells: Sequence[str], unknown: tuple[tuple[str, int], ...]) -> tuple[tuple[str, str], ...]:
    # A column without a header is called by its number.
    return tuple((header or f"#{at + 1}", cells[at]) for header, at in unknown if cells[at])


def _long(records: Iterable[Record], reading: Reading) -> Iterator[Row]:
    keys = reading.keys
    in_order = _in_order(keys)
    unknown = _unknown(reading.headings, reading.shape)
    speaking = tuple(keys.index(key) for key in _SAYS_SOMETHING if key in keys)
    target_at, value_at = keys.index("target"), keys.index("value")
    stated = any(heading.unit or heading.k for heading in reading.headings)
    # The fields of a row follow the columns; a type checker cannot count the cells of a list.
    row: Callable[..., Row] = Row
    for record in records:
        cells = record.cells
        if not cells[value_at] and not any(cells[at] for at in speaking):
            # A set of as many as matter: a file may hold any number of them.
            if len(reading.unfilled) < reading.limits.faults:
                reading.unfilled[cells[target_at]] = None
            continue
        if not cells[target_at]:
            read = next(cells[at] for at in speaking if cells[at])
            reading.fault("table_target_blank", record.line, reading.column(target_at + 1), read=read)
            continue
        made = row(reading.file, record.line, *in_order((*cells, "")), _extra(cells, unknown) if unknown else ())
        if stated:
            made = _with_stated(made, reading.headings)
        if record.shown15 and record.shown15[value_at]:
            made = replace(made, shown15=record.shown15[value_at])
        yield made


def _with_stated(row: Row, headings: Sequence[Heading]) -> Row:
    """A row with the units and the coverage factor that its headings state, where its own cells are blank."""
    stated = {heading.key: heading for heading in headings if heading.unit or heading.k}
    if "value" in stated:
        value, unit = _with_unit(row.value, row.unit, stated["value"].unit)
        row = replace(row, value=value, unit=unit)
    uncertainty = stated.get("uncertainty") or stated.get("u")
    if uncertainty is not None:
        row = replace(row, uncertainty_unit=row.uncertainty_unit or uncertainty.unit, k=row.k or uncertainty.k)
    return row


def _with_unit(value: str, unit: str, stated: str) -> tuple[str, str]:
    """A value and its unit under a heading that states one; beside another it joins the value: both are compared."""
    if not stated or unit == stated:
        return value, unit
    if not unit:
        return value, stated
    return (f"{value} {stated}" if value[-1:].isdigit() else value), unit


def _side_by_side(records: Iterable[Record], reading: Reading) -> Iterator[Row]:
    """One row for each value of a record: the heading says of which target or sample."""
    in_order = _in_order(reading.keys)
    unknown = _unknown(reading.headings, reading.shape)
    values = tuple((at, h) for at, h in enumerate(reading.headings) if h.key is None and _is_value(h, reading.shape))
    heading_fields = {
        at: [(_AT[key], stated) for key in ("target", "sample", "wafer") if (stated := getattr(heading, key))]
        for at, heading in values
    }
    row: Callable[..., Row] = Row
    made = 0
    for record in records:
        cells = record.cells
        shared = in_order((*cells, ""))
        extra = _extra(cells, unknown)
        for at, heading in values:
            if not cells[at]:
                continue
            made += 1
            if made > reading.limits.rows:
                reading.fault("table_rows_many", record.line, limit=reading.limits.rows)
                return
            fields = list(shared)
            fields[_AT["value"]], fields[_AT["unit"]] = _with_unit(cells[at], shared[_AT["unit"]], heading.unit)
            for place, stated in heading_fields[at]:
                fields[place] = stated
            if not fields[_AT["target"]]:
                reading.fault("table_target_blank", record.line, reading.column(at + 1), read=cells[at])
            else:
                yield row(reading.file, record.line, *fields, extra, "", record.shown15[at] if record.shown15 else "")
