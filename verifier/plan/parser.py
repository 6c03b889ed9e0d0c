"""The parser of delimited text: takes pieces of a file apart, and knows the kinds of rows that it has met."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final

import numpy as np

from verifier.measurement.delimited import records
from verifier.measurement.grid import Reading, sound_cell
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
    look,
    take_apart,
)  # fmt: skip
from verifier.plan.digits import FIVES, POWERS
from verifier.plan.machine import Array
from verifier.plan.text_block import Columns, NumberOf, TextBlock, line_at

__all__ = ["Parser"]

_BYTES_A_ROW: Final = 24
_BYTES_A_VALUE: Final = 4
_FEED, _RETURN = b"\n\r"


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
        self._spare: list[Columns] = []

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
        columns = self._spare.pop() if self._spare else Columns(data.size // self._bytes_a_row + 64, noted=self.apart)
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
        self.kinds += [line_at(data, begin) for begin in begins]
        if ended == REFUSED:
            return None
        made = TextBlock(self, data, columns, int(state[ROWS]))
        made.read_rough(columns.rough[: state[ROUGH]])
        return made

    def _run(self, data: Array, quoted: int, columns: Columns, state: Array) -> int:
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

    def give_back(self, columns: Columns) -> None:
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


def _returns_end_lines(data: Array) -> bool:
    """Whether a line feed follows every carriage return."""
    behind = np.flatnonzero(data == _RETURN) + 1
    return bool(behind.size == 0 or (behind[-1] < data.size and (data[behind] == _FEED).all()))
