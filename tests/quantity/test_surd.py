"""Roots compared without roots: order, floor, ceiling and exact powers."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import rationals, surds
from verifier.errors import PredicateError
from verifier.quantity.surd import Bound, Surd, added, ceiling_of, exact_power, floor_of, refuse_large, shift, stretch

_DIGITS = 120


def _decimal(bound: Bound) -> Decimal:
    """A bound at 120 digits, worked out by another library."""
    with localcontext() as context:
        context.prec = _DIGITS
        if isinstance(bound, Fraction):
            return Decimal(bound.numerator) / Decimal(bound.denominator)
        radicand = Decimal(bound.radicand.numerator) / Decimal(bound.radicand.denominator)
        root = (radicand.ln() / bound.index).exp()
        return bound.sign * root + Decimal(bound.offset.numerator) / Decimal(bound.offset.denominator)


@given(surds(), rationals())
def test_a_root_and_a_rational_stand_as_their_decimals_do(root: Surd, value: Fraction) -> None:
    """The exact order of a root and a rational is that of 120 digits."""
    assert (_decimal(root) < _decimal(value)) == (root < value)
    assert (_decimal(root) > _decimal(value)) == (value < root)
    assert root != value


@given(surds(), surds())
def test_two_roots_stand_as_their_decimals_do(one: Surd, two: Surd) -> None:
    """The exact order of two roots is that of 120 digits, and equal ones have equal hashes."""
    distance = _decimal(one) - _decimal(two)
    if abs(distance) < Decimal(10) ** -100:
        assert one == two
        assert hash(one) == hash(two)
    else:
        assert (distance < 0) == (one < two)
        assert (distance > 0) == (one > two)


@given(surds())
def test_the_nearest_rationals_lie_on_their_sides(root: Surd) -> None:
    """A rational a hair below a root is less than it, one a hair above is greater."""
    low, high = root.enclosure(300)

    assert low < root < high
    assert Fraction(1, 2**300) == high - low


def test_one_root_written_two_ways_is_one_number() -> None:
    """The square root of 2 is the fourth root of 4."""
    assert Surd(Fraction(2), 2) == Surd(Fraction(4), 4)
    assert 1 == len({Surd(Fraction(2), 2), Surd(Fraction(4), 4)})


def test_a_root_is_no_text() -> None:
    """A root is unequal to what is no number."""
    assert Surd(Fraction(2), 2) != "1.4142"


def test_roots_of_either_sign_are_ordered() -> None:
    """A negative root lies below the positive root of the same radicand."""
    assert Surd(Fraction(2), 2, -1) < 0 < Surd(Fraction(2), 2)
    assert Surd(Fraction(2), 2, -1) < Surd(Fraction(3), 2)


def test_roots_that_nearly_meet_are_refused() -> None:
    """Two roots with different offsets that agree beyond 4096 bits are refused instead of guessed."""
    near = Surd(Fraction(2), 2, offset=Fraction(1, 10**2000))

    with pytest.raises(PredicateError) as caught:
        _ = near < Surd(Fraction(2), 2)

    assert "limits_too_close_to_order" == caught.value.code


@given(st.one_of(rationals(), surds()))
def test_floor_and_ceiling_enclose(bound: Bound) -> None:
    """The floor is the one integer with floor <= x < floor + 1, the ceiling the one with ceiling - 1 < x <= ceiling."""
    below, above = floor_of(bound), ceiling_of(bound)

    assert below <= bound < below + 1
    assert above - 1 < bound <= above


@pytest.mark.parametrize(
    ("radicand", "index", "expected"),
    [(10**40 + 1, 2, 10**20), (10**40 - 1, 2, 10**20 - 1), (2**90 + 1, 3, 2**30), (2**90 - 1, 3, 2**30 - 1)],
)
def test_the_floor_next_to_a_whole_root_is_exact(radicand: int, index: int, expected: int) -> None:
    """A root that misses an integer by less than any float can tell is on the right side of it."""
    root = exact_power(Fraction(radicand), Fraction(1, index))

    assert expected == floor_of(root)
    assert expected + 1 == ceiling_of(root)


@given(rationals(50, 30), st.integers(min_value=2, max_value=9))
def test_a_power_is_undone_by_its_root(base: Fraction, index: int) -> None:
    """The index-th root of an index-th power is the rational itself, not a root."""
    if base > 0:
        assert base == exact_power(base**index, Fraction(1, index))


@given(
    st.fractions(min_value=Fraction(1, 50), max_value=50, max_denominator=60),
    st.integers(min_value=-5, max_value=5),
    st.integers(min_value=1, max_value=6),
)
def test_a_rational_power_stands_where_its_integer_power_stands(base: Fraction, top: int, bottom: int) -> None:
    """X = b^(p/q) holds exactly the rationals below it whose q-th power lies below b^p."""
    power = exact_power(base, Fraction(top, bottom))
    exponent = Fraction(top, bottom)

    for value in (Fraction(1, 3), Fraction(1), Fraction(7, 5), base):
        assert (value**exponent.denominator < base**exponent.numerator) == (value < power)


def test_the_nox_limit_is_decided_without_roots() -> None:
    """At 1000 rpm the curve of MARPOL VI/13 for Tier III, 9 * n^(-0.2), lies between 2.26 and 2.27 g/kWh."""
    limit = stretch(exact_power(Fraction(1000), Fraction(-1, 5)), Fraction(9))

    assert Fraction(226, 100) < limit < Fraction(227, 100)
    assert not isinstance(limit, Fraction)


@given(st.one_of(rationals(), surds()), rationals(20, 20), rationals(20, 20))
def test_stretching_and_moving_follow_the_decimals(bound: Bound, factor: Fraction, distance: Fraction) -> None:
    """A bound times a factor plus a distance is what its decimals say."""
    moved = shift(stretch(bound, factor), distance)

    with localcontext() as context:
        context.prec = _DIGITS
        expected = _decimal(bound) * _decimal(factor) + _decimal(distance)

        assert abs(expected - _decimal(moved)) < Decimal(10) ** -100


@pytest.mark.parametrize(
    ("base", "exponent", "code"),
    [
        (Fraction(-2), Fraction(1, 2), "root_of_nonpositive"),
        (Fraction(0), Fraction(1, 2), "root_of_nonpositive"),
        (Fraction(0), Fraction(-1), "root_of_nonpositive"),
        (Fraction(2), Fraction(1, 65), "root_index_too_large"),
        (Fraction(10**400), Fraction(9999), "power_too_large"),
        (Fraction(9), Fraction(9**9), "power_too_large"),
        (Fraction(1, 9), Fraction(-(9**9), 2), "power_too_large"),
        (-Fraction(10**3600), Fraction(1, 2), "root_of_nonpositive"),
    ],
)
def test_a_power_that_is_none_is_refused(base: Fraction, exponent: Fraction, code: str) -> None:
    """A root of a negative number and a number too large to print are refused before they are built."""
    with pytest.raises(PredicateError) as caught:
        exact_power(base, exponent)

    assert code == caught.value.code
    assert str(caught.value)


def test_the_largest_number_that_passes_can_be_printed() -> None:
    """No number passes whose digits Python refuses to print."""
    largest = Fraction(2**12_000 - 1)

    refuse_large(largest)

    assert str(largest)
    with pytest.raises(PredicateError):
        refuse_large(largest + 1)


@given(surds(), rationals())
def test_a_root_and_a_number_have_a_sum(root: Surd, number: Fraction) -> None:
    """The order of the two does not matter, and taking the number away gives the root back; two roots are refused."""
    total = added(root, number)

    assert total == added(number, root)
    assert root == added(total, -number)
    with pytest.raises(PredicateError):
        added(root, root)
