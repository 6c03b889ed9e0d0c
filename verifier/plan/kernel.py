"""The loop over the rows of a block: each row's zone, counted, with what only the exact reader can decide set aside.

Compiled by `verifier.plan.machine`; nothing in it knows a unit, a target or a rule.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from verifier.plan.machine import Array, Loop
from verifier.plan.short_decimals import MANY, NONE

__all__ = ["candidates", "join", "look_up", "sort_rows"]

_FIFTEEN: Final = 1e14
_SMALLEST: Final = 1e-290
_LARGEST: Final = 1e37
# What instruments write for a missing value; whether the text is such a mark, the exact reader tells.
_MARK, _MARK_4, _MARK_5 = -999.0, -9999.0, -99999.0


def _is_short(magnitude: float, powers: Array) -> bool:
    """Whether a decimal of at most 15 digits becomes this double, so that its shortest decimal is that one.

    The quotient of two exact doubles is rounded once: where it is the double, the decimal is found. No other answer
    than `no` can be wrong, and that one only costs a look by the exact reader.
    """
    for places in range(23):
        scaled = magnitude * powers[places]
        if scaled >= _FIFTEEN:
            whole = np.float64(np.int64(scaled + 0.5)) if scaled < 10 * _FIFTEEN else 0.0
            return whole < 10 * _FIFTEEN and whole / powers[places] == magnitude
    return False


def _sort_rows(  # noqa: PLR0915, PLR0917 -- a loop for the compiler takes arrays, no objects
    rows: int,
    kind: Array,
    x: Array,
    digits: Array,
    texts: int,
    near: float,
    beside: Array,
    doubt: float,
    powers: Array,
    start: Array,
    zones: Array,
    firsts: Array,
    ties: Array,
    shares: Array,
    slopes: Array,
    weights: Array,
    flags: Array,
    room: Array,
    count: Array,
    low: Array,
    high: Array,
    at_low: Array,
    at_high: Array,
    at_first: Array,
    is_long: Array,
    exact: Array,
    listed: Array,
    slots: Array,
    state: Array,
) -> int:
    """Sort the rows of a block.

    Args:
        rows: How many there are.
        kind: (n,) number of each row's signature.
        x: (n,) value of each row; NaN where the text is no plain decimal.
        digits: (n,) how many significant digits each text has; not read for a column of binary numbers.
        texts: 1 for texts, 0 for a column of binary numbers.
        near: How near a tie, relative to it, a double of more than 15 digits goes to the exact reader: 0 for texts.
        beside: (n,) the U beside each value, NaN for none; not read where no signature has the flag 4.
        doubt: How near a limit that moves with U, relative to what is compared, a row goes to the exact reader.
        powers: (23,) powers of ten.
        start: (s + 1,) where the cuts of each signature begin.
        zones: (s,) where its zones begin.
        firsts: (c,) least double behind each cut.
        ties: (c,) double that each limit rounds to.
        shares: (c,) 1 where values are compared, 0 where their U alone is.
        slopes: (c,) how many times the number beside a value is added before it is compared.
        weights: (c,) by how many zones those behind each cut are farther on.
        flags: (s,) 1: negative values are for the exact reader; 2: all rows are; 4: U is a coordinate.
        room: (z,) how many rows of each zone may still be listed; counted down.
        count: (z,) rows of each zone.
        low: (z,) least value of each zone so far in this block.
        high: (z,) greatest value.
        at_low: (z,) first row with the least.
        at_high: (z,) first row with the greatest.
        at_first: (z,) first row of each zone, -1 where there is none.
        is_long: (z,) whether a zone has a text of more than 15 digits.
        exact: (n,) rows for the exact reader, filled in.
        listed: (n,) rows to be listed, filled in.
        slots: (n,) zone of each row, -1 for those set aside, filled in.
        state: (1,) how many rows are to be listed, filled in.

    Returns:
        How many rows are for the exact reader.
    """
    aside = 0
    shown = 0
    for i in range(rows):
        slots[i] = -1
        value = x[i]
        s = kind[i]
        flag = flags[s]
        many = digits[i] == MANY if texts == 1 else False
        zero = False
        magnitude = value
        # Most rows: positive, and neither huge nor tiny.
        if not (_SMALLEST < value < _LARGEST) or flag & 2:
            magnitude = abs(value)
            # A zero that is no tiny number is decided by its double.
            zero = value == 0 and (texts == 0 or digits[i] == NONE)
            if (
                not (zero or _SMALLEST < magnitude < _LARGEST)
                or flag & 2
                or (flag & 1 and value < 0)
                or (value <= _MARK and value in (_MARK, _MARK_4, _MARK_5))
            ):
                exact[aside] = i
                aside += 1
                continue
        begin = start[s]
        end = start[s + 1]
        zone = zones[s]
        tied = False
        size = 0.0
        if flag & 4:
            size = beside[i]
            tied = not _SMALLEST < size < _LARGEST
        for c in range(begin, end):
            if flag & 4 and slopes[c] != 0:
                added = slopes[c] * size
                compared = shares[c] * value + added
                if compared > ties[c]:
                    zone += weights[c]
                if abs(compared - ties[c]) <= doubt * (magnitude + abs(added) + abs(ties[c])):
                    tied = True
                continue
            if value >= firsts[c]:
                zone += weights[c]
            if (many and value == ties[c]) or (
                near > 0 and not zero and abs(value - ties[c]) <= near * magnitude and not _is_short(magnitude, powers)
            ):
                tied = True
        if tied:
            exact[aside] = i
            aside += 1
            continue
        before = count[zone]
        count[zone] = before + 1
        slots[i] = zone
        if many:
            is_long[zone] = 1
        if value < low[zone]:
            if before == 0:
                at_first[zone] = i
            low[zone] = value
            at_low[zone] = i
        if value > high[zone]:
            high[zone] = value
            at_high[zone] = i
        if room[zone] > 0:
            room[zone] -= 1
            listed[shown] = i
            shown += 1
    state[0] = shown
    return aside


def _candidates(  # noqa: PLR0917 -- as above
    rows: int, x: Array, slots: Array, low: Array, high: Array, wanted: Array, found: Array
) -> int:
    """The rows of zones with long texts whose double is the zone's least or greatest: their texts may still differ.

    Args:
        rows: How many there are.
        x: (n,) value of each row.
        slots: (n,) zone of each row, -1 for those set aside.
        low: (z,) least value of each zone.
        high: (z,) greatest value.
        wanted: (z,) whether the zone is looked at.
        found: (n,) the rows, filled in.

    Returns:
        How many there are.
    """
    number = 0
    for i in range(rows):
        zone = slots[i]
        if zone >= 0 and wanted[zone] and (x[i] == low[zone] or x[i] == high[zone]):
            found[number] = i
            number += 1
    return number


def _join(rows: int, code: Array, indices: Array, numbers: Array) -> int:
    """Add to each row's code what its word in one more column counts.

    Args:
        rows: How many there are.
        code: (n,) the code, added to.
        indices: (n,) number of the word.
        numbers: What each word counts.

    Returns:
        How many rows there are.
    """
    for i in range(rows):
        code[i] += numbers[indices[i]]
    return rows


def _look_up(rows: int, code: Array, numbers: Array, found: Array) -> int:
    """Look up the number of each row's code.

    Args:
        rows: How many there are.
        code: (n,) the code.
        numbers: Number by code, -1 for none.
        found: (n,) the numbers, filled in; it may be the codes' own array.

    Returns:
        How many have none.
    """
    missing = 0
    for i in range(rows):
        number = numbers[code[i]]
        found[i] = number
        if number < 0:
            missing += 1
    return missing


join = Loop(_join, ("int64", "int32*", "int32*", "int32*"))
look_up = Loop(_look_up, ("int64", "int32*", "int32*", "int32*"))
sort_rows = Loop(
    _sort_rows,
    (
        "int64", "int32*", "float64*", "uint8*", "int64", "float64", "float64*", "float64", "float64*", "int32*",
        "int32*", "float64*", "float64*", "float64*", "float64*", "int32*", "int8*", "int32*", "int64*", "float64*",
        "float64*", "int64*", "int64*", "int64*", "int8*", "int64*", "int64*", "int32*", "int64*",
    ),
    (_is_short,),
)  # fmt: skip
candidates = Loop(_candidates, ("int64", "float64*", "int32*", "float64*", "float64*", "int8*", "int64*"))
