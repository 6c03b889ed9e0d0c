"""A contract (任务书、合同): what it takes over from a guide, tightens, reads in one way, or adds of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from verifier.catalogue.guide import Guide, Project
from verifier.catalogue.predicate import Statement
from verifier.catalogue.target import Changes, Target

__all__ = ["OWN_PREFIX", "Contract", "Milestone", "Standing", "Term"]

OWN_PREFIX = "X"
"""The project code of targets that only the contract has."""


class Standing(StrEnum):
    """Where a target of a contract comes from."""

    INHERITED = "inherited"
    STATED = "stated"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Milestone:
    """What a target must reach by a day before the end.

    Args:
        due: The day.
        statement: What must hold by then.
    """

    due: date
    statement: Statement


@dataclass(frozen=True, slots=True)
class Term:
    """One target as the contract has it.

    Args:
        target: The target with the contract's predicate, reading, conditions and rule in place of the guide's.
        standing: Whether it is the guide's, the guide's with changes, or the contract's own.
        key: Whether it is a key indicator (关键指标).
        milestones: Values on the way, earliest first.
        chosen: Whether the contract chose the reading or wrote the limit itself, so that nobody else need ratify it.
        ruled: Whether the contract chose the decision rule.
        milestone: The day of the milestone that is judged, None for the final value.
        baseline: The value at approval (立项时已有指标值) as the contract writes it; it is shown and never judged.
    """

    target: Target
    standing: Standing
    key: bool = False
    milestones: tuple[Milestone, ...] = ()
    chosen: bool = False
    ruled: bool = False
    milestone: date | None = None
    baseline: str = ""

    def at(self, day: date) -> Term:
        """The term as a midterm review on a day judges it.

        The last milestone due by that day counts; before the first one is due, the first. A target without
        milestones is held to its final value.
        """
        if not self.milestones:
            return self
        due = [milestone for milestone in self.milestones if milestone.due <= day]
        judged = due[-1] if due else self.milestones[0]
        return replace(self, target=with_statement(self.target, judged.statement), chosen=True, milestone=judged.due)


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract over one project of a guide.

    Args:
        id: Its number.
        digest: ``sha256:`` of its bytes.
        guide: The guide it was drawn up on, as it is now.
        guide_digest: The digest of the guide that the contract pins.
        project: The project with the guide's own targets.
        start: First day of the execution period.
        end: Last day of the execution period, which belongs to it.
        rule: Its decision rule for targets that have none of their own, None where it names none.
        terms: Its targets: the guide's in the guide's order, then its own.
    """

    id: str
    digest: str
    guide: Guide
    guide_digest: str
    project: Project
    start: date
    end: date
    rule: str | None
    terms: tuple[Term, ...]

    def is_of_this_guide(self) -> bool:
        """Whether the guide still has the bytes that the contract was drawn up on."""
        return self.guide.digest == self.guide_digest

    def terms_on(self, day: date, *, midterm: bool) -> tuple[Term, ...]:
        """The terms that a review judges: milestones at midterm, final values at acceptance."""
        return tuple(term.at(day) for term in self.terms) if midterm else self.terms

    def by_id(self) -> Mapping[str, Term]:
        """The terms by their targets' ids."""
        return {term.target.id: term for term in self.terms}


def with_statement(target: Target, statement: Statement) -> Target:
    """The target with a limit of the contract's own.

    Readings that only dispute the limit fall away: the contract settles it. Readings of another kind keep what they
    change, and the limit is rounded to its last written digit.
    """
    kept = tuple(
        replace(reading, statement=None) for reading in target.readings if reading.changes is not Changes.LIMIT
    )
    return replace(target, statement=statement, readings=kept, rounding=min(statement.places, default=None))
