"""Lines of plain delimited text taken apart in one pass: kinds of rows, numbers and places, without any column made.

A piece qualifies where no quote, carriage return or NUL stands in it; every other piece goes to Arrow, and what
Arrow refuses to the scalar reader. A decimal of at most 15 digits and 22 decimals is one exact division of two exact
doubles, so it is correctly rounded; other decimals are left to Python's reader, which rounds correctly too.

Source:
    W. D. Clinger, How to read floating point numbers accurately (1990), the fast path.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numba
import numpy as np
import pyarrow as pa

from verifier.measurement.delimited import Record
from verifier.measurement.grid import Reading
from verifier.measurement.row import Row
from verifier.measurement.table import rows_of
from verifier.plan.kernel import Array
from verifier.plan.threshold import Width

__all__ = ["Lines", "lines_of"]

_PLAIN: Final = re.compile(rb"-?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]{1,3})?")
_SIGNATURE, _VALUE = 1, 2
_TABLE: Final = 1 << 16
_MOST_KINDS: Final = 1 << 14
_TENS: Final = np.array([10.0**n for n in range(23)])
_FEED, _MINUS, _DOT, _ZERO, _NINE = 10, 45, 46, 48, 57
_MOST_DIGITS: Final = 15
_MOST_DECIMALS: Final = 22


@numba.njit(nogil=True, cache=True)
def _take_apart(  # noqa: PLR0917 -- a loop for the compiler
    raw: Array,
    delimiter: int,
    roles: Array,
    tens: Array,
    start: Array,
    begin: Array,
    length: Array,
    x: Array,
    kind: Array,
    slow: Array,
    slots: Array,
    hashes: Array,
    first: Array,
    places: Array,
    here: Array,
) -> tuple[int, int, int]:
    """Take every line apart; the number of lines, of kinds and of slow numbers, or -1 where a line is ragged.

    Args:
        raw: The bytes; every line ends with a line feed.
        delimiter: What parts the cells.
        roles: (columns,) 1 for a column of the signature, 2 for the value, else 0.
        tens: Powers of ten.
        start: (n + 1,) where each line begins, filled in.
        begin: (n,) where each value begins; length: its bytes.
        length: See begin.
        x: (n,) the numbers, NaN where a text is none that is read here.
        kind: (n,) the kind of each row, numbered as they are met.
        slow: (n,) rows whose number is left to be read, filled in.
        slots: Hash table of kinds, -1 where free; hashes: (kinds,) their hashes.
        hashes: See slots.
        first: (kinds,) the first row of each kind.
        places: (kinds, 2 * columns) where the cells of its signature begin and end.
        here: (2 * columns,) the same of the row at hand.
    """
    columns = roles.size
    mask = slots.size - 1
    rows = kinds = slows = position = 0
    while position < raw.size:
        start[rows] = position
        code = np.uint64(14695981039346656037)
        cells = 0
        for column in range(columns):
            role = roles[column]
            at = position
            end = 10 if column == columns - 1 else delimiter
            other = delimiter if column == columns - 1 else 10
            byte = raw[position]
            if role == 1:
                while byte != end:
                    if byte == other:
                        return -1, 0, 0
                    code = (code ^ np.uint64(byte)) * np.uint64(1099511628211)
                    position += 1
                    byte = raw[position]
                code = (code ^ np.uint64(256 + column)) * np.uint64(1099511628211)
                here[cells] = at
                here[cells + 1] = position
                cells += 2
            elif role == 2:
                negative = byte == 45
                if negative:
                    position += 1
                    byte = raw[position]
                mantissa = np.int64(0)
                digits = decimals = dots = 0
                plain = True
                while byte != end:
                    if byte == other:
                        return -1, 0, 0
                    if 48 <= byte <= 57:
                        if digits < 18:
                            mantissa = mantissa * 10 + (byte - 48)
                        if mantissa > 0:
                            digits += 1
                        decimals += dots
                    elif byte == 46 and dots == 0 and position > at + negative:
                        dots = 1
                    else:
                        plain = False
                    position += 1
                    byte = raw[position]
                size = position - at
                begin[rows] = at
                length[rows] = size
                if plain and digits <= 15 and decimals <= 22 and size > negative:
                    value = mantissa / tens[decimals]
                    x[rows] = -value if negative else value
                else:
                    x[rows] = np.nan
                    if size > 0:
                        slow[slows] = rows
                        slows += 1
            else:
                while byte != end:
                    if byte == other:
                        return -1, 0, 0
                    position += 1
                    byte = raw[position]
            position += 1
        slot = np.int64(code >> np.uint64(20)) & mask
        while True:
            known = slots[slot]
            if known < 0:
                if kinds == first.size:
                    return -1, 0, 0
                slots[slot] = kinds
                hashes[kinds] = code
                first[kinds] = rows
                for c in range(cells):
                    places[kinds, c] = here[c]
                kind[rows] = kinds
                kinds += 1
                break
            if hashes[known] == code:
                same = True
                for c in range(0, cells, 2):
                    size = here[c + 1] - here[c]
                    if size != places[known, c + 1] - places[known, c]:
                        same = False
                        break
                    for b in range(size):
                        if raw[here[c] + b] != raw[places[known, c] + b]:
                            same = False
                            break
                    if not same:
                        break
                if same:
                    kind[rows] = known
                    break
            slot = (slot + 1) & mask
        rows += 1
    start[rows] = position
    return rows, kinds, slows


@dataclass
class Lines:
    """Lines that were taken apart; to the sorter they are a block whose kinds are told already.

    Args:
        reading: What is known of the file's table.
        line: The physical line of the first row.
        data: The bytes.
        delimiter: What parts the cells.
        starts: (n + 1,) where each line begins.
        begins: (n,) where each value begins.
        lengths: (n,) bytes of each value.
        numbers: (n,) float64 values; NaN where a text is no plain decimal.
        kinds: (n,) kind of each row.
        firsts: The first row of each kind.
    """

    reading: Reading
    line: int
    data: bytes
    delimiter: bytes
    starts: Array
    begins: Array
    lengths: Array
    numbers: Array
    kinds: Array
    firsts: Array
    width: Width | None = None

    def __len__(self) -> int:
        """How many rows."""
        return len(self.kinds)

    def texts(self, rows: Array) -> Any:  # noqa: ANN401 -- Arrow has no types
        """The values of some rows as an Arrow array that can be grouped by."""
        return pa.array([self.text(row) for row in rows.tolist()], pa.string())

    def text(self, row: int) -> str:
        """The text of one row's value."""
        at = int(self.begins[row])
        return self.data[at : at + int(self.lengths[row])].decode("utf-8")

    def cells(self, number: int) -> list[str]:
        """The cells of one row, as they stand."""
        line = self.data[self.starts[number] : self.starts[number + 1]].removesuffix(b"\n")
        return [cell.decode("utf-8") for cell in line.split(self.delimiter)]

    def cell(self, key: str, number: int) -> str:
        """One cell, "" where the table has no such column."""
        keys = self.reading.keys
        return self.cells(number)[keys.index(key)] if key in keys else ""

    def column(self, key: str) -> Any:  # noqa: ANN401 -- Arrow has no types
        """The column of targets, made where it is asked for."""
        by_kind = [self.cell(key, int(row)) for row in self.firsts]
        return pa.DictionaryArray.from_arrays(pa.array(self.kinds, pa.int32()), pa.array(by_kind, pa.string()))

    def row(self, number: int, value: str | None = None) -> Row | None:
        """One row as the scalar path reads it; None where it states nothing."""
        cells = [unicodedata.normalize("NFC", cell).strip() for cell in self.cells(number)]
        if value is not None:
            cells[self.reading.keys.index("value")] = value
        return next(rows_of((Record(self.line + number, tuple(cells)),), self.reading), None)

    def rows(self, numbers: Sequence[int]) -> list[Row]:
        """Several rows as the scalar path reads them, in the order given; each must state something."""
        records = (
            Record(
                self.line + number,
                tuple(unicodedata.normalize("NFC", cell).strip() for cell in self.cells(number)),
            )
            for number in numbers
        )
        return list(rows_of(records, self.reading))


