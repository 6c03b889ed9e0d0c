"""Words of columns as numbers."""

from __future__ import annotations

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

import pyarrow as pa

from verifier.plan.codes import Codes, Vocabulary


def test_words_keep_their_numbers_over_dictionaries() -> None:
    """Dictionaries of other row groups number the same words otherwise; spellings of one word are one."""
    words = Vocabulary()
    first = words.translated(pa.array(["a", "é"])).tolist()
    second = words.translated(pa.array(["e\u0301", " a ", "b"])).tolist()

    assert [1, 2, 0] == first
    assert [2, 1, 3, 0] == second
    assert words.room > max(second)


def test_kinds_are_forgotten_where_words_find_no_room() -> None:
    """With more words, combinations have other numbers; with as many, what is known of them stays."""
    codes = Codes()
    known = codes.numbers((2, 4))
    known[3] = 7

    assert [-1, -1, -1, 7, -1, -1, -1, -1] == codes.numbers((2, 4)).tolist()
    assert [-1] * 16 == codes.numbers((4, 4)).tolist()
    assert codes.vocabulary("unit") is codes.vocabulary("unit")


def test_no_column_is_one_combination() -> None:
    """A table with nothing beside its values has one kind of row."""
    assert [-1] == Codes().numbers(()).tolist()
