"""Many rows reduced to the value that decides: exact statistics of exact sets.

A row's value may be a set (`<0.1`); a statistic of sets is the set of all values that the statistic may take.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from verifier.catalogue.statistic import Statistic
from verifier.errors import PredicateError
from verifier.quantity.region import Interval, Region
from verifier.quantity.surd import Bound, exact_power
from verifier.quantity.uncertainty import Shape, Uncertainty

__all__ = ["AVERAGES", "Weighted", "implied", "pooled_uncertainty", "reduced", "upper_limited"]

Weighted = tuple[Interval, Fraction]


def reduced(statistic: Statistic, values: Sequence[Weighted]) -> Region:
    """The set of values that a statistic of possible values may take.

    `quantile:p` is the smallest value with at least a share p of all values at or below it (nearest rank).
    `median` of an even number of values is the mean of the two in the middle.

    Args:
        statistic: A statistic of single values, without groups.
        values: (n,) possible values, each one interval, with its weight.

    Raises:
        PredicateError: The statistic is none of single values, or is not defined for these values.
    """
    reduce = _REDUCTIONS.get(statistic.name)
    if reduce is None:
        raise PredicateError("statistic_not_computed", statistic=statistic)
    lows = [(_end(interval.low, 0 if interval.low_closed else 1), weight) for interval, weight in values]
    highs = [(_end(interval.high, 0 if interval.high_closed else -1), weight) for interval, weight in values]
    low = _reduced(reduce, lows, statistic, partial=statistic.name == "max")
    high = _reduced(reduce, highs, statistic, partial=statistic.name == "min")
    if low is None and high is None:
        return Region.everything()
    if low is not None and high is not None and low.value == high.value:
        return Region.point(low.value)
    return Region.of(
        Interval(
            None if low is None else low.value,
            None if high is None else high.value,
            low is not None and not low.nudge,
            high is not None and not high.nudge,
        )
    )


@dataclass(frozen=True, slots=True, order=True)
class _End:
    """An end of a set of values: its value, and +1 or -1 where the set begins just above or ends just below it."""

    value: Any
    nudge: int


_Ends = Sequence[tuple[_End, Fraction]]
_Reduction = Callable[[_Ends, Statistic], _End]


def _end(bound: Bound | None, nudge: int) -> _End | None:
    return None if bound is None else _End(_rational(bound), nudge)


def _reduced(
    reduce: _Reduction, ends: Sequence[tuple[_End | None, Fraction]], statistic: Statistic, *, partial: bool
) -> _End | None:
    """The end of the statistic's set; where one value has none there, only a `partial` statistic still has one."""
    known = [(end, weight) for end, weight in ends if end is not None]
    return reduce(known, statistic) if known and (partial or len(known) == len(ends)) else None


def _rational(end: Bound | None) -> Fraction:
    if not isinstance(end, Fraction):
        raise PredicateError("statistic_not_exact")
    return end


def _mean(ends: _Ends, _: Statistic) -> _End:
    return _End(sum((end.value for end, _ in ends), Fraction(0)) / len(ends), _nudge(ends))


def _weighted_mean(ends: _Ends, _: Statistic) -> _End:
    total = sum((weight for _, weight in ends), Fraction(0))
    if total <= 0:
        raise PredicateError("weights_not_positive")
    weighed = [(end, weight) for end, weight in ends if weight]
    return _End(sum((end.value * weight for end, weight in weighed), Fraction(0)) / total, _nudge(weighed))


def _median(ends: _Ends, _: Statistic) -> _End:
    ordered = sorted(end for end, _ in ends)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    one, two = ordered[middle - 1 : middle + 1]
    return _End((one.value + two.value) / 2, one.nudge or two.nudge)


def _quantile(ends: _Ends, statistic: Statistic) -> _End:
    ordered = sorted(end for end, _ in ends)
    rank = ceil((statistic.probability or Fraction(1, 2)) * len(ordered))
    return ordered[max(rank, 1) - 1]


def _geometric_mean(ends: _Ends, _: Statistic) -> _End:
    product = Fraction(1)
    for end, _weight in ends:
        if end.value <= 0:
            raise PredicateError("geometric_mean_not_positive")
        product *= end.value
    return _End(exact_power(product, Fraction(1, len(ends))), _nudge(ends))


def _nudge(ends: _Ends) -> int:
    """A mean reaches its end only where every value reaches its own."""
    return next((end.nudge for end, _ in ends if end.nudge), 0)


