"""Rows of delimited text as columns: kinds, doubles, and the places of lines and values; cells only where asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from verifier.measurement.delimited import Record
from verifier.measurement.grid import Reading, sound_cell
from verifier.measurement.row import Row
from verifier.measurement.table import rows_of
from verifier.plan.beside import Beside
from verifier.plan.cells import gather
from verifier.plan.digits import FIVES, POWERS, read_numbers
from verifier.plan.kernel import look_up
from verifier.plan.machine import Array, Rooms
from verifier.plan.threshold import Width

if TYPE_CHECKING:
    from verifier.plan.parser import Parser

__all__ = ["Columns", "NumberOf", "TextBlock", "line_at"]

NumberOf = Callable[[tuple[str, ...], int], int]
"""The number of a kind of row, from the cells and the line of one of its rows."""

_RETURN: Final = ord("\r")


class Columns:
    """Arrays for the rows of one piece."""

    def __init__(self, rows: int, *, noted: int) -> None:
        self.kind, self.line_at, self.value_at, self.value_to, self.rough, self.new = (
            np.empty(rows, np.int32) for _ in range(6)
        )
        self.x, self.digits = np.empty(rows), np.empty(rows, np.uint8)
        self.noted_at, self.noted_to = np.empty(rows * noted, np.int32), np.empty(rows * noted, np.int32)

    def grown(self, rows: int, *, noted: int) -> Columns:
        """The same in arrays for more rows."""
        larger = Columns(rows, noted=noted)
        for name, array in vars(self).items():
            getattr(larger, name)[: array.size] = array
        return larger


@dataclass
class TextBlock:
    """Rows of one piece of delimited text.

    Args:
        parser: What took it apart.
        data: (bytes,) uint8, its bytes.
        columns: What was found.
        size: How many rows.
        line: The physical line of the first row; rows stand on consecutive lines.
    """

    parser: Parser
    data: Array
    columns: Columns
    size: int
    line: int = 1
    width: Width | None = field(default=None, init=False)
    column: int = field(default=0, init=False)

    def __len__(self) -> int:
        """How many rows."""
        return self.size

    @property
    def reading(self) -> Reading:
        """What is known of the table."""
        return self.parser.reading

    @property
    def numbers(self) -> Array:
        """(n,) float64 values; NaN where a text is no plain decimal."""
        return self.columns.x[: self.size]

    @property
    def digits(self) -> Array:
        """(n,) how many significant digits each value has."""
        return self.columns.digits[: self.size]

    def read_rough(self, rows: Array) -> None:
        """Read the few values that the loop leaves."""
        begins, ends = self.columns.value_at, self.columns.value_to
        for row in rows.tolist():
            self.columns.x[row] = float(self.data[begins[row] : ends[row]].tobytes())

    def stated(self, rows: Array) -> Array:
        """Those of some rows that may state something; of a table with one value a row, all of them."""
        return rows

    def kinds(self, _columns: frozenset[str], number_of: NumberOf) -> Array:
        """(n,) the number of each row's kind."""
        found = self.columns.kind[: self.size]
        # In place: the numbers here are not needed again.
        look_up(self.size, found, self.parser.numbers(number_of, self.line), found)
        return found

    def beside(self, key: str, rooms: Rooms) -> Beside:
        """The U beside each value, from a column that is looked at apart.

        Args:
            key: The column.
            rooms: Where its numbers are kept until the next block.
        """
        place, size = self.parser.noted.index(key), self.size
        numbers, digits, rough = (
            rooms.of(f"{key} {name}", size, kind)
            for name, kind in (("x", np.float64), ("digits", np.uint8), ("rough", np.int32))
        )
        self._read_numbers(place, numbers, digits, rough)
        begins, ends = self._spans_at(place)
        return Beside(
            numbers, ~self._filled(begins, ends), lambda row: self._cell(begins[row], ends[row]),
            lambda rows: self._gathered(rows, begins, ends),
        )  # fmt: skip

    def _read_numbers(self, place: int, numbers: Array, digits: Array, rough: Array) -> None:
        """Fill in the doubles, and the digits, of a column that is looked at apart."""
        columns = self.columns
        late = read_numbers(
            self.data, columns.noted_at, columns.noted_to, self.parser.apart, place, self.size, POWERS, FIVES,
            numbers, digits, rough,
        )  # fmt: skip
        begins, ends = self._spans_at(place)
        for row in rough[:late].tolist():
            # The carriage return of a line is a blank to it.
            numbers[row] = float(self.data[begins[row] : ends[row]].tobytes())

    def _filled(self, begins: Array, ends: Array) -> Array:
        """(n,) whether something stands in each cell: the carriage return of a line does not."""
        sizes, first = ends - begins, self.data[np.minimum(begins, self.data.size - 1)]
        return np.asarray((sizes > 1) | ((sizes == 1) & (first != _RETURN)))

    def _cell(self, begin: int, end: int) -> str:
        return sound_cell(self.data[begin:end].tobytes().decode("utf-8"))

    def text(self, row: int) -> str:
        """The value of one row."""
        return self.data[self.columns.value_at[row] : self.columns.value_to[row]].tobytes().decode("utf-8")

    def texts(self, rows: Array) -> Any:  # noqa: ANN401 -- Arrow has no types
        """The values of some rows as an Arrow array that can be grouped by."""
        return self._gathered(rows, self.columns.value_at, self.columns.value_to)

    def cells(self, key: str) -> Any:  # noqa: ANN401 -- Arrow has no types
        """The cells of a column that is looked at apart, as an Arrow array; None where the table has none."""
        if key not in self.parser.noted:
            return None
        return self._gathered(np.arange(self.size), *self._spans_at(self.parser.noted.index(key)))

    def _spans_at(self, place: int) -> tuple[Array, Array]:
        """(n,) where each cell begins, and where it ends, of one of the columns that are looked at apart."""
        rows, many = self.size * self.parser.apart, self.parser.apart
        return self.columns.noted_at[place:rows:many], self.columns.noted_to[place:rows:many]

    def _gathered(self, rows: Array, begins: Array, ends: Array) -> Any:  # noqa: ANN401 -- Arrow has no types
        import pyarrow as pa

        rows, begins, ends = rows.astype(np.int64), np.ascontiguousarray(begins), np.ascontiguousarray(ends)
        out = np.empty(int((ends[rows] - begins[rows]).sum()), np.uint8)
        offsets = np.empty(rows.size + 1, np.int32)
        gather(self.data, rows, rows.size, begins, ends, out, offsets)
        return pa.StringArray.from_buffers(rows.size, pa.py_buffer(offsets), pa.py_buffer(out))

    def later(self, number: int) -> Callable[[], Record]:
        """Makes the record of one row, even when the block is gone."""
        line, at, parser = line_at(self.data, int(self.columns.line_at[number])), self.line + number, self.parser
        return lambda: Record(at, parser.cells(line))

    def row(self, number: int) -> Row | None:
        """One row as the scalar path reads it; None where it states nothing."""
        return next(iter(self._rows((number,))), None)

    def rows(self, numbers: Sequence[int]) -> list[Row]:
        """Several rows as the scalar path reads them, in the order given; each must state something."""
        return self._rows(numbers)

    def _rows(self, numbers: Sequence[int]) -> list[Row]:
        made = [
            Record(self.line + number, self.parser.cells(line_at(self.data, int(self.columns.line_at[number]))))
            for number in numbers
        ]
        return list(rows_of(made, self.reading))


def line_at(data: Array, begin: int) -> bytes:
    """The line that begins at a place."""
    size = 256
    while True:
        found = data[begin : begin + size].tobytes()
        end = found.find(b"\n")
        if end >= 0 or begin + size >= data.size:
            return found[: end + 1] if end >= 0 else found
        size *= 4
