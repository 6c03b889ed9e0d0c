"""Few rows that stand for many: from a group of a tally, rows from which the scalar path comes to the same ruling.

For a verdict row by row, a maximum or a minimum, the first row of each zone and those with its least and greatest
value say all that all of them say: every reason a row gives, the worst margin, the extremes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from verifier.catalogue.target import Target
from verifier.decision.ruling import Ruling
from verifier.plan.asked import FROM_ROWS
from verifier.plan.carried import carrying
from verifier.plan.expanded import is_apart
from verifier.plan.group import Group, Seen, Signature, StandIn, Text, stating, unweighed
from verifier.plan.plan import Plan

__all__ = ["LISTED", "stand_ins"]

LISTED: Final = 1000
"""Rows of one target that a result lists one by one."""


def stand_ins(
    target: Target, ruling: Ruling, groups: Sequence[Group], plan: Plan, *, listed: int = LISTED
) -> list[StandIn]:
    """The rows that stand for those of some groups under one reading, in order.

    Args:
        target: The target under that reading alone.
        ruling: What is asked under it: statement and statistic.
        groups: The groups of the target.
        plan: What their rows were sorted by.
        listed: How many rows are shown one by one; 0 where only the verdict is asked for.
    """
    statistic = ruling.statistic
    if statistic.name in FROM_ROWS and statistic.inner is None:
        joined = not is_apart(statistic)
        if listed:
            found = [one for group in groups for one in _row_by_row(group, joined=joined)]
        else:
            found = _by_kind(groups, joined=joined)
        if joined:
            found = [part for one in found for part in one.parted()]
    else:
        found = carrying(target, ruling, groups, plan, max(listed, 1))
    return sorted(found, key=lambda one: one.seen.place)


def _row_by_row(group: Group, *, joined: bool) -> Iterator[StandIn]:
    greatest = _greatest(group) if joined else None
    for zone in group.found.values():
        rows = {seen.place: seen for seen in (zone.first, zone.low[1], zone.high[1], *zone.listed)}
        first, others = zone.first, zone.count - len(rows)
        if others and greatest is not None:
            yield greatest
            greatest, others = None, others - 1
        yield StandIn(first, others + 1)
        yield from (StandIn(seen, 1) for place, seen in rows.items() if place != first.place)
    yield from _beside_zones(group)


def _greatest(group: Group) -> StandIn | None:
    """A row that brings the greatest U of those in a group's zones to their extreme value; None where none is joined.

    It stands for one of them, whose U is no larger; where all stand for themselves, none is wanted. Where each is
    judged with its own U, no row may state that of another.
    """
    first = min((zone.first for zone in group.found.values()), key=lambda seen: seen.place, default=None)
    if first is None or not group.expanded:
        return None
    made = stating(first.row, max((unweighed(text)[0] for text in group.expanded), key=Fraction))
    return StandIn(Seen(first.place, made), 1, made=True)


def _by_kind(groups: Sequence[Group], *, joined: bool) -> list[StandIn]:
    """What a verdict needs: groups of one kind share zones, and the ends of a zone over all of them say its."""
    lows: dict[tuple[Signature, int], tuple[Fraction, Seen]] = {}
    highs: dict[tuple[Signature, int], tuple[Fraction, Seen]] = {}
    texts: dict[tuple[Signature, Text], Seen] = {}
    for group in groups:
        for number, zone in group.found.items():
            key = group.kind, number
            lows[key] = min(lows.get(key, zone.low), zone.low, key=lambda one: one[0])
            highs[key] = max(highs.get(key, zone.high), zone.high, key=lambda one: one[0])
        for text, counted in group.others.items():
            texts.setdefault((group.kind, text), counted.first)
    ends = {seen.place: seen for _, seen in (*lows.values(), *highs.values())}
    one_by_one = (seen for group in groups for seen in group.rows)
    greatest = [one for group in groups if joined and (one := _greatest(group)) is not None]
    return [*(StandIn(seen, 1) for seen in (*ends.values(), *texts.values(), *one_by_one)), *greatest]


def _beside_zones(group: Group) -> Iterator[StandIn]:
    yield from (StandIn(counted.first, counted.count) for counted in group.others.values())
    yield from (StandIn(seen, 1) for seen in group.rows)
