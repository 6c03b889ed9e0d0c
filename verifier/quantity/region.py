"""Sets of numbers with exact ends: the values a target accepts, and the values a measurement may mean.

A region is a union of disjoint intervals in ascending order. Ends are rationals or surds and carry an open or
closed mark; an end of None is infinite. All set operations are exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.quantity.surd import Bound, added, shift, stretch

__all__ = ["Interval", "Region"]


@dataclass(frozen=True, slots=True)
class Interval:
    """One unbroken set of numbers.

    Args:
        low: Lower end; None is minus infinity.
        high: Upper end; None is plus infinity.
        low_closed: Whether the lower end belongs to the set.
        high_closed: Whether the upper end belongs to the set.
    """

    low: Bound | None
    high: Bound | None
    low_closed: bool = True
    high_closed: bool = True

    def is_empty(self) -> bool:
        """Whether no number lies in it."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and not (self.low_closed and self.high_closed))

    def holds(self, value: Bound) -> bool:
        """Whether a number lies in it."""
        above = self.low is None or (value >= self.low if self.low_closed else value > self.low)
        return above and (self.high is None or (value <= self.high if self.high_closed else value < self.high))

    def meet(self, other: Interval) -> Interval:
        """What lies in both."""
        low, low_closed = _inner((self.low, self.low_closed), (other.low, other.low_closed), lower=True)
        high, high_closed = _inner((self.high, self.high_closed), (other.high, other.high_closed), lower=False)
        return Interval(low, high, low_closed, high_closed)

    def joins(self, later: Interval) -> bool:
        """Whether a later-starting interval overlaps or touches this one without a gap."""
        if self.high is None or later.low is None:
            return True
        return later.low < self.high or (later.low == self.high and (self.high_closed or later.low_closed))


_End = tuple[Bound | None, bool]
"""An end and whether it belongs to the set."""


def _inner(one: _End, two: _End, *, lower: bool) -> _End:
    """The end that leaves less: the higher of two lower ends, or the lower of two upper ends."""
    if one[0] is None or two[0] is None:
        return two if one[0] is None else one
    if one[0] == two[0]:
        return one[0], one[1] and two[1]
    return one if (one[0] > two[0]) == lower else two


