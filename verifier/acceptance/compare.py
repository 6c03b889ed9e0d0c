"""A contract held against its guide, target by target: `dabiao compare`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from verifier.acceptance.compare_terms import Asks, default_reading, term_differences
from verifier.catalogue.contract import Contract, Standing, Term
from verifier.catalogue.predicate import Statement
from verifier.catalogue.reasoning import Strictness, Witness, compare_statements
from verifier.catalogue.target import Target
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
    3. Another statistic, rule or condition that asks for more makes the contract stricter, one that asks for less
       weaker; where neither follows, or both, the two are not comparable.

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
    differing = tuple(term_differences(target, base))
    relation = _relation(found.strictness, frozenset(asks for _, asks in differing))
    reasons = (*(reason for reason, _ in differing), *([found.doubt] if found.doubt is not None else []))
    return ComparedTarget(target.id, term.key, relation, judged, _judged(base).text, found.let_through, reasons)


def _judged(target: Target) -> Statement:
    chosen = default_reading(target)
    return target.statement if chosen is None or chosen.statement is None else chosen.statement


def _relation(found: Strictness, asked: frozenset[Asks]) -> Relation:
    """The relation of two targets from that of their limits and from what else each asks for."""
    if found is Strictness.WEAKER or not asked:
        return Relation(found.value)
    if Asks.OTHER in asked or len(asked) > 1:
        return Relation.INCOMPARABLE
    if found in {Strictness.EQUAL, Strictness.STRICTER} and asked == {Asks.MORE}:
        return Relation.STRICTER
    if found is Strictness.EQUAL:
        return Relation.WEAKER
    return Relation.UNPROVED if found is Strictness.UNPROVED else Relation.INCOMPARABLE