_REDUCTIONS: dict[str, _Reduction] = {
    "max": lambda ends, _: max(end for end, _ in ends),
    "min": lambda ends, _: min(end for end, _ in ends),
    "mean": _mean,
    "weighted_mean": _weighted_mean,
    # The sum of what is good over the sum of all is the mean of the shares, each weighed by its total.
    "pooled_proportion": _weighted_mean,
    "median": _median,
    "quantile": _quantile,
    "geometric_mean": _geometric_mean,
}


def upper_limited(region: Region) -> bool | None:
    """True for a limit from above only, False for one from below only, None for anything else."""
    if len(region.intervals) != 1:
        return None
    interval = region.intervals[0]
    if (interval.low is None) == (interval.high is None):
        return None
    return interval.low is None


_BETWEEN = frozenset(
    {
        *("mean", "weighted_mean", "median", "quantile", "geometric_mean", "pooled_proportion", "k_of_n"),
        *("max", "min", "worst", "every"),
    }
)


def implied(submitted: Statistic, deciding: Statistic, region: Region, *, passes: bool) -> bool:
    """Whether a pass or fail of a submitted summary settles the deciding statistic.

    Every statistic of single values lies between their minimum and their maximum; `every` and `worst` stand for the
    maximum under an upper limit and the minimum under a lower one.

    Args:
        submitted: What the row says it is.
        deciding: What the target asks for.
        region: The acceptable values.
        passes: Whether the submitted value passes.
    """
    if submitted == deciding:
        return True
    upper = upper_limited(region)
    worst = {"every", "worst"}
    base = deciding.inner if deciding.inner is not None else deciding
    if not {submitted.name, base.name} <= _BETWEEN or submitted.inner is not None:
        return False
    name = submitted.name
    if name in worst and upper is not None:
        name = "max" if upper else "min"
    if deciding.name in worst and deciding.inner is None:
        if not passes:
            return len(region.intervals) == 1
        return submitted.name in worst or (upper is True and name == "max") or (upper is False and name == "min")
    if upper is None:
        return False
    end_for_pass, end_for_fail = ("max", "min") if upper else ("min", "max")
    if name == (end_for_pass if passes else end_for_fail):
        return True
    # A single statistic beyond the limit shows that the extreme on that side is beyond it, and the other way round.
    return deciding.inner is None and deciding.name == (end_for_fail if passes else end_for_pass)


AVERAGES = frozenset({"mean", "weighted_mean", "pooled_proportion"})
"""Statistics whose uncertainty is the mean of those of their values."""


def pooled_uncertainty(
    statistic: Statistic, values: Sequence[tuple[Uncertainty | None, Fraction]]
) -> Uncertainty | None:
    """The uncertainty of a statistic whose values share their instrument: taken as fully correlated.

    Averages have the weighted mean of the uncertainties; every other statistic has the largest of them. Both are on
    the safe side: independent values would give less (JCGM 100:2008, 5.2.2, note 1). Degrees of freedom are the fewest;
    a distribution that all values share is kept, others together are taken as normal.

    Args:
        statistic: A statistic of single values.
        values: (n,) uncertainty and weight of each value.

    Returns:
        None where a value has no uncertainty.
    """
    known = [(uncertainty, weight) for uncertainty, weight in values if uncertainty is not None]
    if not known or len(known) < len(values) or statistic.name == "geometric_mean":
        return None
    finite = [uncertainty.dof for uncertainty, _ in known if uncertainty.dof is not None]
    assumed = any(uncertainty.k_assumed for uncertainty, _ in known)
    if statistic.name in AVERAGES:
        total = sum((weight for _, weight in known), Fraction(0)) or Fraction(len(known))
        standard = sum((uncertainty.standard * weight for uncertainty, weight in known), Fraction(0)) / total
        expanded = sum((uncertainty.expanded * weight for uncertainty, weight in known), Fraction(0)) / total
    else:
        standard = max(uncertainty.standard for uncertainty, _ in known)
        expanded = max(uncertainty.expanded for uncertainty, _ in known)
    first, shapes = known[0][0], {uncertainty.shape for uncertainty, _ in known}
    if len(shapes) == 1 and first.shape is not Shape.NORMAL:
        return Uncertainty(standard, expanded, first.k, min(finite, default=None), shape=first.shape)
    k = expanded / standard if standard else first.k
    return Uncertainty(standard, expanded, k, min(finite, default=None), assumed)
