"""Few rows that stand for many: from a group of a tally, rows from which the scalar path comes to the same ruling.

For a verdict row by row, a maximum or a minimum, the first row of each zone and those with its least and greatest
value say all that all of them say: every reason a row gives, the worst margin, the extremes. For a statistic of
values, one row a signature that carries the statistic itself says it: the mean of equal values is that value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Final

from verifier.catalogue.predicate import Statement
from verifier.catalogue.statistic import Statistic
from verifier.catalogue.target import Target
from verifier.decision.ruling import Ruling, rule_on
from verifier.errors import MeasurementError, VerifierError
from verifier.measurement.row import Row
from verifier.plan.counted_statistic import statistic_of
from verifier.plan.group import Group, Seen, Signature, Text
from verifier.plan.plan import Plan
from verifier.plan.tally import LIMITS
from verifier.quantity.number import format_exact, read_number
from verifier.quantity.refusal import LONGEST
from verifier.quantity.units import DIMENSIONLESS, Unit, read_unit

__all__ = ["LISTED", "StandIn", "stand_ins"]

LISTED: Final = 1000
"""Rows of one target that a result lists one by one."""

_ROW_BY_ROW: Final = frozenset({"every", "worst", "max", "min"})


@dataclass(frozen=True, slots=True)
class StandIn:
    """A row that stands for `count` rows; `made` where its value is a statistic of theirs and no value of one."""

    seen: Seen
    count: int
    made: bool = False


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
    if statistic.name in _ROW_BY_ROW and statistic.inner is None:
        found = [one for group in groups for one in _row_by_row(group)] if listed else _by_kind(groups)
    else:
        found = _of_statistic(target, ruling, groups, plan, max(listed, 1))
    return sorted(found, key=lambda one: one.seen.place)


def _row_by_row(group: Group) -> Iterator[StandIn]:
    for zone in group.found.values():
        rows = {seen.place: seen for seen in (zone.first, zone.low[1], zone.high[1], *zone.listed)}
        first = zone.first
        yield StandIn(first, zone.count - len(rows) + 1)
        yield from (StandIn(seen, 1) for place, seen in rows.items() if place != first.place)
    yield from _beside_zones(group)


def _by_kind(groups: Sequence[Group]) -> list[StandIn]:
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
    return [StandIn(seen, 1) for seen in (*ends.values(), *texts.values(), *one_by_one)]


def _beside_zones(group: Group) -> Iterator[StandIn]:
    yield from (StandIn(counted.first, counted.count) for counted in group.others.values())
    yield from (StandIn(seen, 1) for seen in group.rows)


# ---- statistics of values ----


@dataclass(frozen=True, slots=True)
class _Readable:
    """The rows of one group that enter a statistic: their values in the target's unit, each with how many have it."""

    group: Group
    first: Seen
    key: str
    weight: Fraction
    values: tuple[tuple[Fraction, int], ...]

    @property
    def count(self) -> int:
        return sum(number for _, number in self.values)


def _of_statistic(target: Target, ruling: Ruling, groups: Sequence[Group], plan: Plan, listed: int) -> list[StandIn]:
    """One row a group that carries the statistic; rows that do not enter it stand for themselves."""
    aside: list[StandIn] = []
    out: dict[Signature, list[StandIn]] = {}
    enters: dict[Signature, bool] = {}
    readable: list[_Readable] = []
    for group in groups:
        probe = group.any_row()
        if probe is None:
            continue
        if probe.statistic or probe.uncertainty or probe.u or group.rows:
            return _all_rows(groups)
        entering = _entering(target, ruling, group, plan, aside, out, enters)
        if entering is None:
            return _all_rows(groups)
        readable.extend(entering)
    statistic = ruling.statistic
    inner = statistic.inner or statistic
    by_key: dict[str, list[_Readable]] = {}
    for one in readable:
        by_key.setdefault(one.key, []).append(one)
    unit = ruling.statement.unit or DIMENSIONLESS
    touched = {str(getattr(one.seen.row, statistic.group, "")) for several in (aside, *out.values()) for one in several}
    alike: dict[tuple[Signature, int, bool], list[_Carried]] = {}
    found = [*aside, *(one for several in out.values() for one in _firsts(several, listed))]
    for key, members in by_key.items():
        value = statistic_of(inner, [(v, one.weight, n) for one in members for v, n in one.values])
        if value is None or len(format_exact(value)) > LONGEST:
            return _all_rows(groups)
        carried = [_Carried(value, one) for one in members]
        if statistic.inner is None:
            found += _for_all(carried, unit)
        elif statistic.name not in _ROW_BY_ROW or len(members) > 1 or key in touched:
            found += [stand for one in carried for stand in one.stand_ins(unit)]
        else:
            group = members[0].group
            own = read_unit(members[0].first.row.unit, expected=unit, spellings=target.spellings)
            place = (group.kind, group.zones.zone_of(unit.to(value, own)), members[0].count > 1)
            alike.setdefault(place, []).append(carried[0])
    for same in alike.values():
        found += _ends(same, unit)
    if len(found) == 1 and found[0].count > 1:
        # A statistic by groups treats a single row apart from several, whether it can be read or not.
        only = found[0]
        found.append(StandIn(Seen(only.seen.place, replace(only.seen.row)), 1, made=True))
        found[0] = replace(only, count=only.count - 1)
    return found


