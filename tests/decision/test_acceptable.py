"""The region of values that a predicate accepts of one quantity."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import near
from verifier.catalogue.expression import Quantity
from verifier.catalogue.grammar import read_statement
from verifier.catalogue.predicate import Within
from verifier.decision.acceptable import acceptable, between, is_numeric, region_of, subjects_in
from verifier.errors import PredicateError
from verifier.quantity.region import Region
from verifier.quantity.units import DIMENSIONLESS, read_unit


def test_region_of_a_predicate() -> None:
    """One quantity has a region of acceptable values; sets and several quantities have none."""
    assert Region.below(Fraction(5), closed=True) == region_of(read_statement("x <= 5").predicate, {}, DIMENSIONLESS)
    assert region_of(read_statement("a <= 5 and b <= 5").predicate, {}, DIMENSIONLESS) is None
    assert region_of(read_statement("r documented").predicate, {}, DIMENSIONLESS) is None


@given(near(Fraction(3, 2), Fraction(1, 10)), near(Fraction(3, 2), Fraction(1, 10)))
def test_parts_are_met_and_joined(low: Fraction, value: Fraction) -> None:
    """What is joined by `and` holds the values of both parts, what is joined by `or` those of either."""
    text = f"(x >= {low.numerator}/{low.denominator} {{0}} x < 1.5)"

    for word, holds in (("and", low <= value < Fraction(3, 2)), ("or", low <= value or value < Fraction(3, 2))):
        region = region_of(read_statement(text.format(word)).predicate, {}, DIMENSIONLESS)
        assert region is not None
        assert holds == region.holds(value)


@given(st.fractions(-4, 4), st.sampled_from(["abs(x) <= 2", "2 >= abs(x)"]))
def test_a_magnitude_is_met_on_both_sides_of_zero(value: Fraction, text: str) -> None:
    """A limit on the magnitude holds for a value and its negative, on whichever side it is written."""
    region = acceptable(read_statement(text).predicate, "x", {}, DIMENSIONLESS)

    assert (abs(value) <= 2) == region.holds(value) == region.holds(-value)


def test_the_region_is_in_the_unit_that_is_asked_for() -> None:
    """The same limits in another unit are other numbers, and a mark of an end stays."""
    predicate = read_statement("x in [1, 2) mm").predicate
    assert isinstance(predicate, Within)

    assert Region.between(Fraction(1000), Fraction(2000), high_closed=False) == between(
        predicate, "x", {}, read_unit("um")
    )


def test_what_is_no_number_has_no_region() -> None:
    """A document has no region, and a limit whose input is not given has none yet."""
    named = read_statement("x documented").predicate
    limit = read_statement("x <= 2*n").predicate

    assert not is_numeric(named)
    with pytest.raises(PredicateError):
        acceptable(named, "x", {}, DIMENSIONLESS)
    with pytest.raises(PredicateError):
        acceptable(limit, "x", {}, DIMENSIONLESS)
    two = {"n": Quantity(Fraction(1), DIMENSIONLESS.dimension)}
    assert Region.below(Fraction(2), closed=True) == acceptable(limit, "x", two, DIMENSIONLESS)


def test_subjects_are_those_of_all_parts() -> None:
    """Every quantity that some part judges is one of the predicate's."""
    assert {"a", "b"} == subjects_in(read_statement("a <= 5 and (a >= 1 or b <= 5)").predicate)
