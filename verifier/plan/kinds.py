"""Kinds of rows: rows of a block that agree in everything but the value get one number, and numbers get cuts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from math import inf
from typing import Any, Final

import numpy as np

from verifier.measurement.delimited import Record
from verifier.measurement.grid import Reading
from verifier.measurement.headings import Shape
from verifier.measurement.row import Row
from verifier.measurement.table import rows_of
from verifier.plan.expanded import expanded_of
from verifier.plan.group import COLUMNS, Group
from verifier.plan.machine import Array
from verifier.plan.tally import Tally
from verifier.plan.threshold import STEEP, Cut, Width
from verifier.quantity.number import read_number

__all__ = ["KindTable", "value_place"]

_ALL_EXACT: Final = 2
_BESIDE: Final = 4
_PROBE: Final = "1"
_REMEMBERED: Final = 200_000
_FREE: Final = frozenset({"conditions", "uncertainty", "u"})
"""Columns in which rows of one group may differ."""


def value_place(reading: Reading) -> int:
    """The place of the column of values; of a table with a column for each target, of the one that has its target."""
    if reading.shape is Shape.BY_TARGET:
        return next(at for at, heading in enumerate(reading.headings) if heading.target)
    return reading.keys.index("value")


@dataclass
class KindTable:
    """The cuts of all kinds of rows met so far, as the kernel wants them.

    Attributes:
        width: Width of the values where they are binary, None where they are text.
        tally: Where a new kind has its group.
        columns: Keys of the columns that tell kinds apart.
        reading: What is known of the table.
        groups: The group of each kind, None where only the scalar reader can tell its rows.
        cells: What the rows of each kind have in the columns that tell kinds apart, in the order of `keys`.
        parts: The cuts of each kind.
        flags: What the kernel sets aside of each kind: 1 negative values, 2 all rows; 4 where they may differ in U.
        joined: Whether a unit joins the values of each kind, so that the scalar reader must see them.
        slots: The group and the zone of each place that the kernel counts in.
        start: (kinds + 1,) where the cuts of each kind begin.
        zones: (kinds,) where its zones begin.
        firsts: (cuts,) least double behind each cut.
        ties: (cuts,) double that each limit rounds to.
        shares: (cuts,) 1 where values are compared, 0 where their U alone is.
        slopes: (cuts,) how many times the number of U is added to a value before it is compared.
        weights: (cuts,) by how many zones those behind each cut are farther on.
        flag: (kinds,) the flags.
        least: (zones,) least double so far of each place.
        greatest: (zones,) greatest double so far.
        is_long: (zones,) whether some text had more than 15 digits.
        rows: (zones,) how many rows so far.
        room: (zones,) how many rows the kernel may still put forward to be listed; a tally keeps the first of them.
    """

    width: Width | None
    tally: Tally
    columns: frozenset[str]
    reading: Reading
    groups: list[Group | None] = field(default_factory=list)
    cells: list[tuple[str, ...]] = field(default_factory=list)
    parts: list[tuple[Cut, ...]] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)
    joined: list[bool] = field(default_factory=list)
    slots: list[tuple[Group | None, int]] = field(default_factory=list)
    start: Array = field(default_factory=lambda: np.zeros(1, np.int32))
    zones: Array = field(default_factory=lambda: np.empty(0, np.int32))
    firsts: Array = field(default_factory=lambda: np.empty(0))
    ties: Array = field(default_factory=lambda: np.empty(0))
    shares: Array = field(default_factory=lambda: np.empty(0))
    slopes: Array = field(default_factory=lambda: np.empty(0))
    weights: Array = field(default_factory=lambda: np.empty(0, np.int32))
    flag: Array = field(default_factory=lambda: np.empty(0, np.int8))
    least: Array = field(default_factory=lambda: np.empty(0))
    greatest: Array = field(default_factory=lambda: np.empty(0))
    is_long: Array = field(default_factory=lambda: np.empty(0, np.int8))
    rows: Array = field(default_factory=lambda: np.empty(0, np.int64))
    room: Array = field(default_factory=lambda: np.empty(0, np.int32))
    _known: dict[tuple[str, ...], int] = field(default_factory=dict)
    _same: dict[tuple[Any, ...], int] = field(default_factory=dict)
    _asked: int = 0
    _built: int = -1

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The keys of the columns that tell kinds apart, in order."""
        return tuple(key for key in COLUMNS if key in self.columns)

    def number_of(self, cells: tuple[str, ...], line: int) -> int:
        """The number of the kind that a row is of.

        Args:
            cells: The cells of the row.
            line: Its line, for errors.
        """
        stated = {**dict(zip(self.reading.keys, cells, strict=True)), **self._stated_above}
        raw = tuple(stated.get(key, "") for key in self.keys)
        number = self._known.get(raw)
        if number is None:
            row = self._probe(cells, line) if stated["target"] else None
            self._asked += 1
            if row is not None:
                self.tally.check_kinds(row, self._asked)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            number = self._known[raw] = self._number(row, raw)
        return number

    def _number(self, row: Row | None, cells: tuple[str, ...]) -> int:
        """The number of the kind that a row is of; rows of one group are mostly of one kind."""
        if row is None:
            return self.add(None, cells)
        group = self.tally.group(row)
        # Beside a unit cell that differs from the heading's, the heading's unit joins each value.
        joined = row.value != _PROBE
        beside = group.zones.beside
        expanded = None if beside is None else expanded_of(row, beside)
        scale = None if expanded is None else expanded / read_number(row.uncertainty or row.u).value
        told = tuple(cell for key, cell in zip(self.keys, cells, strict=True) if key not in _FREE)
        same = (id(group), told, joined, scale)
        if same not in self._same:
            self._same[same] = self.add(group, cells, joined=joined, scale=scale)
        return self._same[same]

    def _probe(self, cells: tuple[str, ...], line: int) -> Row | None:
        """A row of the kind."""
        probe = tuple(_PROBE if at == self._value_at else cell for at, cell in enumerate(cells))
        return next(rows_of((Record(line, probe),), self.reading), None)

    @cached_property
    def _value_at(self) -> int:
        return value_place(self.reading)

    @cached_property
    def _stated_above(self) -> dict[str | None, str]:
        """The target, where the heading of the values names it."""
        target = self.reading.headings[self._value_at].target
        return {"target": target} if target else {}

    def weight_of(self, kind: int) -> str:
        """The weight of the rows of a kind, where those of its group differ in that, else ""."""
        group = self.groups[kind]
        return self.cells[kind][self.keys.index("weight")] if group is not None and group.weighs else ""

    def words(self, key: str) -> list[str]:
        """What the rows of each kind have in a column that tells kinds apart."""
        at = self.keys.index(key)
        return [cells[at] for cells in self.cells]

    def add(
        self, group: Group | None, cells: tuple[str, ...], *, joined: bool = False, scale: Fraction | None = None
    ) -> int:
        """The number of a new kind of row.

        Args:
            group: Its group; None for rows that only the scalar reader can tell.
            cells: What its rows have in the columns that tell kinds apart.
            joined: Whether a unit joins the values.
            scale: U by the number that states it, where U is a coordinate.
        """
        self.groups.append(group)
        self.cells.append(cells)
        self.joined.append(joined)
        exact = group is None or joined or group.zones.collected is not None
        beside = group is not None and group.differs
        cuts = () if group is None or exact else group.zones.cuts
        if scale is not None:
            cuts = tuple(replace(cut, slope=cut.slope * scale) for cut in cuts)
        slopes = [abs(cut.slope) for cut in cuts if cut.slope]
        if slopes and (scale is None or not all(STEEP[0] < slope < STEEP[1] for slope in slopes)):
            exact, cuts = True, ()
        if self.width is Width.SINGLE:
            cuts = tuple(cut if cut.slope else cut.of_width(Width.SINGLE) for cut in cuts)
        self.parts.append(cuts)
        self.slots += [(group, zone) for zone in range(1 + sum(cut.weight for cut in cuts))]
        below = group is not None and group.zones.exact_below_zero
        self.flags.append((_ALL_EXACT if exact else int(below)) + _BESIDE * beside)
        return len(self.groups) - 1

    def is_beside(self, kind: int) -> bool:
        """Whether the rows of a kind may differ in their U."""
        return bool(self.flags[kind] & _BESIDE)

    def build(self) -> None:
        """Bring the arrays up to date."""
        if self._built == len(self.groups):
            return
        self._built = len(self.groups)
        self.start = np.cumsum([0, *(len(part) for part in self.parts)]).astype(np.int32)
        sizes = [1 + sum(cut.weight for cut in part) for part in self.parts]
        self.zones = np.cumsum([0, *sizes])[:-1].astype(np.int32)
        cuts = [cut for part in self.parts for cut in part]
        self.firsts = np.array([cut.first for cut in cuts], np.float64)
        self.ties = np.array([cut.tie for cut in cuts], np.float64)
        self.shares = np.array([cut.share for cut in cuts], np.float64)
        self.slopes = np.array([float(cut.slope) for cut in cuts], np.float64)
        self.weights = np.array([cut.weight for cut in cuts], np.int32)
        self.flag = np.array(self.flags, np.int8)
        more = len(self.slots) - self.least.size
        self.least = np.concatenate((self.least, np.full(more, inf)))
        self.greatest = np.concatenate((self.greatest, np.full(more, -inf)))
        self.is_long = np.concatenate((self.is_long, np.zeros(more, np.int8)))
        self.rows = np.concatenate((self.rows, np.zeros(more, np.int64)))
        listed, new = self.tally.limits.listed, self.slots[self.room.size :]
        asked = (None if group is None else group.asked for group, _ in new)
        room = [listed if one is not None and one.by_row else 0 for one in asked]
        self.room = np.concatenate((self.room, np.array(room, np.int32)))
