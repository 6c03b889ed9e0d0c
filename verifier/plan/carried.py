"""Rows that carry a statistic of many: its value and its U, exactly, one or two rows for those of one signature.

For a statistic of values, one row a signature that carries the statistic itself says it: the mean of equal values is
that value, and the mean of equal U that U.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from verifier.catalogue.statistic import Statistic
from verifier.catalogue.target import Target
from verifier.decision.reduce import pooled_uncertainty
from verifier.decision.ruling import Ruling
from verifier.measurement.row import Row
from verifier.plan.asked import FROM_ROWS
from verifier.plan.counted_statistic import statistic_of
from verifier.plan.entering import Entering, Readable
from verifier.plan.every_row import every_row
from verifier.plan.expanded import APART, is_by_value
from verifier.plan.group import Group, Seen, Signature, StandIn
from verifier.plan.plan import Plan
from verifier.plan.zones import Zones, zones_of
from verifier.quantity.number import format_exact
from verifier.quantity.refusal import LONGEST
from verifier.quantity.uncertainty import Shape
from verifier.quantity.units import DIMENSIONLESS, Unit

__all__ = ["carrying"]


def carrying(target: Target, ruling: Ruling, groups: Sequence[Group], plan: Plan, listed: int) -> list[StandIn]:
    """One row a group that carries the statistic; rows that do not enter it stand for themselves."""
    entering = Entering(target, ruling, plan)
    for group in groups:
        probe = group.any_row()
        if probe is None:
            continue
        if probe.statistic or group.rows or not entering.add(group):
            return every_row(groups)
    statistic = ruling.statistic
    inner = statistic.inner or statistic
    by_key = entering.by_key()
    each = statistic.inner is not None and statistic.name in FROM_ROWS
    every = [one for members in by_key.values() for one in members]
    # A group that is held against the limit has the U of its rows, the maximum of groups that of all.
    own = statistic.name in APART
    pooled = {key: _pooled(inner, members if own else every) for key, members in by_key.items()}
    unit = ruling.statement.unit or DIMENSIONLESS
    # Of groups without a row that enters one is as good as another; elsewhere a row more leaves its group open.
    among = by_key if statistic.inner is not None else {}
    beside = list(entering.aside)
    for several in entering.out.values():
        beside += [one for one in several if entering.key_of(one.seen.row) in among]
        alone = [one for one in several if entering.key_of(one.seen.row) not in among]
        beside += _firsts(alone, listed) if alone else ()
    touched = {entering.key_of(one.seen.row) for one in beside}
    zones: dict[tuple[Signature, str], Zones] = {}
    alike: dict[tuple[Signature, str, int, bool], list[_Carried]] = {}
    found = [part for one in beside for part in one.parted()]
    for key, members in by_key.items():
        value, cells = statistic_of(inner, [told for one in members for told in one.values]), pooled[key]
        if value is None or cells is None or len(format_exact(value)) > LONGEST:
            return every_row(groups)
        carried = [_Carried(value, one, cells) for one in members]
        if statistic.inner is None:
            found += _for_all(carried, unit)
        elif not each or len(members) > 1 or key in touched:
            found += [one for c in carried for one in c.stand_ins(unit, c.of.count, several=c.of.count > 1)]
        else:
            (one,) = carried
            kind = one.of.group.kind, cells["uncertainty"]
            if kind not in zones:
                zones[kind] = zones_of(plan.asked[target.id], one.row(unit), plan.context, one_expanded=True)
            alike.setdefault((*kind, zones[kind].zone_of(value), one.of.count > 1), []).append(one)
    for same in alike.values():
        found += _ends(same, unit)
    return found


def _pooled(statistic: Statistic, members: Sequence[Readable]) -> dict[str, str] | None:
    """The cells that state U of a statistic, in the target's unit; None where no row can state it.

    That is where the rows' factors k or distributions differ, or where U hangs on the value.
    """
    nothing = {"uncertainty": "", "u": "", "uncertainty_unit": ""}
    rows = [one.first.row for one in members]
    if not any(row.uncertainty or row.u for row in rows):
        return nothing
    same = len({row.k for row in rows}) == 1 and not any(row.uncertainty and row.u for row in rows)
    if not same or not all(one.uncertainty is None or one.uncertainty.shape is Shape.NORMAL for one in members):
        return None
    if any(is_by_value(row) for row in rows):
        return None
    weighs = statistic.name == "weighted_mean"
    counted = [(one.uncertainty, one.weight if weighs else Fraction(one.count)) for one in members]
    found = pooled_uncertainty(statistic, counted)
    text = "" if found is None else format_exact(found.expanded)
    return None if len(text) > LONGEST else {**nothing, "uncertainty": text}


@dataclass(frozen=True, slots=True)
class _Carried:
    """A statistic with the rows of one group that it is of, and the cells that state its U."""

    value: Fraction
    of: Readable
    cells: Mapping[str, str]

    def stand_ins(self, unit: Unit, count: int, *, several: bool) -> Iterator[StandIn]:
        """Rows that carry the statistic for so many: two where several made it, which is another thing than one."""
        made = StandIn(Seen(self.of.first.place, self.row(unit)), count, made=True)
        yield from made.parted() if several else (made,)

    def row(self, unit: Unit) -> Row:
        """A row that states the statistic, in the target's unit."""
        first = self.of.first.row
        weight = "1" if first.weight else ""
        stated: dict[str, Any] = {**self.cells, "value": format_exact(self.value), "weight": weight}
        return replace(first, unit=unit.symbol, **stated)


def _for_all(carried: Sequence[_Carried], unit: Unit) -> Iterator[StandIn]:
    """Of groups that share one statistic, the first of each kind carries it for the others."""
    kinds: dict[Signature, list[_Carried]] = {}
    for one in carried:
        kinds.setdefault(one.of.group.kind, []).append(one)
    for same in kinds.values():
        first = min(same, key=lambda one: one.of.first.place)
        count = sum(one.of.count for one in same)
        yield from first.stand_ins(unit, count, several=count > 1)


def _ends(same: Sequence[_Carried], unit: Unit) -> Iterator[StandIn]:
    """Of groups whose statistics lie in one zone, the first, and those with the least and the greatest, say it all."""
    ordered = sorted(same, key=lambda one: one.of.first.place)
    # Two groups for several: to a statistic by groups, rows of one group are another thing.
    low, high = min(ordered, key=lambda one: one.value), max(ordered[1:] or ordered, key=lambda one: one.value)
    first, *kept = {id(one): one for one in (ordered[0], low, high)}.values()
    others = sum(one.of.count for one in ordered) - sum(one.of.count for one in kept)
    yield from first.stand_ins(unit, others, several=first.of.count > 1)
    for one in kept:
        yield from one.stand_ins(unit, one.of.count, several=one.of.count > 1)


def _firsts(alike: Sequence[StandIn], most: int) -> list[StandIn]:
    """Of rows of one kind that enter no statistic, so that one is as good as another: some, the last for the rest."""
    ordered = sorted(alike, key=lambda one: one.seen.place)
    *kept, last = ordered[:most]
    return [*kept, StandIn(last.seen, last.count + sum(one.count for one in ordered[most:]))]
