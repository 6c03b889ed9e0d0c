"""The double nearest to a whole number times a power of ten, for the loops over many texts.

Two exact doubles and one operation on them give it for short mantissas and near powers (Clinger). Else the mantissa is
multiplied by the first 128 bits of the power of five, which settles every mantissa of 64 bits (Eisel and Lemire);
that no further look is needed was proved by Mushtak and Lemire. Results that are not normal doubles are left to a
reader that takes its time. Compiled by `verifier.plan.machine`; the integers wrap as 64 bits do.

Source:
    W. D. Clinger, How to Read Floating Point Numbers Accurately (1990): the exact case.
    D. Lemire, Number Parsing at a Gigabyte per Second, Software: Practice and Experience 51 (2021), section 5.
    N. Mushtak, D. Lemire, Fast Number Parsing Without Fallback, Software: Practice and Experience 53 (2023).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from verifier.plan.machine import Array

__all__ = ["FIVES", "POWERS", "nearest_double", "normalized", "product"]

_TENS: Final = 22
_WHOLE: Final = np.uint64(1 << 53)
_LEAST_TWO, _MOST_TWO = -1074, 200

POWERS: Final = np.concatenate(
    ([float(10**n) for n in range(_TENS + 1)], np.ldexp(1.0, np.arange(_LEAST_TWO, _MOST_TWO)))
)
"""(23 + 1274,) the powers of ten that are doubles, then powers of two from 2**-1074 on."""

_LEAST, _MOST = -309, 37
"""Powers of ten that a regular double can have beside a mantissa of 64 bits."""
_ROUNDED_UP: Final = -27


def _fives() -> Array:
    """The first 128 bits of each power of five, high word before low; near reciprocals are rounded up."""
    words = []
    for power in range(_LEAST, _MOST + 1):
        five = 5 ** abs(power)
        length = five.bit_length()
        below = (1 << (length + 127)) // five + int(power >= _ROUNDED_UP)
        first = five << (128 - length) if power >= 0 else below
        words += [first >> 64, first & ((1 << 64) - 1)]
    return np.array(words, np.uint64)


FIVES: Final = _fives()
"""(2 * 347,) the powers of five from -309 to 37 as two words each."""

_AT_ZERO: Final = _TENS + 1 - _LEAST_TWO
_ZERO, _ONE, _THREE = np.uint64(0), np.uint64(1), np.uint64(3)
_LOW: Final = np.uint64(0xFFFFFFFF)
_HALF: Final = np.uint64(32)
_TOP: Final = np.uint64(63)
_UNSURE: Final = np.uint64(0x1FF)
_NINE: Final = np.uint64(9)
_OVERFLOWN: Final = np.uint64(1 << 53)
_TIE_LEAST, _TIE_MOST = -4, 23


def normalized(word: np.uint64) -> tuple[np.uint64, int]:
    """A word other than 0 with its first one moved to the top, and by how many places."""
    shift = 0
    for half in (32, 16, 8, 4, 2, 1):
        if word >> np.uint64(64 - half) == _ZERO:
            word <<= np.uint64(half)
            shift += half
    return word, shift


def product(one: np.uint64, other: np.uint64) -> tuple[np.uint64, np.uint64]:
    """The product of two words: its high word and its low one."""
    a, b = one >> _HALF, one & _LOW
    c, d = other >> _HALF, other & _LOW
    low, cross, across = b * d, a * d, b * c
    middle = (low >> _HALF) + (cross & _LOW) + (across & _LOW)
    high = a * c + (cross >> _HALF) + (across >> _HALF) + (middle >> _HALF)
    return high, (middle << _HALF) | (low & _LOW)


def nearest_double(mantissa: np.uint64, power: int, powers: Array, fives: Array) -> float:
    """The double nearest to `mantissa * 10**power`, ties to even; NaN where another reader must tell.

    Args:
        mantissa: Other than 0.
        power: The power of ten.
        powers: `POWERS`.
        fives: `FIVES`.
    """
    if mantissa <= _WHOLE and -_TENS <= power <= _TENS:
        value = np.float64(mantissa)
        return float(value / powers[-power] if power < 0 else value * powers[power])
    if power < _LEAST or power > _MOST:
        return float(np.nan)
    word, shift = normalized(mantissa)
    at = 2 * (power - _LEAST)
    high, low = product(word, fives[at])
    if high & _UNSURE == _UNSURE:
        more, _ = product(word, fives[at + 1])
        low += more
        if more > low:
            high += _ONE
    upper = high >> _TOP
    digits = high >> (upper + _NINE)
    # 217706 / 2**16 is nearly the binary logarithm of ten, and right for all powers here.
    exponent = ((217706 * power) >> 16) + 63 + int(np.int64(upper)) - shift + 1023
    if exponent <= 0:
        return float(np.nan)
    if (
        low <= _ONE
        and _TIE_LEAST <= power <= _TIE_MOST
        and digits & _THREE == _ONE
        and digits << (upper + _NINE) == high
    ):
        # Half-way between two doubles: the even one is below.
        digits &= ~_ONE
    digits = (digits + (digits & _ONE)) >> _ONE
    if digits >= _OVERFLOWN:
        digits >>= _ONE
        exponent += 1
    # 53 digits times a power of two: exact, for the result is normal.
    return float(np.float64(digits) * powers[_AT_ZERO + exponent - 1075])
