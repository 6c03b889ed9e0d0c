"""The probability that a measurand lies in a region, given an estimate and its uncertainty.

Computed with mpmath at 60 digits: the same digits on every machine, and tails that are right far beyond 1e-12.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Any, Final

from verifier.quantity.region import Interval, Region
from verifier.quantity.surd import Bound
from verifier.quantity.uncertainty import Shape, Uncertainty

__all__ = ["DIGITS", "conformance", "cumulative", "shown"]

DIGITS: Final = 60
_SHOWN: Final = Context(prec=6, rounding=ROUND_HALF_EVEN)
_INFINITE_DOF: Final = 1_000_000
_FARTHEST: Final = 10**9
_PLAIN_EXPONENT: Final = -7


def conformance(region: Region, value: Bound, uncertainty: Uncertainty) -> tuple[Any, Any]:
    """The probability that the measurand lies in a region, and the one that it does not.

    Both are computed from their own tails, so that a risk of 1e-20 is not lost in 1 - p.

    Args:
        region: The region, in the unit of the value.
        value: The estimate y.
        uncertainty: Its uncertainty; of the distribution that was stated, else Student's t where degrees of freedom
            are, else normal.

    Returns:
        Two mpmath numbers of 60 digits.

    Source:
        JCGM 106:2012, 7.2 to 7.4 (= GB/T 27430-2022).
    """
    import mpmath

    if uncertainty.standard == 0:
        inside = 1 if region.holds(value) else 0
        return inside, 1 - inside
    # Even a minus sign rounds to the working precision.
    with mpmath.workdps(DIGITS):
        inside = sum((_mass(interval, value, uncertainty) for interval in region.intervals), 0)
        outside = sum((_mass(interval, value, uncertainty) for interval in region.complement().intervals), 0)
        return inside, outside


def _mass(interval: Interval, value: Bound, uncertainty: Uncertainty) -> Any:  # noqa: ANN401 -- mpmath is untyped
    low = None if interval.low is None else _deviation(interval.low, value, uncertainty)
    high = None if interval.high is None else _deviation(interval.high, value, uncertainty)
    if low is None and high is None:
        return 1
    if low is None:
        return _below(high, uncertainty)
    if high is None:
        return _below(-low, uncertainty)
    if low > 0:
        # Both in the upper tail: the difference of small numbers, not of numbers near 1.
        return _below(-low, uncertainty) - _below(-high, uncertainty)
    return _below(high, uncertainty) - _below(low, uncertainty)


def _deviation(end: Bound, value: Bound, uncertainty: Uncertainty) -> Any:  # noqa: ANN401 -- mpmath is untyped
    """A distance in standard uncertainties, or in half-widths where the distribution is bounded: those are exact."""
    import mpmath

    size = uncertainty.standard if uncertainty.shape is Shape.NORMAL else uncertainty.expanded
    with mpmath.workdps(DIGITS):
        return (_number(end) - _number(value)) / _number(size)


def _below(deviation: Any, uncertainty: Uncertainty) -> Any:  # noqa: ANN401 -- mpmath is untyped
    """The probability up to a deviation."""
    import mpmath

    with mpmath.workdps(DIGITS):
        if uncertainty.shape is not Shape.NORMAL:
            share = max(mpmath.mpf(-1), min(mpmath.mpf(1), deviation))
            match uncertainty.shape:
                case Shape.TRIANGULAR:
                    return (1 + share) ** 2 / 2 if share < 0 else 1 - (1 - share) ** 2 / 2
                case Shape.ARC_SINE:
                    # asin(s)/π + 1/2 as one angle: near -1 nothing cancels.
                    return mpmath.atan2(mpmath.sqrt(1 + share), mpmath.sqrt(1 - share)) * 2 / mpmath.pi
                case _:
                    return (1 + share) / 2
        return cumulative(deviation, uncertainty.dof)


def _number(bound: Bound) -> Any:  # noqa: ANN401 -- mpmath is untyped
    import mpmath

    with mpmath.workdps(DIGITS):
        exact = bound if isinstance(bound, Fraction) else bound.enclosure(256)[0]
        return mpmath.mpf(exact.numerator) / exact.denominator


def cumulative(deviation: Any, dof: Fraction | None = None) -> Any:  # noqa: ANN401 -- mpmath is untyped
    """The probability of a standard normal, or Student's t, variable up to a deviation.

    Args:
        deviation: In standard uncertainties; an mpmath number.
        dof: Degrees of freedom; None for the normal distribution.
    """
    import mpmath

    with mpmath.workdps(DIGITS):
        if dof is None or dof > _INFINITE_DOF:
            # So far out the tail has more zeros than any number can be written with.
            return mpmath.ncdf(deviation) if abs(deviation) < _FARTHEST else mpmath.mpf(deviation > 0)
        nu = _number(dof)
        tail = mpmath.betainc(nu / 2, mpmath.mpf(1) / 2, 0, nu / (nu + deviation**2), regularized=True) / 2
        return tail if deviation < 0 else 1 - tail


def shown(probability: Any) -> str:  # noqa: ANN401 -- mpmath is untyped
    """A probability with 6 significant digits, rounded half to even.

    >>> shown(1)
    '1.00000'
    """
    import mpmath

    with mpmath.workdps(DIGITS):
        digits = mpmath.nstr(mpmath.mpf(probability), 40, strip_zeros=False, min_fixed=-9999, max_fixed=9999)
    rounded = _SHOWN.create_decimal(Decimal(digits))
    if rounded == 0:
        return "0"
    places = 5 - rounded.adjusted()
    rounded = rounded.quantize(Decimal(1).scaleb(-places)) if places > 0 else rounded
    return format(rounded, "f") if rounded.adjusted() > _PLAIN_EXPONENT else format(rounded, ".5e")
