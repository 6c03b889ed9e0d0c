"""Exact limits as doubles: where a limit parts the floating-point numbers that decimal texts become.

The proof that nothing is lost. Let v be the decimal in a row's text, x = RN(v) the double that a correctly rounding
reader makes of it, T an exact limit in the row's own unit, and d = RN(T).

1. RN is monotone, so x < d implies v < T, and x > d implies v > T. Only x = d leaves the question open.
2. Decimals of at most 15 significant digits are farther apart than normal doubles are dense: no two of them become
   the same double. If one becomes d, it is the shortest decimal that reads back as d, and on which side of T that
   decimal lies is worked out once, when the limit is planned. So every text of at most 15 digits is decided by one
   comparison with `first`, the least double that counts as behind the limit; and so is a zero, whose text has no
   other digit: its value is 0 as its double is.
3. What is left goes to the exact reader: texts of more than 15 digits whose double is d (`tie`), and doubles outside
   `REGULAR`, where 2 does not hold (a tiny number may have become 0) or the exact reader has something to say about a
   text.
4. A row is never converted. T = (L - offset) / factor is the limit L carried into the row's unit; a negative
   factor turns the region round before its ends become limits, and a reciprocal is an end like any other: neither
   changes the proof, for it asks nothing of T but that it is rational. A limit beyond the largest double has d = inf,
   and every regular double lies in front of it.
5. A column of binary numbers means, by rule, the shortest decimal of each: there 1 and 2 hold without a tie,
   with d and `first` taken in the column's own width. RN(T) in double for a column of singles would be wrong:
   the single of 0.1, widened, is greater than 0.1.
6. A limit that moves with U is compared with v + cU, of which no double is the nearest one. With e = 2**-53, v, U, c
   and T are off by no more than e of themselves as doubles, and so is each of the three results of
   fl(fl(x + fl(c U)) - d): together by less than 8 e (|x| + |c U| + |d|) as long as nothing underflows, which regular
   doubles and the bounds on c (`STEEP`) see to. A difference of more than that (`doubt`) has the sign of the exact
   one; any other row goes to the exact reader. A single, which means its shortest decimal, is off by no more than
   2**-24 of itself.

Source:
    IEEE 754-2019, 4.3.1 (rounding to nearest) and 5.12.2 (decimal character sequences).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import inf, nextafter
from typing import Final

from verifier.measurement.binary_float import shortest_double, shortest_single

__all__ = ["REGULAR", "SHORT", "STEEP", "Cut", "Width", "cut_at", "interval_between", "nearest", "previous"]

SHORT: Final = 15
"""A text of at most so many characters has at most so many digits."""

REGULAR: Final = (1e-290, 1e37)
"""Magnitudes that a double decides: above the subnormals, below the marks that instruments write for a missing value.

A zero is decided too, where it was written as one.
"""

_TOLD: Final = 10**28
STEEP: Final = (1e-15, 1e15)
"""Magnitudes of the number of U that a limit moves by, where doubles may be compared."""


class Width(Enum):
    """How many bits the numbers of a column have."""

    DOUBLE = "double"
    SINGLE = "single"


@dataclass(frozen=True, slots=True)
class Cut:
    """One end of a region, in a row's unit, as it parts the numbers into those in front and those behind.

    Args:
        limit: The exact limit.
        holds: Whether the limit itself lies in front: so for `<= limit` and `> limit`.
        first: The least double behind it, for short texts and for binary columns.
        tie: The double that the limit rounds to.
        share: 1 where values are compared, 0 where their U alone is.
        slope: How many U are added to a value before it is compared.
        weight: By how many numbers the zones behind it are farther on.
        rounded: Whether the slope is an irrational number's first digits, so that very near the limit nothing is said.
    """

    limit: Fraction
    holds: bool
    first: float
    tie: float
    share: int = 1
    slope: Fraction = Fraction(0)
    weight: int = 1
    rounded: bool = False

    def is_behind(self, value: Fraction, expanded: Fraction = Fraction(0)) -> bool:
        """Whether an exact number, with the U beside it, lies behind the limit."""
        compared = self.share * value + self.slope * expanded
        return compared > self.limit or (compared == self.limit and not self.holds)

    def is_open(self, value: Fraction, expanded: Fraction) -> bool:
        """Whether a number with the U beside it is so near the limit that the digits of the slope do not tell."""
        if not self.rounded:
            return False
        apart = abs(self.share * value + self.slope * expanded - self.limit)
        return apart * _TOLD <= abs(self.limit) + abs(self.slope) * expanded

    def of_width(self, width: Width) -> Cut:
        """The same cut among numbers of another width."""
        made = cut_at(self.limit, holds=self.holds, width=width, share=self.share, slope=self.slope)
        return replace(made, weight=self.weight)


def cut_at(
    limit: Fraction, *, holds: bool, width: Width = Width.DOUBLE, share: int = 1, slope: Fraction = Fraction(0)
) -> Cut:
    """Where an exact limit parts the doubles (or singles).

    Args:
        limit: The limit in the row's unit.
        holds: Whether the limit itself lies in front.
        width: Width of the numbers that are compared.
        share: 0 where U alone is compared.
        slope: How many U are added to a value before it is compared.
    """
    tie = nearest(limit, width)
    if tie in {inf, -inf}:
        return Cut(limit, holds, tie, tie, share, slope)
    shortest = Fraction(Decimal(_shortest(tie, width)))
    behind = shortest > limit or (shortest == limit and not holds)
    return Cut(limit, holds, tie if behind else _step(tie, width, up=True), tie, share, slope)


def interval_between(low: Cut | None, high: Cut | None, width: Width = Width.DOUBLE) -> tuple[float, float]:
    """The closed interval of doubles behind one cut and in front of the next; None is the end of the line.

    The interval is empty where its low end lies above its high end.
    """
    return -inf if low is None else low.first, inf if high is None else previous(high.first, width)


def nearest(value: Fraction, width: Width = Width.DOUBLE) -> float:
    """The double (or single) nearest to a rational, ties to even; beyond the largest it is infinite."""
    try:
        double = value.numerator / value.denominator
    except OverflowError:
        return inf if value > 0 else -inf
    if width is Width.DOUBLE:
        return double
    single = _single(double)
    if single in {inf, -inf}:
        return single
    # Rounding twice may land one single off: the nearest is among the neighbours, and of two the even one.
    around = (_step(single, width, up=False), single, _step(single, width, up=True))
    finite = [one for one in around if one not in {inf, -inf}]
    return min(finite, key=lambda one: (abs(Fraction(one) - value), _bits(one) & 1))


def previous(value: float, width: Width = Width.DOUBLE) -> float:
    """The next number below."""
    return _step(value, width, up=False)


def _shortest(value: float, width: Width) -> str:
    return shortest_double(value) if width is Width.DOUBLE else shortest_single(_bits(value))


def _step(value: float, width: Width, *, up: bool) -> float:
    """The next number above or below."""
    if width is Width.DOUBLE:
        return nextafter(value, inf if up else -inf)
    if value in {inf, -inf} and (value > 0) == up:
        return value
    if value == 0:
        tiny = struct.unpack(">f", (1).to_bytes(4))[0]
        return float(tiny if up else -tiny)
    bits = _bits(value) + (1 if (value > 0) == up else -1)
    return float(struct.unpack(">f", bits.to_bytes(4))[0])


def _single(value: float) -> float:
    try:
        return float(struct.unpack(">f", struct.pack(">f", value))[0])
    except OverflowError:
        return inf if value > 0 else -inf


def _bits(single: float) -> int:
    return int.from_bytes(struct.pack(">f", single))
