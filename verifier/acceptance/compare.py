"""A contract held against its guide, target by target: `dabiao compare`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from verifier.catalogue.contract import Contract, Standing, Term
from verifier.catalogue.predicate import Statement
from verifier.catalogue.reasoning import Compared, Strictness, Witness, compare_statements
from verifier.catalogue.target import Condition, Need, Reading, Target
from verifier.decision.rule import FULL_VALUE, Rule, read_rule
from verifier.wording import Reason

__all__ = ["ComparedTarget", "Relation", "compare_contract"]


class Relation(StrEnum):
    """How a contract's target lies to the guide's."""

    EQUAL = "equal"
    STRICTER = "stricter"
    WEAKER = "weaker"
    INCOMPARABLE = "incomparable"
    UNPROVED = "unproved"
    INHERITED = "inherited"
    OWN = "own"
    MISSING = "missing"

    def is_at_least_as_strict(self) -> bool:
        """Whether the guide's target is met wherever the contract's is."""
        return self in {Relation.EQUAL, Relation.STRICTER, Relation.INHERITED, Relation.OWN}


@dataclass(frozen=True, slots=True)
class ComparedTarget:
    """One target of the comparison.

    Args:
        id: The target.
        key: Whether the contract marks it as a key indicator.
        relation: How the contract's lies to the guide's.
        contract: The contract's predicate.
        guide: The guide's predicate, blank for a target of the contract's own.
        let_through: What the contract accepts and the guide refuses.
        reasons: What else differs.
    """

    id: str
    key: bool
    relation: Relation
    contract: str
    guide: str
    let_through: Witness | None = None
    reasons: tuple[Reason, ...] = ()


def compare_contract(contract: Contract, *, complete: bool = False) -> tuple[ComparedTarget, ...]:
    """Compare every target of a contract with the guide's.

    1. A target that the contract does not name is inherited, or missing where the contract has to name all.
    2. The predicates that would be judged are compared by what they accept.
    3. Another statistic, rule, period or condition makes the two incomparable, unless it only asks for more.

    Args:
        contract: The contract.
        complete: Whether the contract has to name every target itself.
    """
    base = {target.id: target for target in contract.project.targets}
    return tuple(_compared(term, base.get(term.target.id), complete=complete) for term in contract.terms)


def _compared(term: Term, base: Target | None, *, complete: bool) -> ComparedTarget:
    target = term.target
    judged = _judged(target).text
    if base is None:
        return ComparedTarget(target.id, term.key, Relation.OWN, judged, "")
    if term.standing is Standing.INHERITED:
        relation = Relation.MISSING if complete else Relation.INHERITED
        return ComparedTarget(target.id, term.key, relation, judged if not complete else "", judged)
    found = compare_statements(_judged(target), _judged(base), nonnegative=target.nonnegative)
    more, reasons = _differences(target, base)
    relation = _with_reasons(found, reasons, more)
    text = _judged(base).text
    return ComparedTarget(target.id, term.key, relation, judged, text, found.let_through, (*reasons, *more))


def _default(target: Target) -> Reading | None:
    return next((reading for reading in target.readings if reading.default), None)


def _judged(target: Target) -> Statement:
    chosen = _default(target)
    return target.statement if chosen is None or chosen.statement is None else chosen.statement


def _with_reasons(found: Compared, reasons: tuple[Reason, ...], more: tuple[Reason, ...]) -> Relation:
    if reasons and found.strictness is not Strictness.WEAKER:
        return Relation.INCOMPARABLE
    if more and found.strictness is Strictness.EQUAL:
        return Relation.STRICTER
    return Relation(found.strictness.value)


def _differences(target: Target, base: Target) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """What differs beside the predicate: what only asks for more, and what cannot be compared."""
    more: list[Reason] = []
    other: list[Reason] = []
    if _statistic(target) != _statistic(base):
        other.append(Reason.of("compare_statistic", contract=_statistic(target), guide=_statistic(base)))
    mine, theirs = _rule(target), _rule(base)
    if mine != theirs:
        is_more = mine.guard is not None and theirs == FULL_VALUE
        (more if is_more else other).append(Reason.of("compare_rule", contract=mine, guide=theirs))
    for reason, is_more in _conditions(target, base):
        (more if is_more else other).append(reason)
    return tuple(more), tuple(other)


def _statistic(target: Target) -> str:
    chosen = _default(target)
    return str(target.statistic if chosen is None or chosen.statistic is None else chosen.statistic)


def _rule(target: Target) -> Rule:
    chosen = _default(target)
    name = target.rule if chosen is None or chosen.rule is None else chosen.rule
    return FULL_VALUE if name is None else read_rule(name)


def _conditions(target: Target, base: Target) -> Iterator[tuple[Reason, bool]]:
    known = {condition.key: condition for condition in _stated(base)}
    for condition in _stated(target):
        former = known.pop(condition.key, None)
        if former is None:
            yield Reason.of("compare_condition_added", key=condition.key, contract=condition.text), True
        elif _terms(former) != _terms(condition):
            parts = {"key": condition.key, "contract": condition.text, "guide": former.text}
            is_more = _terms(former)[1:] == _terms(condition)[1:] and condition.need is Need.REQUIRED
            yield Reason.of("compare_condition", **parts), is_more


def _stated(target: Target) -> tuple[Condition, ...]:
    chosen = _default(target)
    return target.conditions if chosen is None or not chosen.conditions else chosen.conditions


def _terms(condition: Condition) -> tuple[object, ...]:
    unit = None if condition.unit is None else (condition.unit.factor, condition.unit.offset)
    classes = frozenset(name for name, _ in condition.classes)
    region = condition.region
    if region is not None and condition.unit is not None:
        region, unit = region.scaled(condition.unit.factor).moved(condition.unit.offset), None
    return condition.need, condition.form, region, unit, classes
