"""The loop over the bytes of delimited text: each row's kind and its value as a double, and where its line begins.

A row's kind is its cells in the columns that tell kinds apart, byte for byte. Nothing here knows a unit, a target or
a rule. The loop is compiled by `verifier.plan.machine`; the integers wrap as 64 bits do.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from verifier.plan.digits import NUMBER_PARTS, number_at
from verifier.plan.machine import Array, Loop
from verifier.plan.short_decimals import short_decimal, word_at

__all__ = [
    "AT", "DONE", "GROW", "KEY", "KINDS", "NEW", "NOTED", "OTHER", "REFUSED", "ROUGH", "ROWS",
    "VALUE", "WORDS", "gather", "look", "take_apart",
]  # fmt: skip

OTHER, KEY, VALUE, NOTED = 0, 1, 2, 3
"""What a column is for: nothing; telling kinds of rows apart; the value; looked at apart, and the next ones too."""

AT, ROWS, KINDS, ROUGH, NEW = 0, 1, 2, 3, 4
"""Places of the loop's state: the next byte, and how many rows, kinds, rough values and new kinds there are."""

DONE, GROW, REFUSED = 0, 1, 2
"""How the loop ends: all bytes taken; an array is full; only the reader of rows can tell what stands there."""

WORDS: Final = 16_384
"""Words of eight bytes that the cells of one kind may fill, together."""

_FEED, _RETURN, _QUOTE = b'\n\r"'
_BYTES: Final = 8
_ASCII: Final = 127
_ONES: Final = np.uint64(0x0101010101010101)
_HIGHS: Final = np.uint64(0x8080808080808080)
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
_ZERO, _ONE, _EIGHT, _TEN, _FOLD, _TOP = (np.uint64(n) for n in (0, 1, 8, 10, 29, 56))


def _word(data: Array, at: int, end: int) -> np.uint64:
    """Eight bytes from a place on, the first one lowest; behind the end stand line feeds."""
    if at + _BYTES <= end:
        return word_at(data, at)
    word = _ZERO
    for k in range(8):
        byte = data[at + k] if at + k < end else np.uint8(_FEED)
        word |= np.uint64(byte) << np.uint64(8 * k)
    return word


def _marked(word: np.uint64, commas: np.uint64, feeds: np.uint64) -> int:
    """How many of eight bytes stand before the first that ends a cell; eight where none does."""
    a = word ^ commas
    b = word ^ feeds
    ends = (((a - _ONES) & ~a) | ((b - _ONES) & ~b)) & _HIGHS
    # Bytes below the lowest mark, and with it.
    below = ((((ends & (~ends + _ONE)) - _ONE) & _ONES) * _ONES) >> _TOP
    return int(np.int64(below)) - 1 if ends != _ZERO else 8


