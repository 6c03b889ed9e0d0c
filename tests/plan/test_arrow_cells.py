"""Cells of Arrow columns."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

import numpy as np
import pyarrow as pa

from verifier.measurement.parquet import cell_reader
from verifier.plan.arrow_cells import as_values, as_words, blank, cell_of, column_of, numbers_of, texts_of

_WORDS = {
    "text": (pa.array(["a", None, "a"]), ["a", None, "a"]),
    "long text": (pa.array(["a", None, "a"], pa.large_string()), ["a", None, "a"]),
    "words": (pa.array(["b", None, "a"]).dictionary_encode(), ["b", None, "a"]),
    "whole numbers": (pa.array([1, None, -3]), ["1", None, "-3"]),
    "doubles": (pa.array([0.1 + 0.2, None, 2.0]), ["0.30000000000000004", None, "2"]),
    "singles": (pa.array([0.1, None, 2.5], pa.float32()), ["0.1", None, "2.5"]),
    "decimals": (pa.array([Decimal("1.50"), None, Decimal("0.00")]), ["1.50", None, "0.00"]),
    "days": (pa.array([date(2026, 1, 2), None, date(1999, 12, 31)]), ["2026-01-02", None, "1999-12-31"]),
    "moments": (
        pa.array([datetime(2026, 1, 2), None, datetime(2026, 1, 2, 3)]),  # noqa: DTZ001 -- as files have them
        ["2026-01-02", None, "2026-01-02 03:00:00"],
    ),
    "yes and no": (pa.array([True, None, False]), ["true", None, "false"]),
    "nothing": (pa.nulls(3), [None, None, None]),
}


@pytest.mark.parametrize("kind", _WORDS)
def test_any_type_becomes_words(kind: str) -> None:
    """As the reader of rows writes them, as numbers of texts; null stays null."""
    column, expected = _WORDS[kind]
    words = as_words(column)

    assert pa.dictionary(pa.int32(), pa.string()) == words.type
    assert expected == words.to_pylist()


def test_what_has_no_text_is_left() -> None:
    """Lists, bytes and numbers of half precision are for the reader of the whole file."""
    columns = (pa.array([[1]]), pa.array([b"a"]), pa.array([1.0], pa.float16()))

    assert [None] * 3 == [as_words(column) for column in columns]


def test_values_are_doubles_singles_or_texts() -> None:
    """Whole numbers and decimals become the texts they are, also as words; a day is no value."""
    double, single = pa.array([0.1, None]), pa.array([0.1], pa.float32())
    texts = [
        pa.array(["1.5", None]),
        pa.array(["1.5", None], pa.large_string()),
        pa.array(["1.5", None]).dictionary_encode(),
        pa.array([Decimal("1.5"), None]),
    ]

    assert double.equals(as_values(double))
    assert single.equals(as_values(single))
    assert [["1.5", ""]] * 4 == [as_values(column).to_pylist() for column in texts]
    assert ["7", ""] == as_values(pa.array([7, None])).to_pylist()
    assert [None, None] == [as_values(pa.array([date(2026, 1, 2)])), as_values(pa.array([True]))]


def test_blank_texts_are_seen_in_a_slice() -> None:
    """An array may begin anywhere in its buffers."""
    texts = pa.array(["a", "", "b", ""]).slice(1)

    assert [True, False, True] == blank(texts).tolist()


def test_a_double_shows_its_fifteen_digits_where_they_are_another_number() -> None:
    """As a spreadsheet does; texts are stripped."""
    double, text = cell_reader(pa.float64()), cell_reader(pa.string())

    assert ("0.30000000000000004", "0.3") == cell_of(0.1 + 0.2, double)
    assert ("0.1", "") == cell_of(0.1, double)
    assert ("a", "") == cell_of(" a ", text)
    assert ("", "") == cell_of(None, text)


def test_numbers_are_taken_as_they_lie() -> None:
    """A slice begins anywhere in its buffer, and an empty column has none."""
    assert [2.5, -1.0] == numbers_of(pa.array([1.0, 2.5, -1.0]).slice(1), np.float64).tolist()
    assert [] == numbers_of(pa.array([], pa.int32()), np.int32).tolist()


def test_columns_are_made_of_numbers_and_texts() -> None:
    """As Arrow itself makes them."""
    numbers, nulls = np.array([3, 1, 2], np.int8), np.array([False, True, False])

    assert pa.array(numbers).equals(column_of(numbers))
    assert pa.array(numbers, mask=nulls).equals(column_of(numbers, nulls))
    assert pa.array(["a", "", "晶圆"]).equals(texts_of(["a", "", "晶圆"]))
    assert 0 == len(texts_of([]))
