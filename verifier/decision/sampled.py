"""Statistics that need to know the limit's side: the share of sites that comply, and the normal tolerance bound."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from verifier.catalogue.statistic import Statistic
from verifier.decision.proportion import LARGEST_SAMPLE, lower_bound, upper_bound
from verifier.decision.reduce import Weighted, reduced, upper_limited
from verifier.decision.tolerance_factor import tolerance_factor
from verifier.errors import PredicateError
from verifier.quantity.number import format_exact
from verifier.quantity.region import Region
from verifier.quantity.root import root_of
from verifier.quantity.units import Unit
from verifier.wording import Reason

__all__ = ["ONE_SIDED", "outward", "proportion_note", "sampled"]

ONE_SIDED: Final = frozenset({"k_of_n", "tolerance_bound"})
_CONFIDENCE: Final = Fraction(95, 100)
_DIGITS: Final = 12
_BOUND_DIGITS: Final = 6
# The factor is settled to 18 digits: what is added to it is far more than that, and far less than is shown.
_MARGIN: Final = Fraction(1, 10**15)


def sampled(statistic: Statistic, values: Sequence[Weighted], region: Region | None) -> Region:
    """The set of values that a statistic may take against a limit from above or from below.

    `k_of_n:p` is the value that a share p of all values keeps to: the quantile from the good side, so that it meets
    the limit exactly where at least that share of the values does. `tolerance_bound:P:C` is mean + k s under an upper
    limit and mean - k s under a lower one, in 12 digits rounded to the strict side.

    Args:
        statistic: A statistic of single values; any of them, the two above included.
        values: (n,) possible values, each one interval, with its weight.
        region: The acceptable values; None where they are not known.

    Raises:
        PredicateError: The limit is two-sided, or the statistic is not defined for these values.
        NumberError: There are too few or too many values for a tolerance bound.
    """
    if statistic.name not in ONE_SIDED:
        return reduced(statistic, values)
    upper = None if region is None else upper_limited(region)
    if upper is None:
        raise PredicateError("statistic_one_sided", statistic=statistic)
    if statistic.name == "tolerance_bound":
        return Region.point(_tolerance_bound(statistic, values, upper=upper))
    quantile = Statistic("quantile", statistic.probability)
    if upper:
        return reduced(quantile, values)
    turned = [(Region.of(interval).scaled(Fraction(-1)).intervals[0], weight) for interval, weight in values]
    return reduced(quantile, turned).scaled(Fraction(-1))


def _tolerance_bound(statistic: Statistic, values: Sequence[Weighted], *, upper: bool) -> Fraction:
    points = []
    for interval, _ in values:
        if not isinstance(interval.low, Fraction) or interval.low != interval.high:
            raise PredicateError("statistic_not_exact")
        points.append(interval.low)
    if statistic.probability is None or statistic.confidence is None:
        raise PredicateError("statistic_not_computed", statistic=statistic)
    factor = tolerance_factor(len(points), statistic.probability, statistic.confidence)
    mean = sum(points, Fraction(0)) / len(points)
    deviation = root_of(sum(((point - mean) ** 2 for point in points), Fraction(0)) / (len(points) - 1))
    if deviation == 0:
        return mean
    strict = factor + abs(factor) * _MARGIN
    return outward(mean + strict * deviation if upper else mean - strict * deviation, upward=upper)


def outward(value: Fraction, *, upward: bool, digits: int = _DIGITS) -> Fraction:
    """A number in a number of significant digits, rounded up or down.

    >>> str(outward(Fraction(2, 3), upward=False, digits=3))
    '333/500'
    """
    if value == 0:
        return value
    size = len(str(abs(value.numerator))) - len(str(value.denominator))
    unit = Fraction(10) ** (size - digits)
    steps = value / unit
    whole = steps.numerator // steps.denominator
    return (whole + (upward and whole != steps)) * unit


def proportion_note(values: Sequence[Weighted], unit: Unit, region: Region | None) -> Reason | None:
    """The one-sided Clopper-Pearson bound beside a pooled proportion, where the counts behind it are known.

    Args:
        values: Proportions, each with its total.
        unit: The unit of the proportions, `%` or none.
        region: The acceptable values, whose side the bound is on.

    Returns:
        None where a total or a number of good items is no whole number, or the sample is larger than a million.
    """
    good, total = Fraction(0), Fraction(0)
    for interval, weight in values:
        if not isinstance(interval.low, Fraction) or interval.low != interval.high:
            return None
        good += interval.low * unit.factor * weight
        total += weight
    countable = good.denominator == total.denominator == 1 and 1 <= total <= LARGEST_SAMPLE and 0 <= good <= total
    upper = None if region is None else upper_limited(region)
    if not countable or upper is None:
        return None
    bound = (upper_bound if upper else lower_bound)(int(good), int(total), _CONFIDENCE) / unit.factor
    return Reason.of(
        "proportion_bound_upper" if upper else "proportion_bound_lower",
        good=int(good),
        total=int(total),
        bound=format_exact(outward(bound, upward=upper, digits=_BOUND_DIGITS)),
        unit=unit.symbol,
    )
