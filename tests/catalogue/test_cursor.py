"""A place in the tokens of a predicate."""

from __future__ import annotations

import pytest

from verifier.catalogue.cursor import MOST_OPERATORS, Cursor
from verifier.errors import PredicateError
from verifier.quantity.units import read_unit


def test_words_are_taken_in_order_and_the_end_stays() -> None:
    """Taking moves on by one word; behind the last nothing is taken any more."""
    cursor = Cursor("x <= 5")

    assert ["x", "<=", "5", "", ""] == [cursor.take().text for _ in range(5)]


def test_only_the_word_that_is_asked_for_is_taken() -> None:
    """Another word stays where it is."""
    cursor = Cursor("or and")

    assert not cursor.takes("and")
    assert cursor.takes("and", "or")
    assert "and" == cursor.here.text


def test_a_word_that_must_follow_and_does_not_is_refused_at_its_column() -> None:
    """The refusal says what stands where, counted from 1."""
    cursor = Cursor("≤ ≥ y")
    cursor.take()

    with pytest.raises(PredicateError) as caught:
        cursor.need(")")

    assert (3, ">=", ")") == tuple(caught.value.reason[part] for part in ("column", "read", "expected"))


def test_the_end_is_named_where_words_are_lacking() -> None:
    """At the end of the text the refusal shows a sign for the end instead of nothing."""
    with pytest.raises(PredicateError) as caught:
        Cursor(" ;").refuse("x")

    assert 2 == caught.value.reason["column"]
    cursor = Cursor("x")
    cursor.take()
    with pytest.raises(PredicateError) as caught:
        cursor.need(")")
    assert (2, "∎") == (caught.value.reason["column"], caught.value.reason["read"])


def test_names_are_what_a_comparison_or_a_condition_declares() -> None:
    """A name before a comparing word or an equals sign is declared; a unit is not."""
    cursor = Cursor("x <= 5 V and y in [1, 2] V and z covers [1, 2] V @ J = 3 A")

    assert {"x", "y", "z", "J"} == cursor.names


def test_the_longest_run_that_reads_as_a_unit_is_the_unit() -> None:
    """What cannot belong to the unit is left for the next reader."""
    cursor = Cursor("g/kWh speed documented")

    assert read_unit("g/kWh") == cursor.unit_here()
    assert "speed" == cursor.here.text


def test_a_unit_may_end_inside_a_word() -> None:
    """Of `um2x` the cursor goes on behind what the unit took."""
    cursor = Cursor("um2x")
    cursor.skip_to(3)

    assert ("x", 3) == (cursor.here.text, cursor.here.start)


def test_no_unit_and_a_wrong_unit_are_told_apart() -> None:
    """Nothing like a unit is none; something written like a unit that is none is refused with its column."""
    assert Cursor("; x").unit_here() is None
    assert Cursor("/n @ n = 5 A").unit_here() is None

    with pytest.raises(PredicateError) as caught:
        Cursor("  Vx < 3").unit_here()

    assert ("predicate_unit", 3) == (caught.value.code, caught.value.reason["column"])


def test_a_number_that_is_none_is_refused_with_its_reason() -> None:
    """The reason of the number's reader becomes part of the sentence."""
    with pytest.raises(PredicateError) as caught:
        Cursor("x").number("1e999999999", 4)

    assert ("predicate_number", 5) == (caught.value.code, caught.value.reason["column"])
    assert "400" in str(caught.value)


def test_operators_are_counted() -> None:
    """One operator more than a limit has is refused."""
    cursor = Cursor("+" * (MOST_OPERATORS + 1))
    for _ in range(MOST_OPERATORS):
        cursor.operator()

    with pytest.raises(PredicateError) as caught:
        cursor.operator()

    assert ("predicate_too_many_operators", MOST_OPERATORS + 1) == (caught.value.code, caught.value.reason["column"])
