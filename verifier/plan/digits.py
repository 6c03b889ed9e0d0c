"""The loop over the characters of plain decimals: each one's nearest double, and how many digits it has.

A mantissa up to 2**53 and a power of ten up to 22 make one exact operation on two exact doubles, so its result is the
double nearest to the text; all other plain decimals are listed for a reader that takes its time. Compiled by
`verifier.plan.machine`; the integers wrap as 64 bits do.

Source:
    W. D. Clinger, How to Read Floating Point Numbers Accurately (1990): the exact case.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from verifier.plan.machine import Array, Loop

__all__ = ["POWERS", "number_at", "read_numbers"]

POWERS: Final = np.array([float(10**n) for n in range(23)])
"""(23,) the powers of ten that are doubles."""

_PLUS, _MINUS, _POINT, _NOUGHT, _LARGE_E, _SMALL_E = b"+-.0Ee"
_LONG: Final = 100
_NINE: Final = 9
_DIGITS: Final = 19
_POWER: Final = 22
_MOST_PLACES: Final = 4
_ZERO, _TEN = np.uint64(0), np.uint64(10)
_WHOLE: Final = np.uint64(1 << 53)


def number_at(  # noqa: PLR0915, PLR0917 -- one pass over a notation
    data: Array, at: int, end: int, powers: Array, row: int, x: Array, digits: Array
) -> tuple[int, int]:
    """Read a value: where its cell's plain part ends, and 1 where the double is left to a reader that takes its time.

    Sets the row's double, NaN where the text is no plain decimal, and its significant digits, leading zeros apart.
    """
    start = at
    negative = False
    if at < end and (data[at] == _MINUS or data[at] == _PLUS):
        negative = data[at] == _MINUS
        at += 1
    mantissa = _ZERO
    count, seen, places, power = 0, 0, 0, 0
    while at < end:
        digit = np.uint8(data[at] - _NOUGHT)
        if digit > _NINE:
            break
        if mantissa != _ZERO or digit != 0:
            count += 1
        mantissa = mantissa * _TEN + np.uint64(digit)
        seen += 1
        at += 1
    if at < end and data[at] == _POINT:
        at += 1
        behind = at
        while at < end:
            digit = np.uint8(data[at] - _NOUGHT)
            if digit > _NINE:
                break
            if mantissa != _ZERO or digit != 0:
                count += 1
            mantissa = mantissa * _TEN + np.uint64(digit)
            at += 1
        places = at - behind
        seen += places
    if seen > 0 and at < end and (data[at] == _SMALL_E or data[at] == _LARGE_E):
        at += 1
        down = False
        if at < end and (data[at] == _MINUS or data[at] == _PLUS):
            down = data[at] == _MINUS
            at += 1
        behind = at
        while at < end and at < behind + _MOST_PLACES:
            digit = np.uint8(data[at] - _NOUGHT)
            if digit > _NINE:
                break
            power = power * 10 + int(np.int64(digit))
            at += 1
        if at == behind or at == behind + _MOST_PLACES:
            seen = 0
        if down:
            power = -power
    digits[row] = min(count, 255)
    x[row] = np.nan
    if seen == 0 or at - start > _LONG:
        return at, 0
    power -= places
    if count > _DIGITS or mantissa > _WHOLE or power < -_POWER or power > _POWER:
        return at, 1
    value = np.float64(mantissa)
    value = value / powers[-power] if power < 0 else value * powers[power]
    x[row] = -value if negative else value
    return at, 0


def _read_numbers(  # noqa: PLR0917 -- a loop for the compiler takes arrays, no objects
    data: Array, offsets: Array, rows: int, powers: Array, x: Array, digits: Array, rough: Array
) -> int:
    """Read texts that lie one behind the other.

    Args:
        data: Their bytes.
        offsets: (rows + 1,) where each begins.
        rows: How many.
        powers: (23,) powers of ten.
        x: (rows,) each value, filled in; NaN where the text is no plain decimal.
        digits: (rows,) significant digits, at most 255, filled in.
        rough: (rows,) the rows left to another reader, filled in.

    Returns:
        How many are left to another reader.
    """
    roughs = 0
    for row in range(rows):
        end = int(offsets[row + 1])
        read, late = number_at(data, int(offsets[row]), end, powers, row, x, digits)
        if read != end:
            x[row] = np.nan
        elif late == 1:
            rough[roughs] = row
            roughs += 1
    return roughs


read_numbers = Loop(
    _read_numbers, ("uint8*", "int32*", "int64", "float64*", "float64*", "uint8*", "int32*"), (number_at,)
)
