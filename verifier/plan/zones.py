"""What a plan asks of each target, and the zones into which all its limits part the values of one kind of row.

Rows of one kind (a signature) agree in everything a verdict depends on but the value. Within one zone, then, every
row has the same verdict under every reading, and its margin is least at one end of the zone: a gap between two
intervals is cut in its middle, where margins are least. More cuts than needed change nothing; so the cuts of every
rounding interval that may apply are taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from typing import Final

from verifier.catalogue.limit_place import last_place
from verifier.catalogue.predicate import Comparison, Statement, Within, parts_of
from verifier.catalogue.statistic import Statistic
from verifier.catalogue.target import Target
from verifier.decision.derive import derivation_for
from verifier.decision.judge import Amount
from verifier.decision.rule import Rule, bands_of
from verifier.decision.ruling import Context, Ruling, rule_on
from verifier.decision.sample import MAGNITUDE_WORDS
from verifier.errors import UnitError
from verifier.measurement.row import Row
from verifier.plan.expanded import (
    cuts_beside,
    cuts_by_risk,
    ends_by_share,
    expanded_of,
    is_apart,
    is_by_value,
    states_plainly,
    with_weights,
)
from verifier.plan.threshold import Cut, cut_at
from verifier.quantity.region import Region
from verifier.quantity.uncertainty import Uncertainty
from verifier.quantity.units import DIMENSIONLESS, Unit, read_unit
from verifier.wording import Reason

__all__ = ["ALWAYS", "Asked", "Zones", "asked_of", "zones_of"]

ALWAYS: Final = (
    "target", "unit", "uncertainty", "k", "u", "uncertainty_unit", "dof", "coverage", "lod", "conditions", "statistic",
    "quantity", "basis", "polarity", "exclude",
)  # fmt: skip
"""Columns that a verdict may depend on whatever the target."""

_SOMETIMES: Final = ("n", "sample", "lot", "wafer", "method", "instrument", "weight", "date", "calibrated_until")
_FROM_ROWS: Final = frozenset({"every", "worst", "max", "min"})
_FROM_VALUES: Final = frozenset({"mean", "weighted_mean", "median", "quantile"})
_PROBE: Final = "1"
_TWICE: Final = "2"
_MOST_ZONES: Final = 4096
_NONE: Final = Fraction(0)


@dataclass(frozen=True, slots=True)
class Asked:
    """One target as the plan asks it.

    Args:
        target: The target.
        narrowed: The target under its default reading alone, then under each other one that can be computed; without
            its sample plan, which is held against all rows together.
        columns: The columns that a ruling on its rows may depend on, beside the value.
        apart: Those of them that tell the groups of a statistic apart: to a row's own verdict it is all one which
            group it is of.
        needs_values: Whether some reading's statistic needs the values themselves.
        by_row: Whether the default reading decides row by row, so that rows are listed.
        own_expanded: Whether each row is judged with its own U under every reading, so that rows of one kind may
            differ in it.
        not_planned: Why its rows go to the scalar path, None where they need not.
    """

    target: Target
    narrowed: tuple[Target, ...]
    columns: frozenset[str]
    apart: frozenset[str]
    needs_values: bool
    by_row: bool
    own_expanded: bool
    not_planned: Reason | None


@dataclass(frozen=True, slots=True)
class Zones:
    """How the values of one signature are sorted.

    Args:
        cuts: The limits in the rows' own unit, ascending: zone 0 lies in front of all of them.
        exact_below_zero: Whether negative values are for the exact reader, whose reasons name them.
        collected: Why rows of this signature go to the scalar path one by one, None where they need not.
        beside: The unit of the values, where the rows differ in their U and some cuts are by it; None elsewhere.
    """

    cuts: tuple[Cut, ...]
    exact_below_zero: bool = False
    collected: Reason | None = None
    beside: Unit | None = None

    def tells(self, value: Fraction, expanded: Fraction) -> bool:
        """Whether an exact value has a zone; what the scalar path says of any other hangs on its text."""
        below = value < 0 and self.exact_below_zero
        return not below and not any(cut.is_open(value, expanded) for cut in self.cuts)

    def expanded_of(self, row: Row) -> Fraction | None:
        """The U beside a value, where that is a coordinate, else 0; None where it cannot be read."""
        return _NONE if self.beside is None else expanded_of(row, self.beside)

    def __len__(self) -> int:
        """How many zones there are."""
        return 1 + sum(cut.weight for cut in self.cuts)

    def zone_of(self, value: Fraction, expanded: Fraction = _NONE) -> int:
        """The zone of an exact value, with the U beside it where that is a coordinate."""
        return sum(cut.weight for cut in self.cuts if cut.is_behind(value, expanded))


def asked_of(target: Target, context: Context, *, in_range: bool = False) -> Asked:
    """A target as the plan asks it.

    Args:
        target: The target.
        context: What holds for all targets: it may name the rule.
        in_range: Whether the target answers a range clause, whose rows may stand under its stem.
    """
    narrowed = tuple(_narrowed(target))
    rulings = [rule_on(one, (), context) for one in narrowed]
    columns = {*ALWAYS, *(condition.key for one in narrowed for condition in _conditions(one))} & {*ALWAYS, *_SOMETIMES}
    if any(one.time_bound or any(reading.time_bound for reading in one.readings) for one in narrowed):
        columns.add("date")
    if any(_needs_weight(ruling.statistic) for ruling in rulings):
        columns.add("weight")
    apart = frozenset(one.statistic.group for one in rulings if one.statistic.inner is not None) - columns
    reason = next((why for ruling in rulings if (why := _not_planned(ruling)) is not None), None)
    if in_range:
        reason = Reason.of("plan_range_clause")
    by_row = [one.statistic.name in _FROM_ROWS and one.statistic.inner is None for one in rulings]
    own = reason is None and all(is_apart(one.statistic) for one in rulings)
    own = own and not any(one.magnitude for one in narrowed)
    return Asked(target, narrowed, apart.union(columns), apart, not all(by_row), by_row[0], own, reason)


def _narrowed(target: Target) -> Iterator[Target]:
    """The target with one reading only, the default first."""
    target = replace(target, plan=None)
    if not target.readings:
        yield target
        return
    for reading in sorted(target.readings, key=lambda one: not one.default):
        if reading.default or reading.is_computable():
            yield replace(target, readings=(replace(reading, default=True, recorded=False),))


def _conditions(target: Target) -> Iterator:  # type: ignore[type-arg]
    yield from target.conditions
    for reading in target.readings:
        yield from reading.conditions


def _needs_weight(statistic: Statistic) -> bool:
    return statistic.name == "weighted_mean" or (statistic.inner is not None and _needs_weight(statistic.inner))


def _not_planned(ruling: Ruling) -> Reason | None:
    parts = tuple(parts_of(ruling.statement.predicate))
    if not all(isinstance(part, Comparison | Within) for part in parts) or len(ruling.statement.subjects) != 1:
        return Reason.of("plan_predicate", predicate=ruling.statement.text)
    statistic = ruling.statistic
    base = statistic if statistic.inner is None else statistic.inner
    known = base.name in _FROM_VALUES | {"max", "min"} if statistic.inner else base.name in _FROM_ROWS | _FROM_VALUES
    if not known or base.inner is not None or (statistic.inner and statistic.name not in _FROM_ROWS | _FROM_VALUES):
        return Reason.of("plan_statistic", statistic=statistic)
    if ruling.rule.risk is not None and not is_apart(statistic):
        return Reason.of("plan_rule", rule=ruling.rule)
    return None


def zones_of(asked: Asked, row: Row, context: Context) -> Zones:
    """The zones of the rows that agree with one row in everything but the value.

    A row of the same kind with a plain number is judged under each reading; the region it was held against, and
    what the rule makes of it, end where the cuts are.

    Args:
        asked: The target.
        row: Any row of the signature.
        context: What holds for all targets.
    """
    if asked.not_planned is not None:
        return Zones((), collected=asked.not_planned)
    if derivation_for(asked.target, row) is not None:
        return Zones((), collected=Reason.of("plan_input"))
    by_value = is_by_value(row)
    # Whether a value lies in such an interval, or U agrees with u, each value tells for itself.
    if by_value and ("[" in row.uncertainty + row.u or (row.uncertainty and row.u)):
        return Zones((), collected=Reason.of("plan_uncertainty", uncertainty=row.uncertainty or row.u))
    found = _Ends(beside=asked.own_expanded and states_plainly(row), relative=by_value)
    for target in asked.narrowed:
        collected = found.add(target, replace(row, value=_PROBE), context)
        if collected is not None:
            return Zones((), collected=collected)
    return _of_ends(asked, row, found)


def _of_ends(asked: Asked, row: Row, found: _Ends) -> Zones:
    ends = found.ends
    magnitude = any(target.magnitude for target in asked.narrowed)
    stated = bool({row.polarity.casefold(), row.basis.casefold()} & MAGNITUDE_WORDS)
    if magnitude and stated:
        ends |= {(-limit, not holds) for limit, holds in ends} | {(Fraction(0), True), (Fraction(0), False)}
    cuts = tuple(cut_at(limit, holds=holds) for limit, holds in sorted(ends))
    below = (asked.target.nonnegative or magnitude) and not (magnitude and stated)
    if not found.beside:
        return Zones(cuts, exact_below_zero=below)
    made = Zones(with_weights((*cuts, *found.by_expanded)), exact_below_zero=below, beside=found.unit)
    return made if len(made) <= _MOST_ZONES else Zones((), collected=Reason.of("plan_uncertainty", uncertainty="U"))


@dataclass
class _Ends:
    """What parts the values of rows that agree in all else, gathered under each reading.

    Attributes:
        beside: Whether the rows differ in their U.
        relative: Whether their U is a share of the value.
        ends: The limits in the rows' unit, each with whether it lies in front.
        by_expanded: The cuts that move with U.
        unit: The rows' unit, None where it cannot be read.
    """

    beside: bool
    relative: bool
    ends: set[tuple[Fraction, bool]] = field(default_factory=set)
    by_expanded: list[Cut] = field(default_factory=list)
    unit: Unit | None = None

    def add(self, target: Target, probe: Row, context: Context) -> Reason | None:
        """Add what parts them under one reading; why nothing can, if so."""
        ruling = rule_on(target, (probe,), context)
        judgement, possible = ruling.decided.judgement, ruling.decided.possible
        if judgement is None or judgement.region is None:
            return None
        if not isinstance(possible, Amount):
            return Reason.of("plan_predicate", predicate=ruling.statement.text)
        try:
            unit = read_unit(probe.unit, expected=ruling.statement.unit or DIMENSIONLESS, spellings=target.spellings)
        except UnitError:
            return None
        share = self._share(target, probe, possible, unit, context) if self.relative else None
        expanded = None if self.beside or share else possible.uncertainty
        for region in _regions(ruling.rule, judgement.region, _intervals(target, ruling.statement), expanded):
            own = _in_row_unit(region, possible.unit, unit)
            if own is None:
                return Reason.of("plan_irrational", predicate=ruling.statement.text)
            self.ends |= own
        if ruling.rule.risk is not None and possible.uncertainty is not None:
            cuts = cuts_by_risk(ruling.rule.risk, judgement.region, possible, unit) if self.beside else ()
            if not cuts:
                return Reason.of("plan_rule", rule=ruling.rule)
            self.unit = unit
            self.by_expanded += cuts
        elif self.beside:
            self.unit = unit
            self.by_expanded += cuts_beside(ruling.rule, judgement.region, possible.unit, unit)
        if share:
            turns = ends_by_share(ruling.rule, judgement.region, share, possible.unit, unit)
            self.ends |= {(turn, holds) for turn in turns for holds in (True, False)}
        return None

    @staticmethod
    def _share(target: Target, probe: Row, possible: Amount, unit: Unit, context: Context) -> Fraction | None:
        """U as a share of the value; None where it is the same for all values."""
        twice = rule_on(target, (replace(probe, value=_TWICE),), context).decided.possible
        one, two = possible.uncertainty, twice.uncertainty if isinstance(twice, Amount) else None
        if one is None or two is None or one.expanded == two.expanded:
            return None
        # The probe has the value 1 in its own unit. A width is a difference: offsets of units do not enter.
        return one.expanded * possible.unit.factor / unit.factor


def _intervals(target: Target, statement: Statement) -> tuple[Fraction | None, ...]:
    """Every rounding interval that the rule may take."""
    place = last_place(statement.predicate, statement.unit or DIMENSIONLESS)
    return None, target.rounding, place


def _regions(
    rule: Rule, region: Region, intervals: Iterable[Fraction | None], uncertainty: Uncertainty | None
) -> Iterator[Region]:
    yield region
    for interval in dict.fromkeys(intervals):
        bands = bands_of(rule, region, interval, uncertainty)
        yield from (bands.accept, bands.reject)


def _in_row_unit(region: Region, unit: Unit, own: Unit) -> set[tuple[Fraction, bool]] | None:
    """The ends of a region and the middles of its gaps, in the row's unit, each with whether it lies in front.

    None for an irrational end.
    """
    ends: set[tuple[Fraction, bool]] = set()
    for interval in region.intervals:
        for end, holds in ((interval.low, not interval.low_closed), (interval.high, interval.high_closed)):
            if end is None:
                continue
            if not isinstance(end, Fraction):
                return None
            # Factors of units are positive, so the order of the ends stays.
            ends.add((unit.to(end, own), holds))
    for one, two in pairwise(region.intervals):
        if isinstance(one.high, Fraction) and isinstance(two.low, Fraction):
            # Between two intervals the margin is least in the middle, so that no zone may lie on both sides of it.
            ends.add((unit.to((one.high + two.low) / 2, own), True))
    return ends
