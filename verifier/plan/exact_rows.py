"""Rows that no double decides: counted by their texts, those in plain notation as integers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Final

from verifier.plan.group import Group, Seen, weighed
from verifier.plan.sorted_block import Same, SortedBlock
from verifier.plan.tally import Tally
from verifier.plan.threshold import Cut
from verifier.quantity.number import PLAIN

__all__ = ["add_exact", "on_grid"]

_PLACES: Final = 40
"""Decimals of the plain notation, at most: every value in it is a whole number of 10**-40."""
_GRID: Final = 10**_PLACES
_MARKS: Final = frozenset({-999 * _GRID, -9999 * _GRID, -99999 * _GRID})
"""What instruments write for a missing value; whether the text is such a mark, the exact reader tells."""
_TENS: Final = tuple(10 ** (_PLACES - places) for places in range(_PLACES + 1))


@dataclass(frozen=True, slots=True)
class _Line:
    """A cut on the grid: behind it lies what makes `value * x + beside * u` at least `first`, all of them whole."""

    value: int
    beside: int
    first: int
    weight: int

    def is_behind(self, number: int, expanded: int) -> bool:
        """Whether a value, with the number that states its U, lies behind it."""
        return self.value * number + self.beside * expanded >= self.first


@dataclass(slots=True)
class _OnGrid:
    """The rows of one kind whose values are whole numbers of 10**-40, by zone.

    Attributes:
        group: The group of the kind.
        lines: The cuts on the grid.
        weight: The weight of the rows, where those of the group differ in that, else "".
        counts: How many rows each zone has.
        least: The least number of each zone, with its first row.
        greatest: The greatest number of each zone, negated, with its first row.
        texts: How many rows have each text, with the weight.
        stated: How many rows state each U, likewise.
        rows: The first rows of each zone.
    """

    group: Group
    lines: tuple[_Line, ...]
    weight: str
    counts: Counter[int] = field(default_factory=Counter)
    least: dict[int, tuple[int, int]] = field(default_factory=dict)
    greatest: dict[int, tuple[int, int]] = field(default_factory=dict)
    texts: Counter[str] = field(default_factory=Counter)
    stated: Counter[str] = field(default_factory=Counter)
    rows: dict[int, list[int]] = field(default_factory=dict)

    def add(self, number: int, expanded: int, same: Same, room: int) -> None:
        """Add rows of one text."""
        zone = 0
        for line in self.lines:
            if line.is_behind(number, expanded):
                zone += line.weight
        first = same.rows[0]
        self.counts[zone] += len(same.rows)
        self.texts[weighed(same.text, self.weight)] += len(same.rows)
        self.stated[weighed(same.beside, self.weight)] += len(same.rows)
        low, high = self.least.get(zone), self.greatest.get(zone)
        if low is None or (number, first) < low:
            self.least[zone] = (number, first)
        if high is None or (-number, first) < high:
            self.greatest[zone] = (-number, first)
        kept = self.rows.setdefault(zone, [])
        kept += same.rows[:room]
        if len(kept) > 2 * room + 1:
            kept.sort()
            del kept[room + 1 :]


def add_exact(tally: Tally, done: SortedBlock) -> None:
    """Add the rows of a block that were set aside.

    Texts in plain notation are whole numbers of 10**-40, and so is, rounded up, what lies behind a limit: comparing
    integers is exact. Every other text is read as the scalar path reads it, once for all rows that have it, or row by
    row where they may differ in more than their text.
    """
    plain: dict[int, _OnGrid] = {}
    others: list[Same] = []
    for same in done.same:
        group = done.table.groups[same.kind]
        numbers = on_grid(done, same)
        if group is None or not same.text:
            for row in same.rows:
                made = done.block.row(row)
                if made is not None:
                    tally.add(done.placed(row, made), 1, _Rest(done, ()))
        elif numbers is None:
            others.append(same)
        else:
            found = plain.get(same.kind)
            if found is None:
                lines, weight = tuple(_lines(done.table.parts[same.kind])), done.table.weight_of(same.kind)
                found = plain[same.kind] = _OnGrid(group, lines, weight)
            found.add(*numbers, same, max(tally.limits.listed, 1))
    for same, first in zip(others, done.block.rows([one.rows[0] for one in others]), strict=True):
        tally.add(done.placed(same.rows[0], first), len(same.rows), _Rest(done, same.rows[1:]))
    for found in plain.values():
        _add_plain(tally, done, found)


def on_grid(done: SortedBlock, same: Same) -> tuple[int, int] | None:
    """The value of rows set aside, and the number of their U, in 10**-40; None where these do not tell their zone."""
    group = done.table.groups[same.kind]
    joined = done.table.joined[same.kind]
    if group is None or joined or done.block.width is not None or group.zones.collected is not None:
        return None
    number, expanded = _on_grid(same.text), _on_grid(same.beside) if same.beside else 0
    if number is None or expanded is None or (number < 0 and group.zones.exact_below_zero):
        return None
    # Of a slope that is rounded only the scalar path tells what lies near.
    return None if same.beside and any(cut.rounded for cut in group.zones.cuts) else (number, expanded)


def _on_grid(text: str) -> int | None:
    """A plain decimal without an exponent as a whole number of 10**-40; None for any other text."""
    plain = PLAIN.fullmatch(text)
    if plain is None or plain[3] is not None:
        return None
    decimals = plain[2] or ""
    number = int(plain[1] + decimals) * _TENS[len(decimals)]
    return None if number in _MARKS else number


def _lines(cuts: Sequence[Cut]) -> Iterator[_Line]:
    """Cuts with whole coefficients, for numbers on the grid."""
    for cut in cuts:
        size = lcm(cut.slope.denominator, cut.limit.denominator)
        first = cut.limit * size * _GRID + (1 if cut.holds else 0)
        yield _Line(cut.share * size, int(cut.slope * size), int(first), cut.weight)


def _add_plain(tally: Tally, done: SortedBlock, found: _OnGrid) -> None:
    group = found.group
    for zone, count in found.counts.items():
        tally.counted += count
        tally.exact += count
        rows = sorted(found.rows[zone])
        (least, at_low), (greatest, at_high) = found.least[zone], found.greatest[zone]
        low, high = Fraction(least, _GRID), Fraction(-greatest, _GRID)
        known = group.found.get(zone)
        first, below, above = (done.place(row) for row in (rows[0], at_low, at_high))
        if (
            known is None
            or first < known.first.place
            or (low, below) < (known.low[0], known.low[1].place)
            or (-high, above) < (-known.high[0], known.high[1].place)
        ):
            ends = (low, done.seen(at_low)), (high, done.seen(at_high))
            tally.add_to_zone(group, zone, count, *ends, done.seen(rows[0]))
        else:
            known.count += count
        _list(tally, done, group, zone, rows)
    row = next(iter(group.found.values())).first.row
    if group.needs_values:
        tally.add_values(group, row, found.texts)
    if group.joins_expanded:
        tally.add_expanded(group, row, found.stated)


def _list(tally: Tally, done: SortedBlock, group: Group, zone: int, rows: Sequence[int]) -> None:
    """List the rows that come before the last one listed, or find room."""
    chosen = [row for row in rows[: tally.limits.listed] if tally.lists(group, zone, done.place(row))]
    tally.list_rows(group, zone, done.all_seen(chosen))


@dataclass(frozen=True, slots=True)
class _Rest:
    """The rows of one text behind the first."""

    done: SortedBlock
    rows: Sequence[int]

    def __call__(self, most: int) -> list[Seen]:
        return self.done.all_seen(self.rows[: max(most, 0)])
