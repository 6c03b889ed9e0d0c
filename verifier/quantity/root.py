"""Square roots of rationals: exact where they are rational, else cut after 40 significant digits."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import Final

__all__ = ["root_of"]

_DIGITS: Final = 40


def root_of(value: Fraction) -> Fraction:
    """The square root of a nonnegative rational: exact where it is rational, else cut after 40 significant digits.

    >>> root_of(Fraction(9, 4))
    Fraction(3, 2)
    """
    top, bottom = isqrt(value.numerator), isqrt(value.denominator)
    if top * top == value.numerator and bottom * bottom == value.denominator:
        return Fraction(top, bottom)
    size = len(str(value.numerator)) - len(str(value.denominator))
    places = max(_DIGITS - size // 2, 0)
    scaled = value * 100**places
    return Fraction(isqrt(scaled.numerator // scaled.denominator), 10**places)
