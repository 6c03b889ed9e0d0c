"""Cells of Arrow columns as the reader of rows has them: values, words that tell kinds apart, and single cells."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa

from verifier.measurement.parquet import CellReader, cell_reader
from verifier.plan.machine import Array
from verifier.plan.text_block import sound_cell

__all__ = ["as_values", "as_words", "blank", "cell_of"]

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
