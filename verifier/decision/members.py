"""Sets and documents: the members that all rows name together, and evidence that only people can judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from verifier.catalogue.predicate import Documented, parts_of
from verifier.decision.judge import Document, Judgement, MemberSet, Possible
from verifier.decision.question import (
    Decided,
    Question,
    RowVerdict,
    can_be_judged,
    inputs_of,
    judge_one,
    not_judged,
)
from verifier.decision.sample import Sample
from verifier.decision.verdict import Verdict
from verifier.wording import Reason

__all__ = ["decide_members"]


def decide_members(question: Question, live: Sequence[Sample]) -> Decided:
    """Judge the union of what the rows name; a documented target with any row is for experts.

    A lacking member may stand in a row that could not be read: beside one, a fail is undecided.

    Args:
        question: What is asked.
        live: The rows that are not excluded.
    """
    rows = [
        RowVerdict(sample, "input", None, (*sample.reasons, *sample.notes))
        if can_be_judged(sample)
        else not_judged(sample)
        for sample in live
    ]
    if all(isinstance(part, Documented) for part in parts_of(question.statement.predicate)):
        documents = tuple(replace(row, role="input", verdict=None) for row in rows)
        return Decided(Verdict.EXPERT, _reasons(rows), Document(), Judgement(Verdict.EXPERT), documents)
    readable = [row.sample for row in rows if row.verdict is None]
    if not readable:
        return Decided(Verdict.NOT_EVALUABLE, _reasons(rows), None, None, tuple(rows))
    possible = _together(readable)
    judgement = judge_one(question, possible, readable)
    verdict, reasons = judgement.verdict, judgement.reasons
    unread = len(live) - len(readable)
    if unread and verdict is Verdict.FAIL:
        unread_reasons = _reasons([row for row in rows if row.verdict is not None])
        verdict, reasons = Verdict.UNDECIDED, (Reason.of("rows_not_judged", count=unread), *unread_reasons, *reasons)
    shown = next((found for found in possible.values() if isinstance(found, MemberSet)), None)
    given = inputs_of(question.statement, readable)
    return Decided(verdict, tuple(dict.fromkeys(reasons)), shown, judgement, tuple(rows), given)


def _reasons(rows: Sequence[RowVerdict]) -> tuple[Reason, ...]:
    return tuple(dict.fromkeys(reason for row in rows for reason in row.reasons))


def _together(samples: Sequence[Sample]) -> dict[str, Possible]:
    """What each quantity is over all rows: sets are joined."""
    together: dict[str, Possible] = {}
    sets: dict[str, list[MemberSet]] = {}
    for sample in samples:
        for name, found in sample.possible or ():
            together[name] = found
            if isinstance(found, MemberSet):
                sets.setdefault(name, []).append(found)
    for name, found_sets in sets.items():
        names = frozenset().union(*(one.names for one in found_sets))
        together[name] = MemberSet(names, frozenset().union(*(one.values for one in found_sets)))
    return together
