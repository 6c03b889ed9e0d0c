"""How large a sample is: its lots, parts and sites, counted alike for rows and columns.

Rows are taken in any order, no more of them is kept than a remark can still ask for, and sizes add up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from typing import Final

from verifier.catalogue.target import Plan
from verifier.decision.proportion import LARGEST_SAMPLE
from verifier.errors import VerifierError
from verifier.measurement.row import Row
from verifier.quantity.number import read_number

__all__ = ["Detail", "Lot", "SampleSize", "part_of", "size_of", "stated_size"]

_LONGEST_NAME: Final = 120
_BEGINNING: Final = 100


class Detail(IntEnum):
    """How much of a sample is kept: every part with its sites; the parts of each lot, up to what is asked; lots."""

    SITES = 0
    PARTS = 1
    LOTS = 2


@dataclass(slots=True)
class Lot:
    """The parts of one lot.

    Attributes:
        sites: The parts that have a name, each with how many sites of it there are.
        unnamed: How many parts there are beside these.
    """

    sites: dict[str, int] = field(default_factory=dict)
    unnamed: int = 0

    @property
    def count(self) -> int:
        """How many parts there are."""
        return len(self.sites) + self.unnamed


@dataclass(slots=True)
class SampleSize:
    """The lots, parts and sites of a sample, as far as its plan asks for them.

    A part is told by its wafer, sample or item; a row that states `n` stands for n parts, or for n sites of its part
    where the plan counts sites. What is kept hangs on the rows and not on their order: numbers go no further than what
    is asked, and where there are more parts than a remark can use, or than are told apart, less is kept of all.

    Attributes:
        plan: The plan's numbers.
        most: How many lots and parts are told apart.
        lots: The lots by name, "" for rows that name none.
        detail: How much of them is kept.
    """

    plan: Plan
    most: int = LARGEST_SAMPLE
    lots: dict[str, Lot] = field(default_factory=dict)
    detail: Detail = field(init=False)
    _held: int = 0

    def __post_init__(self) -> None:
        """Keep what the plan asks for."""
        every = self.plan.sites is not None or self.plan.fails == 0
        asked = self.plan.parts_in_all is not None
        self.detail = Detail.SITES if every else Detail.PARTS if asked else Detail.LOTS

    @property
    def parts(self) -> int:
        """How many parts there are, as far as they are kept."""
        return sum(lot.count for lot in self.lots.values())

    @property
    def is_crowded(self) -> bool:
        """Whether there is more than is told apart, so that something the plan asks for was not counted."""
        wanted, lots = self.plan.parts_in_all or 0, self.plan.lots or 0
        parts = self.detail is Detail.LOTS and (self.plan.parts_per_lot is not None or wanted > self.most)
        sites = self.detail is not Detail.SITES and self.plan.sites is not None
        return parts or sites or self.most < len(self.lots) <= lots

    @property
    def is_settled(self) -> bool:
        """Whether no further row could change what is said."""
        return self.detail is Detail.LOTS and len(self.lots) >= self._lots_kept

    def needs(self, lot: str) -> bool:
        """Whether further parts of a lot could change what is said."""
        known = self.lots.get(_told(lot))
        if known is None or self.detail is Detail.LOTS:
            return known is None and not self.is_settled
        return self.detail is Detail.SITES or known.count < self._asked_of(lot)

    def add(self, lot: str, part: str, stated: int | None, rows: int = 1) -> None:
        """Add rows of one part.

        Args:
            lot: Its lot, "" for none.
            part: What tells it from others of its lot, "" for nothing: see `part_of`.
            stated: How many parts or sites each row says it stands for, None where it does not.
            rows: How many rows there are.
        """
        self.add_parts(lot, ((part, stated, rows),))

    def add_parts(self, lot: str, parts: Iterable[tuple[str, int | None, int]]) -> None:
        """Add rows of several parts of one lot: of each what `add` takes."""
        more = Lot()
        told, in_sites = more.sites, self.plan.sites is not None
        for part, stated, rows in parts:
            number = rows if stated is None else stated * rows
            if in_sites or (part and stated is None):
                name = part if len(part) <= _LONGEST_NAME else _told(part)
                told[name] = told.get(name, 0) + number
            else:
                more.unnamed += number
        self._take(lot, more)

    def add_row(self, row: Row, rows: int = 1) -> None:
        """Add a row, or several that say the same."""
        self.add(row.lot, part_of(row.wafer, row.sample, row.item), stated_size(row.n), rows)

    def merge(self, other: SampleSize) -> None:
        """Add the rows of another sample under the same plan."""
        self.take_in(other.detail, other.lots)

    def take_in(self, detail: Detail, lots: Mapping[str, Lot]) -> None:
        """Add lots of which so much was kept.

        Args:
            detail: How much.
            lots: The lots, by name.
        """
        while self.detail < detail:
            self._keep_less()
        for name, lot in lots.items():
            self._take(name, lot)

    def _take(self, name: str, more: Lot) -> None:
        """Add parts of one lot."""
        name = _told(name)
        lot = self.lots.get(name)
        if lot is None:
            if self.is_settled:
                return
            lot = self.lots[name] = Lot()
        else:
            self._held -= max(lot.count, 1)
        most = self.plan.sites or 1
        known = lot.sites
        for part, sites in more.sites.items():
            known[part] = min(known.get(part, 0) + sites, most)
        lot.unnamed += more.unnamed
        self._trim(name, lot)
        self._held += max(lot.count, 1)
        while self.detail is not Detail.LOTS and self._held > self._room:
            self._keep_less()

    @property
    def _lots_kept(self) -> int:
        # One more, for the rows that name no lot.
        return min(self.plan.lots or 0, self.most) + 1

    @property
    def _room(self) -> int:
        if self.detail is Detail.SITES or self.plan.parts_per_lot is not None:
            return self.most
        return min((self.plan.parts_in_all or 0) - 1, self.most)

    def _asked_of(self, lot: str) -> int:
        """How many parts of a lot a remark can use, once parts are not kept for their sites or their sum."""
        in_lot = self.plan.parts_per_lot if lot else None
        return in_lot or self.plan.parts_in_all or 0

    def _trim(self, name: str, lot: Lot) -> None:
        if self.detail is Detail.LOTS:
            lot.sites, lot.unnamed = {}, 0
        elif self.detail is Detail.PARTS:
            if lot.count >= self._asked_of(name):
                lot.sites, lot.unnamed = {}, self._asked_of(name)
            elif self.plan.sites is not None:
                lot.sites = dict.fromkeys(lot.sites, 1)

    def _keep_less(self) -> None:
        parts = self.detail is Detail.SITES and self.plan.parts_in_all is not None
        self.detail = Detail.PARTS if parts else Detail.LOTS
        if self.detail is Detail.LOTS:
            self.lots = dict(list(self.lots.items())[: self._lots_kept])
        for name, lot in self.lots.items():
            self._trim(name, lot)
        self._held = sum(max(lot.count, 1) for lot in self.lots.values())


def size_of(plan: Plan, rows: Iterable[Row]) -> SampleSize:
    """The size of a sample.

    Args:
        plan: The plan's numbers.
        rows: The rows that count.
    """
    size = SampleSize(plan)
    for row in rows:
        if size.is_settled:
            break
        size.add_row(row)
    return size


def part_of(wafer: str, sample: str, item: str) -> str:
    """What tells a part from others of its lot: its wafer, and its sample or else its item; "" for nothing."""
    name = sample or item
    return f"{wafer} {name}" if wafer and name else wafer or name


@lru_cache(maxsize=1024)
def stated_size(text: str) -> int | None:
    """The number in the column `n`; None where it states no whole number."""
    try:
        size = read_number(text).value if text else None
    except VerifierError:
        return None
    return int(size) if size is not None and size.denominator == 1 and size > 0 else None


def _told(name: str) -> str:
    """A name that is told from others; of a long one its beginning and a digest stay, for many are kept."""
    if len(name) <= _LONGEST_NAME:
        return name
    digest = hashlib.sha256(name.encode("utf-8", "backslashreplace")).hexdigest()
    return f"{name[:_BEGINNING]}…{digest[:16]}"
