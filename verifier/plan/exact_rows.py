"""Rows that no double decides: counted by their texts, those in plain notation as integers."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from verifier.plan.group import Group, Seen
from verifier.plan.sorted_block import Same, SortedBlock
from verifier.plan.tally import Tally
from verifier.quantity.number import PLAIN

__all__ = ["add_exact", "zone_number"]

_PLACES: Final = 40
"""Decimals of the plain notation, at most: every value in it is a whole number of 10**-40."""
_GRID: Final = 10**_PLACES
_MARKS: Final = frozenset({-999 * _GRID, -9999 * _GRID, -99999 * _GRID})
"""What instruments write for a missing value; whether the text is such a mark, the exact reader tells."""
_TENS: Final = tuple(10 ** (_PLACES - places) for places in range(_PLACES + 1))


@dataclass(slots=True)
class _OnGrid:
    """The rows of one kind whose values are whole numbers of 10**-40, by zone.

    Attributes:
        group: The group of the kind.
        firsts: The least number behind each cut.
        counts: How many rows each zone has.
        least: The least number of each zone, with its first row.
        greatest: The greatest number of each zone, negated, with its first row.
        texts: How many rows have each text.
        rows: The first rows of each zone.
    """

    group: Group
    firsts: tuple[int, ...]
    counts: Counter[int] = field(default_factory=Counter)
    least: dict[int, tuple[int, int]] = field(default_factory=dict)
    greatest: dict[int, tuple[int, int]] = field(default_factory=dict)
    texts: Counter[str] = field(default_factory=Counter)
    rows: dict[int, list[int]] = field(default_factory=dict)

    def add(self, number: int, same: Same, room: int) -> None:
        """Add rows of one text."""
        zone = bisect_right(self.firsts, number)
        first = same.rows[0]
        self.counts[zone] += len(same.rows)
        self.texts[same.text] += len(same.rows)
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
        number = zone_number(done, same)
        if group is None or not same.text:
            for row in same.rows:
                made = done.block.row(row)
                if made is not None:
                    tally.add(done.placed(row, made), 1, _Rest(done, ()))
        elif number is None:
            others.append(same)
        else:
            found = plain.get(same.kind)
            if found is None:
                found = plain[same.kind] = _OnGrid(group, tuple(_first_behind(group)))
            found.add(number, same, max(tally.limits.listed, 1))
    for same, first in zip(others, done.block.rows([one.rows[0] for one in others]), strict=True):
        tally.add(done.placed(same.rows[0], first), len(same.rows), _Rest(done, same.rows[1:]))
    for found in plain.values():
        _add_plain(tally, done, found)


def zone_number(done: SortedBlock, same: Same) -> int | None:
    """The value that rows set aside have in common as a whole number of 10**-40, where that tells their zone."""
    group = done.table.groups[same.kind]
    joined = done.table.joined[same.kind]
    if group is None or joined or done.block.width is not None or group.zones.collected is not None:
        return None
    if group.zones.beside is not None:
        return None
    number = _on_grid(same.text)
    return None if number is not None and number < 0 and group.zones.exact_below_zero else number


def _on_grid(text: str) -> int | None:
    """A plain decimal without an exponent as a whole number of 10**-40; None for any other text."""
    plain = PLAIN.fullmatch(text)
    if plain is None or plain[3] is not None:
        return None
    decimals = plain[2] or ""
    number = int(plain[1] + decimals) * _TENS[len(decimals)]
    return None if number in _MARKS else number


def _first_behind(group: Group) -> Sequence[int]:
    """The least whole number of 10**-40 behind each cut."""
    firsts = []
    for cut in group.zones.cuts:
        whole, rest = divmod(cut.limit.numerator * _GRID, cut.limit.denominator)
        firsts.append(whole if not rest and not cut.holds else whole + 1)
    return firsts


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
    if group.needs_values:
        tally.add_values(group, next(iter(group.found.values())).first.row, found.texts)


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
