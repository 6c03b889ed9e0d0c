"""What beside its limit makes a contract's target ask for more or for less: statistic, rule, conditions.

A submission that passes under the terms that ask for more passes under the others as well. Where neither implies the
other, the terms are for people to compare.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from fractions import Fraction

from verifier.catalogue.statistic import Statistic
from verifier.catalogue.target import Condition, Form, Need, Reading, Severity, Target
from verifier.decision.acceptable import region_of
from verifier.decision.rule import FULL_VALUE, Rule, read_rule
from verifier.errors import VerifierError
from verifier.quantity.region import Interval, Region
from verifier.quantity.units import DIMENSIONLESS
from verifier.wording import Reason

__all__ = ["Asks", "default_reading", "term_differences"]

_BETWEEN_ROWS = frozenset({"mean", "weighted_mean", "median", "quantile", "k_of_n"})
_BETWEEN_GROUPS = frozenset({"mean", "weighted_mean", "median"})


class Asks(Enum):
    """What the contract's terms ask for, held against the guide's."""

    MORE = "more"
    LESS = "less"
    OTHER = "other"


def default_reading(target: Target) -> Reading | None:
    """The reading that a target is judged by; None where its clause is clear."""
    return next((reading for reading in target.readings if reading.default), None)


def term_differences(target: Target, base: Target) -> Iterator[tuple[Reason, Asks]]:
    """Each difference beside the limit, with what it asks for.

    1. Every row within an interval implies any mean, median or quantile of them; the worst group's, that of all rows.
    2. A wider guard band asks for more, and any asks for more than none.
    3. A condition asks for more where every value it allows is one that the guide allows, or a harsher one.

    Args:
        target: The contract's.
        base: The guide's.
    """
    mine, theirs = _statistic(target), _statistic(base)
    if mine != theirs:
        asks = _direction(_implies(mine, theirs, target), _implies(theirs, mine, base))
        yield Reason.of("compare_statistic", contract=mine, guide=theirs), asks
    rule, former = _rule(target), _rule(base)
    if rule != former:
        asks = _direction(_is_wider(rule, former), _is_wider(former, rule))
        yield Reason.of("compare_rule", contract=rule, guide=former), asks
    yield from _conditions(target, base)


def _direction(more: bool, less: bool) -> Asks:  # noqa: FBT001 -- two answers to one question
    return Asks.MORE if more else Asks.LESS if less else Asks.OTHER


# ---- statistics ----


def _statistic(target: Target) -> Statistic:
    chosen = default_reading(target)
    return target.statistic if chosen is None or chosen.statistic is None else chosen.statistic


def _implies(one: Statistic, two: Statistic, target: Target) -> bool:
    """Whether what passes by one statistic passes by the other, at the same limit."""
    interval = _interval(target)
    if interval is None:
        return False
    if _is_every_row(one, interval):
        return two.name in _BETWEEN_ROWS or _is_every_row(two, interval) or _is_worst_group(two, _BETWEEN_ROWS)
    return _is_worst_group(one, _BETWEEN_GROUPS) and two == one.inner


def _interval(target: Target) -> Interval | None:
    """The acceptable values, where they are one interval whatever else is stated."""
    chosen = default_reading(target)
    statement = target.statement if chosen is None or chosen.statement is None else chosen.statement
    try:
        region = region_of(statement.predicate, {}, statement.unit or DIMENSIONLESS)
    except VerifierError:
        return None
    return region.intervals[0] if region is not None and len(region.intervals) == 1 else None


def _is_every_row(statistic: Statistic, interval: Interval) -> bool:
    """Whether it holds of every row: said so, or as the extreme on the side of the only limit."""
    if statistic.inner is not None:
        return False
    one_sided = {"max": interval.low is None, "min": interval.high is None}
    return statistic.name in {"every", "worst"} or one_sided.get(statistic.name, False)


def _is_worst_group(statistic: Statistic, names: frozenset[str]) -> bool:
    return statistic.name in {"worst", "every"} and statistic.inner is not None and statistic.inner.name in names


# ---- rules ----


def _rule(target: Target) -> Rule:
    chosen = default_reading(target)
    name = target.rule if chosen is None or chosen.rule is None else chosen.rule
    return FULL_VALUE if name is None else read_rule(name)


def _is_wider(one: Rule, two: Rule) -> bool:
    """Whether the acceptance limit of one rule lies at least as far inside as that of the other."""
    if one.guard is None or (two.guard is None and two != FULL_VALUE):
        return False
    return one.guard >= (two.guard if two.guard is not None else Fraction(0))


# ---- conditions ----


def _conditions(target: Target, base: Target) -> Iterator[tuple[Reason, Asks]]:
    known = {condition.key: condition for condition in _stated(base)}
    for condition in _stated(target):
        former = known.pop(condition.key, None)
        if former is None:
            yield Reason.of("compare_condition_added", key=condition.key, contract=condition.text), Asks.MORE
        elif _terms(former) != _terms(condition):
            parts = {"key": condition.key, "contract": condition.text, "guide": former.text}
            asks = _direction(_is_harsher(condition, former), _is_harsher(former, condition))
            yield Reason.of("compare_condition", **parts), asks


def _stated(target: Target) -> tuple[Condition, ...]:
    chosen = default_reading(target)
    return target.conditions if chosen is None or not chosen.conditions else chosen.conditions


def _terms(condition: Condition) -> tuple[object, ...]:
    region = _region(condition)
    unit = None if condition.unit is None or region is not None else (condition.unit.factor, condition.unit.offset)
    return condition.need, condition.form, region, unit, _classes(condition)


def _region(condition: Condition) -> Region | None:
    """The agreed values in base units."""
    if condition.region is None or condition.unit is None:
        return condition.region
    return condition.region.scaled(condition.unit.factor).moved(condition.unit.offset)


def _classes(condition: Condition) -> frozenset[str]:
    return frozenset(name for name, _ in condition.classes)


def _is_harsher(one: Condition, two: Condition) -> bool:
    """Whether what is stated as one condition asks answers the other as well, or is a harsher test."""
    if one.need is Need.WANTED and two.need is Need.REQUIRED:
        return False
    if one.form is not two.form:
        return False
    mine, theirs = _region(one), _region(two)
    match one.form:
        case Form.CLASS:
            return _classes(one) <= _classes(two)
        case Form.COVERS:
            return mine is not None and theirs is not None and mine.covers(theirs)
        case Form.VALUE:
            return mine is not None and theirs is not None and _or_harsher(theirs, two.severity).covers(mine)
        case _:
            return _terms(one)[2:] == _terms(two)[2:]


def _or_harsher(region: Region, severity: Severity) -> Region:
    """The agreed values and all that are harsher."""
    first, last = region.intervals[0], region.intervals[-1]
    match severity:
        case Severity.INCREASING if first.low is not None:
            return Region.above(first.low, closed=first.low_closed)
        case Severity.DECREASING if last.high is not None:
            return Region.below(last.high, closed=last.high_closed)
        case _:
            return region