@dataclass(frozen=True, slots=True)
class Region:
    """A set of numbers: disjoint intervals, ascending."""

    intervals: tuple[Interval, ...]

    @classmethod
    def of(cls, *intervals: Interval) -> Region:
        """The union of intervals, in normal form: equal sets are equal regions."""
        merged: list[Interval] = []
        for interval in sorted((i for i in intervals if not i.is_empty()), key=_Start):
            if merged and merged[-1].joins(interval):
                last = merged.pop()
                high, high_closed = _outer_high(last, interval)
                interval = Interval(last.low, high, last.low_closed, high_closed)  # noqa: PLW2901 -- merged so far
            merged.append(interval)
        return cls(tuple(_plain(interval) for interval in merged))

    @classmethod
    def empty(cls) -> Region:
        """No number at all."""
        return cls(())

    @classmethod
    def everything(cls) -> Region:
        """Every number."""
        return cls.of(Interval(None, None))

    @classmethod
    def point(cls, value: Bound) -> Region:
        """One number."""
        return cls((Interval(value, value),))

    @classmethod
    def below(cls, limit: Bound, *, closed: bool) -> Region:
        """All numbers below a limit; with the limit where closed."""
        return cls.of(Interval(None, limit, high_closed=closed))

    @classmethod
    def above(cls, limit: Bound, *, closed: bool) -> Region:
        """All numbers above a limit; with the limit where closed."""
        return cls.of(Interval(limit, None, low_closed=closed))

    @classmethod
    def between(cls, low: Bound, high: Bound, *, low_closed: bool = True, high_closed: bool = True) -> Region:
        """All numbers from low to high."""
        return cls.of(Interval(low, high, low_closed, high_closed))

    def is_empty(self) -> bool:
        """Whether no number lies in it."""
        return not self.intervals

    def is_point(self) -> bool:
        """Whether exactly one number lies in it."""
        if len(self.intervals) != 1:
            return False
        low, high = self.intervals[0].low, self.intervals[0].high
        return high is not None and (low is high or low == high)

    def holds(self, value: Bound) -> bool:
        """Whether a number lies in it."""
        return any(interval.holds(value) for interval in self.intervals)

    def union(self, other: Region) -> Region:
        """What lies in either."""
        return Region.of(*self.intervals, *other.intervals)

    def meet(self, other: Region) -> Region:
        """What lies in both."""
        return Region.of(*(one.meet(two) for one in self.intervals for two in other.intervals))

    def complement(self) -> Region:
        """What does not lie in it."""
        rest = Region((Interval(None, None),))
        for gap in self.intervals:
            below = () if gap.low is None else (Interval(None, gap.low, high_closed=not gap.low_closed),)
            above = () if gap.high is None else (Interval(gap.high, None, low_closed=not gap.high_closed),)
            rest = rest.meet(Region.of(*below, *above))
        return rest

    def covers(self, other: Region) -> bool:
        """Whether every number of the other lies in this one (an empty other is covered)."""
        if other.is_point() and (value := other.intervals[0].low) is not None:
            return self.holds(value)
        return other.meet(self.complement()).is_empty()

    def meets(self, other: Region) -> bool:
        """Whether some number lies in both."""
        if self.is_point() and (value := self.intervals[0].low) is not None:
            return other.holds(value)
        return not self.meet(other).is_empty()

    def scaled(self, factor: Fraction) -> Region:
        """Every number times a factor other than zero; a negative one turns the region round."""
        return Region.of(*(_stretched(i, factor) for i in self.intervals))

    def moved(self, distance: Fraction) -> Region:
        """Every number plus a distance."""
        return Region.of(*(_widened(i, -distance, distance) for i in self.intervals))

    def plus(self, other: Region) -> Region:
        """All sums of a number of this region and a number of the other.

        Raises:
            PredicateError: Two ends are roots, whose sum is not kept exactly.
        """
        return Region.of(*(_sum(one, two) for one in self.intervals for two in other.intervals))

    def grown(self, width: Fraction) -> Region:
        """Every end moved outward by a width, or inward where it is negative (a guard band)."""
        return Region.of(*(_widened(i, width, width) for i in self.intervals))


class _Start:
    """Orders intervals by where they start; minus infinity first, closed before open."""

    __slots__ = ("interval",)

    def __init__(self, interval: Interval) -> None:
        self.interval = interval

    def __lt__(self, other: _Start) -> bool:
        mine, theirs = self.interval, other.interval
        if mine.low is None or theirs.low is None:
            return theirs.low is not None
        if mine.low == theirs.low:
            return mine.low_closed and not theirs.low_closed
        return mine.low < theirs.low


def _outer_high(one: Interval, two: Interval) -> _End:
    if one.high is None or two.high is None:
        return None, True
    if one.high == two.high:
        return one.high, one.high_closed or two.high_closed
    return (one.high, one.high_closed) if one.high > two.high else (two.high, two.high_closed)


def _plain(interval: Interval) -> Interval:
    """An infinite end has no mark of its own: it is written closed, so that equal sets are equal regions."""
    low_closed, high_closed = interval.low is None or interval.low_closed, interval.high is None or interval.high_closed
    return Interval(interval.low, interval.high, low_closed, high_closed)


def _stretched(interval: Interval, factor: Fraction) -> Interval:
    low, high = (None if end is None else stretch(end, factor) for end in (interval.low, interval.high))
    if factor > 0:
        return Interval(low, high, interval.low_closed, interval.high_closed)
    return Interval(high, low, interval.high_closed, interval.low_closed)


def _widened(interval: Interval, below: Fraction, above: Fraction) -> Interval:
    return Interval(
        None if interval.low is None else shift(interval.low, -below),
        None if interval.high is None else shift(interval.high, above),
        interval.low_closed,
        interval.high_closed,
    )


def _sum(one: Interval, two: Interval) -> Interval:
    low = None if one.low is None or two.low is None else added(one.low, two.low)
    high = None if one.high is None or two.high is None else added(one.high, two.high)
    return Interval(low, high, one.low_closed and two.low_closed, one.high_closed and two.high_closed)
