"""Counts: one number, or one row an item, each counted once."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from fractions import Fraction

from verifier.decision.each import decide_each
from verifier.decision.judge import Amount
from verifier.decision.question import Decided, Question, RowVerdict, can_be_judged, judge_one, not_judged
from verifier.decision.sample import Sample
from verifier.decision.verdict import Verdict
from verifier.quantity.region import Region
from verifier.quantity.units import DIMENSIONLESS
from verifier.wording import Reason

__all__ = ["decide_count"]


def decide_count(question: Question, live: Sequence[Sample]) -> Decided:
    """Judge a count from one number or from one row an item; both together, or two numbers, cannot be judged.

    Args:
        question: What is asked.
        live: The rows that are not excluded.
    """
    numbers = [sample for sample in live if sample.row.value]
    items = [sample for sample in live if _is_item(sample)]
    if numbers and items:
        return _refused(live, Reason.of("count_mixed"))
    if items:
        return _distinct(question, live)
    if sum(sample.possible is not None for sample in numbers) > 1:
        return _refused(live, Reason.of("count_given_twice", count=len(numbers)))
    return decide_each(question, live)


def _is_item(sample: Sample) -> bool:
    return not sample.row.value and bool(sample.row.item)


def _refused(live: Sequence[Sample], reason: Reason) -> Decided:
    rows = tuple(not_judged(sample, reason) for sample in live)
    return Decided(Verdict.NOT_EVALUABLE, (reason,), None, None, rows)


def _distinct(question: Question, live: Sequence[Sample]) -> Decided:
    """Items counted once each; those that could not be judged may or may not count."""
    rows: list[RowVerdict] = []
    seen: dict[str, Sample] = {}
    doubtful: set[str] = set()
    notes: dict[Reason, None] = {}
    for sample in live:
        row, key = sample.row, _same_item(sample.row.item)
        if sample.possible is not None and sample.outside:
            note = Reason.of("outside_period", date=row.date)
        elif not _is_item(sample) or not can_be_judged(sample):
            doubtful.add(key or f"{row.file}:{row.line}")
            rows.append(not_judged(sample))
            continue
        elif key in seen:
            note = Reason.of("item_duplicate", item=row.item, line=seen[key].row.line)
        else:
            seen[key] = sample
            rows.append(RowVerdict(sample, "input", None, (*sample.reasons, *sample.notes)))
            continue
        notes[note] = None
        rows.append(RowVerdict(sample, "input", None, (note, *sample.notes)))
    if all(row.verdict is Verdict.NOT_EVALUABLE for row in rows):
        # Nothing was counted and nothing was set aside: no evidence at all, rather than a count that is open.
        reasons = dict.fromkeys(reason for row in rows for reason in row.reasons)
        return Decided(Verdict.NOT_EVALUABLE, tuple(reasons), None, None, tuple(rows))
    unit = question.statement.unit or DIMENSIONLESS
    fewest, most = len(seen), len(seen) + len(doubtful - seen.keys())
    amount = Amount(Region.between(Fraction(fewest) / unit.factor, Fraction(most) / unit.factor), unit)
    judgement = judge_one(question, {question.subject: amount}, tuple(seen.values()))
    found: dict[Reason, None] = {}
    open_rows = [row for row in rows if row.verdict is Verdict.NOT_EVALUABLE]
    if judgement.verdict is Verdict.UNDECIDED and open_rows:
        found[Reason.of("rows_not_judged", count=len(open_rows))] = None
        found.update(dict.fromkeys(reason for row in open_rows for reason in row.reasons))
    else:
        found.update(dict.fromkeys(judgement.reasons))
    return Decided(judgement.verdict, (*found, *notes), amount, judgement, tuple(rows))


def _same_item(name: str) -> str:
    """The key under which spellings of one item meet: width, case and blanks make no second item."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()
