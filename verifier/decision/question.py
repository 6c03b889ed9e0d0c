"""What is asked of the rows of one target, what became of each, and the verdict on what decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from verifier.catalogue.expression import Quantity
from verifier.catalogue.predicate import Statement
from verifier.catalogue.statistic import Statistic
from verifier.catalogue.target import Kind, Target
from verifier.decision.conditions import Hold
from verifier.decision.derive import Derived
from verifier.decision.judge import Judgement, Possible, judge
from verifier.decision.rule import Rule
from verifier.decision.sample import Sample
from verifier.decision.verdict import Verdict
from verifier.wording import Reason

__all__ = ["Decided", "Question", "RowVerdict", "can_be_judged", "inputs_of", "judge_one", "not_judged"]


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """What became of one row: its role, and its own verdict where it has one."""

    sample: Sample
    role: str
    verdict: Verdict | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """The verdict of a target with what led to it.

    Args:
        verdict: One of the six.
        reasons: Why, in order of weight.
        possible: What decided: a value, a range, a set; None where nothing could be judged.
        judgement: How it lies to the target's region.
        rows: What became of each row.
        given: Values of the inputs of the limit beside what decided, such as its rated speed.
        derived: The values that were worked out from input rows, with their budgets.
    """

    verdict: Verdict
    reasons: tuple[Reason, ...]
    possible: Possible | None
    judgement: Judgement | None
    rows: tuple[RowVerdict, ...]
    given: tuple[tuple[str, Quantity], ...] = ()
    derived: tuple[Derived, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the rows: a predicate, its deciding statistic and the rule."""

    target: Target
    statement: Statement
    statistic: Statistic
    rule: Rule

    @property
    def subject(self) -> str:
        """The first quantity that the predicate judges."""
        return self.statement.subjects[0]

    @property
    def interval(self) -> Fraction | None:
        """The catalogue's rounding interval; None leaves it to the last written digit of the limit judged."""
        is_own = self.statement is self.target.statement or not self.statement.places
        return self.target.rounding if is_own else None


def judge_one(question: Question, possible: dict[str, Possible], samples: Sequence[Sample]) -> Judgement:
    """Judge what decides, and let only those verdicts stand that the conditions of its rows allow.

    Args:
        question: What is asked.
        possible: What each quantity of the predicate may be.
        samples: The rows that it comes from.
    """
    hold = Hold.BOTH
    reasons: dict[Reason, None] = {}
    for sample in samples:
        hold = hold.with_other(sample.hold)
        reasons.update(dict.fromkeys(sample.reasons))
    if hold is Hold.NEITHER:
        return Judgement(Verdict.NOT_EVALUABLE, tuple(reasons))
    differing = next((name for name in question.statement.inputs if len(_stated(name, samples)) > 1), None)
    if differing is not None:
        return Judgement(Verdict.NOT_EVALUABLE, (*reasons, Reason.of("inputs_differ", key=differing)))
    judgement = judge(
        question.statement,
        possible,
        dict(inputs_of(question.statement, samples)),
        question.rule,
        question.interval,
        needs_uncertainty=question.target.kind is Kind.MEASURED,
    )
    if not hold.allows(judgement.verdict):
        judgement = replace(judgement, verdict=Verdict.NOT_EVALUABLE, margin=None)
    return replace(judgement, reasons=(*reasons, *judgement.reasons)) if reasons else judgement


def _stated(name: str, samples: Sequence[Sample]) -> set[object]:
    return {sample.given[name].value for sample in samples if name in sample.given}


def inputs_of(statement: Statement, samples: Sequence[Sample]) -> tuple[tuple[str, Quantity], ...]:
    """The stated inputs of a limit, by name; of an input that rows state differently there is none."""
    found: dict[str, Quantity | None] = {}
    if statement.inputs:
        for sample in samples:
            for key, value in () if sample.held is None else sample.held.inputs:
                if key in statement.inputs:
                    found[key] = value if found.setdefault(key, value) == value else None
    return tuple((key, value) for key, value in found.items() if value is not None)


def can_be_judged(sample: Sample) -> bool:
    """Whether a row counts as evidence: it could be read, its conditions let a verdict stand, its date fits."""
    return sample.possible is not None and not sample.outside and sample.hold is not Hold.NEITHER


def not_judged(sample: Sample, *reasons: Reason) -> RowVerdict:
    """A row that could not be judged, with the reasons given or its own."""
    why = reasons or sample.reasons
    if sample.outside and not reasons:
        why = (Reason.of("outside_period", date=sample.row.date), *sample.reasons)
    return RowVerdict(sample, "deciding", Verdict.NOT_EVALUABLE, (*why, *sample.notes))
