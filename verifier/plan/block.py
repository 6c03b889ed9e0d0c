"""A block of rows as Arrow columns, and the way back from one of them to the row as the scalar path reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from math import prod
from typing import Any, Final

import numpy as np
import pyarrow as pa

from verifier.measurement.delimited import Record
from verifier.measurement.grid import Reading, sound_cell
from verifier.measurement.parquet import CellReader, cell_reader
from verifier.measurement.row import Row
from verifier.measurement.table import rows_of
from verifier.plan.arrow_cells import as_values, as_words, blank, cell_of, column_of, numbers_in, numbers_of, width_of
from verifier.plan.beside import Beside
from verifier.plan.codes import Codes
from verifier.plan.kernel import join, look_up
from verifier.plan.kinds import value_place
from verifier.plan.machine import Array, Rooms
from verifier.plan.text_block import NumberOf
from verifier.plan.threshold import Width

__all__ = ["Block", "block_of_batch"]

_MOST_CODES: Final = 1 << 22


@dataclass
class Block:
    """Rows of one file as columns.

    Args:
        reading: What is known of the file's table.
        columns: One Arrow array for each heading.
        line: The physical line of the first row; rows stand on consecutive lines.
        codes: The kinds that the block before had.
        column: Which value column it is of a table that has several, from 1; 0 of a table with one value a row.
    """

    reading: Reading
    columns: Sequence[Any]
    line: int
    codes: Codes = field(default_factory=Codes)
    column: int = 0
    _at: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the columns by key."""
        self._at = {key: at for at, key in enumerate(self.reading.keys) if key is not None}
        self._at["value"] = value_place(self.reading)

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
        return width_of(self._column("value"))

    @property
    def numbers(self) -> Array:
        """(n,) float64 values; NaN where a text is no plain decimal."""
        return self._numbers[0]

    @property
    def digits(self) -> Array:
        """(n,) how many significant digits each value has; empty where the values are binary."""
        return self._numbers[1]

    @cached_property
    def _numbers(self) -> tuple[Array, Array]:
        return numbers_in(self._column("value"), self.codes.rooms, "")

    def beside(self, key: str, rooms: Rooms) -> Beside:
        """The U beside each value.

        Args:
            key: The column.
            rooms: Where its numbers are kept until the next block.
        """
        values = as_values(self._column(key))
        if values is None:
            numbers = np.full(len(self), np.nan)
            empty = np.asarray(self._column(key).is_null())
        else:
            numbers, _ = numbers_in(values, rooms, f"{key} ")
            empty = np.asarray(values.is_null()) if pa.types.is_floating(values.type) else blank(values)
        return Beside(
            numbers, empty, lambda row: self.cell_texts(key, np.array([row]))[0],
            lambda rows: self.cells(key).take(column_of(rows)), width_of(values),
        )  # fmt: skip

    def stated(self, rows: Array) -> Array:
        """Those of some rows that may state something: of a table with several value columns, those with a value."""
        if not self.column:
            return rows
        values = self._column("value")
        if self.width is not None and not values.null_count:
            return rows
        nothing: Array = np.asarray(values.is_null()) if self.width is not None else blank(values)
        return rows[~nothing[rows]]

    def kinds(self, columns: frozenset[str], number_of: NumberOf) -> Array:
        """(n,) the number of each row's kind.

        Args:
            columns: Keys of the columns that tell kinds apart.
            number_of: Asked for one row of each kind.
        """
        keys = [key for key in sorted(columns) if key in self._at]
        code, known = self._coded(keys)
        found = self.codes.rooms.of("kind", len(self), np.int32)
        if not look_up(len(self), code, known, found):
            return found
        missing = np.flatnonzero(found < 0)
        for row in missing[np.unique(code[missing], return_index=True)[1]].tolist():
            stated = {key: sound_cell(self.columns[self._at[key]][row].as_py()) for key in keys}
            known[code[row]] = number_of(tuple(stated.get(str(key), "") for key in self.reading.keys), self.line + row)
        look_up(len(self), code, known, found)
        return found

    def _coded(self, keys: Sequence[str]) -> tuple[Array, Array]:
        """(n,) the combination of words that each row has, and the number of the kind of each combination."""
        vocabularies = [self.codes.vocabulary(key) for key in keys]
        columns = [self.columns[self._at[key]] for key in keys]
        numbers = [one.translated(column.dictionary) for one, column in zip(vocabularies, columns, strict=True)]
        shape = tuple(one.room for one in vocabularies)
        if prod(shape) > _MOST_CODES:
            # Numbered anew for this block alone.
            parts = zip(columns, numbers, shape, strict=True)
            code, size = _dense([(of[_indices(column)], room) for column, of, room in parts])
            return code.astype(np.int32), np.full(size, -1, np.int32)
        code = self.codes.rooms.of("code", len(self), np.int32)
        code[:] = 0
        step = 1
        for column, of, room in zip(columns, numbers, shape, strict=True):
            if column.null_count or len(column.dictionary) > 1:
                join(len(self), code, _indices(column), of * np.int32(step))
            elif of[0]:
                code += of[0] * np.int32(step)
            step *= room
        return code, self.codes.numbers(shape)

    def cells(self, key: str) -> Any:  # noqa: ANN401 -- Arrow has no types
        """The cells of a column that tells no kinds apart, as an Arrow array; None where the table has none."""
        column = self._column(key)
        if column is None:
            return None
        kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
        plain = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind)
        return (column if plain else as_words(column)).cast(pa.string()).fill_null("")

    def cell_texts(self, key: str, rows: Array) -> list[str]:
        """The cells of some rows in a column that the table has, as the reader of rows has them."""
        at = self._at[key]
        return [cell_of(value, self._readers[at])[0] for value in self.columns[at].take(rows).to_pylist()]

    def text(self, row: int) -> Any:  # noqa: ANN401 -- a text, or a binary number
        """The value of one row."""
        return self._column("value")[row].as_py()

    def texts(self, rows: Array) -> Any:  # noqa: ANN401 -- Arrow has no types
        """The values of some rows as an Arrow array that can be grouped by."""
        return self._column("value").take(pa.array(rows))

    def later(self, number: int) -> Callable[[], Record]:
        """Makes the record of one row, even when the block is gone."""
        # Plain values, for a scalar of Arrow keeps its whole block.
        values = [column[number].as_py() for column in self.columns]
        return partial(_record, self.line + number, values, self._readers)

    def row(self, number: int) -> Row | None:
        """One row as the scalar path reads it; None where it states nothing."""
        return next(iter(self.rows((number,))), None)

    def rows(self, numbers: Sequence[int]) -> list[Row]:
        """Several rows as the scalar path reads them, in the order given; each must state something."""
        records = (
            _record(self.line + number, [column[number].as_py() for column in self.columns], self._readers)
            for number in numbers
        )
        return list(rows_of(records, self.reading))

    @cached_property
    def _readers(self) -> Sequence[CellReader | None]:
        """How the cells of each column become text."""
        return [cell_reader(column.type) for column in self.columns]


