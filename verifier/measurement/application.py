"""Applications: the cells of a table of administrative rules, each read as what its column holds."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Final

from verifier.catalogue.expression import Quantity
from verifier.catalogue.table import RuleTable, Sort, TableColumn
from verifier.errors import MeasurementError, NumberError, UnitError, VerifierError
from verifier.measurement.columns import Column
from verifier.measurement.dates import read_date
from verifier.measurement.grid import Grid, read_grid
from verifier.measurement.limits import LIMITS, Limits
from verifier.quantity.measured import Form, read_measured
from verifier.wording import Reason

__all__ = ["Application", "Cell", "read_applications"]

_YES: Final = frozenset({"是", "有", "yes", "y", "true", "1", "√", "✓", "☑"})
_NO: Final = frozenset({"否", "无", "no", "n", "false", "0", "×", "✗", "☐"})
_TIME: Final = re.compile(
    r"\s*(.{6,14}?)(?:[T ]\s*|(?<=日)\s*)(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(Z|[+-]\d{2}:?\d{2})?\s*"
)
_LONGEST_TIME: Final = 60

Cell = str | bool | Quantity | datetime | date | Reason
"""What a cell says; a reason where it cannot be read."""


@dataclass(frozen=True, slots=True)
class Application:
    """One row: where it stands, and what its cells say; blank cells are left out."""

    line: int | str
    cells: dict[str, Cell]


def read_applications(
    data: bytes, file: str, table: RuleTable, encoding: str | None = None, limits: Limits = LIMITS
) -> tuple[tuple[Application, ...], Grid]:
    """The applications of a delimited table, and the table with its structural faults.

    Args:
        data: The file's bytes.
        file: The file's name.
        table: The catalogue whose columns are read.
        encoding: Encoding named by the submitter, or None.
        limits: Limits of size.
    """
    columns = tuple(Column(column.key, _headings(column)) for column in table.columns)
    required = (table.columns[0].key,)
    grid = read_grid(data, file, encoding, columns=columns, required=required, limits=limits)
    known = [(place, table.column(key)) for place, key in enumerate(grid.keys) if key is not None]
    found = []
    for record in grid.records:
        cells = {
            column.key: _cell(text, column, table.zone)
            for place, column in known
            if column is not None and (text := record.cells[place].strip())
        }
        found.append(Application(record.line, cells))
    return tuple(found), grid


def _headings(column: TableColumn) -> tuple[str, ...]:
    named = (column.name.zh, column.name.en, *column.aliases)
    return tuple(dict.fromkeys(unicodedata.normalize("NFKC", name) for name in named))


def _cell(text: str, column: TableColumn, zone: timedelta) -> Cell:
    try:
        match column.sort:
            case Sort.NUMBER:
                return _number(text, column)
            case Sort.FLAG:
                return _flag(text)
            case Sort.TIME:
                return _time(text, zone)
            case Sort.DATE:
                return read_date(text)
            case Sort.CLASS:
                return _class(text, column)
            case _:
                return unicodedata.normalize("NFKC", text)
    except VerifierError as error:
        return error.reason


def _number(text: str, column: TableColumn) -> Quantity:
    unit = column.unit
    if unit is None:
        raise NumberError("application_number", read=text)
    try:
        # A cell may state a unit of its own: 0.06亿元 under a heading in 万元.
        measured = read_measured(text, expected=unit)
    except UnitError:
        if not column.has_unit:
            raise
        measured = read_measured(text, unit.symbol, expected=unit)
    if measured.form is not Form.POINT or measured.low is None:
        raise NumberError("application_number", read=text)
    own = measured.unit
    return Quantity(measured.low.value * own.factor + own.offset, own.dimension)


def _flag(text: str) -> bool:
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    if folded in _YES or folded in _NO:
        return folded in _YES
    raise MeasurementError("application_flag", read=text)


def _class(text: str, column: TableColumn) -> str:
    folded = unicodedata.normalize("NFKC", text).strip()
    for name, aliases in column.classes:
        if folded in {name, *aliases}:
            return name
    known = ", ".join(name for name, _ in column.classes)
    raise MeasurementError("application_class", read=text, known=known)


def _time(text: str, zone: timedelta) -> datetime:
    """A moment; without an offset it is read in the table's civil time."""
    found = _TIME.fullmatch(unicodedata.normalize("NFKC", text)) if len(text) <= _LONGEST_TIME else None
    if found is None:
        raise MeasurementError("application_time", read=text)
    day = read_date(found[1].rstrip("T "))
    try:
        clock = datetime.fromisoformat(
            f"{day.isoformat()}T{int(found[2]):02}:{found[3]}:{found[4] or '00'}{found[5] or ''}"
        )
    except ValueError as error:
        raise MeasurementError("application_time", read=text) from error
    return clock if clock.tzinfo is not None else clock.replace(tzinfo=timezone(zone))
