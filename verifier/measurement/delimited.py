"""Delimited text to records: RFC 4180 with exact physical lines, and limits before memory is spent."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from verifier.measurement.limits import LIMITS, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Breach", "Record", "records", "records_of"]

_QUOTE = '"'
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Breach:
    """Where a record leaves the form of RFC 4180 or a limit.

    Attributes:
        code: What is wrong.
        column: Number of the cell, from 1.
        read: The text at that place.
        last: Whether nothing behind this record was read.
    """

    code: str
    column: int
    read: str = ""
    last: bool = False


class Record(NamedTuple):
    """One record: the physical line of its first byte, and its cells as they stand.

    A record with a breach has the cells before the breach. Where cells were binary numbers, `shown15` holds for each
    its 15 significant digits if they are another number, else "".

    A tuple, because the collector of garbage passes over tuples of text, and a large table has a million of them.
    """

    line: int | str
    cells: tuple[str, ...]
    breach: Breach | None = None
    shown15: tuple[str, ...] = ()


def records(text: str, delimiter: str, limits: Limits = LIMITS, *, offset: int = 0, line: int = 1) -> Iterator[Record]:
    r"""The records of delimited text, in order.

    A line ends at \n, \r\n or \r; inside quotes, line ends belong to the cell. A quote inside a cell that does not
    begin with one stands for itself. Behind a quote out of place the reading goes on with the next line.

    Args:
        text: The text.
        delimiter: One character.
        limits: Where the reading of a cell and of a record stops.
        offset: Position in the text to begin at, the first of a line.
        line: Physical line of that position.

    Source:
        RFC 4180 (2005), section 2.
    """
    lines = io.StringIO(text, newline="")
    lines.seek(offset)
    return records_of(lines, delimiter, limits, line=line)


def records_of(lines: Iterator[str], delimiter: str, limits: Limits = LIMITS, *, line: int = 1) -> Iterator[Record]:
    """The records of lines of delimited text, in order, each taken when it is asked for.

    Args:
        lines: The physical lines, with their ends.
        delimiter: One character.
        limits: Where the reading of a cell and of a record stops.
        line: Physical line of the first.
    """
    wide = limits.columns
    for physical in lines:
        if _QUOTE in physical:
            cursor = _Cursor(lines, physical)
            record = _quoted_record(cursor, delimiter, limits, line)
            yield record
            if record.breach is not None and record.breach.last:
                return
            line += cursor.taken
            continue
        cells = physical.rstrip("\r\n").split(delimiter, wide)
        breach = None
        if len(cells) > wide:
            breach = Breach("table_columns_many", wide + 1)
        elif len(physical) > limits.cell:
            breach = next((_long(n, cell) for n, cell in enumerate(cells, 1) if len(cell) > limits.cell), None)
        yield Record(line, tuple(cells if breach is None else cells[: breach.column - 1]), breach)
        line += 1


@dataclass(slots=True)
class _Cursor:
    """Where the reading of a record stands: the physical line, the position in it, and the lines taken."""

    lines: Iterator[str]
    physical: str
    position: int = 0
    taken: int = 1

    def next_line(self) -> bool:
        following = next(self.lines, None)
        if following is None:
            return False
        self.physical, self.position, self.taken = following, 0, self.taken + 1
        return True


def _quoted_record(cursor: _Cursor, delimiter: str, limits: Limits, line: int) -> Record:
    """The record in whose first line a quote stands."""
    cells: list[str] = []
    while len(cells) < limits.columns:
        number = len(cells) + 1
        if cursor.physical.startswith(_QUOTE, cursor.position):
            cell = _quoted_cell(cursor, limits, number)
            if isinstance(cell, Breach):
                return Record(line, tuple(cells), cell)
            rest = cursor.physical[cursor.position : cursor.position + _SHOWN].rstrip("\r\n")
            if rest and not rest.startswith(delimiter):
                return Record(line, tuple(cells), Breach("table_quote_text", number, rest))
            ended = not rest
        else:
            end = cursor.physical.find(delimiter, cursor.position)
            ended = end < 0
            cell = cursor.physical[cursor.position : None if ended else end]
            if ended:
                cell = cell.rstrip("\r\n")
            if len(cell) > limits.cell:
                return Record(line, tuple(cells), _long(number, cell))
            cursor.position = end
        cells.append(cell)
        if ended:
            return Record(line, tuple(cells))
        cursor.position += 1
    return Record(line, tuple(cells), Breach("table_columns_many", len(cells) + 1))


def _quoted_cell(cursor: _Cursor, limits: Limits, number: int) -> str | Breach:
    """The cell whose opening quote stands at the cursor, which is left behind the closing one."""
    cursor.position += 1
    parts: list[str] = []
    length = 0
    while True:
        end = cursor.physical.find(_QUOTE, cursor.position)
        doubled = end >= 0 and cursor.physical.startswith(_QUOTE, end + 1)
        part = cursor.physical[cursor.position : None if end < 0 else end + doubled]
        parts.append(part)
        length += len(part)
        if length > limits.cell:
            # The end of this cell may be megabytes away, or nowhere: what follows cannot be told apart.
            return Breach("table_cell_long", number, "".join(parts)[:_SHOWN], last=True)
        if doubled:
            cursor.position = end + 2
        elif end >= 0:
            cursor.position = end + 1
            return "".join(parts)
        elif not cursor.next_line():
            return Breach("table_quote_open", number, "".join(parts)[:_SHOWN], last=True)


def _long(number: int, cell: str) -> Breach:
    return Breach("table_cell_long", number, cell[:_SHOWN])
