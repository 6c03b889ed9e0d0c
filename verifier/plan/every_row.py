"""Every row of some groups for itself, from what was counted of them: where only all of them together tell.

What rows agree in is written into one row of theirs as often as there are such rows. Which value stood beside which U
of one weight is not known, and nothing hangs on it: a statistic has the U of all its rows together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, repeat

from verifier.errors import MeasurementError
from verifier.plan.group import Group, Seen, StandIn, stating, unweighed
from verifier.plan.tally import LIMITS
from verifier.quantity.number import read_number

__all__ = ["every_row"]


def every_row(groups: Iterable[Group]) -> list[StandIn]:
    """As many rows as there are, a million at most.

    Raises:
        MeasurementError: There are more.
    """
    found: list[StandIn] = []
    for group in groups:
        total = sum(zone.count for zone in group.found.values()) + sum(one.count for one in group.others.values())
        if len(found) + total > LIMITS.rows:
            row = group.any_row()
            raise MeasurementError(
                "plan_rows_many",
                file=row.file if row else "",
                line=row.line if row else 1,
                column="",
                target=group.signature[0],
                limit=LIMITS.rows,
            )
        if group.found:
            stated = _expanded_by_weight(group)
            values = [(*unweighed(text), number) for text, number in group.values.items()]
            firsts = {text: _first_with(group, text) for text, _, _ in values}
            # Of rows in one zone the first is shown.
            for text, weight, number in sorted(values, key=lambda one: (firsts[one[0]].row.value != one[0], *one)):
                first = firsts[text]
                row = replace(first.row, value=text, weight=weight or first.row.weight)
                made = (stating(replace(row), next(stated.get(weight, iter(())), "")) for _ in range(number))
                found += (StandIn(Seen(first.place, one), 1) for one in made)
        for counted in group.others.values():
            found += _copies(counted.first, counted.count)
        found.extend(StandIn(seen, 1) for seen in group.rows)
    return found


def _expanded_by_weight(group: Group) -> dict[str, Iterator[str]]:
    """The U of every row of a group, by weight."""
    found: dict[str, list[Iterable[str]]] = {}
    for text, number in sorted(group.expanded.items()):
        stated, weight = unweighed(text)
        found.setdefault(weight, []).append(repeat(stated, number))
    return {weight: chain.from_iterable(several) for weight, several in found.items()}


def _first_with(group: Group, text: str) -> Seen:
    """A row that has a value, if it is known, else the first of its zone; of the group, where U tells zones apart."""
    value = read_number(text).value
    zone = None if group.zones.beside is not None else group.found.get(group.zones.zone_of(value))
    if zone is None:
        return min((one.first for one in group.found.values()), key=lambda seen: seen.place)
    return next((seen for end, seen in (zone.low, zone.high) if end == value), zone.first)


def _copies(seen: Seen, number: int) -> Iterator[StandIn]:
    """As many rows of their own: counts go by the row, so no two may be the same object."""
    return (StandIn(Seen(seen.place, replace(seen.row)), 1) for _ in range(number))
