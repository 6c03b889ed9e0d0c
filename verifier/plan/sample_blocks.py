"""The lots and parts of a block of rows: rows that name the same ones get one number, and are counted together."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from verifier.decision.sample_size import Detail, SampleSize, part_of, stated_size
from verifier.measurement.binary_float import shortest_double, shortest_single
from verifier.plan.exact_rows import zone_number
from verifier.plan.machine import Array, Loop
from verifier.plan.sample_sizes import COLUMNS
from verifier.plan.text_block import TextBlock, sound_cell

if TYPE_CHECKING:
    from verifier.plan.kinds import KindTable
    from verifier.plan.sorted_block import Same, SortedBlock
    from verifier.plan.tally import Plan, Tally

__all__ = ["SampleBlocks", "noted_for", "split"]

_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
_FOLD: Final = np.uint64(29)
_QUOTE: Final = 34
_UNKNOWN, _YES = -1, 1


def noted_for(plan: Plan) -> tuple[str, ...]:
    """The columns that must be looked at apart, so that samples can be counted; none where no plan asks."""
    return COLUMNS if plan.sampled else ()


# ---- numbers of lots and parts ----


def _split(  # noqa: PLR0917 -- a loop for the compiler takes arrays, no objects
    rows: int,
    code: Array,
    data: Array,
    begins: Array,
    ends: Array,
    apart: int,
    place: int,
    blank: Array,
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
        seed: Where the hash begins, so that nobody can choose texts that collide.
        slots: (mask + 1,) -1 everywhere; more than there are rows.
        mask: One less than a power of two.
        before: (n,) the earlier number of each new one, filled in.
        first: (n,) the first row of each new number, filled in.

    Returns:
        How many numbers there are.
    """
    groups = 0
    last, last_old, last_begin, last_size = np.int64(-1), -1, 0, 0
    for i in range(rows):
        old = code[i]
        if old < 0:
            continue
        begin = begins[i * apart + place]
        size = 0 if blank[old] else ends[i * apart + place] - begin
        if old == last_old and size == last_size:
            # Most rows name what the row before named.
            same = True
            for k in range(size):
                if data[begin + k] != data[last_begin + k]:
                    same = False
                    break
            if same:
                code[i] = last
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
        last, last_old, last_begin, last_size = number, old, begin, size
    return groups


