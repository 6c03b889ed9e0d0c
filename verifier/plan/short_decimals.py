"""Short decimals, all characters at once: sixteen bytes in two words, with no step that depends on how many there are.

A loop over the characters has the processor guess wrong where texts have many lengths, several times each. Compiled
by `verifier.plan.machine`; the integers wrap as 64 bits do.

Source:
    D. Lemire, Number Parsing at a Gigabyte per Second, Software: Practice and Experience 51 (2021): eight digits in
    three multiplications.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from verifier.plan.machine import Array

__all__ = ["FEW", "MANY", "NONE", "SHORT_PARTS", "short_decimal", "word_at"]

NONE, FEW, MANY = 0, 1, 2
"""How many significant digits a text has: none, for it is a zero without an exponent; at most 15; more."""

_MINUS: Final = ord("-")
_ZERO, _ONE, _TEN = np.uint64(0), np.uint64(1), np.uint64(10)
_WORD: Final = 8
_SEVEN, _BYTE, _TO_TOP, _HALF = np.uint64(7), np.uint64(8), np.uint64(56), np.uint64(32)
_ONES, _HIGHS = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)
_NOUGHTS, _POINTS, _NINES = (np.uint64(byte * 0x0101010101010101) for byte in (0x30, 0x2E, 0x39))
_PAIRS, _QUADS = np.uint64(0x000000FF000000FF), np.uint64(16)
_FIRST_WEIGHTS, _NEXT_WEIGHTS = np.uint64(100 + (1_000_000 << 32)), np.uint64(1 + (10_000 << 32))
_EIGHT_DIGITS: Final = np.uint64(10**8)
_SIXTEEN_DIGITS: Final = np.uint64(10**15)
_EXACT: Final = np.uint64(1 << 53)
"""Up to here the quotient of two doubles, rounded once, is the nearest double."""


def word_at(data: Array, at: int) -> np.uint64:
    """Eight bytes from a place on, the first one lowest."""
    word = _ZERO
    # The compiler makes one load of these.
    for k in range(8):
        word |= np.uint64(data[at + k]) << np.uint64(8 * k)
    return word


def eight_digits(word: np.uint64) -> np.uint64:
    """The number that eight digits write: pairs of them, fours of them, all of them at once."""
    word -= _NOUGHTS
    word = word * _TEN + (word >> _BYTE)
    return ((word & _PAIRS) * _FIRST_WEIGHTS + ((word >> _QUADS) & _PAIRS) * _NEXT_WEIGHTS) >> _HALF


def without_point(word: np.uint64, before: np.uint64) -> tuple[np.uint64, int]:
    """Eight bytes without the point among them, and how many stand behind it; -1 where there is none.

    Those in front of it move up, and behind them the last of the eight bytes before.
    """
    unlike = word ^ _POINTS
    found = (unlike - _ONES) & ~unlike & _HIGHS
    mark = (found & (~found + _ONE)) >> _SEVEN
    behind = ~((mark << _BYTE) - _ONE)
    if found == _ZERO:
        return word, -1
    places = int(np.int64(((behind & _ONES) * _ONES) >> _TO_TOP))
    return (word & behind) | ((word & (mark - _ONE)) << _BYTE) | (before >> _TO_TOP), places


def is_digits(word: np.uint64) -> bool:
    """Whether each of eight bytes is a digit."""
    return bool(((word | (word - _NOUGHTS) | (_NINES - word)) & _HIGHS) == _ZERO)


def short_decimal(  # noqa: PLR0917 -- as the loops want it: arrays, no objects
    data: Array, at: int, end: int, powers: Array, row: int, x: Array, digits: Array
) -> bool:
    """Read a value of at most 16 characters, digits with or without a point and a minus; whether it was one.

    Sets the row's double and how many digits it has; where it was none, nothing is set. Sixteen bytes in front of its
    end are looked at, so it is none where they are not there.
    """
    if at >= end or end < 2 * _WORD:
        return False
    negative = data[at] == _MINUS
    at += int(negative)
    size = end - at
    if size < 1 or size > 2 * _WORD:
        return False
    low = word_at(data, end - _WORD)
    if size <= _WORD:
        # What stands in front of the text becomes noughts.
        own = ~_ZERO << np.uint64(64 - 8 * size)
        low = (low & own) | (_NOUGHTS & ~own)
        low, places = without_point(low, _NOUGHTS)
        if (places >= 0 and size == 1) or not is_digits(low):
            return False
        mantissa = eight_digits(low)
    else:
        high = word_at(data, end - 2 * _WORD)
        if size < 2 * _WORD:
            own = ~_ZERO << np.uint64(128 - 8 * size)
            high = (high & own) | (_NOUGHTS & ~own)
        low, places = without_point(low, high)
        if places >= 0:
            high = (high << _BYTE) | (_NOUGHTS & np.uint64(0xFF))
        else:
            high, places = without_point(high, _NOUGHTS)
            places += _WORD if places >= 0 else 0
        if not is_digits(low) or not is_digits(high):
            return False
        mantissa = eight_digits(low) + eight_digits(high) * _EIGHT_DIGITS
    if mantissa > _EXACT:
        return False
    value = np.float64(np.int64(mantissa)) / powers[max(places, 0)]
    x[row] = -value if negative else value
    digits[row] = MANY if mantissa >= _SIXTEEN_DIGITS else FEW if mantissa != _ZERO else NONE
    return True


SHORT_PARTS: Final = (word_at, eight_digits, without_point, is_digits, short_decimal)
"""What a loop that reads short decimals calls, each behind what it calls itself."""
