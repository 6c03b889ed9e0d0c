"""The verdict of one target from the rows that were submitted for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from verifier.catalogue.predicate import Documented, Includes, Statement, parts_of
from verifier.catalogue.statistic import Statistic
from verifier.catalogue.target import Target
from verifier.decision.conditions import Hold
from verifier.decision.count import decide_count
from verifier.decision.each import decide_each
from verifier.decision.members import decide_members
from verifier.decision.question import Decided, Question, RowVerdict
from verifier.decision.rule import Rule
from verifier.decision.sample import Sample
from verifier.decision.shortfall import plan_notes
from verifier.decision.summary import decide_summary
from verifier.decision.verdict import Verdict
from verifier.wording import Reason

__all__ = ["Decided", "RowVerdict", "decide"]


def decide(
    target: Target, statement: Statement, statistic: Statistic, rule: Rule, samples: Sequence[Sample]
) -> Decided:
    """Judge a target from its rows.

    1. No row: missing.
    2. Excluded rows are set aside, counted and kept.
    3. A range under a stem beside a row of the target itself, for one sample: neither row can be judged.
    4. The rest is reduced by the deciding statistic.
    5. What decides is judged; conditions that are milder or harsher let only one verdict stand.
    6. A pass beside rows that could not be judged is undecided.
    7. What the sample lacks of its plan is said, and turns nothing.

    Args:
        target: The target.
        statement: Its predicate, or that of a reading.
        statistic: Its deciding statistic, or that of a reading.
        rule: The decision rule.
        samples: The rows, each read for this statement.
    """
    if not samples:
        return Decided(Verdict.MISSING, (), None, None, ())
    aside = [RowVerdict(sample, "excluded", None, sample.notes) for sample in samples if sample.excluded]
    live = _without_conflicts([sample for sample in samples if not sample.excluded])
    if not live:
        reason = Reason.of("rows_all_excluded", count=len(aside))
        return Decided(Verdict.NOT_EVALUABLE, (reason,), None, None, tuple(aside))
    decided = _by_statistic(Question(target, statement, statistic, rule), live)
    place = {id(sample.row): number for number, sample in enumerate(samples)}
    rows = sorted((*decided.rows, *aside), key=lambda row: place[id(row.sample.row)])
    counted = (Reason.of("rows_excluded", count=len(aside)),) if aside else ()
    planned = plan_notes(target.plan, live, decided.verdict)
    return replace(decided, rows=tuple(rows), reasons=(*decided.reasons, *counted, *planned))


def _by_statistic(question: Question, live: Sequence[Sample]) -> Decided:
    parts = tuple(parts_of(question.statement.predicate))
    if any(isinstance(part, Documented | Includes) for part in parts):
        return decide_members(question, live)
    if question.statistic.name == "distinct":
        return decide_count(question, live)
    if question.statistic.name in {"every", "worst", "union"} and question.statistic.inner is None:
        return decide_each(question, live)
    return decide_summary(question, live)


def _without_conflicts(live: Sequence[Sample]) -> list[Sample]:
    """The rows, with those marked unreadable that answer one sample both under the stem and by the target's id."""
    under_stem = {sample.row.sample for sample in live if sample.row.stem}
    by_id = {sample.row.sample for sample in live if not sample.row.stem}
    twice = under_stem & by_id
    if not twice:
        return list(live)
    stem = next(sample.row.stem for sample in live if sample.row.stem)
    return [
        replace(
            sample,
            possible=None,
            hold=Hold.NEITHER,
            reasons=(Reason.of("stem_and_member", stem=stem, target=sample.row.target), *sample.reasons),
        )
        if sample.row.sample in twice
        else sample
        for sample in live
    ]
