"""The loop over the rows of a block: each row's zone, counted, with what only the exact reader can decide set aside.

Compiled by numba when an engine starts; nothing in it knows a unit, a target or a rule.
"""

from __future__ import annotations

from typing import Any, Final

import numba
import numpy as np

__all__ = ["LONG", "candidates", "sort_rows"]

LONG: Final = 100
"""A text longer than this goes to the exact reader, which counts its digits."""

Array = np.ndarray[Any, Any]

_SHORT: Final = 15
_SMALLEST: Final = 1e-290
_LARGEST: Final = 1e37
_MARKS: Final = (-999.0, -9999.0, -99999.0)
"""What instruments write for a missing value; whether the text is such a mark, the exact reader tells."""


@numba.njit(nogil=True, cache=True)
def sort_rows(  # pragma: no cover -- compiled  # noqa: PLR0917 -- a loop for the compiler takes arrays, no objects
    kind: Array,
    x: Array,
    lengths: Array,
    near: float,
    start: Array,
    firsts: Array,
    ties: Array,
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
) -> tuple[int, int]:
    """Sort the rows of a block.

    Args:
        kind: (n,) number of each row's signature.
        x: (n,) value of each row; NaN where the text is no plain decimal.
        lengths: (n,) bytes of each text; empty for a column of binary numbers.
        near: How near a tie, relative to it, a row goes to the exact reader: 0 for texts.
        start: (s + 1,) where the cuts of each signature begin; its zones begin at that plus its number.
        firsts: (c,) least double behind each cut.
        ties: (c,) double that each limit rounds to.
        flags: (s,) 1: negative values are for the exact reader; 2: all rows are.
        room: (z,) how many rows of each zone may still be listed; counted down.
        count: (z,) rows of each zone.
        low: (z,) least value of each zone so far in this block.
        high: (z,) greatest value.
        at_low: (z,) first row with the least.
        at_high: (z,) first row with the greatest.
        at_first: (z,) first row of each zone, -1 where there is none.
        is_long: (z,) whether a zone has a text of more than 15 characters.
        exact: (n,) rows for the exact reader, filled in.
        listed: (n,) rows to be listed, filled in.
        slots: (n,) zone of each row, -1 for those set aside, filled in; empty where nobody asks.

    Returns:
        How many rows are for the exact reader, and how many are to be listed.
    """
    aside = 0
    shown = 0
    texts = lengths.size > 0
    asked = slots.size > 0
    for i in range(x.size):
        if asked:
            slots[i] = -1
        value = x[i]
        s = kind[i]
        magnitude = abs(value)
        length = lengths[i] if texts else 0
        flag = flags[s]
        if (
            not (_SMALLEST < magnitude < _LARGEST)
            or flag & 2
            or (flag & 1 and value < 0)
            or length > LONG
            or (value <= _MARKS[0] and (value == _MARKS[0] or value == _MARKS[1] or value == _MARKS[2]))
        ):
            exact[aside] = i
            aside += 1
            continue
        begin = start[s]
        end = start[s + 1]
        zone = begin + s
        tied = False
        for c in range(begin, end):
            if value >= firsts[c]:
                zone += 1
            if (texts and value == ties[c] and length > _SHORT) or (
                near > 0 and abs(value - ties[c]) <= near * magnitude
            ):
                tied = True
        if tied:
            exact[aside] = i
            aside += 1
            continue
        if count[zone] == 0:
            at_first[zone] = i
        count[zone] += 1
        if asked:
            slots[i] = zone
        if length > _SHORT:
            is_long[zone] = 1
        if value < low[zone]:
            low[zone] = value
            at_low[zone] = i
        if value > high[zone]:
            high[zone] = value
            at_high[zone] = i
        if room[zone] > 0:
            room[zone] -= 1
            listed[shown] = i
            shown += 1
    return aside, shown


@numba.njit(nogil=True, cache=True)
def candidates(  # pragma: no cover -- compiled  # noqa: PLR0917 -- as above
    kind: Array,
    x: Array,
    aside: Array,
    start: Array,
    firsts: Array,
    low: Array,
    high: Array,
    wanted: Array,
    found: Array,
) -> int:
    """The rows of zones with long texts whose double is the zone's least or greatest: their texts may still differ.

    Args:
        kind: (n,) number of each row's signature.
        x: (n,) value of each row.
        aside: (n,) whether the row is for the exact reader.
        start: (s + 1,) where the cuts of each signature begin.
        firsts: (c,) least double behind each cut.
        low: (z,) least value of each zone.
        high: (z,) greatest value.
        wanted: (z,) whether the zone is looked at.
        found: (n,) the rows, filled in.

    Returns:
        How many there are.
    """
    number = 0
    for i in range(x.size):
        if aside[i]:
            continue
        s = kind[i]
        value = x[i]
        zone = start[s] + s
        for c in range(start[s], start[s + 1]):
            if value >= firsts[c]:
                zone += 1
        if wanted[zone] and (value == low[zone] or value == high[zone]):
            found[number] = i
            number += 1
    return number
