"""Square roots of rationals."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from verifier.quantity.root import root_of


@given(st.fractions(0, 10**9, max_denominator=10**6))
def test_roots_are_cut_at_forty_digits(value: Fraction) -> None:
    """The square of a root is the value, or below it by less than 1e-38 of it."""
    root = root_of(value)

    assert 0 <= value - root**2 <= value / 10**38


@given(st.fractions(0, 10**6, max_denominator=10**6))
def test_the_root_of_a_square_is_exact(root: Fraction) -> None:
    """A rational root is found itself."""
    assert root == root_of(root**2)
