"""Tables with a column for each target, one row a device: each value column is a block of rows of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

import numpy as np

from verifier.measurement.delimited import Record
from verifier.measurement.grid import Reading
from verifier.measurement.headings import Heading, Shape
from verifier.measurement.row import Row
from verifier.measurement.table import rows_of
from verifier.plan.codes import Codes
from verifier.plan.kernel import look_up
from verifier.plan.machine import Array
from verifier.plan.text_block import NumberOf, TextBlock

__all__ = ["TargetColumn", "target_columns", "text_blocks"]


@dataclass(frozen=True, slots=True)
class TargetColumn:
    """One value column of a table.

    Attributes:
        number: Which of the value columns it is, from 1.
        place: Its place among all columns.
        others: The places of the other value columns.
        reading: What is known of the table as if they were not there.
        codes: The kinds of its rows, where they come as Arrow columns.
    """

    number: int
    place: int
    others: frozenset[int]
    reading: Reading
    codes: Codes = field(default_factory=Codes)

    def only(self, cells: Sequence[str]) -> tuple[str, ...]:
        """The cells of a record without those of the other value columns."""
        return tuple("" if at in self.others else cell for at, cell in enumerate(cells))


def target_columns(reading: Reading) -> list[TargetColumn]:
    """The value columns of a table with a column for each target; none of any other table."""
    if reading.shape is not Shape.BY_TARGET:
        return []
    places = [at for at, heading in enumerate(reading.headings) if heading.target]
    found = []
    for number, place in enumerate(places, 1):
        others = frozenset(places) - {place}
        headings = tuple(Heading(one.text) if at in others else one for at, one in enumerate(reading.headings))
        # Faults and blank targets are noted in the table's own lists.
        found.append(TargetColumn(number, place, others, replace(reading, headings=headings)))
    return found


@dataclass
class _TextColumn(TextBlock):
    """One value column of a piece of delimited text."""

    of: TargetColumn = field(kw_only=True)

    def __post_init__(self) -> None:
        """Take over the column's number."""
        self.column = self.of.number

    @property
    def reading(self) -> Reading:
        """What is known of the table."""
        return self.of.reading

    @property
    def _place(self) -> int:
        """Which of the columns that are looked at apart it is: those of values come last."""
        return len(self.parser.noted) + self.of.number - 1

    @cached_property
    def _spans(self) -> tuple[Array, Array]:
        """(n,) where each value begins and where it ends."""
        return self._spans_at(self._place)

    @cached_property
    def numbers(self) -> Array:
        """(n,) float64 values; NaN where a text is no plain decimal."""
        columns = self.columns
        self._read_numbers(self._place, columns.x, columns.digits, columns.rough)
        return columns.x[: self.size]

    def stated(self, rows: Array) -> Array:
        """Those of some rows that have a value."""
        begins, ends = self._spans
        return np.asarray(rows[self._filled(begins[rows], ends[rows])])

    def kinds(self, _columns: frozenset[str], number_of: NumberOf) -> Array:
        """(n,) the number of each row's kind."""
        found = np.empty(self.size, np.int32)
        look_up(self.size, self.columns.kind, self.parser.numbers(number_of, self.line, self.column), found)
        return found

    def _bytes(self, row: int) -> bytes:
        begins, ends = self._spans
        return self.data[begins[row] : ends[row]].tobytes().removesuffix(b"\r")

    def text(self, row: int) -> str:
        """The value of one row."""
        return self._bytes(row).decode("utf-8")

    def texts(self, rows: Array) -> Any:  # noqa: ANN401 -- Arrow has no types
        """The values of some rows as an Arrow array that can be grouped by."""
        return self._gathered(rows, *self._spans)

    def later(self, number: int) -> Callable[[], Record]:
        """Makes the record of one row, even when the block is gone."""
        made, only = super().later(number), self.of.only
        return partial(_only, made, only)

    def _rows(self, numbers: Sequence[int]) -> list[Row]:
        made = (self.later(number)() for number in numbers)
        return list(rows_of(made, self.reading))


def _only(made: Callable[[], Record], only: Callable[[Sequence[str]], tuple[str, ...]]) -> Record:
    record = made()
    return record._replace(cells=only(record.cells))


def text_blocks(block: TextBlock, columns: Sequence[TargetColumn]) -> Iterator[TextBlock]:
    """A piece of delimited text as a block for each value column; each is to be used up before the next."""
    for column in columns:
        yield _TextColumn(block.parser, block.data, block.columns, block.size, block.line, of=column)