def _record(line: int, values: Sequence[Any], readers: Sequence[CellReader | None]) -> Record:
    """The record of some cells: texts, and where one is a double that needs more, its 15 significant digits."""
    texts, shown = zip(*map(cell_of, values, readers), strict=True)
    return Record(line, texts, None, shown)


def block_of_batch(  # noqa: PLR0917 -- rows, and what is known of their table
    batch: Any,  # noqa: ANN401 -- Arrow has no types
    reading: Reading,
    line: int,
    encoded: Iterable[str],
    codes: Codes | None = None,
    number: int = 0,
) -> Block | None:
    """The rows of a record batch of Parquet; None where a column is of a type that only the scalar reader knows.

    Args:
        batch: The rows.
        reading: What is known of the table.
        line: The number of the first row.
        encoded: Keys of the columns that tell kinds apart.
        codes: The kinds that the batch before had.
        number: Which value column it is, 0 of a table with one value a row.
    """
    keys, value = frozenset(encoded), value_place(reading)
    columns = []
    for at, (key, column) in enumerate(zip(reading.keys, batch.columns, strict=True)):
        kind = column.type
        if cell_reader(kind) is None or pa.types.is_float16(kind):
            return None
        if key in keys:
            made = as_words(column)
        elif at == value:
            made = as_values(column)
        else:
            # Looked at for few rows: nothing is made of it before.
            made = column
        if made is None:
            return None
        columns.append(made)
    return Block(reading, columns, line, codes or Codes(), number)


def _indices(column: Any) -> Array:  # noqa: ANN401 -- Arrow has no types
    """(n,) int32, the place of each row's word in the dictionary; behind the last for none."""
    indices = column.indices
    return numbers_of(indices.fill_null(len(column.dictionary)) if column.null_count else indices, np.int32)


def _dense(parts: Sequence[tuple[Array, int]]) -> tuple[Array, int]:
    """Many combinations, numbered without gaps, and how many occur."""
    code, size = np.zeros(len(parts[0][0]), np.int64), 1
    for indices, several in parts:
        distinct, code = np.unique(code * several + indices, return_inverse=True)
        size = len(distinct)
    return code, size
