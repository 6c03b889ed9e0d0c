"""A block of rows as Arrow columns, and the way back from one of them to the row as the scalar path reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from verifier.measurement.binary_float import fifteen_digits, shortest_double, shortest_single
from verifier.measurement.delimited import Record
from verifier.measurement.grid import Reading
from verifier.measurement.row import Row
from verifier.measurement.table import rows_of
from verifier.plan.digits import POWERS, read_numbers
from verifier.plan.kernel import join, look_up
from verifier.plan.machine import Array
from verifier.plan.text_block import NumberOf, sound_cell
from verifier.plan.threshold import Width

__all__ = ["Block", "Codes", "block_of_batch"]

_DICTIONARY: Final = pa.dictionary(pa.int32(), pa.string())
_MOST_CODES: Final = 1 << 22


@dataclass
class Codes:
    """The number of each combination of words, for as long as blocks come with the same dictionaries."""

    words: list[Any] = field(default_factory=list)
    known: Array = field(default_factory=lambda: np.empty(0, np.int32))
    _rooms: dict[int, Array] = field(default_factory=dict)

    def numbers(self, words: list[Any], size: int) -> Array:
        """(size,) the number of each combination; -1 where no row has had it.

        Args:
            words: The dictionary of each column.
            size: How many combinations there are.
        """
        same = len(words) == len(self.words) and all(a.equals(b) for a, b in zip(words, self.words, strict=True))
        if not same or self.known.size != size:
            self.words, self.known = words, np.full(size, -1, np.int32)
        return self.known

    def joined(self, parts: Sequence[tuple[Array, int]], rows: int) -> Array:
        """(rows,) the combination that each row has."""
        code = self.room(0, rows)
        code[:] = 0
        for indices, several in parts:
            join(rows, code, indices, several)
        return code

    def room(self, number: int, rows: int) -> Array:
        """(rows,) int32 that the next block uses anew, which spares new pages."""
        found = self._rooms.get(number)
        if found is None or found.size < rows:
            found = self._rooms[number] = np.empty(rows, np.int32)
        return found[:rows]


@dataclass
class Block:
    """Rows of one file as columns.

    Args:
        reading: What is known of the file's table.
        columns: One Arrow array for each heading.
        line: The physical line of the first row; rows stand on consecutive lines.
        codes: The kinds that the block before had.
    """

    reading: Reading
    columns: Sequence[Any]
    line: int
    codes: Codes = field(default_factory=Codes)
    _at: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the columns by key."""
        self._at = {key: at for at, key in enumerate(self.reading.keys) if key is not None}

    def __len__(self) -> int:
        """How many rows."""
        return len(self.columns[0])

    def _column(self, key: str) -> Any:  # noqa: ANN401 -- Arrow has no types
        """The column of a key, None where the table has none."""
        at = self._at.get(key)
        return None if at is None else self.columns[at]

    @cached_property
    def width(self) -> Width | None:
        """How wide the values are where they are binary, None where they are text."""
        kind = self._column("value").type
        return Width.DOUBLE if pa.types.is_float64(kind) else Width.SINGLE if pa.types.is_float32(kind) else None

    @property
    def numbers(self) -> Array:
        """(n,) float64 values; NaN where a text is no plain decimal."""
        return self._numbers[0]

    @property
    def digits(self) -> Array:
        """(n,) significant digits of each value, at most 255; empty where the values are binary."""
        return self._numbers[1]

    @cached_property
    def _numbers(self) -> tuple[Array, Array]:
        values = self._column("value")
        if self.width is not None:
            whole = values if self.width is Width.DOUBLE else values.cast(pa.float64())
            return np.asarray(pc.fill_null(whole, float("nan")) if whole.null_count else whole), np.empty(0, np.uint8)
        size = len(values)
        numbers, digits, rough = np.empty(size), np.empty(size, np.uint8), np.empty(size, np.int32)
        _, ends, texts = values.buffers()
        offsets = np.frombuffer(ends, np.int32)[values.offset : values.offset + size + 1]
        data = np.frombuffer(texts or b"\0", np.uint8)
        late = rough[: read_numbers(data, offsets, size, POWERS, numbers, digits, rough)]
        if late.size:
            numbers[late] = np.asarray(pc.cast(pc.utf8_ltrim(values.take(pa.array(late)), "+"), pa.float64()))
        return numbers, digits

    def kinds(self, columns: frozenset[str], number_of: NumberOf) -> Array:
        """(n,) the number of each row's kind.

        Args:
            columns: Keys of the columns that tell kinds apart.
            number_of: Asked for one row of each kind.
        """
        parts: list[tuple[Array, int]] = []
        words: list[Any] = []
        for key in sorted(columns):
            column = self._column(key)
            if column is None:
                continue
            several = len(column.dictionary)
            words.append(column.dictionary)
            if several > 1 or column.null_count:
                filled = column.indices.fill_null(several) if column.null_count else column.indices
                parts.append((np.asarray(filled), several + 1))
        size = prod(several for _, several in parts)
        if size <= _MOST_CODES:
            code, numbers = self.codes.joined(parts, len(self)), self.codes.numbers(words, size)
        else:
            # Numbered anew for this block alone.
            code, size = _dense(parts)
            code = code.astype(np.int32)
            numbers = np.full(size, -1, np.int32)
        found = self.codes.room(1, len(self))
        if not look_up(len(self), code, numbers, found):
            return found
        missing = np.flatnonzero(found < 0)
        for row in missing[np.unique(code[missing], return_index=True)[1]].tolist():
            cells = tuple(sound_cell(column[row].as_py()) for column in self.columns)
            numbers[code[row]] = number_of(cells, self.line + row)
        look_up(len(self), code, numbers, found)
        return found

    def cells(self, key: str) -> Any:  # noqa: ANN401 -- Arrow has no types
        """The cells of a column that tells no kinds apart, as an Arrow array; None where the table has none."""
        column = self._column(key)
        return None if column is None else pc.fill_null(column.cast(pa.string()), "")

    def text(self, row: int) -> Any:  # noqa: ANN401 -- a text, or a binary number
        """The value of one row."""
        return self._column("value")[row].as_py()

    def texts(self, rows: Array) -> Any:  # noqa: ANN401 -- Arrow has no types
        """The values of some rows as an Arrow array that can be grouped by."""
        return self._column("value").take(pa.array(rows))

    def later(self, number: int) -> Callable[[], Row]:
        """Makes one row that states something, even when the block is gone."""
        # Texts, for a scalar of Arrow keeps its whole block.
        texts, shown = zip(*(_cell(column[number]) for column in self.columns), strict=True)
        record, reading = Record(self.line + number, texts, None, shown), self.reading
        return lambda: next(rows_of((record,), reading))

    def row(self, number: int) -> Row | None:
        """One row as the scalar path reads it; None where it states nothing."""
        return next(iter(self.rows((number,))), None)

    def rows(self, numbers: Sequence[int]) -> list[Row]:
        """Several rows as the scalar path reads them, in the order given; each must state something."""
        chosen = pa.array(numbers, pa.int64())
        cells = [[_cell(scalar) for scalar in column.take(chosen)] for column in self.columns]
        records = (
            Record(self.line + number, tuple(text for text, _ in row), None, tuple(shown for _, shown in row))
            for number, row in zip(numbers, zip(*cells, strict=True), strict=True)
        )
        return list(rows_of(records, self.reading))