@dataclass(frozen=True, slots=True)
class _Carried:
    """A statistic with the rows of one group that it is of."""

    value: Fraction
    of: _Readable

    def stand_ins(self, unit: Unit, others: int = 0) -> Iterator[StandIn]:
        """Rows that carry the statistic, and count for so many others beside their own."""
        first, count = self.of.first, self.of.count
        weight = "1" if first.row.weight else ""
        made = replace(first.row, value=format_exact(self.value), unit=unit.symbol, weight=weight)
        yield StandIn(Seen(first.place, made), count - (count > 1) + others, made=True)
        if count > 1:
            # A statistic by groups treats a single row apart from several.
            yield StandIn(Seen(first.place, replace(made)), 1, made=True)


def _for_all(carried: Sequence[_Carried], unit: Unit) -> Iterator[StandIn]:
    """Of groups that share one statistic, the first of each kind carries it for the others."""
    kinds: dict[Signature, list[_Carried]] = {}
    for one in carried:
        kinds.setdefault(one.of.group.kind, []).append(one)
    for same in kinds.values():
        first = min(same, key=lambda one: one.of.first.place)
        yield from first.stand_ins(unit, sum(one.of.count for one in same) - first.of.count)


def _ends(same: Sequence[_Carried], unit: Unit) -> Iterator[StandIn]:
    """Of groups whose statistics lie in one zone, those with the least and the greatest say what all of them say."""
    low = min(same, key=lambda one: (one.value, one.of.first.place))
    high = min(same, key=lambda one: (-one.value, one.of.first.place))
    kept = [low] if low is high else [low, high]
    others = sum(one.of.count for one in same) - sum(one.of.count for one in kept)
    yield from low.stand_ins(unit, others)
    if high is not low:
        yield from high.stand_ins(unit)


def _firsts(alike: Sequence[StandIn], most: int) -> list[StandIn]:
    """Of rows of one kind that enter no statistic, so that one is as good as another: some, the last for the rest."""
    ordered = sorted(alike, key=lambda one: one.seen.place)
    *kept, last = ordered[:most]
    return [*kept, StandIn(last.seen, last.count + sum(one.count for one in ordered[most:]))]


def _entering(  # noqa: PLR0917 -- a group, what is asked of it, and what is noted
    target: Target, ruling: Ruling, group: Group, plan: Plan, aside: list[StandIn],
    out: dict[Signature, list[StandIn]], enters: dict[Signature, bool],
) -> list[_Readable] | None:  # fmt: skip
    """What of a group enters the statistic; None where a value is a set, so that only all rows together tell."""
    entering: list[_Readable] = []
    subject = ruling.statement.subjects[0]
    for counted in group.others.values():
        row = rule_on(target, (counted.first.row,), plan.context).decided.rows[0]
        if row.verdict is not None or row.role != "input":
            aside.append(StandIn(counted.first, counted.count))
            continue
        amount = row.sample.amount(subject)
        value = None if amount is None or not amount.region.is_point() else amount.region.intervals[0].low
        if not isinstance(value, Fraction):
            return None
        entering.append(_readable(group, ruling.statistic, counted.first, ((value, counted.count),)))
    if not group.found:
        return entering
    first = min((zone.first for zone in group.found.values()), key=lambda seen: seen.place)
    count = sum(zone.count for zone in group.found.values())
    if group.kind not in enters:
        row = rule_on(target, (first.row,), plan.context).decided.rows[0]
        enters[group.kind] = row.verdict is None and row.role == "input"
    if not enters[group.kind]:
        out.setdefault(group.kind, []).append(StandIn(first, count))
        return entering
    values = tuple(_converted(target, ruling.statement, first.row, group.values))
    return [*entering, _readable(group, ruling.statistic, first, values)]


def _readable(group: Group, statistic: Statistic, first: Seen, values: tuple[tuple[Fraction, int], ...]) -> _Readable:
    key = str(getattr(first.row, statistic.group)) if statistic.inner is not None else ""
    try:
        weight = read_number(first.row.weight).value if first.row.weight else Fraction(1)
    except VerifierError:
        weight = Fraction(1)
    return _Readable(group, first, key, weight, values)


def _converted(
    target: Target, statement: Statement, row: Row, texts: Mapping[str, int]
) -> Iterator[tuple[Fraction, int]]:
    wanted = statement.unit or DIMENSIONLESS
    unit = read_unit(row.unit, expected=wanted, spellings=target.spellings)
    for text, number in texts.items():
        value = _value(text, unit, wanted)
        yield (abs(value) if target.magnitude else value), number


# Groups mostly have values that other groups have, and each reading asks for them again.
@lru_cache(maxsize=1 << 16)
def _value(text: str, unit: Unit, wanted: Unit) -> Fraction:
    return unit.to(read_number(text).value, wanted)


def _all_rows(groups: Iterable[Group]) -> list[StandIn]:
    """Every row for itself, where only all of them together tell."""
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
        first = min((zone.first for zone in group.found.values()), key=lambda seen: seen.place, default=None)
        if first is not None:
            for text, number in sorted(group.values.items()):
                found += _copies(Seen(first.place, replace(first.row, value=text)), number)
        for counted in group.others.values():
            found += _copies(counted.first, counted.count)
        found.extend(StandIn(seen, 1) for seen in group.rows)
    return found


def _copies(seen: Seen, number: int) -> Iterator[StandIn]:
    """As many rows of their own: counts go by the row, so no two may be the same object."""
    return (StandIn(Seen(seen.place, replace(seen.row)), 1) for _ in range(number))
