"""Intervals of Poisson means."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.decision.counting import garwood
from verifier.errors import NumberError

NINETY_FIVE = Fraction(95, 100)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        (0, "0", "3.689"),
        (1, "0.0253", "5.572"),
        (2, "0.242", "7.225"),
        (3, "0.619", "8.767"),
        (10, "4.795", "18.390"),
        (25, "16.18", "36.90"),
    ],
)
def test_table_of_garwood(count: int, low: str, high: str) -> None:
    """The 95 % limits of small counts are those of the published tables, to their last digit."""
    found = garwood(count, NINETY_FIVE)

    for limit, published in zip(found, (low, high), strict=True):
        places = len(published.partition(".")[2])
        assert abs(limit - Fraction(published)) <= Fraction(1, 2 * 10**places)


@given(st.integers(0, 300), st.sampled_from((Fraction(9, 10), NINETY_FIVE)))
def test_interval_holds_the_count_and_grows_with_it(count: int, confidence: Fraction) -> None:
    """The count lies in its interval, and one more event moves both ends up."""
    low, high = garwood(count, confidence)
    next_low, next_high = garwood(count + 1, confidence)

    assert low <= count < high
    assert (low < next_low, high < next_high) == (True, True)


@pytest.mark.parametrize("count", [1, 61, 400, 20_000])
@pytest.mark.parametrize("risk", ["0.05", "1e-6", "1e-12"])
def test_scipy_gives_the_same_limits(oracle: Callable[[str], Any], count: int, risk: str) -> None:
    """Half the chi-squared quantiles of an independent library agree, down to a confidence of 1 - 1e-12."""
    chi2 = oracle("scipy.stats").chi2

    low, high = garwood(count, 1 - Fraction(risk))

    assert float(low) == pytest.approx(chi2.ppf(float(risk) / 2, 2 * count) / 2, rel=1e-11)
    assert float(high) == pytest.approx(chi2.isf(float(risk) / 2, 2 * count + 2) / 2, rel=1e-11)


@pytest.mark.parametrize(("count", "confidence"), [(-1, "0.95"), (10**9, "0.95"), (5, "1"), (5, "0")])
def test_what_is_no_count_is_refused(count: int, confidence: str) -> None:
    """Negative and endless counts and certainties are refused."""
    with pytest.raises(NumberError):
        garwood(count, Fraction(confidence))