def _take_apart(  # noqa: PLR0915, PLR0917 -- a loop for the compiler takes arrays, no objects
    data: Array,
    size: int,
    delimiter: int,
    quoted: int,
    most_bytes: int,
    roles: Array,
    columns: int,
    apart: int,
    powers: Array,
    fives: Array,
    seed: int,
    slots: Array,
    mask: int,
    hashes: Array,
    begins: Array,
    most_kinds: int,
    pool: Array,
    most_words: int,
    mine: Array,
    most_rows: int,
    kind: Array,
    x: Array,
    digits: Array,
    line_at: Array,
    value_at: Array,
    value_to: Array,
    noted_at: Array,
    noted_to: Array,
    rough: Array,
    new: Array,
    state: Array,
) -> int:
    """Take rows apart until the bytes end or an array is full; then the state tells where to go on.

    Args:
        data: (size,) bytes of whole lines.
        size: How many.
        delimiter: The byte between cells.
        quoted: 1 where a quote stands somewhere.
        most_bytes: How many bytes of a cell are taken.
        roles: (columns,) what each column is for.
        columns: How many.
        apart: How many of them are looked at apart.
        powers: Powers of ten and of two.
        fives: Powers of five.
        seed: Where the hash begins, so that nobody can choose texts that collide.
        slots: (mask + 1,) number of the kind by hash, -1 for none.
        mask: One less than a power of two.
        hashes: (most_kinds,) hash of each kind.
        begins: (most_kinds + 1,) where the words of each kind begin in the pool.
        most_kinds: Kinds that find room.
        pool: (most_words,) words of all kinds.
        most_words: How many find room.
        mine: (WORDS,) room for the words of one row.
        most_rows: Rows that find room.
        kind: (rows,) number of each row's kind, filled in.
        x: (rows,) each value, filled in; NaN where the text is no plain decimal.
        digits: (rows,) how many significant digits each value has, filled in.
        line_at: (rows,) where each line begins, filled in.
        value_at: (rows,) where each value begins, filled in.
        value_to: (rows,) where it ends, filled in.
        noted_at: (rows * apart,) where each cell that is looked at apart begins, filled in.
        noted_to: (rows * apart,) where it ends, filled in.
        rough: (rows,) the rows whose value is left to another reader, filled in.
        new: (rows,) the first row of each kind that was not met before, filled in.
        state: (5,) where the loop stands; read, and written at its end.

    Returns:
        How it ended.
    """
    at, row, kinds, roughs, news = state[0], state[1], state[2], state[3], state[4]
    commas = np.uint64(delimiter) * _ONES
    feeds = _TEN * _ONES
    end_of_bytes = size
    while at < size:
        if row >= most_rows or kinds >= most_kinds or begins[kinds] + WORDS > most_words:
            state[0], state[1], state[2], state[3], state[4] = at, row, kinds, roughs, news
            return GROW
        line_at[row] = at
        hashed = np.uint64(seed)
        words = 0
        blank = data[at] == _FEED or (data[at] == _RETURN and at + 1 < size and data[at + 1] == _FEED)
        if blank:
            # A line that states nothing is a kind without words.
            x[row] = np.nan
            digits[row] = 0
            value_at[row], value_to[row] = at, at
            for k in range(apart):
                noted_at[row * apart + k], noted_to[row * apart + k] = at, at
            at += 1 if data[at] == _FEED else 2
        for column in range(0 if blank else columns):
            role = roles[column]
            start = at
            stop = 0
            if quoted == 1 and at < size and data[at] == _QUOTE:
                # The cell ends with the quote that no other one follows.
                at += 1
                while at < size and (data[at] != _QUOTE or (at + 1 < size and data[at + 1] == _QUOTE)):
                    if data[at] == _FEED:
                        return REFUSED
                    at += 2 if data[at] == _QUOTE else 1
                if at >= size:
                    return REFUSED
                at += 1
                stop = at
            if role == VALUE:
                first = start + 1 if stop else start
                end_of_cell = stop - 1 if stop else end_of_bytes
                read, late = start, 0
                step = 0 if stop else _BYTES
                while step == _BYTES and read <= start + _BYTES:
                    step = _marked(_word(data, read, size), commas, feeds)
                    read += step
                if step == _BYTES or not short_decimal(data, start, read, powers, row, x, digits):
                    read, late = number_at(data, first, end_of_cell, powers, fives, row, x, digits)
                plain = read == end_of_cell or (
                    stop == 0 and (data[read] == delimiter or data[read] == _FEED or data[read] == _RETURN)
                )
                if not plain:
                    x[row] = np.nan
                elif late == 1:
                    rough[roughs] = row
                    roughs += 1
                if stop == 0:
                    at = read
                    while at < size and data[at] != delimiter and data[at] != _FEED:
                        at += 1
                value_at[row] = first
                value_to[row] = stop - 1 if stop else at - (at > start and data[at - 1] == _RETURN)
            elif role == KEY or stop == 0:
                at = start
                found = False
                while not found:
                    word = _word(data, at, size)
                    if stop:
                        step = min(stop - at, 8)
                        found = step < _BYTES
                    else:
                        step = _marked(word, commas, feeds)
                        found = step < _BYTES
                    if role == KEY:
                        if found:
                            word &= (_ONE << (_EIGHT * np.uint64(step))) - _ONE
                        if words >= WORDS:
                            return REFUSED
                        mine[words] = word
                        words += 1
                        hashed = (hashed ^ word) * _FACTOR
                        hashed ^= hashed >> _FOLD
                    at += step
            if role >= NOTED:
                noted_at[row * apart + role - NOTED] = start + (stop > 0)
                noted_to[row * apart + role - NOTED] = at - (stop > 0)
            if at - start > most_bytes:
                return REFUSED
            if at < size and data[at] == _RETURN and at + 1 < size and data[at + 1] == _FEED:
                at += 1
            if column == columns - 1:
                if at < size and data[at] != _FEED:
                    return REFUSED
            elif at >= size or data[at] != delimiter:
                return REFUSED
            at += 1
        slot = np.int64(hashed & np.uint64(mask))
        number = np.int64(slots[slot])
        while number >= 0:
            begin = begins[number]
            if hashes[number] == hashed and begins[number + 1] - begin == words:
                same = True
                for k in range(words):
                    if pool[begin + k] != mine[k]:
                        same = False
                if same:
                    break
            slot = (slot + 1) & mask
            number = np.int64(slots[slot])
        if number < 0:
            number = kinds
            kinds += 1
            slots[slot] = number
            hashes[number] = hashed
            begin = begins[number]
            for k in range(words):
                pool[begin + k] = mine[k]
            begins[number + 1] = begin + words
            new[news] = row
            news += 1
            # Written at once: the kinds stay known where a later row ends the loop.
            state[2], state[4] = kinds, news
        kind[row] = number
        row += 1
    state[0], state[1], state[2], state[3], state[4] = at, row, kinds, roughs, news
    return DONE


