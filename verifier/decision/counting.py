"""Counts of random events in a sample: the interval of the mean that a count allows."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from verifier.decision.inverse import QUANTILE_DIGITS, inverse, rational_of
from verifier.errors import NumberError

__all__ = ["LARGEST_COUNT", "garwood"]

LARGEST_COUNT: Final = 100_000


def garwood(count: int, confidence: Fraction) -> tuple[Fraction, Fraction]:
    """The two-sided interval of a Poisson mean: half the chi-squared quantiles at 2N and 2N + 2 degrees of freedom.

    Args:
        count: Events counted, N.
        confidence: Confidence level of the interval, each tail half of the rest.

    Raises:
        NumberError: The count is negative or larger than 100,000, or the confidence is out of range.

    Source:
        Garwood, Biometrika 28 (1936) 437.
    """
    import mpmath

    if not 0 <= count <= LARGEST_COUNT:
        raise NumberError("count_out_of_range", read=count, largest=LARGEST_COUNT)
    if not 0 < confidence < 1:
        raise NumberError("probability_out_of_range", read=confidence)
    with mpmath.workdps(QUANTILE_DIGITS):
        tail = mpmath.mpf((1 - confidence).numerator) / (1 - confidence).denominator / 2
        # Far beyond both quantiles: ten standard deviations and what a count of few needs.
        end = count + 1 + 10 * mpmath.sqrt(count + 1) - 4 * mpmath.log(tail)
        low = inverse(lambda mean: _at_least(count, mean), tail, 0, end) if count else mpmath.mpf(0)
        high = inverse(lambda mean: _at_least(count + 1, mean), 1 - tail, 0, end)
        return rational_of(low), rational_of(high)


def _at_least(count: int, mean: Any) -> Any:  # noqa: ANN401 -- mpmath is untyped
    """The probability of `count` events or more at a mean: the terms of the shorter tail, summed outward."""
    import mpmath

    if mean <= 0 or count <= 0:
        return mpmath.mpf(count <= 0)
    rising = mean < count
    place = count if rising else count - 1
    term = mpmath.exp(place * mpmath.log(mean) - mean - mpmath.loggamma(place + 1))
    total = mpmath.mpf(0)
    while term > total * mpmath.eps:
        total += term
        if rising:
            place += 1
            term *= mean / place
        else:
            term *= place / mean
            place -= 1
    return total if rising else 1 - total
