"""Bounds of proportions and sizes of demonstrations."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.decision.incomplete_beta import regularized_beta
from verifier.decision.proportion import Form, demonstrated, demonstration_size, lower_bound, upper_bound
from verifier.errors import NumberError

NINETY, NINETY_FIVE = Fraction(9, 10), Fraction(95, 100)


@pytest.mark.parametrize(
    ("good", "total", "confidence", "published"),
    [
        # The exact 95 % limits of 0 of 10 (two-sided) are 0 and 0.3085; of 8 of 10 they are 0.4439 and 0.9748.
        (8, 10, "0.975", "0.4439"),
        (10, 10, "0.975", "0.6915"),
        # No failure in 22, 45 and 59 parts shows 0.90 and 0.95 with 90 %, and 0.95 with 95 %.
        (22, 22, "0.9", "0.9006"),
        (45, 45, "0.9", "0.9501"),
        (59, 59, "0.95", "0.9505"),
    ],
)
def test_table_of_clopper_and_pearson(good: int, total: int, confidence: str, published: str) -> None:
    """Tabulated bounds come out within half a unit of their last digit."""
    assert abs(lower_bound(good, total, Fraction(confidence)) - Fraction(published)) <= Fraction(1, 20_000)


@pytest.mark.parametrize(("good", "total"), [(1, 1), (8, 10), (231, 231), (985, 1000), (3, 70_000)])
@pytest.mark.parametrize("risk", ["0.1", "1e-6", "1e-12"])
def test_scipy_gives_the_same_bounds(oracle: Callable[[str], Any], good: int, total: int, risk: str) -> None:
    """Quantiles of the beta distribution of an independent library agree, down to a risk of 1e-12."""
    beta = oracle("scipy.stats").beta

    low, high = (bound(good, total, 1 - Fraction(risk)) for bound in (lower_bound, upper_bound))

    assert float(low) == pytest.approx(beta.ppf(float(risk), good, total - good + 1), rel=1e-9)
    assert float(high) == pytest.approx(
        1.0 if good == total else beta.isf(float(risk), good + 1, total - good), rel=1e-9
    )


@given(st.integers(1, 60), st.integers(0, 60), st.sampled_from((NINETY, NINETY_FIVE, Fraction(99, 100))))
def test_bound_leaves_just_the_risk(good: int, bad: int, confidence: Fraction) -> None:
    """At the bound the sample, or a better one, has exactly the probability 1 - C."""
    bound = lower_bound(good, good + bad, confidence)

    with mpmath.workdps(30):
        p = mpmath.mpf(bound.numerator) / bound.denominator
        tail = regularized_beta(mpmath.mpf(good), mpmath.mpf(bad + 1), p)

        assert abs(tail - (1 - mpmath.mpf(confidence.numerator) / confidence.denominator)) < mpmath.mpf("1e-20")


@given(st.integers(0, 50), st.integers(1, 50))
def test_bounds_enclose_the_proportion(good: int, bad: int) -> None:
    """The proportion lies between its two one-sided bounds."""
    total = good + bad

    assert lower_bound(good, total, NINETY) <= Fraction(good, total) <= upper_bound(good, total, NINETY)


@pytest.mark.parametrize(
    ("reliability", "confidence", "classical"),
    [("0.9", "0.9", 22), ("0.95", "0.9", 45), ("0.99", "0.9", 230), ("0.95", "0.95", 59), ("0.99", "0.95", 299),
     ("0.9", "0.95", 29), ("0.5", "0.5", 1), ("0.5", "0.75", 2)],
)  # fmt: skip
def test_sizes_without_failures(reliability: str, confidence: str, classical: int) -> None:
    """The success-run sizes in use: 22, 45, 230 at 90 %, 29, 59, 299 at 95 %; the Bayesian form takes one less."""
    terms = Fraction(reliability), Fraction(confidence)

    assert classical == demonstration_size(*terms)
    assert max(classical - 1, 1) == demonstration_size(*terms, Form.BAYESIAN)


@given(st.integers(1, 400), st.sampled_from((NINETY, NINETY_FIVE)))
def test_size_and_reliability_belong_together(parts: int, confidence: Fraction) -> None:
    """What n parts show needs n parts to be shown, and is their Clopper-Pearson bound."""
    shown = demonstrated(parts, confidence)

    assert parts == demonstration_size(shown - Fraction(1, 10**20), confidence)
    assert abs(shown - lower_bound(parts, parts, confidence)) < Fraction(1, 10**25)


def test_aec_q101_lots() -> None:
    """3 lots of 77 parts without a failure show 99 % at 90 % confidence: 231 parts where 230 are needed."""
    assert demonstrated(3 * 77, NINETY) > Fraction(99, 100) > demonstrated(229, NINETY)


@pytest.mark.parametrize(
    ("good", "total", "confidence"),
    [(1, 0, "0.9"), (3, 2, "0.9"), (-1, 2, "0.9"), (1, 2, "0"), (1, 2, "1"), (1, 10**9, "0.9")],
)
def test_what_is_no_sample_is_refused(good: int, total: int, confidence: str) -> None:
    """Impossible counts, endless samples and certainties are refused."""
    with pytest.raises(NumberError):
        lower_bound(good, total, Fraction(confidence))
