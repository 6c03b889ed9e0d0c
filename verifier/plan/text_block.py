"""Rows of delimited text as columns: kinds, doubles, and the places of lines and values; cells only where asked for."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from verifier.measurement.delimited import Record, records
from verifier.measurement.grid import Reading
from verifier.measurement.row import Row
from verifier.measurement.table import rows_of
from verifier.plan.beside import Beside
from verifier.plan.cells import (
    AT,
    GROW,
    KEY,
    KINDS,
    NEW,
    NOTED,
    OTHER,
    REFUSED,
    ROUGH,
    ROWS,
    VALUE,
    WORDS,
    gather,
    look,
    take_apart,
)  # fmt: skip
from verifier.plan.digits import FIVES, POWERS, read_numbers
from verifier.plan.kernel import look_up
from verifier.plan.machine import Array, Rooms
from verifier.plan.threshold import Width

__all__ = ["NumberOf", "Parser", "TextBlock", "sound_cell"]

NumberOf = Callable[[tuple[str, ...], int], int]
"""The number of a kind of row, from the cells and the line of one of its rows."""

_BYTES_A_ROW: Final = 24
_BYTES_A_VALUE: Final = 4
_FEED, _RETURN = b"\n\r"


class _Columns:
    """Arrays for the rows of one piece."""

    def __init__(self, rows: int, *, noted: int) -> None:
        self.kind, self.line_at, self.value_at, self.value_to, self.rough, self.new = (
            np.empty(rows, np.int32) for _ in range(6)
        )
        self.x, self.digits = np.empty(rows), np.empty(rows, np.uint8)
        self.noted_at, self.noted_to = np.empty(rows * noted, np.int32), np.empty(rows * noted, np.int32)

    def grown(self, rows: int, *, noted: int) -> _Columns:
        """The same in arrays for more rows."""
        larger = _Columns(rows, noted=noted)
        for name, array in vars(self).items():
            getattr(larger, name)[: array.size] = array
        return larger


class Parser:
    """Takes pieces of one file apart, and knows the kinds of rows that it has met: one parser a thread.

    Args:
        reading: What is known of the table.
        delimiter: What parts the cells.
        encoded: Keys of the columns that tell kinds apart.
        noted: Keys of columns that are looked at apart.
        values: Places of the columns of values, where there is one for each target.

    Attributes:
        kinds: A line of each kind.
        noted: Those keys that the table has, in order.
        apart: How many columns are looked at apart: those with these keys, then those of values.
    """

    def __init__(
        self, reading: Reading, delimiter: str, encoded: frozenset[str], noted: Sequence[str] = ("evidence",),
        values: Sequence[int] = (),
    ) -> None:  # fmt: skip
        self.reading = reading
        self.delimiter = delimiter
        self.kinds: list[bytes] = []
        self.at = {key: at for at, key in enumerate(reading.keys) if key is not None}
        self.noted = [key for key in noted if key in self.at and key not in encoded]
        self.apart = len(self.noted) + len(values)
        roles = [self._role(key, encoded) for key in reading.keys]
        for number, place in enumerate(values, NOTED + len(self.noted)):
            roles[place] = number
        self._roles = np.array(roles, np.int16)
        self._bytes_a_row = _BYTES_A_ROW + _BYTES_A_VALUE * len(values)
        self._seed = int.from_bytes(os.urandom(8))
        self._slots = np.full(1 << 10, -1, np.int32)
        self._hashes = np.zeros(1 << 9, np.uint64)
        self._begins = np.zeros((1 << 9) + 1, np.int64)
        self._pool = np.zeros(4 * WORDS, np.uint64)
        self._mine = np.zeros(WORDS, np.uint64)
        self._numbers: dict[int, list[int]] = {}
        self._spare: list[_Columns] = []

    def block(self, view: memoryview | bytes) -> TextBlock | None:
        """The rows of some whole lines without their header; None where only the reader of rows can tell them apart."""
        data = np.frombuffer(view, np.uint8)
        marks = look(data, data.size)
        if not data.size or marks & 1 or (marks & 2 and not _returns_end_lines(data)):
            return None
        if marks & 8:
            try:
                str(view, "utf-8")
            except UnicodeDecodeError:
                return None
        columns = self._spare.pop() if self._spare else _Columns(data.size // self._bytes_a_row + 64, noted=self.apart)
        state = np.zeros(5, np.int64)
        state[KINDS] = len(self.kinds)
        while (ended := self._run(data, marks & 4, columns, state)) == GROW:
            if state[ROWS] == columns.kind.size:
                done = max(int(state[AT]), 1)
                columns = columns.grown(int(state[ROWS] * len(data) // done * 9 // 8) + 64, noted=self.apart)
            self._grow(int(state[KINDS]))
        rows = columns.new[: state[NEW]]
        begins = columns.line_at[rows].tolist()
        # Taken even from a piece that is given up: the kinds stay known.
        self.kinds += [_line(data, begin) for begin in begins]
        if ended == REFUSED:
            return None
        made = TextBlock(self, data, columns, int(state[ROWS]))
        made.read_rough(columns.rough[: state[ROUGH]])
        return made

    def _run(self, data: Array, quoted: int, columns: _Columns, state: Array) -> int:
        return take_apart(
            data, data.size, ord(self.delimiter), int(quoted > 0), self.reading.limits.cell, self._roles,
            self._roles.size, self.apart, POWERS, FIVES, self._seed, self._slots, self._slots.size - 1,
            self._hashes, self._begins, self._hashes.size, self._pool, self._pool.size, self._mine, columns.kind.size,
            columns.kind, columns.x, columns.digits, columns.line_at, columns.value_at, columns.value_to,
            columns.noted_at, columns.noted_to, columns.rough, columns.new, state,
        )  # fmt: skip

    def _grow(self, kinds: int) -> None:
        """Make room for more kinds: twice as many, and their words."""
        if kinds == self._hashes.size:
            self._hashes = np.concatenate((self._hashes, np.zeros(kinds, np.uint64)))
            self._begins = np.concatenate((self._begins, np.zeros(kinds, np.int64)))
            mask = np.uint64(4 * kinds - 1)
            self._slots = np.full(4 * kinds, -1, np.int32)
            for number, first in enumerate((self._hashes[:kinds] & mask).tolist()):
                slot = first
                while self._slots[slot] >= 0:
                    slot = (slot + 1) % self._slots.size
                self._slots[slot] = number
        if self._begins[kinds] + WORDS > self._pool.size:
            self._pool = np.concatenate((self._pool, np.zeros(self._pool.size, np.uint64)))

    def _role(self, key: str | None, encoded: frozenset[str]) -> int:
        if key in self.noted:
            return NOTED + self.noted.index(str(key))
        return VALUE if key == "value" else KEY if key in encoded else OTHER

    def give_back(self, columns: _Columns) -> None:
        """Take arrays back that nobody looks at any more: they are filled again, which spares new pages."""
        self._spare.append(columns)

    def cells(self, line: bytes) -> tuple[str, ...]:
        """The cells of one line, as the reader of rows has them."""
        record = next(records(line.decode("utf-8"), self.delimiter, self.reading.limits), None)
        found = () if record is None else tuple(sound_cell(cell) for cell in record.cells)
        return found + ("",) * (len(self.reading.keys) - len(found))

    def numbers(self, number_of: NumberOf, line: int, column: int = 0) -> Array:
        """The number of each kind by its place here; each value column has numbers of its own."""
        known = self._numbers.setdefault(column, [])
        for text in self.kinds[len(known) :]:
            known.append(number_of(self.cells(text), line))
        return np.array(known, np.int32)


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
    columns: _Columns
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
            rooms.of(f"beside {name}", size, kind)
            for name, kind in (("x", np.float64), ("digits", np.uint8), ("rough", np.int32))
        )
        late = read_numbers(
            self.data, self.columns.noted_at, self.columns.noted_to, self.parser.apart, place, size, POWERS, FIVES,
            numbers, digits, rough,
        )  # fmt: skip
        begins, ends = self._spans_at(place)
        for row in rough[:late].tolist():
            numbers[row] = float(self.data[begins[row] : ends[row]].tobytes())
        return Beside(
            numbers, ~self._filled(begins, ends), lambda row: self._cell(begins[row], ends[row]),
            lambda rows: self._gathered(rows, begins, ends),
        )  # fmt: skip

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
        line, at, parser = _line(self.data, int(self.columns.line_at[number])), self.line + number, self.parser
        return lambda: Record(at, parser.cells(line))

    def row(self, number: int) -> Row | None:
        """One row as the scalar path reads it; None where it states nothing."""
        return next(iter(self._rows((number,))), None)

    def rows(self, numbers: Sequence[int]) -> list[Row]:
        """Several rows as the scalar path reads them, in the order given; each must state something."""
        return self._rows(numbers)

    def _rows(self, numbers: Sequence[int]) -> list[Row]:
        made = [
            Record(self.line + number, self.parser.cells(_line(self.data, int(self.columns.line_at[number]))))
            for number in numbers
        ]
        return list(rows_of(made, self.reading))


def _line(data: Array, begin: int) -> bytes:
    """The line that begins at a place."""
    size = 256
    while True:
        found = data[begin : begin + size].tobytes()
        end = found.find(b"\n")
        if end >= 0 or begin + size >= data.size:
            return found[: end + 1] if end >= 0 else found
        size *= 4


def _returns_end_lines(data: Array) -> bool:
    """Whether a line feed follows every carriage return."""
    behind = np.flatnonzero(data == _RETURN) + 1
    return bool(behind.size == 0 or (behind[-1] < data.size and (data[behind] == _FEED).all()))


def sound_cell(value: object) -> str:
    """A cell as the reader of rows has it: stripped and NFC, "" for none."""
    return "" if value is None else unicodedata.normalize("NFC", str(value)).strip()
