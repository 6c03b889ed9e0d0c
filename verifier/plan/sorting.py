"""Blocks sorted into a tally: kinds of rows get numbers, numbers get cuts, and the kernel counts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from math import inf
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from verifier.measurement.delimited import Record
from verifier.measurement.grid import Reading, sound_cell
from verifier.measurement.row import Row
from verifier.measurement.table import rows_of
from verifier.plan.beside import either
from verifier.plan.digits import POWERS
from verifier.plan.exact_rows import add_exact
from verifier.plan.group import Group, Seen, Zone
from verifier.plan.kernel import candidates, sort_rows
from verifier.plan.kinds import KindTable
from verifier.plan.kinds_beside import KindsBeside, keys_beside
from verifier.plan.machine import Array, Rooms
from verifier.plan.sample_blocks import SampleBlocks
from verifier.plan.sorted_block import SortedBlock
from verifier.plan.tally import Tally
from verifier.plan.threshold import Width

if TYPE_CHECKING:
    from verifier.plan.sorted_block import AnyBlock

__all__ = ["Sink", "Sorter"]

_NEAR: Final = 1e-14
"""A double so near a limit may lie on its other side at 15 digits, which the scalar path says."""
_DOUBT: Final = {Width.DOUBLE: 2.0**-50, Width.SINGLE: 2.0**-21}
"""How near a limit that moves with U doubles are not compared, relative to what is: eight roundings."""
_NOTHING: Final = np.empty(0)
_MOST_EVIDENCE: Final = 10_000

_Ends = tuple[tuple[Fraction, int], tuple[Fraction, int]]


@dataclass(frozen=True, slots=True)
class _Later:
    """A row that has a zone's least or greatest value so far: read, and its value worked out, once it is the last."""

    zone: Zone
    place: tuple[int, int]
    record: Callable[[], Record]
    reading: Reading

    @classmethod
    def of(cls, done: SortedBlock, zone: Zone, number: int) -> _Later:
        return cls(zone, done.place(number), done.block.later(number), done.block.reading)


class Sink(Protocol):
    """What takes every row's zone beside the tally."""

    def write(self, done: SortedBlock) -> None:
        """Take the rows of a block."""

    def write_rows(self, rows: Sequence[Row]) -> None:
        """Take rows that were read one by one."""


