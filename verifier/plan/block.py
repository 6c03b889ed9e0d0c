"""A block of rows as columns, and the way back from one of them to the row as the scalar path reads it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from verifier.measurement.binary_float import fifteen_digits, shortest_double, shortest_single
from verifier.measurement.delimited import Record
from verifier.measurement.grid import Reading
from verifier.measurement.row import Row
from verifier.measurement.table import rows_of
from verifier.plan.kernel import Array
from verifier.plan.threshold import Width

__all__ = ["Block", "block_of_batch", "block_of_text", "line_feeds"]

_DICTIONARY: Final = pa.dictionary(pa.int32(), pa.string())
_PLAIN: Final = r"^-?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]{1,3})?$"
_QUOTE, _FEED, _RETURN = b'"\n\r'


@dataclass
class Block:
    """Rows of one file as columns.

    Args:
        reading: What is known of the file's table.
        columns: One Arrow array for each heading.
        line: The physical line of the first row; rows stand on consecutive lines.
    """

    reading: Reading
    columns: Sequence[Any]
    line: int
    _at: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the columns by key."""
        self._at = {key: at for at, key in enumerate(self.reading.keys) if key is not None}

    def __len__(self) -> int:
        """How many rows."""
        return len(self.columns[0])

    def column(self, key: str) -> Any:  # noqa: ANN401 -- Arrow has no types
        """The column of a key, None where the table has none."""
        at = self._at.get(key)
        return None if at is None else self.columns[at]

    @cached_property
    def width(self) -> Width | None:
        """How wide the values are where they are binary, None where they are text."""
        kind = self.column("value").type
        return Width.DOUBLE if pa.types.is_float64(kind) else Width.SINGLE if pa.types.is_float32(kind) else None

    @cached_property
    def numbers(self) -> Array:
        """(n,) float64 values; NaN where a text is no plain decimal."""
        values = self.column("value")
        if self.width is not None:
            return np.asarray(pc.fill_null(values, float("nan")).cast(pa.float64()))
        try:
            return np.asarray(pc.cast(values, pa.float64()))
        except pa.ArrowInvalid:
            plain = pc.match_substring_regex(values, _PLAIN)
            numbers = np.full(len(values), np.nan)
            numbers[np.asarray(plain)] = np.asarray(pc.cast(values.filter(plain), pa.float64()))
            return numbers

    @cached_property
    def lengths(self) -> Array:
        """(n,) bytes of each text; empty where the values are binary."""
        if self.width is not None:
            return np.empty(0, np.int32)
        values = self.column("value")
        return np.diff(np.frombuffer(values.buffers()[1], np.int32)[values.offset : values.offset + len(values) + 1])

    def text(self, row: int) -> Any:  # noqa: ANN401 -- a text, or a binary number
        """The value of one row."""
        return self.column("value")[row].as_py()

    def cell(self, key: str, number: int) -> str:
        """One cell, "" where the table has no such column."""
        column = self.column(key)
        return "" if column is None else str(column[number].as_py() or "")

    def texts(self, rows: Array) -> Any:  # noqa: ANN401 -- Arrow has no types
        """The values of some rows as an Arrow array that can be grouped by."""
        return self.column("value").take(pa.array(rows))

    def row(self, number: int, value: str | None = None) -> Row | None:
        """One row as the scalar path reads it; None where it states nothing.

        Args:
            number: Which row, from 0.
            value: What to read in place of its value, to learn what rows like it have in common.
        """
        cells, shown = [], [""] * len(self.columns)
        for at, column in enumerate(self.columns):
            text, shown[at] = _cell(column[number])
            cells.append(text)
        if value is not None:
            cells[self._at["value"]] = value
        record = Record(self.line + number, tuple(cells), None, tuple(shown) if any(shown) else ())
        return next(rows_of((record,), self.reading), None)

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
    if value is None:
        return "", ""
    if isinstance(value, float):
        if pa.types.is_float32(scalar.type):
            return shortest_single(int(np.float32(value).view(np.uint32))), ""
        return shortest_double(value), fifteen_digits(value)
    return unicodedata.normalize("NFC", str(value)).strip(), ""