def _cell(scalar: Any) -> tuple[str, str]:  # noqa: ANN401 -- Arrow has no types
    """A cell's text, and its 15 significant digits where it is a double that needs more."""
    value = scalar.as_py()
    if isinstance(value, float):
        if pa.types.is_float32(scalar.type):
            return shortest_single(int(np.float32(value).view(np.uint32))), ""
        return shortest_double(value), fifteen_digits(value)
    return sound_cell(value), ""


def block_of_batch(
    batch: Any,  # noqa: ANN401 -- Arrow has no types
    reading: Reading,
    line: int,
    encoded: Iterable[str],
    codes: Codes | None = None,
) -> Block | None:
    """The rows of a record batch of Parquet; None where a column is of a type that only the scalar reader knows."""
    keys = frozenset(encoded)
    columns = []
    for key, column in zip(reading.keys, batch.columns, strict=True):
        kind = column.type
        plain = kind.value_type if pa.types.is_dictionary(kind) else kind
        if pa.types.is_floating(plain) and not pa.types.is_float16(plain):
            if key in keys:
                return None
            columns.append(column if kind == plain else column.cast(plain))
        elif pa.types.is_string(plain) or pa.types.is_large_string(plain) or pa.types.is_integer(plain):
            if key in keys:
                columns.append(column if kind == _DICTIONARY else column.cast(pa.string()).dictionary_encode())
                continue
            texts = column if pa.types.is_string(kind) else column.cast(pa.string())
            columns.append(pc.fill_null(texts, "") if key == "value" and texts.null_count else texts)
        else:
            return None
    return Block(reading, columns, line, codes or Codes())


def _dense(parts: Sequence[tuple[Array, int]]) -> tuple[Array, int]:
    """Many combinations, numbered without gaps, and how many occur."""
    code, size = np.zeros(len(parts[0][0]), np.int64), 1
    for indices, several in parts:
        distinct, code = np.unique(code * several + indices, return_inverse=True)
        size = len(distinct)
    return code, size
