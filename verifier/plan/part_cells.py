"""The cells that tell lots and parts: rows whose cells agree get one number, and few cells are read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from verifier.measurement.grid import sound_cell
from verifier.plan.machine import Array, Loop
from verifier.plan.sample_sizes import COLUMNS
from verifier.plan.text_block import TextBlock

if TYPE_CHECKING:
    from verifier.plan.sorted_block import AnyBlock, SortedBlock

__all__ = ["PartCells", "split"]

_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
_FOLD: Final = np.uint64(29)
_QUOTE: Final = 34


def _split(  # noqa: PLR0917 -- a loop for the compiler takes arrays, no objects
    rows: int,
    code: Array,
    data: Array,
    begins: Array,
    ends: Array,
    apart: int,
    place: int,
    blank: Array,
    recent: Array,
    seed: int,
    slots: Array,
    mask: int,
    before: Array,
    first: Array,
) -> int:
    """Number rows anew, so that those of one number whose cells differ come to have different ones.

    Args:
        rows: How many there are.
        code: (n,) each row's number, -1 for rows that are passed over; replaced.
        data: The bytes of the cells.
        begins: (n * apart,) where each row's cells begin.
        ends: (n * apart,) where they end.
        apart: How many cells each row has there.
        place: Which of them is looked at.
        blank: Whether the cell is passed over as a blank one, by number.
        recent: -1 for each number; the new one that its latest row has, filled in.
        seed: Where the hash begins, so that nobody can choose texts that collide.
        slots: (mask + 1,) -1 everywhere; more than there are rows.
        mask: One less than a power of two.
        before: (n,) the earlier number of each new one, filled in.
        first: (n,) the first row of each new number, filled in.

    Returns:
        How many numbers there are.
    """
    groups = 0
    for i in range(rows):
        old = code[i]
        if old < 0:
            continue
        begin = begins[i * apart + place]
        size = 0 if blank[old] else ends[i * apart + place] - begin
        number = np.int64(recent[old])
        if number >= 0:
            # Most rows name what the row before of their number named.
            other = np.int64(first[number])
            start = begins[other * apart + place]
            same = size == (0 if blank[old] else ends[other * apart + place] - start)
            if same:
                for k in range(size):
                    if data[begin + k] != data[start + k]:
                        same = False
                        break
            if same:
                code[i] = number
                continue
        hashed = (np.uint64(seed) ^ np.uint64(old)) * _FACTOR
        for k in range(size):
            hashed = (hashed ^ np.uint64(data[begin + k])) * _FACTOR
            hashed ^= hashed >> _FOLD
        slot = np.int64(hashed & np.uint64(mask))
        number = np.int64(slots[slot])
        while number >= 0:
            other = np.int64(first[number])
            start = begins[other * apart + place]
            long = 0 if blank[old] else ends[other * apart + place] - start
            if before[number] == old and long == size:
                same = True
                for k in range(size):
                    if data[begin + k] != data[start + k]:
                        same = False
                        break
                if same:
                    break
            slot = (slot + 1) & mask
            number = np.int64(slots[slot])
        if number < 0:
            number = np.int64(groups)
            groups += 1
            slots[slot] = number
            before[number] = old
            first[number] = i
        code[i] = number
        recent[old] = number
    return groups


split = Loop(
    _split,
    (
        "int64", "int32*", "uint8*", "int32*", "int32*", "int64", "int64", "int8*", "int32*", "uint64", "int32*",
        "int64", "int32*", "int32*",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Cells:
    """Where the cells of one column stand.

    Attributes:
        data: (bytes,) uint8, bytes that hold them.
        begins: (n * apart,) int32, where each begins.
        ends: (n * apart,) int32, where it ends.
        apart: How many places each row has in these.
        place: Which of them is this column's.
    """

    data: Array
    begins: Array
    ends: Array
    apart: int
    place: int


class PartCells:
    """The columns of a sorted block that tell lots and parts.

    Args:
        done: The block.
    """

    def __init__(self, done: SortedBlock) -> None:
        self._done = done
        self._cells = {key: _cells_of(done.block, key) for key in COLUMNS if key not in done.table.columns}

    @property
    def kinds(self) -> Array:
        """(n,) the kind of each row."""
        return self._done.kinds

    def cells(self, key: str) -> _Cells | None:
        """The cells of a column; None where the table has none, or where it tells kinds apart."""
        return self._cells.get(key)

    @cached_property
    def _text(self) -> bytes:
        block = self._done.block
        return block.data.tobytes() if isinstance(block, TextBlock) else b""

    def texts(self, key: str, rows: Array) -> list[str]:
        """What some rows have in a column, as the reader of rows has it."""
        table, block = self._done.table, self._done.block
        if key in table.columns:
            at = table.keys.index(key)
            return [table.cells[kind][at] for kind in self._done.kinds[rows].tolist()]
        cells = self._cells[key]
        if cells is None:
            return [""] * len(rows)
        if not isinstance(block, TextBlock):
            return block.cell_texts(key, rows)
        places = rows.astype(np.int64) * cells.apart + cells.place
        text = self._text
        return [
            "" if begin == end else _unquoted(text, begin, end)
            for begin, end in zip(cells.begins[places].tolist(), cells.ends[places].tolist(), strict=True)
        ]


def _cells_of(block: AnyBlock, key: str) -> _Cells | None:
    if isinstance(block, TextBlock):
        noted, columns = block.parser.noted, block.columns
        if key not in noted:
            return None
        return _Cells(block.data, columns.noted_at, columns.noted_to, block.parser.apart, noted.index(key))
    column = block.cells(key)
    if column is None:
        return None
    from verifier.plan.arrow_cells import spans_of

    return _Cells(*spans_of(column), 1, 0)


def _unquoted(text: bytes, begin: int, end: int) -> str:
    """A cell of delimited text, between its quotes where it has some."""
    cell = text[begin:end].decode("utf-8")
    if begin and text[begin - 1] == _QUOTE:
        cell = cell.replace('""', '"')
    return cell.strip() if cell.isascii() else sound_cell(cell)