class Sorter:
    """Sorts the blocks of one file into a tally, in order.

    Args:
        tally: Where the rows are added.
        file: The number of the file.
        sinks: What takes every row's zone.
    """

    def __init__(self, tally: Tally, file: int, sinks: Sequence[Sink] = ()) -> None:
        self.tally = tally
        self.file = file
        self.sinks = sinks
        self._lowest: dict[tuple[int, int], _Later] = {}
        self._highest: dict[tuple[int, int], _Later] = {}
        self._tables: dict[tuple[Width | None, int], KindTable] = {}
        self._beside: dict[tuple[Width | None, int], KindsBeside] = {}
        self._rooms = Rooms()
        self._samples = SampleBlocks(tally)
        self._columns = frozenset().union(*(asked.columns for asked in tally.plan.asked.values()))

    def encoded(self, reading: Reading) -> frozenset[str]:
        """Keys of the columns of a table by whose words kinds of rows are told."""
        return self._columns.difference(keys_beside(self.tally.plan, reading))

    def add(self, block: AnyBlock, before: int) -> None:
        """Add the rows of a block.

        Args:
            block: The rows.
            before: How many rows of the file came before it.
        """
        key = block.width, block.column
        table = self._tables.get(key)
        if table is None:
            table = self._tables[key] = KindTable(block.width, self.tally, self._columns, block.reading)
            beside = keys_beside(self.tally.plan, block.reading)
            if beside:
                self._beside[key] = KindsBeside(table, tuple(map(block.reading.keys.index, beside)))
        done = self._sorted(block, table, before, self._beside.get(key))
        self._note_evidence(done)
        self._count(done)
        self.tally.counted += int(done.count.sum())
        self._list(done)
        self._add_values(done)
        for sink in self.sinks:
            sink.write(done)
        add_exact(self.tally, done)
        self._samples.add(done)

    def _sorted(self, block: AnyBlock, table: KindTable, before: int, by_beside: KindsBeside | None) -> SortedBlock:
        beside, doubt, near = None, 0.0, _NEAR if block.width is Width.DOUBLE else 0.0
        if by_beside is None:
            kinds = block.kinds(self._columns, table.number_of)
        else:
            keys = [str(block.reading.keys[place]) for place in by_beside.places]
            stated = [block.beside(key, self._rooms) for key in keys]
            kinds = by_beside.kinds(block.kinds(self._columns.difference(keys), by_beside.base_of), stated)
            beside = either(stated)
            widest = Width.SINGLE if Width.SINGLE in {block.width, beside.width} else Width.DOUBLE
            doubt = max(_DOUBT[widest], near)
        table.build()
        rows, zones = len(block), len(table.slots)
        made = SortedBlock(
            block, table, kinds, self.file, before,
            count=np.zeros(zones, np.int64), low=np.full(zones, inf), high=np.full(zones, -inf),
            at_low=np.zeros(zones, np.int64), at_high=np.zeros(zones, np.int64), at_first=np.full(zones, -1, np.int64),
            is_long=np.zeros(zones, np.int8), listed=self._rooms.of("listed", rows, np.int64),
            aside=self._rooms.of("aside", rows, np.int64),
            slot_of=self._rooms.of("slot_of", rows, np.int32), beside=beside,
        )  # fmt: skip
        shown = np.zeros(1, np.int64)
        aside = sort_rows(
            rows, kinds, block.numbers, block.digits, int(block.width is None), near,
            _NOTHING if beside is None else beside.numbers, doubt, POWERS, table.start, table.zones, table.firsts,
            table.ties, table.shares, table.slopes, table.weights, table.flag, table.room,
            made.count, made.low, made.high, made.at_low, made.at_high, made.at_first, made.is_long,
            made.aside, made.listed, made.slot_of, shown,
        )  # fmt: skip
        made.aside, made.listed = made.aside[:aside], made.listed[: shown[0]]
        return made

    # ---- zones ----

    def _count(self, done: SortedBlock) -> None:
        """Add the rows that were sorted, zone by zone."""
        table = done.table
        np.maximum(table.is_long, done.is_long, out=table.is_long)
        # Rounding is monotone: a double above that of the least value is no less, and equal doubles of short texts
        # are equal values.
        lower = (done.low < table.least) | ((done.low == table.least) & (table.is_long > 0))
        higher = (done.high > table.greatest) | ((done.high == table.greatest) & (table.is_long > 0))
        np.minimum(table.least, done.low, out=table.least)
        np.maximum(table.greatest, done.high, out=table.greatest)
        wanted = ((lower | higher) & (done.is_long > 0) & (done.count > 0)).astype(np.int8)
        ends: dict[int, _Ends] = {}
        if wanted.any():
            self._settle(done, wanted, ends)
        table.rows += done.count
        # Of other zones there is nothing to say but how many rows they have.
        slots = np.flatnonzero((done.count > 0) & ((table.rows == done.count) | lower | higher)).tolist()
        firsts = self._firsts(done, slots)
        for slot in slots:
            group, zone = _group_of(done, slot), table.slots[slot][1]
            found = group.found.get(zone)
            if found is None:
                end = _exact(firsts[slot])
                found = self.tally.add_to_zone(group, zone, 0, end, end, end[1])
            elif slot in firsts:
                # Rows for the exact reader, or of another spelling, may have come first, from behind.
                found.first = min(found.first, firsts[slot], key=_place)
            if slot in ends:
                found.widen(*((value, done.seen(row)) for value, row in ends[slot]))
                continue
            if lower[slot]:
                self._lowest[id(table), slot] = _Later.of(done, found, int(done.at_low[slot]))
            if higher[slot]:
                self._highest[id(table), slot] = _Later.of(done, found, int(done.at_high[slot]))

    @staticmethod
    def _firsts(done: SortedBlock, slots: Sequence[int]) -> dict[int, Seen]:
        """The first rows of those zones that had none before, or a later one."""
        wanted: list[int] = []
        for slot in slots:
            found = _group_of(done, slot).found.get(done.table.slots[slot][1])
            if found is None or done.place(int(done.at_first[slot])) < found.first.place:
                wanted.append(slot)
        rows = done.all_seen(done.at_first[wanted].tolist())
        return dict(zip(wanted, rows, strict=True))

    def finish(self) -> None:
        """Note how many rows each zone has, and the least and the greatest values, of all blocks together."""
        for table in self._tables.values():
            for slot in np.flatnonzero(table.rows).tolist():
                group, zone = table.slots[slot]
                if group is not None:
                    group.found[zone].count += int(table.rows[slot])
        for later, end in self._ends(self._lowest.values()):
            later.zone.widen(end, None)
        for later, end in self._ends(self._highest.values()):
            later.zone.widen(None, end)

    def _ends(self, laters: Collection[_Later]) -> Iterator[tuple[_Later, tuple[Fraction, Seen]]]:
        """Rows that stayed the least or the greatest, with their values; each states something."""
        for _, several in groupby(laters, key=lambda later: id(later.reading)):
            same = list(several)
            made = rows_of((later.record() for later in same), same[0].reading)
            for later, row in zip(same, made, strict=True):
                yield later, _exact(Seen(later.place, row))

    def _settle(self, done: SortedBlock, wanted: Array, ends: dict[int, _Ends]) -> None:
        """The exact ends of zones with long texts, from the rows whose doubles are the least and the greatest."""
        block = done.block
        near = np.empty(len(block), np.int64)
        number = candidates(len(block), block.numbers, done.slot_of, done.low, done.high, wanted, near)
        for same in done.grouped(near[:number]):
            slot = int(done.slot_of[same.rows[0]])
            one = (Fraction(Decimal(same.text)), min(same.rows))
            low, high = ends.get(slot, (one, one))
            ends[slot] = (min(low, one), min(high, one, key=lambda end: (-end[0], end[1])))

    def _list(self, done: SortedBlock) -> None:
        """List the rows of zones that are no plain pass."""
        chosen: dict[int, list[int]] = {}
        for row, slot in zip(done.listed.tolist(), done.slot_of[done.listed].tolist(), strict=True):
            if _group_of(done, slot).found[done.table.slots[slot][1]].lists:
                chosen.setdefault(slot, []).append(row)
        seen = iter(done.all_seen([row for rows in chosen.values() for row in rows]))
        for slot, rows in chosen.items():
            self.tally.list_rows(_group_of(done, slot), done.table.slots[slot][1], [next(seen) for _ in rows])

    def _note_evidence(self, done: SortedBlock) -> None:
        if len(self.tally.evidence) >= _MOST_EVIDENCE:
            return
        column = done.block.cells("evidence")
        if column is None:
            return
        import pyarrow as pa
        import pyarrow.compute as pc

        rows = done.block.stated(np.arange(len(done.block)))
        column = column if len(rows) == len(column) else column.take(pa.array(rows))
        for text in pc.unique(column).to_pylist()[:_MOST_EVIDENCE]:
            known = self.tally.evidence.get(text.strip())
            # Of several value columns a later one may name it first.
            if not text or (known is not None and not done.block.column):
                continue
            number = int(rows[pc.index(column, text).as_py()])
            row = done.block.row(number) if known is None or done.place(number) < known.place else None
            if row is not None:
                self.tally.evidence[row.evidence] = done.placed(number, row)

    def _add_values(self, done: SortedBlock) -> None:
        """Count by text what a statistic needs: the values of rows, and the U beside them."""
        needed = [group is not None and group.needs_values for group in done.table.groups]
        for group, row, texts in done.counted(needed, done.block.texts, done.value_text):
            self.tally.add_values(group, row, texts)
        if done.beside is not None:
            needed = [group is not None and group.joins_expanded for group in done.table.groups]
            for group, row, texts in done.counted(needed, done.beside.texts, sound_cell):
                self.tally.add_expanded(group, row, texts)


def _exact(seen: Seen) -> tuple[Fraction, Seen]:
    """A row that has a zone, with its exact value: its text is a plain decimal."""
    return Fraction(Decimal(seen.row.value)), seen


def _place(seen: Seen) -> tuple[int, int]:
    return seen.place


def _group_of(done: SortedBlock, slot: int) -> Group:
    group = done.table.slots[slot][0]
    if group is None:
        message = "rows without a group are set aside"
        raise LookupError(message)
    return group
