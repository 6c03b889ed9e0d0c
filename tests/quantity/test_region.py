"""Sets of numbers: the algebra against membership tried point by point."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import GRID, grid_points, regions, surds
from verifier.errors import PredicateError
from verifier.quantity.region import Interval, Region
from verifier.quantity.surd import Surd

_ROOT = Surd(Fraction(2), 2)


def _members(region: Region) -> set[Fraction]:
    """The grid points in a region, each interval tried by its ends and marks in plain words."""
    return {point for point in GRID if any(_lies_in(point, interval) for interval in region.intervals)}


def _lies_in(point: Fraction, interval: Interval) -> bool:
    above = interval.low is None or interval.low < point or (interval.low == point and interval.low_closed)
    below = interval.high is None or point < interval.high or (interval.high == point and interval.high_closed)
    return above and below


@given(regions(), regions())
def test_union_and_meet_are_those_of_sets(one: Region, two: Region) -> None:
    """A number lies in the union where it lies in either, in the meet where it lies in both."""
    assert _members(one) | _members(two) == _members(one.union(two))
    assert _members(one) & _members(two) == _members(one.meet(two))


@given(regions())
def test_a_complement_holds_what_the_region_does_not(region: Region) -> None:
    """Every number lies in exactly one of a region and its complement, which is undone by another."""
    complement = region.complement()

    assert set(GRID) - _members(region) == _members(complement)
    assert region == complement.complement()
    assert region.meet(complement).is_empty()
    assert Region.everything() == region.union(complement)


@given(regions(), regions())
def test_equal_sets_are_equal_regions(one: Region, two: Region) -> None:
    """Two regions are equal exactly where they hold the same numbers: no end of a region lies between grid points."""
    assert (_members(one) == _members(two)) == (one == two)


@given(regions(), regions())
def test_covering_and_meeting_are_those_of_sets(one: Region, two: Region) -> None:
    """A region covers another that lies in it, and meets one with a number in common."""
    assert (_members(one) >= _members(two)) == one.covers(two)
    assert bool(_members(one) & _members(two)) == one.meets(two)


@given(regions(), grid_points())
def test_holding_is_membership(region: Region, point: Fraction) -> None:
    """A region holds exactly its members, also as a point of its own."""
    assert (point in _members(region)) == region.holds(point)
    assert (point in _members(region)) == region.covers(Region.point(point))


@given(regions(), regions(), regions())
def test_the_laws_of_sets_hold(one: Region, two: Region, three: Region) -> None:
    """De Morgan's and the distributive law hold."""
    assert one.union(two).complement() == one.complement().meet(two.complement())
    assert one.meet(two.union(three)) == one.meet(two).union(one.meet(three))


@given(regions(), st.fractions(-3, 3, max_denominator=7), st.fractions(-3, 3, max_denominator=7), grid_points())
def test_a_carried_region_holds_the_carried_numbers(
    region: Region, factor: Fraction, distance: Fraction, point: Fraction
) -> None:
    """A number lies in a region exactly where its image lies in the region's image."""
    if factor:
        assert region.holds(point) == region.scaled(factor).moved(distance).holds(point * factor + distance)


@given(regions(), st.fractions(0, 2, max_denominator=9))
def test_a_grown_region_covers_and_a_shrunk_one_is_covered(region: Region, width: Fraction) -> None:
    """A guard band outward holds all of the region, one inward nothing else, and shrinking undoes no gap."""
    assert region.grown(width).covers(region)
    assert region.covers(region.grown(-width))
    assert all(
        region.grown(width).holds(point + step) for point in _members(region) for step in (-width, Fraction(0), width)
    )


@given(surds(), st.booleans())
def test_a_region_with_an_irrational_end_is_a_set_too(root: Surd, closed: bool) -> None:  # noqa: FBT001 -- a mark
    """Below a root, and its complement, share out the rationals beside the root and the root itself."""
    below = Region.below(root, closed=closed)
    low, high = root.enclosure(200)

    assert below.holds(low)
    assert not below.holds(high)
    assert closed == below.holds(root)
    assert Region.above(root, closed=not closed) == below.complement()


def test_touching_intervals_join_where_one_has_the_end() -> None:
    """[0, 1) and [1, 2] are one interval; [0, 1) and (1, 2] are two."""
    left = Region.between(Fraction(0), Fraction(1), high_closed=False)

    assert Region.between(Fraction(0), Fraction(2)) == left.union(Region.between(Fraction(1), Fraction(2)))
    assert 2 == len(left.union(Region.between(Fraction(1), Fraction(2), low_closed=False)).intervals)


@pytest.mark.parametrize(
    ("low", "high", "low_closed", "high_closed"),
    [(1, 0, True, True), (1, 1, True, False), (1, 1, False, True), (1, 1, False, False)],
)
def test_an_interval_without_a_number_is_empty(low: int, high: int, *, low_closed: bool, high_closed: bool) -> None:
    """Ends the wrong way round, or one end that is not closed on both sides, leave nothing."""
    interval = Interval(Fraction(low), Fraction(high), low_closed, high_closed)

    assert interval.is_empty()
    assert Region.empty() == Region.of(interval)


def test_a_point_is_told_from_an_interval() -> None:
    """Only a region of one number is a point."""
    assert Region.point(_ROOT).is_point()
    assert Region.between(Fraction(3), Fraction(3)).is_point()
    assert not Region.between(Fraction(3), Fraction(4)).is_point()
    assert not Region.everything().is_point()
    assert not Region.empty().is_point()


def test_a_negative_factor_turns_a_region_round() -> None:
    """[1, 2) times -2 is (-4, -2]."""
    region = Region.between(Fraction(1), Fraction(2), high_closed=False)

    assert Region.between(Fraction(-4), Fraction(-2), low_closed=False) == region.scaled(Fraction(-2))


@given(regions(), regions(), grid_points(), grid_points())
def test_a_sum_of_regions_holds_the_sums(one: Region, two: Region, a: Fraction, b: Fraction) -> None:
    """The sum of a number of each lies in the sum of the regions, which has no part without both, in either order."""
    total = one.plus(two)

    assert not (one.holds(a) and two.holds(b)) or total.holds(a + b)
    assert total == two.plus(one)
    assert total.is_empty() == (one.is_empty() or two.is_empty())
    assert one.moved(a) == one.plus(Region.point(a))


def test_an_end_of_a_sum_is_kept_exactly() -> None:
    """A root and a rational number have an exact sum; the sum of two roots is refused."""
    root = Region.point(_ROOT)

    assert root.moved(Fraction(3)) == Region.point(Fraction(3)).plus(root) == root.plus(Region.point(Fraction(3)))
    with pytest.raises(PredicateError):
        root.plus(root)
