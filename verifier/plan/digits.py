"""The loop over the characters of plain decimals: each one's nearest double, and how many digits it has.

Compiled by `verifier.plan.machine`; the integers wrap as 64 bits do.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from verifier.plan.machine import Array, Loop
from verifier.plan.nearest import FIVES, POWERS, nearest_double, normalized, product
from verifier.plan.short_decimals import FEW, MANY, NONE, SHORT_PARTS, short_decimal

__all__ = ["FIVES", "NUMBER_PARTS", "POWERS", "number_at", "read_numbers"]

_PLUS, _MINUS, _POINT, _NOUGHT, _LARGE_E, _SMALL_E = b"+-.0Ee"
_RETURN: Final = ord("\r")
_LONG: Final = 100
_NINE: Final = 9
_FIFTEEN: Final = 15
_DIGITS: Final = 19
_MOST_PLACES: Final = 4
_ZERO, _ONE, _TEN = np.uint64(0), np.uint64(1), np.uint64(10)


def number_at(  # noqa: PLR0915, PLR0917 -- one pass over a notation, and no objects for the compiler
    data: Array, at: int, end: int, powers: Array, fives: Array, row: int, x: Array, digits: Array
) -> tuple[int, int]:
    """Read a value: where its cell's plain part ends, and 1 where the double is left to a reader that takes its time.

    Sets the row's double, NaN where the text is no plain decimal or is left, and how many digits it has.
    """
    start = at
    negative = False
    if at < end and (data[at] == _MINUS or data[at] == _PLUS):
        negative = data[at] == _MINUS
        at += 1
    first = at
    mantissa = _ZERO
    count, seen, power = 0, 0, 0
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
        power = behind - at
        seen -= power
    if count > _DIGITS:
        # Once more: 19 digits are what a mantissa of 64 bits takes.
        mantissa = _ZERO
        count = 0
        for k in range(first, at):
            digit = np.uint8(data[k] - _NOUGHT)
            if digit <= _NINE and (count > 0 or digit != 0):
                count += 1
                if count <= _DIGITS:
                    mantissa = mantissa * _TEN + np.uint64(digit)
        power += count - _DIGITS
    raised = False
    if seen > 0 and at < end and (data[at] == _SMALL_E or data[at] == _LARGE_E):
        raised = True
        at += 1
        down = False
        if at < end and (data[at] == _MINUS or data[at] == _PLUS):
            down = data[at] == _MINUS
            at += 1
        behind = at
        shift = 0
        while at < end and at < behind + _MOST_PLACES:
            digit = np.uint8(data[at] - _NOUGHT)
            if digit > _NINE:
                break
            shift = shift * 10 + int(np.int64(digit))
            at += 1
        if at == behind or at == behind + _MOST_PLACES:
            seen = 0
        power += -shift if down else shift
    digits[row] = MANY if count > _FIFTEEN else FEW if count > 0 or raised else NONE
    x[row] = np.nan
    if seen == 0 or at - start > _LONG:
        return at, 0
    value = 0.0
    if count > 0:
        value = nearest_double(mantissa, power, powers, fives)
        if np.isnan(value):
            return at, 1
        # What was dropped lies between none and one unit of the last digit that was taken.
        if count > _DIGITS and nearest_double(mantissa + _ONE, power, powers, fives) != value:
            return at, 1
    x[row] = -value if negative else value
    return at, 0


def _read_numbers(  # noqa: PLR0917 -- a loop for the compiler takes arrays, no objects
    data: Array,
    begins: Array,
    ends: Array,
    apart: int,
    place: int,
    rows: int,
    powers: Array,
    fives: Array,
    x: Array,
    digits: Array,
    rough: Array,
) -> int:
    """Read texts that lie somewhere; a carriage return at the end of one is that of its line.

    Args:
        data: Their bytes.
        begins: (rows * apart,) where each begins.
        ends: (rows * apart,) where each ends.
        apart: How many places each row has in these.
        place: Which of them is the text's.
        rows: How many.
        powers: Powers of ten and of two.
        fives: Powers of five.
        x: (rows,) each value, filled in; NaN where the text is no plain decimal.
        digits: (rows,) how many significant digits, filled in.
        rough: (rows,) the rows left to another reader, filled in.

    Returns:
        How many are left to another reader.
    """
    roughs = 0
    for row in range(rows):
        at, end = int(begins[row * apart + place]), int(ends[row * apart + place])
        if end > at and data[end - 1] == _RETURN:
            end -= 1
        if short_decimal(data, at, end, powers, row, x, digits):
            continue
        read, late = number_at(data, at, end, powers, fives, row, x, digits)
        if read != end:
            x[row] = np.nan
        elif late == 1:
            rough[roughs] = row
            roughs += 1
    return roughs


NUMBER_PARTS: Final = (*SHORT_PARTS, normalized, product, nearest_double, number_at)
"""What a loop that reads numbers calls, each behind what it calls itself."""

read_numbers = Loop(
    _read_numbers,
    (
        "uint8*", "int32*", "int32*", "int64", "int64", "int64", "float64*", "uint64*", "float64*", "uint8*", "int32*",
    ),
    NUMBER_PARTS,
)  # fmt: skip
