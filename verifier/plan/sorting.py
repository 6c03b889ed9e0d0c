"""Blocks sorted into a tally: kinds of rows get numbers, numbers get cuts, and the kernel counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import inf
from typing import Any, Final, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from verifier.measurement.binary_float import shortest_double, shortest_single
from verifier.measurement.row import Row
from verifier.plan.block import Block
from verifier.plan.kernel import Array, candidates, sort_rows
from verifier.plan.kinds import KindTable
from verifier.plan.row_verdicts import RowVerdicts
from verifier.plan.tally import Group, Seen, Tally
from verifier.plan.threshold import Width

__all__ = ["Sorter"]

_NEAR: Final = 1e-14
"""A double so near a limit may lie on its other side at 15 digits, which the scalar path says."""
_MOST_EVIDENCE: Final = 10_000


class Sorter:
    """Sorts the blocks of one file into a tally, in order.

    Args:
        tally: Where the rows are added.
        file: The number of the file.
        verdicts: Where each row's verdict is written, None for nowhere.
    """

    def __init__(self, tally: Tally, file: int, verdicts: RowVerdicts | None = None) -> None:
        self.tally = tally
        self.file = file
        self.verdicts = verdicts
        self._tables: dict[Width | None, KindTable] = {}
        self._columns = frozenset().union(*(asked.columns for asked in tally.plan.asked.values()))

    @property
    def encoded(self) -> frozenset[str]:
        """Keys of the columns that kinds of rows are told by."""
        return self._columns

    def add(self, block: Block, before: int) -> None:
        """Add the rows of a block.

        Args:
            block: The rows.
            before: How many rows of the file came before it.
        """
        table = self._tables.setdefault(block.width, KindTable(block.width))
        kinds = table.kinds_of(block, self._columns, self.tally)
        table.build()
        number, zones = len(block), int(table.start[-1]) + len(table.groups)
        room = self._room(table)
        count, at_first = np.zeros(zones, np.int64), np.full(zones, -1, np.int64)
        low, high = np.full(zones, inf), np.full(zones, -inf)
        at_low, at_high = np.zeros(zones, np.int64), np.zeros(zones, np.int64)
        is_long, exact, listed = np.zeros(zones, np.int8), np.empty(number, np.int64), np.empty(number, np.int64)
        slot_of = np.empty(0 if self.verdicts is None else number, np.int32)
        near = _NEAR if block.width is Width.DOUBLE else 0.0
        aside, shown = sort_rows(
            kinds, block.numbers, block.lengths, near, table.start, table.firsts, table.ties, table.flag, room,
            count, low, high, at_low, at_high, at_first, is_long, exact, listed, slot_of,
        )  # fmt: skip
        seen = _Seen(block, before, self.file)
        self._note_evidence(block, seen)
        found = np.flatnonzero(count)
        slots = self._slots(table)
        ends = (low, high, at_low, at_high, is_long)
        extremes = self._extremes(block, kinds, table, ends, exact[:aside], slots, found)
        for slot in found.tolist():
            group, zone = slots[slot]
            self._add_zone(group, zone, int(count[slot]), seen.at(int(at_first[slot])), extremes.get(slot), seen)
            self.tally.counted += int(count[slot])
        self._list(listed[:shown], kinds, block, table, seen, slots)
        self._add_values(block, kinds, table, exact[:aside])
        if self.verdicts is not None:
            self.verdicts.write(block, slot_of, slots, _grouped(block, kinds, exact[:aside]))
        self._add_exact(block, kinds, table, exact[:aside], seen)

    def _slots(self, table: KindTable) -> list[tuple[Group, int]]:
        """The group and the zone of each slot that the kernel counts in."""
        # Rows without a group are never counted: theirs is never looked at.
        return [
            (cast("Group", group), zone)
            for group, cuts in zip(table.groups, table.parts, strict=True)
            for zone in range(len(cuts) + 1)
        ]

    def _room(self, table: KindTable) -> Array:
        room = [
            0 if group is None or group.zones.collected is not None else self.tally.room(group, zone)
            for group, cuts in zip(table.groups, table.parts, strict=True)
            for zone in range(len(cuts) + 1)
        ]
        return np.array(room, np.int32)

    # ---- zones ----

    def _extremes(  # noqa: PLR0917 -- one block's arrays
        self,
        block: Block,
        kinds: Array,
        table: KindTable,
        arrays: tuple[Array, ...],
        exact: Array,
        slots: list[tuple[Group, int]],
        found: Array,
    ) -> dict[int, tuple[tuple[Fraction, int], tuple[Fraction, int]]]:
        """The exact least and greatest value of each zone that may change the tally's, with their rows."""
        low, high, at_low, at_high, is_long = arrays
        wanted = np.zeros(low.size, np.bool_)
        ends: dict[int, tuple[tuple[Fraction, int], tuple[Fraction, int]]] = {}
        for slot in found.tolist():
            group, zone = slots[slot]
            before = group.found.get(zone)
            long = bool(is_long[slot])
            if before is not None and not long:
                # Rounding is monotone: a double above that of the least value is no less.
                least, greatest = float(before.low[0]), float(before.high[0])
                if low[slot] > least and high[slot] < greatest:
                    continue
            if long and block.width is None:
                wanted[slot] = True
            else:
                ends[slot] = (
                    (_exact(block, int(at_low[slot])), int(at_low[slot])),
                    (_exact(block, int(at_high[slot])), int(at_high[slot])),
                )
        if wanted.any():
            aside = np.zeros(len(block), np.bool_)
            aside[exact] = True
            near = np.empty(len(block), np.int64)
            number = candidates(kinds, block.numbers, aside, table.start, table.firsts, low, high, wanted, near)
            self._settle(block, kinds, table, near[:number], ends)
        return ends

    def _settle(
        self,
        block: Block,
        kinds: Array,
        table: KindTable,
        rows: Array,
        ends: dict[int, tuple[tuple[Fraction, int], tuple[Fraction, int]]],
    ) -> None:
        """The exact ends of zones with long texts, from the rows whose doubles are the least and the greatest."""
        for kind, text, numbers in _grouped(block, kinds, rows):
            cuts = table.parts[kind]
            x = float(block.numbers[numbers[0]])
            slot = int(table.start[kind]) + kind + sum(x >= cut.first for cut in cuts)
            value, first = Fraction(Decimal(text.strip())), min(numbers)
            if slot not in ends:
                ends[slot] = ((value, first), (value, first))
                continue
            low, high = ends[slot]
            ends[slot] = (
                min(low, (value, first)),
                min(high, (value, first), key=lambda one: (-one[0], one[1])),
            )

    def _add_zone(  # noqa: PLR0917 -- one block's arrays
        self,
        group: Group,
        zone: int,
        count: int,
        first: int,
        ends: tuple[tuple[Fraction, int], tuple[Fraction, int]] | None,
        seen: _Seen,
    ) -> None:
        found = group.found.get(zone)
        if found is not None and ends is None:
            found.count += count
            return
        if ends is None:
            return
        low, high = ends
        if found is not None and low[0] >= found.low[0] and high[0] <= found.high[0]:
            found.count += count
            return
        lowest, highest = (low[0], seen.of(low[1])), (high[0], seen.of(high[1]))
        self.tally.add_to_zone(group, zone, count, lowest, highest, found.first if found else seen.of(first))

    def _list(  # noqa: PLR0917 -- one block's arrays
        self, rows: Array, kinds: Array, block: Block, table: KindTable, seen: _Seen, slots: list[tuple[Group, int]]
    ) -> None:
        """List the rows of zones that are no plain pass."""
        chosen: list[int] = []
        places: list[int] = []
        for row in rows.tolist():
            kind = int(kinds[row])
            x = block.numbers[row]
            begin, end = int(table.start[kind]), int(table.start[kind + 1])
            slot = begin + kind + int((table.firsts[begin:end] <= x).sum())
            group, zone = slots[slot]
            if not group.found[zone].plain:
                chosen.append(row)
                places.append(slot)
        found: dict[int, list[Seen]] = {}
        for number, slot, row_made in zip(chosen, places, block.rows(chosen), strict=True):
            found.setdefault(slot, []).append(seen.with_row(number, row_made))
        for slot, listed in found.items():
            self.tally.list_rows(*slots[slot], listed)

    def _note_evidence(self, block: Block, seen: _Seen) -> None:
        column = block.column("evidence")
        if column is None or len(self.tally.evidence) >= _MOST_EVIDENCE:
            return
        for text in pc.unique(column).to_pylist()[:_MOST_EVIDENCE]:
            if text and text.strip() not in self.tally.evidence:
                number = pc.index(column, text).as_py()
                row = block.row(number)
                if row is not None:
                    self.tally.evidence.setdefault(row.evidence, seen.with_row(number, row))

    # ---- values, and rows for the exact reader ----

    def _add_values(self, block: Block, kinds: Array, table: KindTable, exact: Array) -> None:
        needed = np.array([group is not None and group.needs_values for group in table.groups], np.bool_)
        if not needed.any():
            return
        chosen = needed[kinds]
        chosen[exact] = False
        rows = np.flatnonzero(chosen)
        if not rows.size:
            return
        grouped = pa.table({"kind": pa.array(kinds[rows]), "text": block.texts(rows)}).group_by(["kind", "text"])
        counts: dict[int, Counter[str]] = {}
        for one in grouped.aggregate([([], "count_all")]).to_pylist():
            text = _value_text(block, one["text"])
            counts.setdefault(one["kind"], Counter())[text] += one["count_all"]
        for kind, texts in counts.items():
            group = table.groups[kind]
            if group is not None:
                self.tally.add_values(group, next(iter(group.found.values())).first.row, texts)

    def _add_exact(self, block: Block, kinds: Array, table: KindTable, rows: Array, seen: _Seen) -> None:
        """Rows for the exact reader, one by one where they may differ in more than their text."""
        sure: list[list[int]] = []
        for kind, text, numbers in _grouped(block, kinds, rows):
            if table.groups[kind] is not None and text.strip():
                sure.append(numbers)
                continue
            for number in numbers:
                made = block.row(number)
                if made is not None:
                    self.tally.add(seen.with_row(number, made), 1, _Rest(seen, ()))
        for numbers, first in zip(sure, block.rows([one[0] for one in sure]), strict=True):
            self.tally.add(seen.with_row(numbers[0], first), len(numbers), _Rest(seen, numbers[1:]))


