"""Statistics of sets: each end is closed exactly where the statistic can reach it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.catalogue.statistic import Statistic, read_statistic
from verifier.decision.reduce import pooled_uncertainty, reduced
from verifier.quantity.region import Interval, Region
from verifier.quantity.root import root_of
from verifier.quantity.uncertainty import Shape, Uncertainty

ONE = Fraction(1)
STATISTICS = [read_statistic(name) for name in ("max", "min", "mean", "weighted_mean", "median", "quantile:0.95")]


def _below(limit: int, *, closed: bool) -> Interval:
    return Interval(Fraction(0), Fraction(limit), low_closed=True, high_closed=closed)


@pytest.mark.parametrize("statistic", STATISTICS, ids=str)
def test_statistic_of_one_value_is_that_value(statistic: Statistic) -> None:
    """A single `<5` or `≥5` keeps its open and closed ends under every statistic."""
    below = _below(5, closed=False)
    above = Interval(Fraction(5), None, low_closed=True, high_closed=False)

    assert [Region.of(below), Region.of(above)] == [reduced(statistic, [(one, ONE)]) for one in (below, above)]


@pytest.mark.parametrize(("name", "closed"), [("max", True), ("min", False), ("mean", False)])
def test_end_is_closed_where_it_can_be_reached(name: str, closed: bool) -> None:  # noqa: FBT001 -- an expectation
    """Of `<5` and `≤5` the largest may be 5; the smallest and the mean stay below."""
    values = [(_below(5, closed=False), ONE), (_below(5, closed=True), ONE)]

    assert Region.of(_below(5, closed=closed)) == reduced(read_statistic(name), values)


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=9), st.sampled_from(STATISTICS))
def test_statistic_of_points_is_a_point(values: list[int], statistic: Statistic) -> None:
    """Exact values give one exact statistic between the smallest and the largest of them."""
    points = [(Interval(Fraction(v), Fraction(v), low_closed=True, high_closed=True), ONE) for v in values]

    found = reduced(statistic, points)

    assert found.is_point()
    assert Region.between(Fraction(min(values)), Fraction(max(values))).covers(found)


def _stated(half: str, shape: Shape) -> Uncertainty:
    size = Fraction(half)
    return Uncertainty(root_of(size**2 / 3), size, root_of(Fraction(3)), shape=shape)


@pytest.mark.parametrize(("name", "half"), [("mean", "0.2"), ("max", "0.3")])
def test_a_distribution_that_all_values_share_is_kept(name: str, half: str) -> None:
    """Fully correlated rectangular values have a rectangular mean or maximum; with a normal one among them none."""
    boxes = [(_stated(size, Shape.RECTANGULAR), ONE) for size in ("0.1", "0.3")]
    normal = (Uncertainty(Fraction(1, 10), Fraction(1, 5), Fraction(2)), ONE)

    alike = pooled_uncertainty(read_statistic(name), boxes)
    mixed = pooled_uncertainty(read_statistic(name), [*boxes, normal])

    assert alike is not None
    assert mixed is not None
    assert (Fraction(half), root_of(Fraction(3)), Shape.RECTANGULAR) == (alike.expanded, alike.k, alike.shape)
    assert Shape.NORMAL is mixed.shape
