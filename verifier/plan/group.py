"""Groups: the rows of one signature, which agree in all that a ruling depends on but the value, zone by zone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final, NamedTuple

from verifier.measurement.row import Row
from verifier.plan.asked import ALWAYS, Asked
from verifier.plan.zones import Zones

__all__ = [
    "COLUMNS", "Counted", "Group", "Seen", "Signature", "StandIn", "Text", "Zone", "expanded_text",
    "stating", "unweighed", "weighed", "without_expanded", "without_weight",
]  # fmt: skip

COLUMNS: Final = (*ALWAYS, "n", "sample", "lot", "wafer", "method", "instrument", "weight", "date", "calibrated_until")
"""The columns of a signature, in order."""

Signature = tuple[str, ...]
"""What the rows of a group agree in, by column."""

Text = tuple[str, str, str, str]
"""The text of a value, its 15 digits, and the U and the weight beside it where the rows of its group differ in them."""


_ANY: Final = " "
_EXPANDED: Final = tuple(COLUMNS.index(key) for key in ("uncertainty", "u"))
_WEIGHT: Final = COLUMNS.index("weight")


def without_expanded(signature: Signature) -> Signature:
    """A signature of rows that differ in their U: in its place stands a text that no cell is."""
    return tuple(_ANY if at in _EXPANDED and cell else cell for at, cell in enumerate(signature))


def without_weight(signature: Signature) -> Signature:
    """A signature of rows that differ in their weight."""
    return (*signature[:_WEIGHT], _ANY, *signature[_WEIGHT + 1 :])


def weighed(text: str, weight: str) -> str:
    """A plain number with the weight beside it, none where it is blank, as they are counted together."""
    return f"{text} {weight}" if weight else text


def unweighed(text: str) -> tuple[str, str]:
    """A number and its weight, from what they are counted as."""
    number, _, weight = text.partition(_ANY)
    return number, weight


def expanded_text(row: Row) -> str:
    """What a row states as its U, or as its u."""
    return row.uncertainty or row.u


def stating(row: Row, text: str) -> Row:
    """A row with another text where it states its U, or its u; the row itself for none."""
    if not text:
        return row
    return replace(row, uncertainty=text) if row.uncertainty else replace(row, u=text)


class Seen(NamedTuple):
    """A row with its place: the number of its file, and its number in it."""

    place: tuple[int, int]
    row: Row


@dataclass(frozen=True, slots=True)
class StandIn:
    """A row that stands for `count` rows; `made` where its value is a statistic of theirs and no value of one."""

    seen: Seen
    count: int
    made: bool = False

    def parted(self) -> Iterator[StandIn]:
        """The same as two rows where it stands for several: to a statistic several rows are another thing than one."""
        if self.count > 1:
            yield StandIn(Seen(self.seen.place, replace(self.seen.row)), 1, made=True)
        yield replace(self, count=max(self.count - 1, 1))


@dataclass(slots=True)
class Counted:
    """Rows of one text: how many, and the first."""

    count: int
    first: Seen


@dataclass(slots=True)
class Zone:
    """The rows of one signature in one zone.

    Attributes:
        count: How many.
        first: The first of them.
        low: The least value, and the first row that has it.
        high: The greatest value, and the first row that has it.
        lists: Whether its rows are listed, which a plain pass and what only feeds a statistic is not.
        listed: The first rows, where they are listed.
    """

    count: int
    first: Seen
    low: tuple[Fraction, Seen]
    high: tuple[Fraction, Seen]
    lists: bool
    listed: list[Seen] = field(default_factory=list)

    def widen(self, low: tuple[Fraction, Seen] | None, high: tuple[Fraction, Seen] | None) -> None:
        """Take a value in at either end: of equal ones the first row stays."""
        if low is not None:
            self.low = min(self.low, low, key=lambda one: (one[0], one[1].place))
        if high is not None:
            self.high = min(self.high, high, key=lambda one: (-one[0], one[1].place))


@dataclass(slots=True)
class Group:
    """The rows of one signature.

    Attributes:
        signature: What they agree in.
        kind: What their own verdicts depend on beside their values; groups of a statistic have one kind.
        asked: Their target as the plan asks it, None where the project has no such target.
        zones: How their values are sorted.
        conditions: The conditions of some row: those of all come to the same.
        found: The zones that have rows.
        values: How many rows of its zones have each text of a plain number, where a statistic needs them; with its
            weight, where they differ in that.
        expanded: How many of them state each U, where they differ in it and a statistic joins it, with its weight
            likewise; where that takes the greatest, that alone.
        others: Rows whose text is no plain number, by text.
        rows: Rows for the scalar path.
        is_evidence: Whether the rows of its zones count in the target's sample, None where nobody asked.
    """

    signature: Signature
    kind: Signature
    asked: Asked | None
    zones: Zones
    conditions: str = ""
    found: dict[int, Zone] = field(default_factory=dict)
    values: Counter[str] = field(default_factory=Counter)
    expanded: Counter[str] = field(default_factory=Counter)
    others: dict[Text, Counted] = field(default_factory=dict)
    rows: list[Seen] = field(default_factory=list)
    is_evidence: bool | None = None

    @property
    def needs_values(self) -> bool:
        """Whether every value is counted by its text."""
        return self.asked is not None and self.asked.needs_values and self.zones.collected is None

    @property
    def differs(self) -> bool:
        """Whether its rows may differ in their U."""
        return any(self.signature[at] == _ANY for at in _EXPANDED)

    @property
    def weighs(self) -> bool:
        """Whether its rows may differ in their weight."""
        return self.signature[_WEIGHT] == _ANY

    @property
    def joins_expanded(self) -> bool:
        """Whether the U of every row in its zones is counted by its text."""
        return self.asked is not None and not self.asked.alone and self.differs

    @property
    def cells(self) -> dict[str, str]:
        """What its rows have in the columns of a signature, blank where they differ."""
        stated = {key: "" if cell == _ANY else cell for key, cell in zip(COLUMNS, self.signature, strict=True)}
        return {**stated, "conditions": self.conditions}

    def text_of(self, row: Row) -> Text:
        """What rows of the group agree in that have one verdict, whatever is written as their value."""
        return row.value, row.shown15, expanded_text(row) if self.differs else "", self.weight_of(row)

    def weight_of(self, row: Row) -> str:
        """The weight of a row, where the rows of the group differ in that, else ""."""
        return row.weight if self.weighs else ""

    def any_row(self) -> Row | None:
        """Some row of the group, None where it has none."""
        return next(self._rows(), None)

    def _rows(self) -> Iterator[Row]:
        yield from (zone.first.row for zone in self.found.values())
        yield from (counted.first.row for counted in self.others.values())
        yield from (seen.row for seen in self.rows)
