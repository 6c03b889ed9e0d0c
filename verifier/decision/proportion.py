"""Proportions of a sample: exact one-sided bounds, and the size of a demonstration without failures.

The pooled proportion itself is exact and decides; a bound is said beside it and turns no verdict.
"""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from verifier.decision.incomplete_beta import regularized_beta
from verifier.decision.inverse import QUANTILE_DIGITS, inverse, rational_of
from verifier.errors import NumberError

__all__ = ["LARGEST_SAMPLE", "Form", "demonstrated", "demonstration_size", "lower_bound", "upper_bound"]

LARGEST_SAMPLE: Final = 1_000_000
_EXACT_SIZE: Final = 2_000
_SLACK_DIGITS: Final = 25


class Form(StrEnum):
    """Which of the two forms in use gives a demonstration its size.

    `classical` is the binomial bound, R^n <= 1 - C. `bayesian` takes a uniform prior for the reliability, which
    gives R^(n + 1) <= 1 - C and so asks for one part less.
    """

    CLASSICAL = "classical"
    BAYESIAN = "bayesian"


def lower_bound(good: int, total: int, confidence: Fraction) -> Fraction:
    """The one-sided lower confidence bound of a proportion: beta^-1(1 - C; x, n - x + 1).

    Args:
        good: Conforming items x.
        total: Items n, at most a million.
        confidence: Confidence level C, between 0 and 1.

    Raises:
        NumberError: The counts do not make a sample, or the confidence is out of range.

    Source:
        Clopper and Pearson, Biometrika 26 (1934) 404; GB/T 4087.3 (binomial parameter).
    """
    import mpmath

    _check(good, total, confidence)
    if good == 0:
        return Fraction(0)
    with mpmath.workdps(QUANTILE_DIGITS):
        alpha = _number(1 - confidence)
        return rational_of(inverse(lambda p: _at_least(good, total, p), alpha, 0, 1))


def upper_bound(good: int, total: int, confidence: Fraction) -> Fraction:
    """The one-sided upper confidence bound of a proportion: what the bad ones' lower bound leaves.

    Raises:
        NumberError: The counts do not make a sample, or the confidence is out of range.
    """
    return 1 - lower_bound(total - good, total, confidence)


def _at_least(good: int, total: int, p: Any) -> Any:  # noqa: ANN401 -- mpmath is untyped
    """The probability of `good` or more conforming items of `total`, each conforming with probability p."""
    import mpmath

    if p <= 0 or p >= 1:
        return mpmath.mpf(0 if p <= 0 else 1)
    return regularized_beta(mpmath.mpf(good), mpmath.mpf(total - good + 1), p)


def demonstration_size(reliability: Fraction, confidence: Fraction, form: Form = Form.CLASSICAL) -> int:
    """How many parts without a failure show a reliability: n = ceil(ln(1 - C)/ln R), one less in the Bayesian form.

    Args:
        reliability: R to be shown, between 0 and 1.
        confidence: Confidence level C, between 0 and 1.
        form: Which form is meant; the two differ by one part.

    Raises:
        NumberError: A probability is out of range, or more than a million parts would be needed.

    >>> demonstration_size(Fraction(99, 100), Fraction(9, 10))
    230
    """
    import mpmath

    for probability in (reliability, confidence):
        _check_probability(probability)
    with mpmath.workdps(QUANTILE_DIGITS):
        size = mpmath.log(_number(1 - confidence)) / mpmath.log(_number(reliability))
        if size > LARGEST_SAMPLE:
            raise NumberError("sample_too_large", largest=LARGEST_SAMPLE)
        # A quotient that is a whole number but for its last digits is that whole number.
        nearest = mpmath.nint(size)
        whole = abs(size - nearest) < mpmath.mpf(10) ** -_SLACK_DIGITS
        parts = int(nearest) if whole else int(mpmath.ceil(size))
    if parts <= _EXACT_SIZE and reliability**parts > 1 - confidence:
        parts += 1
    return max(parts - (form is Form.BAYESIAN), 1)


def demonstrated(parts: int, confidence: Fraction, form: Form = Form.CLASSICAL) -> Fraction:
    """The reliability that a number of parts without a failure shows: (1 - C)^(1/n), or to the 1/(n + 1).

    Raises:
        NumberError: There is no part, or the confidence is out of range.
    """
    import mpmath

    _check(parts, parts, confidence)
    with mpmath.workdps(QUANTILE_DIGITS):
        root = parts + (form is Form.BAYESIAN)
        return rational_of(_number(1 - confidence) ** (mpmath.mpf(1) / root))


def _check(good: int, total: int, confidence: Fraction) -> None:
    if not 0 <= good <= total or total < 1:
        raise NumberError("proportion_counts", good=good, total=total)
    if total > LARGEST_SAMPLE:
        raise NumberError("sample_too_large", largest=LARGEST_SAMPLE)
    _check_probability(confidence)


def _check_probability(probability: Fraction) -> None:
    if not 0 < probability < 1:
        raise NumberError("probability_out_of_range", read=probability)


def _number(value: Fraction) -> Any:  # noqa: ANN401 -- mpmath is untyped
    import mpmath

    return mpmath.mpf(value.numerator) / value.denominator
