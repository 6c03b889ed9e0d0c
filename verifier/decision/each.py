"""Every row by itself: each has a verdict, and the target's verdict follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from verifier.catalogue.expression import Quantity
from verifier.decision.judge import Judgement, Possible
from verifier.decision.question import Decided, Question, RowVerdict, inputs_of, judge_one, not_judged
from verifier.decision.reduce import implied
from verifier.decision.sample import Sample
from verifier.decision.verdict import Verdict, of_rows
from verifier.quantity.region import Region
from verifier.quantity.surd import Bound
from verifier.wording import Reason

__all__ = ["Part", "decide_each", "join_rows", "judge_summary"]

_OF_ONE_ROW: Final = frozenset({"risk_open"})

Part = tuple[Judgement, Possible | None, tuple[tuple[str, Quantity], ...]]
"""One judgement with what was judged and the stated inputs of its limit."""


def decide_each(question: Question, live: Sequence[Sample]) -> Decided:
    """Judge every row, and take the worst verdict.

    Args:
        question: What is asked.
        live: The rows that are not excluded.
    """
    rows: list[RowVerdict] = []
    parts: list[Part] = []
    for sample in live:
        if sample.possible is None or sample.outside:
            rows.append(not_judged(sample))
            continue
        judgement = judge_summary(question, sample)
        parts.append((judgement, _shown(sample), inputs_of(question.statement, [sample])))
        notes = (*sample.notes, *_digits_hidden(question, sample, judgement))
        rows.append(RowVerdict(sample, "deciding", judgement.verdict, (*judgement.reasons, *notes)))
    return join_rows(rows, parts)


def _digits_hidden(question: Question, sample: Sample, judgement: Judgement) -> tuple[Reason, ...]:
    """A warning where the 15 digits that a spreadsheet shows would turn the verdict of the number it stores."""
    if sample.as_shown is None:
        return ()
    shown = judge_one(question, dict(sample.as_shown), (sample,))
    if shown.verdict is judgement.verdict:
        return ()
    return (Reason.of("shown_value_flips", stored=sample.row.value, shown=sample.row.shown15),)


def judge_summary(question: Question, sample: Sample) -> Judgement:
    """Judge one row, which may be a summary: a statistic other than the deciding one must settle it."""
    judgement = judge_one(question, dict(sample.possible or ()), (sample,))
    # What leaves a verdict open must settle both that it may turn out to be.
    outcomes = {Verdict.PASS: (True,), Verdict.FAIL: (False,), Verdict.UNDECIDED: (True, False)}
    if sample.statistic is None or judgement.verdict not in outcomes:
        return judgement
    region = judgement.region or Region.empty()
    if all(
        implied(sample.statistic, question.statistic, region, passes=passes) for passes in outcomes[judgement.verdict]
    ):
        return judgement
    reason = Reason.of("statistic_differs", read=sample.statistic, expected=question.statistic)
    return replace(judgement, verdict=Verdict.NOT_EVALUABLE, reasons=(reason, *judgement.reasons), margin=None)


def join_rows(rows: Sequence[RowVerdict], parts: Sequence[Part]) -> Decided:
    """The verdict of a target whose rows each have one; what lies worst shows its value.

    Args:
        rows: What became of each row.
        parts: The judgements among them.
    """
    verdict = of_rows(row.verdict for row in rows if row.verdict is not None)
    open_rows = sum(row.verdict is Verdict.NOT_EVALUABLE for row in rows)
    beside_pass = verdict is Verdict.UNDECIDED and not any(row.verdict is Verdict.UNDECIDED for row in rows)
    reasons: dict[Reason, None] = {}
    if beside_pass and open_rows:
        reasons[Reason.of("rows_not_judged", count=open_rows)] = None
    for row in rows:
        if row.verdict is verdict or (verdict is Verdict.UNDECIDED and row.verdict is Verdict.NOT_EVALUABLE):
            reasons.update(dict.fromkeys(row.reasons))
    worst = _worst(parts, verdict)
    if worst is None:
        return Decided(verdict, tuple(reasons), None, None, tuple(rows))
    judgement, possible, given = worst
    # What each row says in figures of its own is said of the one that decides.
    told = tuple(one for one in reasons if one.code not in _OF_ONE_ROW or one in judgement.reasons)
    return Decided(verdict, told, possible, judgement, tuple(rows), given)


def _worst(parts: Sequence[Part], verdict: Verdict) -> Part | None:
    same = [part for part in parts if part[0].verdict is verdict] or list(parts)
    worst: tuple[Bound, Part] | None = None
    for part in same:
        margin = part[0].margin
        if margin is not None and (worst is None or margin < worst[0]):
            worst = margin, part
    if worst is not None:
        return worst[1]
    return same[0] if same else None


def _shown(sample: Sample) -> Possible | None:
    return next((found for _, found in sample.possible or ()), None)
