"""What a team asks of a target: how far it is, and what would just meet it: `dabiao solve`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Final

from verifier.acceptance.check import Question, prepare
from verifier.catalogue.expression import Quantity
from verifier.catalogue.target import Kind
from verifier.catalogue.written import bound_text
from verifier.decision.derive import derivation_for, derive, inputs_in_base
from verifier.decision.judge import Amount
from verifier.decision.proportion import demonstration_size
from verifier.decision.rule import bands_of
from verifier.decision.ruling import Ruling, rule_on
from verifier.decision.verdict import Verdict
from verifier.decision.whatif import End, good_parts_needed, input_needed, largest_expanded, nearest_end
from verifier.errors import NumberError
from verifier.measurement.row import Row
from verifier.quantity.surd import Bound, stretch
from verifier.quantity.units import DIMENSIONLESS
from verifier.wording import Reason

__all__ = ["Solved", "solve"]

CONFIDENCE: Final = Fraction(95, 100)
_MOST_SETS: Final = 5


@dataclass(frozen=True, slots=True)
class Solved:
    """A verdict with the answers to what would change it."""

    verdict: Verdict
    answers: tuple[Reason, ...]


def solve(question: Question, target_id: str, today: date, confidence: Fraction = CONFIDENCE) -> Solved:
    """Answer what would just meet a target.

    1. How far the deciding value is from the limit, and which value would just meet it.
    2. Which value of each input of a derived quantity would just meet it, all others as they are.
    3. Up to which U the value passes under the guarded rule.
    4. For counts and proportions how many more; for a proportion how many parts without a failure show it.

    Args:
        question: The submission that is asked about.
        target_id: The target.
        today: The civil date in Asia/Shanghai.
        confidence: The confidence of a demonstration without failures.

    Raises:
        Refused: The submission has structural faults.
        CatalogueError: There is no such target.
    """
    prepared = prepare(question, today)
    target = prepared.project.target(target_id)
    rows = prepared.rows.get(target_id, ())
    ruling = rule_on(target, rows, prepared.context)
    found = ruling.decided.possible
    value = found.region.intervals[0].low if isinstance(found, Amount) and found.region.is_point() else None
    answers = [Reason.of("solve_verdict", target=target.id, verdict=Reason.of(f"verdict_{ruling.verdict.value}"))]
    end = _end(ruling, value)
    if isinstance(value, Fraction) and end is not None:
        answers += _distance(ruling, value, end)
        answers += _counts(ruling, value, end, confidence)
    else:
        answers.append(Reason.of("solve_no_value"))
    if end is not None:
        answers += _inputs(ruling, rows, end)
    return Solved(ruling.verdict, tuple(answers))


def _end(ruling: Ruling, value: Bound | None) -> End | None:
    """The end of what the rule accepts that lies nearest to the value."""
    judgement = ruling.decided.judgement
    if judgement is None or judgement.region is None or not isinstance(value, Fraction):
        return None
    own = ruling.statement is ruling.target.statement
    interval = ruling.target.rounding if own else min(ruling.statement.places, default=None)
    found = ruling.decided.possible
    uncertainty = found.uncertainty if isinstance(found, Amount) else None
    return nearest_end(bands_of(ruling.rule, judgement.region, interval, uncertainty).accept, value)


def _symbol(ruling: Ruling) -> str:
    unit = ruling.statement.unit
    return "" if unit is None or unit == DIMENSIONLESS else unit.symbol


def _distance(ruling: Ruling, value: Fraction, end: End) -> Iterator[Reason]:
    unit = _symbol(ruling)
    judgement = ruling.decided.judgement
    margin = None if judgement is None else judgement.margin
    if margin is not None:
        yield Reason.of("solve_margin", value=bound_text(value), margin=bound_text(margin), unit=unit)
    code = "solve_end" if end.closed else ("solve_below" if end.upper else "solve_above")
    yield Reason.of(code, end=bound_text(end.value), unit=unit)
    if ruling.target.kind is not Kind.MEASURED:
        return
    guard = ruling.rule.guard or Fraction(1)
    largest = largest_expanded(margin, guard)
    if largest is None:
        yield Reason.of("solve_no_uncertainty")
    else:
        yield Reason.of("solve_uncertainty", largest=bound_text(largest), unit=unit, r=bound_text(guard))


def _counts(ruling: Ruling, value: Fraction, end: End, confidence: Fraction) -> Iterator[Reason]:
    if end.upper or not isinstance(end.value, Fraction):
        return
    if ruling.statistic.name == "distinct":
        more = ceil(end.value - value) + (0 if end.closed or (end.value - value).denominator != 1 else 1)
        yield Reason.of("solve_more", count=max(more, 0))
    elif ruling.statistic.name == "pooled_proportion" and ruling.statement.unit is not None:
        share = end.value * ruling.statement.unit.factor
        sizes = _sizes(ruling)
        if sizes is not None:
            needed = good_parts_needed(*sizes, share)
            if needed is not None:
                yield Reason.of("solve_good_parts", good=sizes[0], total=sizes[1], count=needed)
        try:
            size = demonstration_size(share, confidence)
        except NumberError as error:
            yield error.reason
        else:
            yield Reason.of("solve_zero_failures", count=size, share=bound_text(share), level=bound_text(confidence))


def _sizes(ruling: Ruling) -> tuple[int, int] | None:
    """Good and total parts behind a pooled proportion, where every row states its total."""
    good, total = Fraction(0), Fraction(0)
    for row in ruling.decided.rows:
        # Inputs of a derived row stand beside it; they are no proportions themselves.
        if row.role == "excluded" or row.sample.possible is None:
            continue
        found = row.sample.amount(ruling.statement.subjects[0])
        size = row.sample.row.weight or row.sample.row.n
        if found is None or not found.region.is_point() or not size.isascii() or not size.isdecimal():
            return None
        value = found.region.intervals[0].low
        if not isinstance(value, Fraction):
            return None
        good += value * found.unit.factor * int(size)
        total += int(size)
    return (int(good), int(total)) if total and good.denominator == 1 else None


def _inputs(ruling: Ruling, rows: Sequence[Row], end: End) -> Iterator[Reason]:
    """For each set of inputs and each input the value that would just meet the limit."""
    target, unit = ruling.target, ruling.statement.unit or DIMENSIONLESS
    fed = [row for row in rows if not row.exclude and derivation_for(target, row) is not None]
    limit = Quantity(end.value, unit.dimension)
    base = stretch(limit.value, unit.factor)
    for derived in derive(target, ruling.statement, fed)[:_MOST_SETS]:
        given = inputs_in_base(derived)
        for known in derived.derivation.inputs if given else ():
            needed = input_needed(derived.derivation.formula, known.name, given, base)
            if needed is None:
                continue
            now = Quantity(given[known.name].value, known.unit.dimension).within(known.unit)
            then = Quantity(needed, known.unit.dimension).within(known.unit)
            parts = {"input": known.name, "line": derived.inputs[0].line, "unit": known.unit.symbol}
            yield Reason.of("solve_input", now=bound_text(now), then=bound_text(then), **parts)
