"""One-sided tolerance factors of a normal population."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import pytest

from verifier.decision.tolerance_factor import noncentral_t, tolerance_factor
from verifier.errors import NumberError

NINETY_FIVE = Fraction(95, 100)


@pytest.mark.parametrize(
    ("size", "probability", "published"),
    [(2, "0.90", "20.581"), (3, "0.95", "7.656"), (5, "0.90", "3.407"), (5, "0.95", "4.203"), (10, "0.90", "2.355"),
     (10, "0.95", "2.911"), (10, "0.99", "3.981"), (20, "0.95", "2.396"), (30, "0.95", "2.220")],
)  # fmt: skip
def test_tables_of_exact_factors(size: int, probability: str, published: str) -> None:
    """The tabulated exact factors at 95 % confidence (ISO 16269-6, one-sided, sigma unknown) to their last digit."""
    assert abs(tolerance_factor(size, Fraction(probability), NINETY_FIVE) - Fraction(published)) <= Fraction(1, 2000)


def test_scipy_gives_the_same_distribution(oracle: Callable[[str], Any]) -> None:
    """The non-central t of an independent library agrees where its own digits reach."""
    stats = oracle("scipy.stats")

    for deviation, dof, shift in ((2.0, 4, 1.5), (9.0, 9, 5.2), (-1.0, 3, 0.5)):
        assert float(noncentral_t(mpmath.mpf(deviation), dof, mpmath.mpf(shift))) == pytest.approx(
            stats.nct.cdf(deviation, dof, shift), rel=1e-9
        )


@pytest.mark.parametrize("size", [3, 10, 77])
@pytest.mark.parametrize(
    ("probability", "confidence"), [("0.9", "0.95"), ("0.99", "0.9"), ("0.999999999999", "0.95"), ("0.9", "0.000001")]
)
def test_scipy_gives_the_same_factors(
    oracle: Callable[[str], Any], size: int, probability: str, confidence: str
) -> None:
    """A quantile of the non-central t over √n, for shares of the population up to 1 - 1e-12."""
    stats = oracle("scipy.stats")
    shift = stats.norm.isf(float(1 - Fraction(probability))) * size**0.5

    found = tolerance_factor(size, Fraction(probability), Fraction(confidence))

    assert float(found) == pytest.approx(stats.nct.ppf(float(confidence), size - 1, shift) / size**0.5, rel=1e-8)


def test_without_a_shift_it_is_students_t() -> None:
    """With non-centrality 0 and one degree of freedom the distribution is 1/2 + arctan(t)/pi."""
    for deviation in (-3, 0, 1):
        expected = mpmath.mpf(1) / 2 + mpmath.atan(deviation) / mpmath.pi

        assert abs(noncentral_t(mpmath.mpf(deviation), 1, mpmath.mpf(0)) - expected) < mpmath.mpf("1e-13")


def test_factor_falls_with_the_sample() -> None:
    """More values ask for less distance, down to the normal quantile itself."""
    factors = [tolerance_factor(size, Fraction(9, 10), NINETY_FIVE) for size in (3, 6, 12, 200)]

    assert sorted(factors, reverse=True) == factors
    assert factors[-1] > Fraction("1.2815")


@pytest.mark.parametrize(
    ("size", "probability", "confidence"), [(1, "0.9", "0.9"), (10**9, "0.9", "0.9"), (5, "1", "0.9"), (5, "0.9", "0")]
)
def test_what_has_no_factor_is_refused(size: int, probability: str, confidence: str) -> None:
    """One value, endless samples and certainties are refused."""
    with pytest.raises(NumberError):
        tolerance_factor(size, Fraction(probability), Fraction(confidence))
