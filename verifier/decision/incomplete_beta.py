"""The regularized incomplete beta function: the tails of Student's t and of the binomial distribution.

mpmath's own sums a hypergeometric series that needs thousands of bits for large samples; the continued fraction
converges in about √max(a, b) steps wherever it is used.
"""

from __future__ import annotations

from typing import Any, Final

__all__ = ["regularized_beta"]

_MOST_TERMS: Final = 100_000


def regularized_beta(a: Any, b: Any, x: Any) -> Any:  # noqa: ANN401 -- mpmath is untyped
    """I_x(a, b) at mpmath's working precision.

    Args:
        a: First parameter, positive.
        b: Second parameter, positive.
        x: A number from 0 to 1.

    Source:
        NIST Digital Library of Mathematical Functions, 8.17.22.
    """
    import mpmath

    if x <= 0 or x >= 1:
        return mpmath.mpf(0 if x <= 0 else 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - regularized_beta(b, a, 1 - x)
    with mpmath.extradps(10):
        front = mpmath.exp(
            mpmath.loggamma(a + b) - mpmath.loggamma(a) - mpmath.loggamma(b) + a * mpmath.log(x) + b * mpmath.log1p(-x)
        )
        return +(front / a * _fraction(a, b, x))


def _fraction(a: Any, b: Any, x: Any) -> Any:  # noqa: ANN401 -- mpmath is untyped
    """1/(1 + d1/(1 + d2/(1 + …))), by Lentz's method as Thompson and Barnett modified it."""
    import mpmath

    tiny = mpmath.mpf(10) ** -(2 * mpmath.mp.dps)
    close = mpmath.eps
    above, below = mpmath.mpf(1), 1 / _kept(1 - (a + b) * x / (a + 1), tiny)
    value = below
    for m in range(1, _MOST_TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        below = 1 / _kept(1 + even * below, tiny)
        above = _kept(1 + even / above, tiny)
        value *= above * below
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        below = 1 / _kept(1 + odd * below, tiny)
        above = _kept(1 + odd / above, tiny)
        step = above * below
        value *= step
        if abs(step - 1) < close:
            break
    return value


def _kept(number: Any, tiny: Any) -> Any:  # noqa: ANN401 -- mpmath is untyped
    return number or tiny
