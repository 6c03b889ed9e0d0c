"""Statistics of many rows: reduced by the deciding statistic, beside rows that are summaries already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from verifier.catalogue.statistic import Statistic
from verifier.decision.acceptable import region_of
from verifier.decision.each import Part, join_rows, judge_summary
from verifier.decision.judge import Amount, Judgement
from verifier.decision.question import (
    Decided,
    Question,
    RowVerdict,
    can_be_judged,
    inputs_of,
    judge_one,
    not_judged,
)
from verifier.decision.reduce import Weighted, pooled_uncertainty, upper_limited
from verifier.decision.sample import MAGNITUDE_WORDS, Sample
from verifier.decision.sampled import ONE_SIDED, proportion_note, sampled
from verifier.decision.verdict import Verdict, of_rows
from verifier.errors import PredicateError, VerifierError
from verifier.quantity.number import read_number
from verifier.quantity.region import Region
from verifier.quantity.uncertainty import Uncertainty
from verifier.quantity.units import DIMENSIONLESS
from verifier.wording import Reason

__all__ = ["decide_summary"]


def decide_summary(question: Question, live: Sequence[Sample]) -> Decided:
    """Judge a statistic: computed from single values, submitted as a summary, or both.

    Args:
        question: What is asked.
        live: The rows that are not excluded.
    """
    inner = question.statistic.inner
    is_summary = [sample.statistic not in {None, inner} and sample.possible is not None for sample in live]
    summaries = [sample for sample, whole in zip(live, is_summary, strict=True) if whole]
    raw = [sample for sample, whole in zip(live, is_summary, strict=True) if not whole]
    decided = [decide for group, decide in ((raw, _computed), (summaries, _submitted)) if group]
    if len(decided) == 1:
        return decided[0](question, live)
    computed, submitted = _computed(question, raw), _submitted(question, summaries)
    verdict = of_rows((computed.verdict, submitted.verdict))
    lead, other = (computed, submitted) if computed.verdict is verdict else (submitted, computed)
    reasons = tuple(dict.fromkeys((*lead.reasons, *other.reasons)))
    return replace(lead, verdict=verdict, reasons=reasons, rows=(*computed.rows, *submitted.rows))


# ---- summaries ----


def _submitted(question: Question, summaries: Sequence[Sample]) -> Decided:
    """Each summary by itself; where several of a part of the whole disagree, the whole is open."""
    rows: list[RowVerdict] = []
    parts: list[Part] = []
    for sample in summaries:
        if sample.outside:
            rows.append(not_judged(sample))
            continue
        judgement = judge_summary(question, sample)
        parts.append((judgement, sample.amount(question.subject), inputs_of(question.statement, [sample])))
        rows.append(RowVerdict(sample, "deciding", judgement.verdict, (*judgement.reasons, *sample.notes)))
    joined = join_rows(rows, parts)
    found = {row.verdict for row in rows}
    if _one_fail_decides(question) or not {Verdict.PASS, Verdict.FAIL} <= found:
        return joined
    reason = Reason.of("summaries_disagree", statistic=question.statistic)
    return replace(joined, verdict=Verdict.UNDECIDED, reasons=(reason, *joined.reasons))


def _one_fail_decides(question: Question) -> bool:
    return question.statistic.name in {"every", "worst", "max", "min"}


# ---- single values ----


def _computed(question: Question, raw: Sequence[Sample]) -> Decided:
    """The statistic of the rows that could be judged; the others leave it open where they could turn it."""
    statistic = question.statistic
    rows: list[RowVerdict] = []
    sizes = Counter(_group_of(statistic, sample) for sample in raw if can_be_judged(sample))
    for sample in raw:
        fault = _fault(question, sample, alone=sizes[_group_of(statistic, sample)] == 1)
        if fault is not None or not can_be_judged(sample):
            rows.append(not_judged(sample, *(() if fault is None else (fault,))))
        else:
            rows.append(RowVerdict(sample, "input", None, (*sample.reasons, *sample.notes)))
    if statistic.inner is not None and statistic.name in {"every", "worst"}:
        return _each_group(question, rows)
    return _whole(question, rows)


def _group_of(statistic: Statistic, sample: Sample) -> str:
    return str(getattr(sample.row, statistic.group)) if statistic.inner is not None else ""


def _fault(question: Question, sample: Sample, *, alone: bool) -> Reason | None:
    """Why a readable row cannot enter the statistic: no single value, or no weight where one is needed.

    What stands alone in its group is the mean of its group, whatever it weighs.
    """
    if not can_be_judged(sample):
        return None
    amount = sample.amount(question.subject)
    if amount is None or len(amount.region.intervals) != 1:
        return Reason.of("statistic_not_exact")
    if _needs_weight(question.statistic) and sample.statistic is None:
        weight = _weight_text(question.statistic, sample)
        if not weight:
            return None if alone else Reason.of("weight_missing")
        try:
            if read_number(weight).value < 0:
                return Reason.of("weights_not_positive")
        except VerifierError as error:
            return error.reason
    return None


def _needs_weight(statistic: Statistic) -> bool:
    needing = {"weighted_mean", "pooled_proportion"}
    return statistic.name in needing or (statistic.inner is not None and _needs_weight(statistic.inner))


def _weight_text(statistic: Statistic, sample: Sample) -> str:
    """The weight of a row; a proportion is weighed by its total, which may also stand as its sample size."""
    pooled = (statistic.inner or statistic).name == "pooled_proportion"
    return sample.row.weight or (sample.row.n if pooled else "")


def _mixed_basis(question: Question, samples: Sequence[Sample]) -> Reason | None:
    """Why values cannot become one statistic: they are stated on different bases."""
    if question.statistic.name in {"max", "min"} and question.statistic.inner is None:
        return None
    named = {
        spelling.casefold(): name
        for condition in question.target.conditions
        if condition.key == "basis"
        for name, aliases in condition.classes
        for spelling in (name, *aliases)
    }
    stated = {sample.row.basis.strip().casefold() for sample in samples} - {"", *MAGNITUDE_WORDS}
    bases = sorted({named.get(text, text) for text in stated})
    return Reason.of("basis_mixed", bases=", ".join(bases)) if len(bases) > 1 else None


def _whole(question: Question, rows: Sequence[RowVerdict]) -> Decided:
    readable = [row.sample for row in rows if row.verdict is None]
    why = tuple(dict.fromkeys(reason for row in rows if row.verdict is not None for reason in row.reasons))
    if not readable:
        return Decided(Verdict.NOT_EVALUABLE, why, None, None, tuple(rows))
    mixed = _mixed_basis(question, readable)
    if mixed is not None:
        return Decided(Verdict.NOT_EVALUABLE, (mixed, *why), None, None, tuple(rows))
    try:
        region = _reduced(question.statistic, readable, question)
    except VerifierError as error:
        return Decided(Verdict.NOT_EVALUABLE, (error.reason, *why), None, None, tuple(rows))
    amount = _amount(question, region, readable)
    judgement = judge_one(question, {question.subject: amount}, readable)
    unread = len(rows) - len(readable)
    given = inputs_of(question.statement, readable)
    bound = (*_shared_note(amount, readable), *_bound_note(question, judgement, readable))
    if not unread:
        return Decided(judgement.verdict, (*judgement.reasons, *bound), amount, judgement, tuple(rows), given)
    reasons = dict.fromkeys((Reason.of("rows_not_judged", count=unread), *why, *judgement.reasons, *bound))
    verdict = judgement.verdict
    if verdict in {Verdict.PASS, Verdict.FAIL} and not _stays(question.statistic, judgement):
        verdict = Verdict.UNDECIDED
    return Decided(verdict, tuple(reasons), amount, judgement, tuple(rows), given)


def _shared_note(amount: Amount, samples: Sequence[Sample]) -> tuple[Reason, ...]:
    """What was assumed of the uncertainties of several values."""
    return (Reason.of("uncertainty_of_statistic"),) if amount.uncertainty is not None and len(samples) > 1 else ()


def _bound_note(question: Question, judgement: Judgement, samples: Sequence[Sample]) -> tuple[Reason, ...]:
    """The confidence bound beside a pooled proportion, which decides nothing."""
    statistic = question.statistic
    if statistic.name != "pooled_proportion" or not all(_weight_text(statistic, sample) for sample in samples):
        return ()
    values = [_weighted(statistic, sample, question.subject) for sample in samples]
    note = proportion_note(values, question.statement.unit or DIMENSIONLESS, judgement.region)
    return () if note is None else (note,)


def _amount(question: Question, region: Region, samples: Sequence[Sample]) -> Amount:
    """The statistic with the uncertainty that its values give it."""
    statistic = question.statistic.inner or question.statistic
    values: list[tuple[Uncertainty | None, Fraction]] = []
    for sample in samples:
        amount = sample.amount(question.subject)
        # A weight that does not bear on the statistic does not bear on its uncertainty.
        weight = _weighted(statistic, sample, question.subject)[1] if _needs_weight(statistic) else Fraction(1)
        values.append((None if amount is None else amount.uncertainty, weight))
    uncertainty = pooled_uncertainty(statistic, values)
    return Amount(region, question.statement.unit or DIMENSIONLESS, uncertainty=uncertainty)


def _stays(statistic: Statistic, judgement: Judgement) -> bool:
    """Whether further rows could not turn the verdict: a maximum only grows, a minimum only falls."""
    upper = None if judgement.region is None else upper_limited(judgement.region)
    if statistic.inner is not None or upper is None or statistic.name not in {"max", "min"}:
        return False
    moves_to_the_bad_side = (statistic.name == "max") == upper
    return judgement.verdict is (Verdict.FAIL if moves_to_the_bad_side else Verdict.PASS)


def _reduced(statistic: Statistic, samples: Sequence[Sample], question: Question) -> Region:
    limits = _limits(statistic, samples, question)
    if statistic.inner is None:
        return sampled(statistic, [_weighted(statistic, sample, question.subject) for sample in samples], limits)
    groups = _groups(statistic, samples)
    regions = [_group_region(statistic.inner, group, question) for group in groups.values()]
    outer = Statistic(statistic.name, statistic.probability, confidence=statistic.confidence)
    return sampled(outer, [(region.intervals[0], Fraction(1)) for region in regions], limits)


def _limits(statistic: Statistic, samples: Sequence[Sample], question: Question) -> Region | None:
    """The acceptable values, for the statistics that need to know on which side they end."""
    if statistic.name not in ONE_SIDED:
        return None
    unit = question.statement.unit or DIMENSIONLESS
    return region_of(question.statement.predicate, dict(inputs_of(question.statement, samples)), unit)


def _weighted(statistic: Statistic, sample: Sample, subject: str) -> Weighted:
    amount = sample.amount(subject)
    if amount is None or len(amount.region.intervals) != 1:
        raise PredicateError("statistic_not_exact")
    weight = Fraction(1)
    text = _weight_text(statistic, sample)
    if text:
        try:
            weight = read_number(text).value
        except VerifierError:
            # Rows whose statistic needs a weight were tried before; elsewhere the column decides nothing.
            weight = Fraction(1)
    return amount.region.intervals[0], weight


# ---- groups ----


def _groups(statistic: Statistic, samples: Sequence[Sample]) -> dict[str, list[Sample]]:
    groups: dict[str, list[Sample]] = {}
    for sample in samples:
        group = str(getattr(sample.row, statistic.group))
        if not group and len(samples) > 1:
            raise PredicateError("group_missing", group=statistic.group, line=sample.row.line)
        groups.setdefault(group, []).append(sample)
    return groups


def _group_region(statistic: Statistic, group: Sequence[Sample], question: Question) -> Region:
    """The statistic of one group; a row that states it is the group's value, and stands alone."""
    stated = [sample for sample in group if sample.statistic is not None]
    if not stated:
        return _reduced(statistic, group, question)
    if len(group) > 1:
        raise PredicateError("group_stated_twice", group=_group_name(statistic, stated[0]), line=stated[0].row.line)
    return Region.of(_weighted(statistic, stated[0], question.subject)[0])