@dataclass(frozen=True, slots=True)
class _Seen:
    """Makes rows of a block, each with its place."""

    block: Block
    before: int
    file: int

    def at(self, number: int) -> int:
        return number

    def of(self, number: int) -> Seen:
        row = self.block.row(number)
        if row is None:
            message = f"row {number} of a zone states nothing"
            raise LookupError(message)
        return self.with_row(number, row)

    def with_row(self, number: int, row: Row) -> Seen:
        return Seen((self.file, self.before + number), row)


@dataclass(frozen=True, slots=True)
class _Rest:
    """The rows of one text behind the first."""

    seen: _Seen
    numbers: Sequence[int]

    def __call__(self, most: int) -> list[Seen]:
        numbers = self.numbers[: max(most, 0)]
        made = self.seen.block.rows(numbers)
        return [self.seen.with_row(number, row) for number, row in zip(numbers, made, strict=True)]


def _grouped(block: Block, kinds: Array, rows: Array) -> list[tuple[int, str, list[int]]]:
    """Rows by kind and text, in order of their first row."""
    if not rows.size:
        return []
    table = pa.table({"kind": pa.array(kinds[rows]), "text": block.texts(rows), "row": pa.array(rows)})
    found = table.group_by(["kind", "text"], use_threads=False).aggregate([("row", "list")]).to_pydict()
    return [
        (kind, _value_text(block, text), numbers)
        for kind, text, numbers in zip(found["kind"], found["text"], found["row_list"], strict=True)
    ]


def _value_text(block: Block, value: Any) -> str:  # noqa: ANN401 -- a text, or a number of a binary column
    if value is None:
        return ""
    if block.width is None:
        return str(value).strip()
    if block.width is Width.DOUBLE:
        return shortest_double(value)
    return shortest_single(int(np.float32(value).view(np.uint32)))


def _exact(block: Block, row: int) -> Fraction:
    """The exact value of a row whose text is a plain decimal."""
    return Fraction(Decimal(_value_text(block, block.text(row))))
