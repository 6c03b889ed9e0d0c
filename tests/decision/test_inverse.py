"""Functions turned round: the place where a growing function takes a value."""

from __future__ import annotations

from fractions import Fraction

import mpmath
from hypothesis import given
from hypothesis import strategies as st

from verifier.decision.inverse import inverse, rational_of


@given(st.fractions(Fraction(1, 100), 100, max_denominator=100))
def test_square_root_is_the_inverse_of_the_square(value: Fraction) -> None:
    """The place where the square reaches a value is its root, to 30 digits."""
    with mpmath.workdps(40):
        root = rational_of(inverse(lambda x: x * x, mpmath.mpf(value.numerator) / value.denominator, 0, 101))

    assert abs(root**2 / value - 1) < Fraction(1, 10**28)


def test_a_flat_tail_holds_nothing_back() -> None:
    """A function that hardly moves for most of the way still gives its place."""
    found = inverse(lambda x: x**41, mpmath.mpf("1e-30"), 0, 1)

    assert abs(found**41 / mpmath.mpf("1e-30") - 1) < mpmath.mpf("1e-20")


def test_ends_that_already_meet_the_target_are_kept() -> None:
    """A target at an end is that end."""
    assert [0, 1] == [inverse(lambda x: x, mpmath.mpf(target), 0, 1) for target in (0, 1)]


@given(st.integers(-(2**90), 2**90), st.integers(0, 80))
def test_a_number_is_the_rational_that_it_is(mantissa: int, shift: int) -> None:
    """A binary number becomes a fraction without rounding."""
    with mpmath.workdps(60):
        number = mpmath.mpf(mantissa) / 2**shift

    assert Fraction(mantissa, 2**shift) == rational_of(number)
