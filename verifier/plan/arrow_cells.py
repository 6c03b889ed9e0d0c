"""Cells of Arrow columns as the reader of rows has them: values, words that tell kinds apart, and single cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from verifier.measurement.grid import sound_cell
from verifier.measurement.parquet import CellReader, cell_reader
from verifier.plan.digits import FIVES, POWERS, read_numbers
from verifier.plan.machine import Array, Rooms
from verifier.plan.threshold import Width

__all__ = [
    "as_values", "as_words", "blank", "cell_of", "column_of", "numbers_in", "numbers_of", "spans_of", "texts_of",
    "width_of",
]  # fmt: skip

_DICTIONARY: Final = pa.dictionary(pa.int32(), pa.string())


def cell_of(value: Any, reader: CellReader | None) -> tuple[str, str]:  # noqa: ANN401 -- Arrow has no types
    """A cell's text, and its 15 significant digits where it is a double that needs more."""
    if value is None or reader is None:
        return "", ""
    text, shown = reader(value)
    return sound_cell(text), shown


def as_words(column: Any) -> Any:  # noqa: ANN401 -- Arrow has no types
    """A column that tells kinds apart, as numbers of texts; None where it cannot."""
    if column.type == _DICTIONARY:
        return column
    if cell_reader(column.type) is None or pa.types.is_float16(column.type):
        return None
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return column.cast(pa.string()).dictionary_encode()
    words = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    reader = cell_reader(words.type)
    texts = [cell_of(value, reader)[0] for value in words.dictionary.to_pylist()]
    return pa.DictionaryArray.from_arrays(words.indices.cast(pa.int32()), pa.array(texts, pa.string()))


def numbers_of(column: Any, kind: type) -> Array:  # noqa: ANN401 -- Arrow has no types
    """(n,) the numbers of a column without nulls, as they lie: Arrow's own way imports pandas where there is one."""
    return np.frombuffer(column.buffers()[1] or b"", kind)[column.offset : column.offset + len(column)]


def column_of(numbers: Array, nulls: Array | None = None) -> Any:  # noqa: ANN401 -- Arrow has no types
    """Numbers as an Arrow array, likewise without pandas.

    Args:
        numbers: (n,) the numbers.
        nulls: (n,) which of them stand for nothing; None for none.
    """
    valid = None if nulls is None else pa.py_buffer(np.packbits(~nulls, bitorder="little"))
    data = pa.py_buffer(np.ascontiguousarray(numbers))
    return pa.Array.from_buffers(pa.from_numpy_dtype(numbers.dtype), len(numbers), [valid, data])


def texts_of(texts: Sequence[str]) -> Any:  # noqa: ANN401 -- Arrow has no types
    """Texts as an Arrow array, likewise without pandas."""
    encoded = [text.encode("utf-8") for text in texts]
    ends = np.cumsum([0, *map(len, encoded)]).astype(np.int32)
    return pa.StringArray.from_buffers(len(texts), pa.py_buffer(ends), pa.py_buffer(b"".join(encoded)))


def spans_of(texts: Any) -> tuple[Array, Array, Array]:  # noqa: ANN401 -- Arrow has no types
    """The bytes that hold some texts, and (n,) int32 where each begins and ends in them."""
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return np.frombuffer(data or b"\0", np.uint8), ends[:-1], ends[1:]


def blank(texts: Any) -> Array:  # noqa: ANN401 -- Arrow has no types
    """(n,) whether each text is empty."""
    _, begins, ends = spans_of(texts)
    return np.asarray(begins == ends)


def width_of(values: Any) -> Width | None:  # noqa: ANN401 -- Arrow has no types
    """How wide some values are where they are binary, None where they are not."""
    if values is None or not pa.types.is_floating(values.type):
        return None
    return Width.DOUBLE if pa.types.is_float64(values.type) else Width.SINGLE


def numbers_in(values: Any, rooms: Rooms, name: str) -> tuple[Array, Array]:  # noqa: ANN401 -- Arrow has no types
    """(n,) float64, the numbers of doubles, singles or texts, NaN for none; and (n,) the digits of texts."""
    if width_of(values) is not None:
        whole = values if pa.types.is_float64(values.type) else values.cast(pa.float64())
        sound = whole.fill_null(float("nan")) if whole.null_count else whole
        return numbers_of(sound, np.float64), np.empty(0, np.uint8)
    size = len(values)
    numbers, digits, rough = (
        rooms.of(f"{name}{what}", size, kind)
        for what, kind in (("x", np.float64), ("digits", np.uint8), ("rough", np.int32))
    )
    data, begins, ends = spans_of(values)
    late = rough[: read_numbers(data, begins, ends, 1, 0, size, POWERS, FIVES, numbers, digits, rough)]
    for row in late.tolist():
        numbers[row] = float(data[begins[row] : ends[row]].tobytes())
    return numbers, digits


def as_values(column: Any) -> Any:  # noqa: ANN401 -- Arrow has no types
    """The column of values: doubles, singles, or texts; None where it is of another type."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        kind, column = kind.value_type, column.cast(kind.value_type)
    if pa.types.is_float64(kind) or pa.types.is_float32(kind):
        return column
    if pa.types.is_decimal(kind):
        return as_words(column).cast(pa.string()).fill_null("")
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind)):
        return None
    texts = column if pa.types.is_string(kind) else column.cast(pa.string())
    return texts.fill_null("") if texts.null_count else texts
