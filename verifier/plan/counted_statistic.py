"""Exact statistics of counted values: each value with its weight, and how many rows have it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil, lcm

from verifier.catalogue.statistic import Statistic

__all__ = ["statistic_of"]


def statistic_of(statistic: Statistic, values: Sequence[tuple[Fraction, Fraction, int]]) -> Fraction | None:
    """The exact statistic of counted values; None where it is not defined for them.

    Args:
        statistic: A statistic of single values.
        values: Each value with its weight and how many rows have it.
    """
    count = sum(number for _, _, number in values)
    match statistic.name:
        case "max":
            return max(value for value, _, _ in values)
        case "min":
            return min(value for value, _, _ in values)
        case "mean":
            return _total((value, number) for value, _, number in values) / count
        case "weighted_mean":
            total = _total((weight, number) for _, weight, number in values)
            if total <= 0:
                return None
            weighed = ((value if weight == 1 else value * weight, number) for value, weight, number in values)
            return _total(weighed) / total
        case "median":
            middle = count // 2
            if count % 2:
                return _ranked(values, middle + 1)
            return (_ranked(values, middle) + _ranked(values, middle + 1)) / 2
        case "quantile":
            probability = statistic.probability or Fraction(1, 2)
            return _ranked(values, max(ceil(probability * count), 1))
        case _:
            return None


def _total(values: Iterable[tuple[Fraction, int]]) -> Fraction:
    """The exact sum of counted values, over one denominator: to add fraction by fraction is a division each time."""
    counted = list(values)
    over = lcm(*{value.denominator for value, _ in counted})
    return Fraction(sum(value.numerator * (over // value.denominator) * number for value, number in counted), over)


def _ranked(values: Sequence[tuple[Fraction, Fraction, int]], rank: int) -> Fraction:
    """The value of a rank, counted from 1, in ascending order."""
    counts: Counter[Fraction] = Counter()
    for value, _, number in values:
        counts[value] += number
    passed = 0
    for value in sorted(counts):
        passed += counts[value]
        if passed >= rank:
            return value
    message = f"rank {rank} of {passed}"
    raise LookupError(message)