def lines_of(data: bytes, delimiter: str, reading: Reading, line: int, encoded: frozenset[str]) -> Lines | None:
    """Lines taken apart; None where a piece is not plain, ragged, or has more kinds or slow numbers than pay.

    Args:
        data: UTF-8 bytes of whole lines, without the header.
        delimiter: What parts the cells.
        reading: What is known of the table.
        line: Physical line of the first.
        encoded: Keys of the columns that kinds of rows are told by.
    """
    keys = reading.keys
    if not data.isascii() or b'"' in data or b"\r" in data or b"\0" in data or {"evidence", "report"} & {*keys}:
        return None
    if not data.endswith(b"\n"):
        data += b"\n"
    raw = np.frombuffer(data, np.uint8)
    number = int(np.count_nonzero(raw == _FEED))
    roles = np.array([_VALUE if key == "value" else _SIGNATURE if key in encoded else 0 for key in keys], np.int8)
    start, begin, length = np.empty(number + 1, np.int64), np.empty(number, np.int64), np.empty(number, np.int32)
    x, kind, slow = np.empty(number), np.empty(number, np.int32), np.empty(number, np.int64)
    slots, hashes = np.full(_TABLE, -1, np.int32), np.empty(_MOST_KINDS, np.uint64)
    first, places = np.empty(_MOST_KINDS, np.int64), np.empty((_MOST_KINDS, 2 * len(keys)), np.int64)
    rows, kinds, slows = _take_apart(
        raw, ord(delimiter), roles, _TENS, start, begin, length, x, kind, slow, slots, hashes, first, places,
        np.empty(2 * len(keys), np.int64),
    )  # fmt: skip
    if rows != number or slows > number // 4 + 1000:
        return None
    if int(length.max(initial=0)) > reading.limits.cell or int(np.diff(start).max(initial=0)) > reading.limits.cell:
        return None
    found = Lines(reading, line, data, delimiter.encode(), start, begin, length, x, kind, first[:kinds].copy())
    for row in slow[:slows].tolist():
        at = int(begin[row])
        text = data[at : at + int(length[row])]
        if len(text) <= 100 and _PLAIN.fullmatch(text):  # noqa: PLR2004 -- longer ones go to the exact reader
            x[row] = float(text)
    return found
