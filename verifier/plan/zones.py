"""Zones: into what parts all the limits of a target part the values of one kind of row.

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
from verifier.catalogue.predicate import Statement
from verifier.catalogue.target import Target
from verifier.decision.derive import derivation_for
from verifier.decision.judge import Amount
from verifier.decision.rule import Rule, bands_of
from verifier.decision.ruling import Context, rule_on
from verifier.decision.sample import MAGNITUDE_WORDS
from verifier.errors import UnitError
from verifier.measurement.row import Row
from verifier.plan.asked import Asked
from verifier.plan.expanded import (
    cuts_beside,
    cuts_by_risk,
    ends_by_share,
    expanded_of,
    is_apart,
    is_by_value,
    with_weights,
)
from verifier.plan.threshold import Cut, cut_at
from verifier.quantity.region import Region
from verifier.quantity.uncertainty import Uncertainty
from verifier.quantity.units import DIMENSIONLESS, Unit, read_unit
from verifier.wording import Reason

__all__ = ["Zones", "zones_of"]

_PROBE: Final = "1"
_TWICE: Final = "2"
_MOST_ZONES: Final = 4096
_NONE: Final = Fraction(0)


@dataclass(frozen=True, slots=True)
class Zones:
    """How the values of one signature are sorted.

    Args:
        cuts: The limits in the rows' own unit: zone 0 lies in front of all of them.
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


def zones_of(asked: Asked, row: Row, context: Context, *, one_expanded: bool = False) -> Zones:
    """The zones of the rows that agree with one row in everything but the value.

    A row of the same kind with a plain number is judged under each reading; the region it was held against, and
    what the rule makes of it, end where the cuts are.

    Args:
        asked: The target.
        row: Any row of the signature.
        context: What holds for all targets.
        one_expanded: Whether all of them state the U of that row, though others of its kind may differ in it.
    """
    if asked.not_planned is not None:
        return Zones((), collected=asked.not_planned)
    if derivation_for(asked.target, row) is not None:
        return Zones((), collected=Reason.of("plan_input"))
    by_value = is_by_value(row)
    # Whether a value lies in such an interval, or U agrees with u, each value tells for itself.
    if by_value and ("[" in row.uncertainty + row.u or (row.uncertainty and row.u)):
        return Zones((), collected=Reason.of("plan_uncertainty", uncertainty=row.uncertainty or row.u))
    found = _Ends(beside=not one_expanded and asked.may_differ(row), relative=by_value)
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
        wanted = ruling.statement.unit or DIMENSIONLESS
        try:
            unit = read_unit(probe.unit, expected=wanted, spellings=target.spellings)
        except UnitError:
            return None
        if (target.nonnegative or target.magnitude) and wanted.to(_NONE, unit):
            # Which values are negative, a unit with a zero of its own does not tell by their sign.
            return Reason.of("plan_zero", unit=probe.unit)
        judgement, possible = ruling.decided.judgement, ruling.decided.possible
        if judgement is None or judgement.region is None:
            return None
        if not isinstance(possible, Amount):
            return Reason.of("plan_predicate", predicate=ruling.statement.text)
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
        elif self.beside and is_apart(ruling.statistic):
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