def _look(data: Array, size: int) -> int:
    """What stands somewhere in some bytes: 1 a NUL, 2 a carriage return, 4 a quote, 8 what is not ASCII."""
    nul, carriage, quote, high = False, False, False, np.uint8(0)
    for at in range(size):
        byte = data[at]
        nul |= byte == 0
        carriage |= byte == _RETURN
        quote |= byte == _QUOTE
        high |= byte
    return int(nul) + 2 * int(carriage) + 4 * int(quote) + 8 * int(high > _ASCII)


def _gather(  # noqa: PLR0917 -- as above
    data: Array, rows: Array, count: int, begins: Array, ends: Array, out: Array, offsets: Array
) -> int:
    """Lay some texts one behind the other.

    Args:
        data: Bytes that hold them.
        rows: (count,) which ones.
        count: How many.
        begins: Where each text begins.
        ends: Where it ends.
        out: Their bytes, filled in.
        offsets: (count + 1,) where each begins in them, filled in.

    Returns:
        How many bytes they have.
    """
    total = 0
    offsets[0] = 0
    for number in range(count):
        begin, end = int(begins[rows[number]]), int(ends[rows[number]])
        for k in range(end - begin):
            out[total + k] = data[begin + k]
        total += end - begin
        offsets[number + 1] = total
    return total


take_apart = Loop(
    _take_apart,
    (
        "uint8*", "int64", "int64", "int64", "int64", "int16*", "int64", "int64", "float64*", "uint64*", "uint64",
        "int32*", "int64", "uint64*", "int64*", "int64", "uint64*", "int64", "uint64*", "int64", "int32*", "float64*",
        "uint8*", "int32*", "int32*", "int32*", "int32*", "int32*", "int32*", "int32*", "int64*",
    ),
    (*NUMBER_PARTS, _word, _marked),
)  # fmt: skip
look = Loop(_look, ("uint8*", "int64"))
gather = Loop(_gather, ("uint8*", "int64*", "int64", "int32*", "int32*", "uint8*", "int32*"))
