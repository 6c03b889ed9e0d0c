"""Scales of drawings."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from verifier.report.axis import axis_over

NUMBERS = st.fractions(max_denominator=10**9)


@given(st.lists(NUMBERS, min_size=1, max_size=6))
def test_values_stand_inside_in_their_order(values: list[Fraction]) -> None:
    """Every value has a place on the scale, and larger ones stand further on."""
    axis = axis_over(values, 10, 200)

    places = [axis.at(value) for value in sorted(values)]
    assert sorted(places) == places
    assert all(10 <= place <= 200 for place in places)


@given(st.lists(NUMBERS, min_size=1, max_size=6))
def test_marks_are_few_and_on_the_scale(values: list[Fraction]) -> None:
    """There are at most six round marks, all between the ends."""
    axis = axis_over(values, 0, 100)

    ticks = axis.ticks()
    assert len(ticks) <= 6
    assert all(axis.low <= value <= axis.high for value, _ in ticks)


def test_marks_are_round() -> None:
    """A scale from 0 to 10 is marked in fives."""
    axis = axis_over([Fraction(0), Fraction(10)], 0, 100)

    assert ["0", "5", "10"] == [label for _, label in axis.ticks()]


def test_a_value_beyond_the_scale_stands_at_its_end() -> None:
    """Nothing is drawn outside."""
    axis = axis_over([Fraction(0), Fraction(1)], 0, 100)

    assert [Fraction(0), Fraction(100)] == [axis.at(Fraction(-5)), axis.at(Fraction(5))]
