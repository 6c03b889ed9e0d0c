"""What would just meet a limit."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.catalogue.expression import Quantity, value_of
from verifier.catalogue.grammar import read_statement
from verifier.catalogue.predicate import Comparison
from verifier.decision.whatif import good_parts_needed, input_needed, largest_expanded, nearest_end
from verifier.quantity.region import Region
from verifier.quantity.units import DIMENSIONLESS

_POSITIVE = st.fractions(Fraction(1, 10), 20, max_denominator=20)


def test_the_nearest_of_two_ends() -> None:
    """A value outside an interval is told the end on its own side."""
    region = Region.between(Fraction(1), Fraction(3), high_closed=False)

    low, high = nearest_end(region, Fraction(0)), nearest_end(region, Fraction(5))

    assert low is not None
    assert high is not None
    assert (Fraction(1), True, False) == (low.value, low.closed, low.upper)
    assert (Fraction(3), False, True) == (high.value, high.closed, high.upper)


def test_everything_has_no_end() -> None:
    """Where every value is accepted there is nothing to reach."""
    assert nearest_end(Region.everything(), Fraction(0)) is None


@given(good=st.integers(0, 200), bad=st.integers(0, 200), percent=st.integers(1, 99))
def test_the_number_of_good_parts_is_the_smallest(good: int, bad: int, percent: int) -> None:
    """With so many more good parts the share is reached, with one fewer it is not."""
    share, total = Fraction(percent, 100), good + bad

    more = good_parts_needed(good, total, share)

    assert more is not None
    assert good + more >= share * (total + more)
    assert more == 0 or good + more - 1 < share * (total + more - 1)


def test_no_number_of_good_parts_makes_all_good() -> None:
    """One bad part is never made up for where all have to be good."""
    assert good_parts_needed(99, 100, Fraction(1)) is None
    assert 0 == good_parts_needed(100, 100, Fraction(1))


def test_no_uncertainty_helps_a_value_outside() -> None:
    """A value at or outside its limit passes under no guard band."""
    assert largest_expanded(Fraction(0), Fraction(1)) is None
    assert largest_expanded(None, Fraction(1)) is None
    assert Fraction(2) == largest_expanded(Fraction(1), Fraction(1, 2))


@pytest.mark.parametrize(
    "formula", ["xa/xb", "xa*xb - 3", "(xa + 2*xb)/(xa + xb + 1)", "xa^2/xb", "5 - xa/(xb*xb)", "-(xa - xb)/2"]
)
@given(a=_POSITIVE, b=_POSITIVE, limit=_POSITIVE, name=st.sampled_from(["xa", "xb"]))
def test_the_input_that_is_told_gives_the_limit(
    formula: str, a: Fraction, b: Fraction, limit: Fraction, name: str
) -> None:
    """Put into the formula, the value that is told gives exactly the limit."""
    comparison = read_statement(f"limit <= {formula}").predicate
    assert isinstance(comparison, Comparison)
    inputs = {key: Quantity(value, DIMENSIONLESS.dimension) for key, value in (("xa", a), ("xb", b))}

    needed = input_needed(comparison.right, name, inputs, limit)

    if needed is not None:
        there = {**inputs, name: Quantity(needed, DIMENSIONLESS.dimension)}
        if isinstance(needed, Fraction):
            assert limit == value_of(comparison.right, there).value
    elif formula == "xa/xb":
        pytest.fail("a quotient always has its input")
