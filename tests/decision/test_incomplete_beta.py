"""The regularized incomplete beta function."""

from __future__ import annotations

from math import comb

import mpmath
from hypothesis import given
from hypothesis import strategies as st

from verifier.decision.incomplete_beta import regularized_beta


@given(st.integers(1, 40), st.integers(0, 40), st.integers(1, 99))
def test_it_is_the_tail_of_the_binomial(good: int, bad: int, per_cent: int) -> None:
    """I_p(x, n - x + 1) is the probability of x or more of n, summed term by term."""
    total = good + bad
    with mpmath.workdps(40):
        p = mpmath.mpf(per_cent) / 100
        expected = sum(comb(total, k) * p**k * (1 - p) ** (total - k) for k in range(good, total + 1))

        found = regularized_beta(mpmath.mpf(good), mpmath.mpf(bad + 1), p)

        assert abs(found / expected - 1) < mpmath.mpf("1e-35")


def test_its_ends_are_zero_and_one() -> None:
    """Nothing lies below 0, everything below 1."""
    assert [0, 1] == [regularized_beta(mpmath.mpf(3), mpmath.mpf(4), mpmath.mpf(x)) for x in (0, 1)]


def test_large_samples_converge() -> None:
    """With a million items the two tails still make one."""
    with mpmath.workdps(30):
        a, b, x = mpmath.mpf(900_000), mpmath.mpf(100_001), mpmath.mpf("0.8995")

        assert abs(regularized_beta(a, b, x) + regularized_beta(b, a, 1 - x) - 1) < mpmath.mpf("1e-28")
