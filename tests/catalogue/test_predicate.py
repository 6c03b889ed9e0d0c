"""What a target asks, as a tree."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import rationals
from verifier.catalogue.expression import Name, Quantity
from verifier.catalogue.grammar import read_statement
from verifier.catalogue.predicate import Comparison, Part, Relation, is_plain, parts_of, subjects_of, unit_of
from verifier.errors import PredicateError
from verifier.quantity.units import DIMENSIONLESS, read_unit


def _plain(relation: Relation, one: Fraction, two: Fraction) -> bool:
    return {"<": one < two, "<=": one <= two, ">": one > two, ">=": one >= two, "==": one == two}[relation.value]


def _only(text: str) -> Part:
    (part,) = parts_of(read_statement(text).predicate)
    return part


@given(st.sampled_from(Relation), rationals(5, 4), rationals(5, 4))
def test_a_relation_holds_the_values_that_stand_so(relation: Relation, value: Fraction, limit: Fraction) -> None:
    """A value lies in the region of a relation exactly where the comparison is true of it."""
    assert _plain(relation, value, limit) == relation.region(limit).holds(value)


@given(st.sampled_from(Relation), rationals(5, 4), rationals(5, 4))
def test_a_turned_relation_is_seen_from_the_other_side(relation: Relation, one: Fraction, two: Fraction) -> None:
    """One stands so to two exactly where two stands to one in the turned relation."""
    assert _plain(relation, one, two) == _plain(relation.turned(), two, one)
    assert relation == relation.turned().turned()


@given(st.sampled_from(Relation), rationals(3, 3), rationals(3, 3))
def test_a_comparison_holds_of_given_quantities(relation: Relation, value: Fraction, limit: Fraction) -> None:
    """A comparison of two names holds where their values stand so."""
    given_ = {name: Quantity(at, DIMENSIONLESS.dimension) for name, at in (("a", value), ("b", limit))}

    assert _plain(relation, value, limit) == Comparison(Name("a"), relation, Name("b")).holds(given_)


def test_quantities_of_two_dimensions_are_not_compared() -> None:
    """A length is neither more nor less than a time."""
    given_ = {name: Quantity(Fraction(1), read_unit(unit).dimension) for name, unit in (("a", "m"), ("b", "s"))}

    with pytest.raises(PredicateError):
        Comparison(Name("a"), Relation.LESS, Name("b")).holds(given_)


def test_parts_come_in_order_of_appearance() -> None:
    """Nested conjunctions are taken apart from left to right."""
    parts = parts_of(read_statement("a < 1 or (b < 1 and c documented) or d == e").predicate)

    assert [("a",), ("b",), ("c",), ("d",)] == [subjects_of(part) for part in parts]


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("x <= 5 mm", ("x",)),
        ("5 mm >= x", ("x",)),
        ("x + y - x <= z", ("x", "y")),
        ("abs(x) in [1, 2] mm", ("x",)),
        ("x covers [1, 2] mm", ("x",)),
        ("x includes {a}", ("x",)),
        ("x == membrane", ("x",)),
        ("x documented", ("x",)),
    ],
)
def test_the_quantities_that_a_part_judges(text: str, subjects: tuple[str, ...]) -> None:
    """A comparison judges the names on its left, or those on its right where there are none."""
    assert subjects == subjects_of(_only(text))


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("x <= 5 mm", "mm"),
        ("5 mm >= x", "mm"),
        ("x in [1 mm, 2000 um]", "mm"),
        ("x covers [0, 5000] rpm", "rpm"),
        ("x includes {1, 2} V", "V"),
        ("x includes {a, b}", None),
        ("x documented", None),
        ("x == membrane", None),
    ],
)
def test_the_unit_of_a_part(text: str, unit: str | None) -> None:
    """The unit is the one that the limit is written in."""
    assert (None if unit is None else read_unit(unit)) == unit_of(_only(text))


def test_a_quantity_itself_is_told_from_arithmetic_with_it() -> None:
    """Only the bare name is the quantity itself."""
    assert is_plain(Name("x"), "x")
    assert not is_plain(Name("y"), "x")
