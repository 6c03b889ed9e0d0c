"""The argument at which a growing function takes a value: quantiles that have no closed form.

Worked out with mpmath, so that the digits are the same on every machine.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

__all__ = ["QUANTILE_DIGITS", "inverse", "rational_of"]

QUANTILE_DIGITS: Final = 40
_AGREEING_DIGITS: Final = 32
_MOST_STEPS: Final = 300


def inverse(
    growing: Callable[[Any], Any],
    target: Any,  # noqa: ANN401 -- mpmath is untyped
    low: Any,  # noqa: ANN401
    high: Any,  # noqa: ANN401
    digits: int = _AGREEING_DIGITS,
) -> Any:  # noqa: ANN401
    """The place between two ends where a growing function reaches a target, by the Illinois method.

    Args:
        growing: A function of one mpmath number that does not fall between the ends.
        target: The value to reach.
        low: An end where the function is at most the target.
        high: An end where it is at least the target.
        digits: Digits to settle; no more than the function has.

    Returns:
        An mpmath number.
    """
    import mpmath

    with mpmath.workdps(QUANTILE_DIGITS):
        below, above = mpmath.mpf(low), mpmath.mpf(high)
        under, over = growing(below) - target, growing(above) - target
        close = mpmath.mpf(10) ** -digits
        kept = 0
        for step in range(_MOST_STEPS):
            if under >= 0:
                return below
            if over <= 0:
                return above
            # Every fourth step halves: a flat tail would hold the secant back for ever.
            share = mpmath.mpf(1) / 2 if step % 4 == 3 else -under / (over - under)  # noqa: PLR2004 -- every fourth
            middle = below + (above - below) * share
            rest = growing(middle) - target
            if abs(rest) <= abs(target) * close:
                return middle
            if rest < 0:
                below, under = middle, rest
                over = over / 2 if kept < 0 else over
                kept = -1
            else:
                above, over = middle, rest
                under = under / 2 if kept > 0 else under
                kept = 1
            if above - below <= abs(above) * close:
                break
        return (below + above) / 2


def rational_of(number: Any) -> Fraction:  # noqa: ANN401 -- mpmath is untyped
    """An mpmath number as the rational that it is: its mantissa times a power of two."""
    sign, mantissa, exponent, _ = number._mpf_
    size = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return -size if sign else size
