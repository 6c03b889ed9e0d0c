"""Rounding as GB/T 8170 has it: to an interval, half to even, once.

The rounded-value comparison (修约值比较法) compares the rounded measurement with the limit. The same verdict comes from
the unrounded measurement and a moved limit, so rounding is a matter of the region, not of the value.
"""

from __future__ import annotations

from fractions import Fraction

from verifier.quantity.region import Interval, Region
from verifier.quantity.surd import Bound, ceiling_of, floor_of, stretch

__all__ = ["round_half_even", "rounded_acceptance"]

_HALF = Fraction(1, 2)


def round_half_even(value: Fraction, interval: Fraction) -> Fraction:
    """The multiple of the rounding interval nearest to the value; of two, the even multiple.

    Args:
        value: What is rounded, unrounded so far: rounding in steps is not allowed (GB/T 8170-2008, 3.3).
        interval: The rounding interval (修约间隔), positive.

    Source:
        GB/T 8170-2008, 3.2.
    """
    return round(value / interval) * interval


def rounded_acceptance(region: Region, interval: Fraction) -> Region:
    """The unrounded values whose rounded value lies in the region.

    With q = limit / interval, `<= limit` ends at (floor(q) + 1/2) · interval, closed where floor(q) is even;
    `<` has ceil(q) - 1 in place of floor(q); lower limits mirror this. An interval that holds no multiple of the
    rounding interval accepts nothing.

    Source:
        GB/T 8170-2008, 4.3.3.
    """
    return Region.of(*(part for i in region.intervals for part in _preimage(i, interval)))


def _preimage(accepted: Interval, step: Fraction) -> tuple[Interval, ...]:
    lowest = None if accepted.low is None else _first_multiple(accepted.low, step, closed=accepted.low_closed)
    highest = None if accepted.high is None else _last_multiple(accepted.high, step, closed=accepted.high_closed)
    if lowest is not None and highest is not None and lowest > highest:
        return ()
    return (
        Interval(
            None if lowest is None else (lowest - _HALF) * step,
            None if highest is None else (highest + _HALF) * step,
            lowest is None or lowest % 2 == 0,
            highest is None or highest % 2 == 0,
        ),
    )


def _last_multiple(limit: Bound, step: Fraction, *, closed: bool) -> int:
    quotient = stretch(limit, 1 / step)
    return floor_of(quotient) if closed else ceiling_of(quotient) - 1


def _first_multiple(limit: Bound, step: Fraction, *, closed: bool) -> int:
    quotient = stretch(limit, 1 / step)
    return ceiling_of(quotient) if closed else floor_of(quotient) + 1
