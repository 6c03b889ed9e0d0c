"""The one rule of the program: how a set of possible values lies to a set of acceptable values.

Pure and exact: no rows, no files, no clock. `judge` takes a statement, what each of its quantities may be, and a
decision rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from verifier.catalogue.expression import Name, Quantity, names_in, value_of
from verifier.catalogue.limit_place import last_place
from verifier.catalogue.predicate import (
    All,
    Any,
    Comparison,
    Covers,
    Documented,
    Includes,
    Named,
    Part,
    Predicate,
    Statement,
    Within,
    subjects_of,
)
from verifier.decision.acceptable import acceptable, between, is_numeric, subjects_in
from verifier.decision.linear import linear_form
from verifier.decision.place import Placing, place
from verifier.decision.rule import ROUNDED, Bands, Rule, bands_of
from verifier.decision.verdict import Verdict, all_of, any_of
from verifier.errors import PredicateError
from verifier.quantity.region import Interval, Region
from verifier.quantity.surd import Bound, shift, stretch
from verifier.quantity.uncertainty import Uncertainty
from verifier.quantity.units import DIMENSIONLESS, Unit
from verifier.wording import Reason

__all__ = ["Amount", "Document", "Judgement", "MemberSet", "Possible", "judge"]


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity that may be any value of a region, in a unit, with the uncertainty stated beside it in that unit.

    `is_range` marks a submitted range. The uncertainty never widens the region: it enters through the rule only.
    """

    region: Region
    unit: Unit
    is_range: bool = False
    uncertainty: Uncertainty | None = None


@dataclass(frozen=True, slots=True)
class MemberSet:
    """A submitted set: names in the catalogue's own spelling, or exact values in the target's unit."""

    names: frozenset[str]
    values: frozenset[Bound] = frozenset()


@dataclass(frozen=True, slots=True)
class Document:
    """Evidence was supplied."""


