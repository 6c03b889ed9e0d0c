"""The lots and parts of a block of rows: rows that name the same ones get one number, and are counted together."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from verifier.decision.sample_size import Detail, SampleSize, part_of, stated_size
from verifier.plan.exact_rows import on_grid
from verifier.plan.machine import Array
from verifier.plan.part_cells import PartCells, split
from verifier.plan.sample_sizes import COLUMNS

if TYPE_CHECKING:
    from verifier.plan.kinds import KindTable
    from verifier.plan.plan import Plan
    from verifier.plan.sorted_block import Same, SortedBlock
    from verifier.plan.tally import Tally

__all__ = ["SampleBlocks", "noted_for"]

_UNKNOWN, _YES = -1, 1
_STEP: Final = 1024


def noted_for(plan: Plan) -> tuple[str, ...]:
    """The columns that must be looked at apart, so that samples can be counted; none where no plan asks."""
    return COLUMNS if plan.sampled else ()


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
        self._slots = np.empty(0, np.int32)

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
        columns = PartCells(done)
        first = self._numbered(columns, code, _first_rows(code, len(kinds.sizes)), "lot")
        first, lots = self._by_lot(columns, kinds, code, first)  # 2
        if not first.size:
            return
        by_lot = code.copy()
        for key in COLUMNS[1:]:  # 3
            first = self._numbered(columns, code, first, key)
        counts = np.bincount(code[code >= 0], minlength=first.size)
        lot_of = by_lot[first]
        order = np.argsort(lot_of, kind="stable")
        ends = np.searchsorted(lot_of[order], np.arange(len(lots)), side="right")
        for (size, lot), numbers in zip(lots, np.split(order, ends[:-1]), strict=True):  # 4
            _add_parts(columns, size, lot, first[numbers], counts[numbers])

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
        if on_grid(done, same) is not None:
            return self._tally.sizes.counts_in_zones(group)
        return self._tally.sizes.counts_text(group, (same.text, ""), partial(done.block.row, same.rows[0]))

    def _numbered(self, columns: PartCells, code: Array, first: Array, key: str) -> Array:
        """Number rows by one more column, and tell the first row of each number.

        Args:
            columns: The columns of the block.
            code: (n,) the numbers, replaced.
            first: The first row of each number so far, -1 where it has none.
            key: The column.
        """
        cells = columns.cells(key)
        if cells is None:
            return first
        rows = len(code)
        blank = np.zeros(first.size, np.int8)
        if key == "item":
            # A part is told by its sample, and by its item where it has none.
            blank[:] = [text != "" for text in columns.texts("sample", first)]
        if self._slots.size < 2 * rows:
            self._slots = np.empty(1 << (2 * rows).bit_length(), np.int32)
        self._slots.fill(-1)
        before, begun = np.empty(rows, np.int32), np.empty(rows, np.int32)
        number = split(
            rows, code, cells.data, cells.begins, cells.ends, cells.apart, cells.place, blank,
            np.full(first.size, -1, np.int32), self._seed, self._slots, self._slots.size - 1, before, begun,
        )  # fmt: skip
        return begun[:number]

    @staticmethod
    def _by_lot(
        columns: PartCells, kinds: _Kinds, code: Array, first: Array
    ) -> tuple[Array, list[tuple[SampleSize, str]]]:
        """Pass over the rows of lots that need no more: the first row of each number, and its sample and lot."""
        kept = np.full(first.size + 1, -1, np.int32)
        lots: list[tuple[SampleSize, str]] = []
        found = np.flatnonzero(first >= 0)
        rows = first[found]
        for at, kind, lot in zip(found.tolist(), columns.kinds[rows].tolist(), columns.texts("lot", rows), strict=True):
            size = kinds.sizes[kind]
            if size is None or not size.needs(lot):
                continue
            if size.detail is Detail.LOTS:
                size.add(lot, "", None)
                continue
            kept[at] = len(lots)
            lots.append((size, lot))
        # The number -1 finds the last place.
        code[:] = kept[code]
        return first[kept[:-1] >= 0], lots


def _add_parts(columns: PartCells, size: SampleSize, lot: str, rows: Array, counts: Array) -> None:
    """Add the parts of one lot, a row of each, as long as more of them are needed."""
    for begin in range(0, len(rows), _STEP):
        if not size.needs(lot):
            return
        some = rows[begin : begin + _STEP]
        wafers, samples, items, numbers = (columns.texts(key, some) for key in COLUMNS[1:])
        names = map(part_of, wafers, samples, items)
        size.add_parts(
            lot, zip(names, map(stated_size, numbers), counts[begin : begin + _STEP].tolist(), strict=True)
        )  # fmt: skip


def _first_rows(code: Array, numbers: int) -> Array:
    """(numbers,) the first row of each number, -1 where it has none."""
    first = np.full(numbers, -1, np.int32)
    rows = np.flatnonzero(code >= 0)[::-1]
    # Of several that are written to one place, the last one stays.
    first[code[rows]] = rows
    return first
