"""Rounding of GB/T 8170: published examples, and the moved limit against rounding and comparing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import near, regions, surds
from verifier.quantity.number import read_number
from verifier.quantity.region import Region
from verifier.quantity.rounding import round_half_even, rounded_acceptance
from verifier.quantity.surd import Surd, stretch

_STEPS = ("0.001", "0.01", "0.05", "0.1", "0.2", "0.25", "0.5", "1", "2", "5", "10", "100", "1000", "1/3")


# GB/T 8170-2008, 3.2, 3.3, 3.4.2 and 3.4.3: the examples of the standard. Those of 3.2 and one each of 0.5 and 0.2
# units (60.28, 832) were read in public texts of this standard and of GB 8170-1987; the others are quoted from memory.
@pytest.mark.parametrize(
    ("value", "interval", "expected"),
    [
        ("12.1498", "0.1", "12.1"),
        ("12.1498", "1", "12"),
        ("1268", "100", "1300"),
        ("10.5002", "1", "11"),
        ("1.050", "0.1", "1.0"),
        ("0.35", "0.1", "0.4"),
        ("2500", "1000", "2000"),
        ("3500", "1000", "4000"),
        ("0.0325", "0.001", "0.032"),
        ("32500", "1000", "32000"),
        ("-355", "10", "-360"),
        ("-325", "10", "-320"),
        ("-365", "10", "-360"),
        ("-0.0365", "0.001", "-0.036"),
        ("97.46", "1", "97"),
        ("15.4546", "1", "15"),
        ("60.25", "0.5", "60.0"),
        ("60.38", "0.5", "60.5"),
        ("60.28", "0.5", "60.5"),
        ("-60.75", "0.5", "-61.0"),
        ("830", "20", "840"),
        ("832", "20", "840"),
        ("842", "20", "840"),
        ("-930", "20", "-920"),
    ],
)
def test_the_examples_of_the_standard(value: str, interval: str, expected: str) -> None:
    """The published examples come out as printed."""
    rounded = round_half_even(read_number(value).value, read_number(interval).value)

    assert read_number(expected).value == rounded


@given(st.fractions(-1000, 1000, max_denominator=10**6), st.sampled_from(_STEPS))
def test_rounding_takes_the_nearest_multiple_and_the_even_one_of_two(value: Fraction, step: str) -> None:
    """The rounded value is a multiple, none is nearer, and where two are as near its quotient is even."""
    interval = read_number(step).value
    rounded = round_half_even(value, interval)

    assert 1 == (rounded / interval).denominator
    assert abs(rounded - value) <= interval / 2
    assert abs(rounded - value) != interval / 2 or (rounded / interval).numerator % 2 == 0


@given(st.data(), st.sampled_from(_STEPS), st.integers(-300, 300), st.sampled_from(("<", "<=", ">", ">=")))
def test_the_moved_limit_is_rounding_and_comparing(data: st.DataObject, step: str, tenths: int, relation: str) -> None:
    """For every value, at ties and a hair beside them too, both ways to compare give one verdict."""
    interval, limit = read_number(step).value, Fraction(tenths, 10)
    value = data.draw(near(round_half_even(limit, interval), interval) | near(limit, interval))
    region = (
        Region.below(limit, closed=relation == "<=")
        if relation[0] == "<"
        else Region.above(limit, closed=relation == ">=")
    )

    accepted = rounded_acceptance(region, interval)

    assert region.holds(round_half_even(value, interval)) == accepted.holds(value)


@given(st.data(), regions(), st.sampled_from(_STEPS))
def test_any_region_is_carried_back_as_its_rounded_values(data: st.DataObject, region: Region, step: str) -> None:
    """Intervals, points and unions too: a value is accepted exactly where its rounded value lies in the region."""
    interval = read_number(step).value
    value = data.draw(near(Fraction(data.draw(st.integers(-5, 5))), interval))

    assert region.holds(round_half_even(value, interval)) == rounded_acceptance(region, interval).holds(value)


@given(st.data(), surds(), st.sampled_from(_STEPS))
def test_an_irrational_limit_is_carried_back_too(data: st.DataObject, root: Surd, step: str) -> None:
    """A limit that is a root never falls on a tie, and rounding and comparing still agree."""
    interval = read_number(step).value
    value = data.draw(near(round_half_even(root.enclosure(64)[0], interval), interval))
    region = Region.below(root, closed=True)

    assert region.holds(round_half_even(value, interval)) == rounded_acceptance(region, interval).holds(value)


@pytest.mark.parametrize(
    ("value", "accepted"),
    [("1.549999", True), ("1.55", False), ("1.5", True), ("1.56", False)],
)
def test_a_strict_limit_gives_up_its_own_rounding_zone(value: str, *, accepted: bool) -> None:
    """Below 1.6 at one decimal ends at 1.55, which rounds to the even 1.6 and is out."""
    region = rounded_acceptance(Region.below(Fraction(8, 5), closed=False), Fraction(1, 10))

    assert accepted == region.holds(read_number(value).value)


def test_a_limit_between_multiples_accepts_up_to_the_multiple_below() -> None:
    """At most 7.15 rounded to 0.1 accepts what rounds to 7.1, up to 7.15 exclusive: 7.15 rounds to 7.2."""
    accepted = rounded_acceptance(Region.below(Fraction(715, 100), closed=True), Fraction(1, 10))

    assert Region.below(Fraction(715, 100), closed=False) == accepted


def test_an_interval_without_a_multiple_accepts_nothing() -> None:
    """Nothing rounds to a value between 1.1 and 1.9 at interval 1."""
    narrow = Region.between(Fraction(11, 10), Fraction(19, 10))

    assert Region.empty() == rounded_acceptance(narrow, Fraction(1))


def test_the_limit_of_an_engine_is_rounded_at_one_decimal() -> None:
    """At 200 rpm 9 * n^(-1/5) is 3.119...: at most that, at one decimal, accepts all that rounds to 3.1."""
    limit = stretch(Surd(Fraction(1, 200), 5), Fraction(9))

    accepted = rounded_acceptance(Region.below(limit, closed=True), Fraction(1, 10))

    assert Region.below(Fraction(315, 100), closed=False) == accepted