Possible = Amount | MemberSet | Document


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with what led to it.

    Args:
        verdict: One of pass, fail, undecided, not_evaluable, expert.
        reasons: Why, where it is not a plain pass or fail.
        region: The target's region in its unit, where it judges one quantity.
        margin: Signed distance to the limit in the target's unit, positive on the good side.
        placing: The rule with its rounding interval and the uncertainty, as they were applied to the region.
    """

    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    region: Region | None = None
    margin: Bound | None = None
    placing: Placing | None = None

    @property
    def bands(self) -> Bands | None:
        """The acceptance and the rejection region that were judged by.

        None where there is no one region, or where the rule decides by a probability and not by regions.
        """
        if self.region is None or self.placing is None or self.placing.rule.risk is not None:
            return None
        return bands_of(self.placing.rule, self.region, self.placing.interval, self.placing.uncertainty)


def judge(
    statement: Statement,
    possible: Mapping[str, Possible],
    given: Mapping[str, Quantity],
    rule: Rule,
    interval: Fraction | None = None,
    *,
    needs_uncertainty: bool = True,
) -> Judgement:
    """Judge what was measured against a statement.

    1. Parts that judge one quantity are joined into one region of acceptable values.
    2. The decision rule turns the region into an acceptance and a rejection region.
    3. The measured set inside the acceptance region is a pass, inside the rejection region a fail, else undecided.
    4. Parts that judge different quantities are joined by `and` and `or` over their verdicts.

    Args:
        statement: The predicate with its subjects.
        possible: What each subject may be.
        given: Values of the inputs of its limits, e.g. a rated speed.
        rule: The decision rule.
        interval: Rounding interval of the limit, in the statement's unit; None for its last written digit.
        needs_uncertainty: Whether the evidence is a measured value, for which a rule may need an uncertainty.
    """
    unit = statement.unit or DIMENSIONLESS
    try:
        return _judged(statement.predicate, _Case(possible, given, rule, interval, unit, needs_uncertainty))
    except PredicateError as error:
        return Judgement(Verdict.NOT_EVALUABLE, (error.reason,))


@dataclass(frozen=True, slots=True)
class _Case:
    possible: Mapping[str, Possible]
    given: Mapping[str, Quantity]
    rule: Rule
    interval: Fraction | None
    unit: Unit
    needs_uncertainty: bool = True

    def interval_of(self, predicate: Predicate, unit: Unit) -> Fraction | None:
        """The rounding interval in the unit that is judged in."""
        if self.interval is None:
            return last_place(predicate, unit) if self.rule.id == ROUNDED.id else None
        return self.interval * self.unit.factor / unit.factor


def _judged(predicate: Predicate, case: _Case) -> Judgement:
    subjects = subjects_in(predicate)
    if len(subjects) == 1 and is_numeric(predicate):
        return _one_quantity(predicate, next(iter(subjects)), case)
    if isinstance(predicate, All | Any):
        judgements = [_judged(part, case) for part in _by_subject(predicate)]
        join = all_of if isinstance(predicate, All) else any_of
        verdict = join(judgement.verdict for judgement in judgements)
        margins = [judgement.margin for judgement in judgements if judgement.margin is not None]
        comparable = len(margins) == len(judgements) and _of_one_unit(subjects, case)
        margin = (min if isinstance(predicate, All) else max)(margins) if comparable else None
        reasons = tuple(reason for judgement in judgements for reason in judgement.reasons)
        return Judgement(verdict, reasons, margin=margin)
    return _part(predicate, case)


def _of_one_unit(subjects: frozenset[str], case: _Case) -> bool:
    """Whether the margins of several quantities are in one unit and can be compared."""
    units = [found.unit for name in subjects if isinstance(found := case.possible.get(name), Amount)]
    return all(unit.agrees(units[0]) for unit in units[1:])


def _by_subject(predicate: All | Any) -> list[Predicate]:
    """The parts, with those that judge the same single quantity kept together as one region."""
    groups: dict[object, list[Predicate]] = {}
    for number, part in enumerate(predicate.parts):
        subjects = subjects_in(part)
        key = next(iter(subjects)) if len(subjects) == 1 and is_numeric(part) else number
        groups.setdefault(key, []).append(part)
    return [parts[0] if len(parts) == 1 else type(predicate)(tuple(parts)) for parts in groups.values()]


def _part(part: Part, case: _Case) -> Judgement:
    match part:
        case Covers():
            return _covered(part, case)
        case Includes(subject):
            return _included(part, case.possible.get(subject))
        case Named(subject, member):
            found = case.possible.get(subject)
            if not isinstance(found, MemberSet):
                return _unanswered(subject)
            same = found.names == {member}
            shown = ", ".join(sorted(found.names))
            differs = Reason.of("class_differs", read=shown, expected=member)
            return Judgement(Verdict.PASS) if same else Judgement(Verdict.FAIL, (differs,))
        case Documented(subject):
            return Judgement(Verdict.EXPERT) if case.possible.get(subject) is not None else _unanswered(subject)
        case _:
            return _several(part, case)


def _unanswered(subject: str) -> Judgement:
    return Judgement(Verdict.NOT_EVALUABLE, (Reason.of("quantity_absent", quantity=subject),))


# ---- one quantity ----


def _one_quantity(predicate: Predicate, subject: str, case: _Case) -> Judgement:
    """Where a measured set lies to the region of a predicate under the rule, in the unit of what was measured."""
    found = case.possible.get(subject)
    if found is None:
        return _unanswered(subject)
    unit = found.unit if isinstance(found, Amount) else case.unit
    region = acceptable(predicate, subject, case.given, unit)
    if not isinstance(found, Amount):
        return Judgement(Verdict.NOT_EVALUABLE, (Reason.of("number_expected"),), region)
    placing = Placing(case.rule, case.interval_of(predicate, unit), found.uncertainty, case.needs_uncertainty)
    verdict, reasons = place(region, found.region, placing)
    return Judgement(verdict, reasons, region, _margin(region, found.region), placing)


def _margin(region: Region, found: Region) -> Bound | None:
    """The signed distance from one value to the nearest end of the region; None for a set of values."""
    if not found.is_point():
        return None
    value = found.intervals[0].low
    if not isinstance(value, Fraction):
        return None
    ends = [end for interval in region.intervals for end in (interval.low, interval.high) if end is not None]
    if not ends:
        return None
    if len(ends) == 1 and isinstance(ends[0], Fraction):
        # A limit on one side, the case of nearly every row.
        apart = value - ends[0]
        return apart if region.intervals[0].high is None else -apart
    distances = [shift(end, -value) for end in ends]
    nearest = min((d if d >= 0 else _negated(d) for d in distances), default=None)
    inside = any(_touches(interval, value) for interval in region.intervals)
    return nearest if inside or nearest is None else _negated(nearest)


def _touches(interval: Interval, value: Fraction) -> bool:
    """Whether a value lies in an interval or at one of its ends."""
    return (interval.low is None or interval.low <= value) and (interval.high is None or value <= interval.high)


def _negated(bound: Bound) -> Bound:
    return stretch(bound, Fraction(-1))


# ---- ranges, members, several quantities ----


def _covered(part: Covers, case: _Case) -> Judgement:
    """A submitted range against the agreed one, end by end under the rule."""
    found = case.possible.get(part.subject)
    if not isinstance(found, Amount) or not found.is_range:
        return Judgement(Verdict.NOT_EVALUABLE, (Reason.of("range_expected"),))
    inside = Within(Name(part.subject), part.low, part.high, part.low_closed, part.high_closed)
    agreed = between(inside, part.subject, case.given, found.unit)
    interval = case.interval_of(part, found.unit)
    wanted, got = agreed.intervals[0], found.region.intervals[0]
    if wanted.low is None or wanted.high is None or got.low is None or got.high is None:
        return Judgement(Verdict.NOT_EVALUABLE, (Reason.of("range_expected"),))
    low = bands_of(case.rule, Region.below(wanted.low, closed=got.low_closed or not wanted.low_closed), interval)
    high = bands_of(case.rule, Region.above(wanted.high, closed=got.high_closed or not wanted.high_closed), interval)
    verdict = Verdict.PASS if low.accept.holds(got.low) and high.accept.holds(got.high) else Verdict.FAIL
    margin = None
    if isinstance(got.low, Fraction) and isinstance(got.high, Fraction):
        margin = min(shift(wanted.low, -got.low), _negated(shift(wanted.high, -got.high)))
    return Judgement(verdict, (), agreed, margin)


def _included(part: Includes, found: Possible | None) -> Judgement:
    if not isinstance(found, MemberSet):
        return _unanswered(part.subject)
    if part.unit is None:
        lacking = [member for member in part.members if member not in found.names]
    else:
        lacking = [text for text, value in zip(part.members, part.values, strict=True) if value not in found.values]
    if not lacking:
        return Judgement(Verdict.PASS)
    return Judgement(Verdict.FAIL, (Reason.of("members_lacking", members="、".join(lacking)),))


def _several(part: Part, case: _Case) -> Judgement:
    """A comparison of several measured quantities: the difference of its sides over all possible values."""
    if not isinstance(part, Comparison):
        raise PredicateError("predicate_not_numeric")
    if case.rule.needs_uncertainty and case.needs_uncertainty:
        return Judgement(Verdict.NOT_EVALUABLE, (Reason.of("rule_not_for_ranges", rule=case.rule),))
    subjects = subjects_of(part)
    names = dict.fromkeys((*subjects, *names_in(part.right)))
    judged = [name for name in names if name in case.possible and name not in case.given]
    lacking = [name for name in names if name not in case.possible and name not in case.given]
    if lacking:
        return _unanswered(", ".join(lacking))
    _check_dimensions(part, judged, case)
    offset, slopes = linear_form(part, judged, case.given)
    total = Region.point(offset)
    for name in judged:
        amount = case.possible[name]
        if not isinstance(amount, Amount):
            return Judgement(Verdict.NOT_EVALUABLE, (Reason.of("number_expected"),))
        if slopes[name] != 0:
            in_base = amount.region.scaled(amount.unit.factor).moved(amount.unit.offset)
            total = total.plus(in_base.scaled(slopes[name]))
    accept = part.relation.region(Fraction(0))
    bands = bands_of(case.rule, accept, None)
    if bands.accept.covers(total):
        return Judgement(Verdict.PASS)
    if bands.reject.covers(total):
        return Judgement(Verdict.FAIL)
    return Judgement(Verdict.UNDECIDED, (Reason.of("sets_overlap"),))


def _check_dimensions(part: Comparison, judged: list[str], case: _Case) -> None:
    """Refuse sides that measure different things: tried with one of each quantity in its own dimension."""
    ones = {
        name: Quantity(Fraction(1), found.unit.dimension)
        for name in judged
        if isinstance(found := case.possible[name], Amount)
    }
    given = {**case.given, **ones}
    left, right = value_of(part.left, given), value_of(part.right, given)
    if left.dimension != right.dimension:
        raise PredicateError("dimensions_differ", left=left.dimension.reason(), right=right.dimension.reason())
