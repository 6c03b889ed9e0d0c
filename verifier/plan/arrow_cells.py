"""Cells of Arrow columns as the reader of rows has them: values, words that tell kinds apart, and single cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from verifier.measurement.parquet import CellReader, cell_reader
from verifier.plan.machine import Array
from verifier.plan.text_block import sound_cell

__all__ = ["as_values", "as_words", "blank", "cell_of", "column_of", "numbers_of", "texts_of"]

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


def blank(texts: Any) -> Array:  # noqa: ANN401 -- Arrow has no types
    """(n,) whether each text is empty."""
    _, offsets, _ = texts.buffers()
    ends = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return np.asarray(ends[1:] == ends[:-1])


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