def _group_name(statistic: Statistic, sample: Sample) -> str:
    return f"{statistic} {sample.row.wafer or sample.row.lot or sample.row.sample}"


@dataclass(frozen=True, slots=True)
class _Group:
    verdict: Verdict
    reasons: tuple[Reason, ...]
    part: Part | None


def _each_group(question: Question, rows: Sequence[RowVerdict]) -> Decided:
    """The worst group decides: each must meet the limit; one with a row that could not be judged stays open."""
    statistic = question.statistic
    samples = [row.sample for row in rows]
    try:
        names = {id(sample): name for name, group in _groups(statistic, samples).items() for sample in group}
    except PredicateError as error:
        return Decided(Verdict.NOT_EVALUABLE, (error.reason,), None, None, tuple(rows))
    members: dict[str, list[RowVerdict]] = {}
    for row in rows:
        members.setdefault(names[id(row.sample)], []).append(row)
    groups = [_group(question, group) for group in members.values()]
    verdict = of_rows(group.verdict for group in groups)
    unread = [row for row in rows if row.verdict is not None]
    reasons: dict[Reason, None] = {}
    if unread and verdict is Verdict.UNDECIDED:
        reasons[Reason.of("rows_not_judged", count=len(unread))] = None
    for group in groups:
        if group.verdict is verdict or (verdict is Verdict.UNDECIDED and group.verdict is Verdict.NOT_EVALUABLE):
            reasons.update(dict.fromkeys(group.reasons))
    worst = join_rows((), [group.part for group in groups if group.part is not None and group.verdict is verdict])
    return Decided(verdict, tuple(reasons), worst.possible, worst.judgement, tuple(rows), worst.given)


def _group(question: Question, rows: Sequence[RowVerdict]) -> _Group:
    readable = [row.sample for row in rows if row.verdict is None]
    why = tuple(dict.fromkeys(reason for row in rows if row.verdict is not None for reason in row.reasons))
    if not readable:
        return _Group(Verdict.NOT_EVALUABLE, why, None)
    mixed = _mixed_basis(question, readable)
    if mixed is not None:
        return _Group(Verdict.NOT_EVALUABLE, (mixed, *why), None)
    try:
        region = _group_region(question.statistic.inner or question.statistic, readable, question)
    except VerifierError as error:
        return _Group(Verdict.NOT_EVALUABLE, (error.reason, *why), None)
    amount = _amount(question, region, readable)
    judgement = judge_one(question, {question.subject: amount}, readable)
    verdict = judgement.verdict
    if len(readable) < len(rows) and verdict in {Verdict.PASS, Verdict.FAIL}:
        verdict = Verdict.UNDECIDED
    reasons = (*why, *judgement.reasons, *_shared_note(amount, readable))
    return _Group(verdict, reasons, (judgement, amount, inputs_of(question.statement, readable)))