split = Loop(
    _split,
    (
        "int64", "int32*", "uint8*", "int32*", "int32*", "int64", "int64", "int8*", "uint64", "int32*", "int64",
        "int32*", "int32*",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of one column of a block.

    Attributes:
        block: The block.
        key: The column.
        data: (bytes,) uint8, bytes that hold them.
        begins: (n * apart,) int32, where each begins.
        ends: (n * apart,) int32, where it ends.
        apart: How many places each row has in these.
        place: Which of them is this column's.
    """

    block: Any
    key: str
    data: Array
    begins: Array
    ends: Array
    apart: int
    place: int

    @classmethod
    def of(cls, block: Any, key: str) -> _Cells | None:  # noqa: ANN401 -- a block of text or of Arrow's columns
        """The cells of a column that tells no kinds apart; None where the table has none."""
        if isinstance(block, TextBlock):
            noted, columns = block.parser.noted, block.columns
            if key not in noted:
                return None
            return cls(block, key, block.data, columns.noted_at, columns.noted_to, len(noted), noted.index(key))
        column = block.cells(key)
        if column is None:
            return None
        _, offsets, texts = column.buffers()
        ends = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
        return cls(block, key, np.frombuffer(texts or b"\0", np.uint8), ends[:-1], ends[1:], 1, 0)

    def text(self, row: int) -> str:
        """One cell as the reader of rows has it."""
        at = row * self.apart + self.place
        begin, end = int(self.begins[at]), int(self.ends[at])
        if begin == end:
            return ""
        if isinstance(self.block, TextBlock):
            text = self.data[begin:end].tobytes().decode("utf-8")
            return sound_cell(text.replace('""', '"') if begin and self.data[begin - 1] == _QUOTE else text)
        value = self.block.columns[self.block.reading.keys.index(self.key)][row]
        if not isinstance(value.as_py(), float):
            return sound_cell(self.data[begin:end].tobytes().decode("utf-8"))
        if str(value.type) == "float":
            return shortest_single(int(np.float32(value.as_py()).view(np.uint32)))
        return shortest_double(value.as_py())


# ---- blocks ----


@dataclass
class _Kinds:
    """What the kinds of one table are to samples.

    Attributes:
        table: The kinds.
        sizes: The sample that the rows of each kind belong to; None where no plan asks.
        counts: (kinds,) int8, whether the rows of a kind that fell into zones count; -1 where it is not known yet.
        target: (kinds,) int32, a number for each sample.
        samples: The samples by number.
    """

    table: KindTable
    sizes: list[SampleSize | None] = field(default_factory=list)
    counts: Array = field(default_factory=lambda: np.empty(0, np.int8))
    target: Array = field(default_factory=lambda: np.empty(0, np.int32))
    samples: list[SampleSize] = field(default_factory=list)
    _numbers: dict[int, int] = field(default_factory=dict)
    _open: list[int] = field(default_factory=list)

    def update(self, tally: Tally) -> None:
        """Take in kinds that are new, and what is known of them by now."""
        groups, known = self.table.groups, len(self.sizes)
        if len(groups) > known:
            for group in groups[known:]:
                asked = None if group is None else group.asked
                size = None if asked is None else tally.sizes.of(asked.target.id)
                if size is not None:
                    self._open.append(len(self.sizes))
                    if id(size) not in self._numbers:
                        self._numbers[id(size)] = len(self.samples)
                        self.samples.append(size)
                self.sizes.append(size)
            new = [-1 if size is None else self._numbers[id(size)] for size in self.sizes[known:]]
            self.target = np.concatenate((self.target, np.array(new, np.int32)))
            self.counts = np.concatenate((self.counts, np.full(len(new), _UNKNOWN, np.int8)))
        still = []
        for kind in self._open:
            group = groups[kind]
            if group is None or not group.found:
                still.append(kind)
            else:
                self.counts[kind] = tally.sizes.counts_in_zones(group)
        self._open = still


class SampleBlocks:
    """Counts the samples of blocks that were sorted into a tally.

    Args:
        tally: The tally, which holds the sizes.
    """

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._kinds: dict[int, _Kinds] = {}
        self._seed = int.from_bytes(os.urandom(8))

    def add(self, done: SortedBlock) -> None:
        """Count the rows of a sorted block, whose rows all are in the tally.

        1. Rows of samples that are settled, and rows that do not count, are passed over. 2. Rows are numbered by
        lot; what needs no more of its lot is passed over. 3. They are numbered by part. 4. Each number is added.
        """
        if not self._tally.plan.sampled:
            return
        kinds = self._kinds.get(id(done.table))
        if kinds is None:
            kinds = self._kinds[id(done.table)] = _Kinds(done.table)
        kinds.update(self._tally)
        code = self._counted(done, kinds)  # 1
        if code is None:
            return
        first = _first_rows(code, len(kinds.sizes))
        lots = self._numbered(done, code, first, "lot", None)
        first = self._by_lot(done, kinds, code, first if lots is None else lots)  # 2
        if not first.size:
            return
        for key in COLUMNS[1:]:  # 3
            numbered = self._numbered(done, code, first, key, "sample" if key == "item" else None)
            first = first if numbered is None else numbered
        self._add(done, kinds, code, first)  # 4

    def _counted(self, done: SortedBlock, kinds: _Kinds) -> Array | None:
        """(n,) int32, the kind of each row that counts, -1 elsewhere; None where no row counts."""
        needed = np.array([*(not size.is_settled for size in kinds.samples), False], np.bool_)[kinds.target]
        if not needed.any():
            return None
        numbers = np.arange(len(needed), dtype=np.int32)
        code: Array = np.where(needed & (kinds.counts == _YES), numbers, np.int32(-1))[done.kinds]
        code[done.aside] = -1
        for same in done.same:
            if needed[same.kind] and same.text and self._counts(done, same):
                code[same.rows] = same.kind
        return code

    def _counts(self, done: SortedBlock, same: Same) -> bool:
        """Whether rows that were set aside with one text count."""
        group = done.table.groups[same.kind]
        if group is None:
            return False
        if zone_number(done, same) is not None:
            return self._tally.sizes.counts_in_zones(group)
        return self._tally.sizes.counts_text(group, (same.text, ""), partial(done.block.row, same.rows[0]))

    def _numbered(self, done: SortedBlock, code: Array, first: Array, key: str, unless: str | None) -> Array | None:
        """Number rows by one more column: the first row of each number; None where the table has no such column.

        Args:
            done: The block.
            code: (n,) the numbers, replaced.
            first: The first row of each number so far.
            key: The column.
            unless: A column whose cell, where it is filled in, makes this one blank.
        """
        cells = None if key in done.table.columns else _Cells.of(done.block, key)
        if cells is None:
            return None
        rows = len(code)
        blank = np.zeros(first.size, np.int8)
        if unless is not None:
            told = self._texts(done, unless)
            blank[:] = [bool(told(row)) for row in first.tolist()]
        mask = (1 << (2 * rows).bit_length()) - 1
        slots, before, begun = np.full(mask + 1, -1, np.int32), np.empty(rows, np.int32), np.empty(rows, np.int32)
        number = split(
            rows, code, cells.data, cells.begins, cells.ends, cells.apart, cells.place, blank, self._seed, slots, mask,
            before, begun,
        )  # fmt: skip
        return begun[:number]

    @staticmethod
    def _texts(done: SortedBlock, key: str) -> Any:  # noqa: ANN401 -- a function from a row to its text
        """Tells the text of a column by the row."""
        if key in done.table.columns:
            at, words = done.table.keys.index(key), done.table.cells
            return lambda row: words[done.kinds[row]][at]
        cells = _Cells.of(done.block, key)
        return (lambda _: "") if cells is None else cells.text

    def _by_lot(self, done: SortedBlock, kinds: _Kinds, code: Array, first: Array) -> Array:
        """Pass over the rows of lots that need no more; the first row of each number, without gaps."""
        told = self._texts(done, "lot")
        kept = np.full(first.size + 1, -1, np.int32)
        number = 0
        for at, row in enumerate(first.tolist()):
            size = kinds.sizes[done.kinds[row]]
            if row < 0 or size is None or not size.needs(lot := told(row)):
                continue
            if size.detail is Detail.LOTS:
                size.add(lot, "", None)
                continue
            kept[at] = number
            number += 1
        # The number -1 finds the last place.
        code[:] = kept[code]
        return first[kept[:-1] >= 0]

    def _add(self, done: SortedBlock, kinds: _Kinds, code: Array, first: Array) -> None:
        counts = np.bincount(code[code >= 0], minlength=first.size)
        told = [self._texts(done, key) for key in COLUMNS]
        for row, rows in zip(first.tolist(), counts.tolist(), strict=True):
            size = kinds.sizes[done.kinds[row]]
            if size is not None:
                lot, wafer, sample, item, n = (text(row) for text in told)
                size.add(lot, part_of(wafer, sample, item), stated_size(n), rows)


def _first_rows(code: Array, numbers: int) -> Array:
    """(numbers,) the first row of each number, -1 where it has none."""
    first = np.full(numbers, -1, np.int32)
    rows = np.flatnonzero(code >= 0)[::-1]
    # Of several that are written to one place, the last one stays.
    first[code[rows]] = rows
    return first