def block_of_text(data: bytes, delimiter: str, reading: Reading, line: int, encoded: Iterable[str]) -> Block | None:
    """The rows of delimited text, one a line; None where only the scalar reader can tell what stands there.

    Args:
        data: UTF-8 bytes of whole records, without the header.
        delimiter: What parts the cells.
        reading: What is known of the table.
        line: Physical line of the first record.
        encoded: Keys of columns with few different cells.
    """
    if not data or b"\0" in data or not _quotes_are_plain(data, delimiter):
        return None
    lines = line_feeds(data) + (not data.endswith(b"\n"))
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        return None
    names = [str(at) for at in range(len(reading.headings))]
    keys = frozenset(encoded)
    kinds = {name: _DICTIONARY if key in keys else pa.string() for name, key in zip(names, reading.keys, strict=True)}
    try:
        table = csv.read_csv(
            pa.BufferReader(data),
            csv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=names),
            csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            csv.ConvertOptions(column_types=kinds, strings_can_be_null=False, check_utf8=not data.isascii()),
        ).combine_chunks()
    except pa.ArrowInvalid:
        return None
    columns = [_whole(table.column(name)) for name in names]
    if table.num_rows != lines or any(_longest(column) > reading.limits.cell for column in columns):
        return None
    block = Block(reading, columns, line)
    # Worked out here, so that it is done in the reader's thread.
    block.numbers  # noqa: B018 -- cached
    return block


def block_of_batch(batch: Any, reading: Reading, line: int, encoded: Iterable[str]) -> Block | None:  # noqa: ANN401
    """The rows of a record batch of Parquet; None where a column is of a type that only the scalar reader knows."""
    keys = frozenset(encoded)
    columns = []
    for key, column in zip(reading.keys, batch.columns, strict=True):
        kind = column.type
        plain = kind.value_type if pa.types.is_dictionary(kind) else kind
        if pa.types.is_floating(plain) and not pa.types.is_float16(plain):
            if key in keys:
                return None
            columns.append(column.cast(plain))
        elif pa.types.is_string(plain) or pa.types.is_large_string(plain) or pa.types.is_integer(plain):
            if key in keys:
                columns.append(column if kind == _DICTIONARY else column.cast(pa.string()).dictionary_encode())
            else:
                columns.append(
                    pc.fill_null(column.cast(pa.string()), "") if key == "value" else column.cast(pa.string())
                )
        else:
            return None
    return Block(reading, columns, line)


def line_feeds(data: bytes) -> int:
    """How many lines end in these bytes."""
    return int(np.count_nonzero(np.frombuffer(data, np.uint8) == _FEED))


def _whole(column: Any) -> Any:  # noqa: ANN401 -- Arrow has no types
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _longest(column: Any) -> int:  # noqa: ANN401 -- Arrow has no types
    texts = column.dictionary if pa.types.is_dictionary(column.type) else column
    return pc.max(pc.binary_length(texts)).as_py() or 0


def _quotes_are_plain(data: bytes, delimiter: str) -> bool:
    """Whether every quote opens or closes a cell or is doubled within one, so that all readers agree on the cells."""
    if b'"' not in data:
        return True
    raw = np.frombuffer(data, np.uint8)
    at = np.flatnonzero(raw == _QUOTE)
    if at.size % 2:
        return False
    padded = np.concatenate(([_FEED], raw, [_FEED])).astype(np.uint8)
    before, behind = padded[at[::2]], padded[at[1::2] + 2]
    ends = [ord(delimiter), _FEED, _QUOTE]
    return bool(np.isin(before, ends).all() and np.isin(behind, [*ends, _RETURN]).all())
