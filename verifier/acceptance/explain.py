"""Every step from the text of a row to the verdict on a target, as numbers: `dabiao explain`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Final

from verifier.acceptance.check import Question, prepare
from verifier.catalogue.target import Target
from verifier.catalogue.written import bound_text, limit_text
from verifier.decision.budget import Correlation, Line
from verifier.decision.derive import Derived
from verifier.decision.judge import Amount
from verifier.decision.montecarlo import GENERATOR, Settings
from verifier.decision.question import RowVerdict
from verifier.decision.result import value_text
from verifier.decision.ruling import Ruling, rule_on
from verifier.decision.sampled import outward
from verifier.decision.simulated import simulate_derived
from verifier.decision.verdict import Verdict
from verifier.errors import CatalogueError, PredicateError
from verifier.quantity.number import format_exact
from verifier.quantity.region import Interval, Region
from verifier.quantity.surd import Bound
from verifier.report.statistic_words import statistic_words
from verifier.wording import Language, Reason

__all__ = ["Explanation", "Step", "explain"]

_MOST_ROWS: Final = 20
_PLAIN_LENGTH: Final = 12
_LONGEST_END: Final = 24


@dataclass(frozen=True, slots=True)
class Step:
    """One step: how deep it stands, and what it says."""

    depth: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class _Statistic:
    """A deciding statistic, said as the reports say it."""

    name: str

    def text(self, lang: Language) -> str:
        return statistic_words(self.name, lang)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A ruling with the steps that led to it."""

    ruling: Ruling
    steps: tuple[Step, ...]


def explain(
    question: Question, target_id: str, reading: str | None, today: date, seed: int | None = None
) -> Explanation:
    """Rule on one target and say how.

    Args:
        question: The submission that is asked about.
        target_id: The target.
        reading: A reading to judge by instead of the default.
        today: The civil date in Asia/Shanghai.
        seed: Seed of a simulation (JCGM 101) beside the budget of a derived value; none is run where None.

    Raises:
        Refused: The submission has structural faults.
        UsageError: The project is not settled.
        CatalogueError: There is no such target or reading.
    """
    prepared = prepare(question, today)
    target = prepared.project.target(target_id)
    if reading is not None and reading not in {"as-stated", *(known.id for known in target.readings)}:
        known_ids = ", ".join(known.id for known in target.readings) or "as-stated"
        raise CatalogueError("reading_unknown", reading=reading, target=target.id, known=known_ids)
    ruling = rule_on(target, prepared.rows.get(target.id, ()), prepared.context, reading)
    correlations = prepared.context.correlations_of(target.id)
    return Explanation(ruling, tuple(_steps(target, ruling, correlations, seed)))


def _steps(target: Target, ruling: Ruling, correlations: tuple[Correlation, ...], seed: int | None) -> Iterator[Step]:
    statement = ruling.statement
    yield Step(0, Reason.of("explain_target", target=target.id, name=target.name))
    yield Step(1, Reason.of("explain_predicate", predicate=statement.text, figure=target.figure))
    yield Step(1, Reason.of("explain_reading", reading=ruling.reading))
    yield Step(0, Reason.of("explain_rows", count=len(ruling.decided.rows)))
    for row in ruling.decided.rows[:_MOST_ROWS]:
        yield from _row(ruling, row)
    if len(ruling.decided.rows) > _MOST_ROWS:
        yield Step(1, Reason.of("explain_rows_more", count=len(ruling.decided.rows) - _MOST_ROWS))
    for derived in ruling.decided.derived:
        yield from _budget(derived, ruling)
        if seed is not None:
            yield from _simulated(derived, ruling, correlations, seed)
    yield Step(0, Reason.of("explain_statistic", statistic=_Statistic(str(ruling.statistic))))
    decided = value_text(ruling.decided.possible)
    if decided is not None:
        yield Step(1, Reason.of("explain_value", value=decided, unit=_unit(ruling)))
    yield from _limit(ruling)
    yield from _verdict(ruling)


def _budget(derived: Derived, ruling: Ruling) -> Iterator[Step]:
    """The uncertainty budget as a metrologist lays it out: one line an input, then the combined uncertainty."""
    yield Step(0, Reason.of("explain_derived", formula=derived.derivation.text, words=derived.derivation.words))
    if derived.fault is not None:
        yield Step(1, derived.fault)
        return
    yield Step(1, Reason.of("explain_derived_value", value=derived.row.value, unit=_unit(ruling)))
    budget = derived.budget
    if budget is None:
        yield Step(1, Reason.of("explain_no_budget"))
        return
    cells = [_budget_cells(line) for line in budget.lines]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    yield Step(1, Reason.of("explain_budget_head", unit=_unit(ruling)))
    for row in cells:
        text = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        yield Step(2, Reason.of("explain_budget_line", line=text))
    combined = budget.combined
    if combined is not None:
        dof = "∞" if combined.dof is None else format_exact(combined.dof)
        u, expanded = _rounded(combined.standard), _rounded(combined.expanded)
        yield Step(
            1, Reason.of("explain_budget_sum", u=u, U=expanded, k=format_exact(combined.k), dof=dof, unit=_unit(ruling))
        )


def _simulated(derived: Derived, ruling: Ruling, correlations: tuple[Correlation, ...], seed: int) -> Iterator[Step]:
    """The same value by simulation, and whether the linear result agrees with it; it never decides."""
    try:
        found = simulate_derived(derived, ruling.statement, Settings(seed), correlations)
    except PredicateError as error:
        yield Step(1, error.reason)
        return
    if found is None:
        return
    run = found.simulation
    head = {"trials": run.trials, "seed": seed, "generator": GENERATOR, "version": run.version}
    yield Step(1, Reason.of("explain_simulation", **head))
    figures = {"estimate": _rounded(run.estimate), "u": _rounded(run.standard), "unit": _unit(ruling)}
    ends = {"low": _rounded(run.symmetric[0]), "high": _rounded(run.symmetric[1])}
    yield Step(2, Reason.of("explain_simulation_found", **figures, **ends))
    yield Step(2, Reason.of("explain_simulation_agrees" if found.validation.agrees else "explain_simulation_differs"))


def _budget_cells(line: Line) -> tuple[str, ...]:
    """Input, estimate, distribution, u, degrees of freedom, sensitivity, contribution, share of the variance."""
    stated = line.standard is not None
    return (
        line.name,
        f"{_rounded(line.estimate)} {line.unit.symbol}",
        line.distribution.symbol if stated else "-",
        f"u = {_rounded(line.standard)}" if line.standard is not None else "u = 0",
        ("∞" if line.dof is None else format_exact(line.dof)) if stated else "-",
        f"c = {_rounded(line.sensitivity)}",
        f"|c|u = {_rounded(line.contribution)}" if line.contribution is not None else "-",
        f"{float(line.share * 100):.1f} %" if line.share is not None else "-",
    )


def _rounded(value: Fraction) -> str:
    """A number for reading, at 6 significant digits; the verdict never uses it."""
    if value == 0:
        return "0"
    number = Context(prec=6, rounding=ROUND_HALF_EVEN).divide(Decimal(value.numerator), Decimal(value.denominator))
    plain = format(number.normalize(), "f")
    return plain if len(plain) <= _PLAIN_LENGTH else format(number, ".5e")


def _row(ruling: Ruling, row: RowVerdict) -> Iterator[Step]:
    sample, cells = row.sample, row.sample.row
    text = cells.value or cells.item
    yield Step(1, Reason.of("explain_row", file=cells.file, line=cells.line, text=text, unit=cells.unit))
    shown = value_text(next((found for _, found in sample.possible or ()), None))
    if shown is not None:
        yield Step(2, Reason.of("explain_row_value", value=shown, unit=_unit(ruling)))
    for condition in () if sample.held is None else sample.held.not_stated:
        yield Step(2, Reason.of("explain_not_stated", key=condition.key, name=condition.name))
    if row.verdict is not None:
        yield Step(2, Reason.of("explain_row_verdict", verdict=Reason.of(f"verdict_{row.verdict.value}")))
    for reason in row.reasons:
        yield Step(2, reason)


def _unit(ruling: Ruling) -> str:
    unit = ruling.statement.unit
    return "" if unit is None else unit.symbol


def _limit(ruling: Ruling) -> Iterator[Step]:
    """The limit at its inputs, and the regions that the value was held against."""
    yield Step(0, Reason.of("explain_rule", rule=ruling.rule.id, edition=ruling.rule.edition))
    try:
        limit = limit_text(ruling.statement.predicate, dict(ruling.decided.given), ruling.statement.unit)
    except PredicateError as error:
        yield Step(1, error.reason)
        return
    if limit is not None:
        yield Step(1, Reason.of("explain_limit", limit=limit, unit=_unit(ruling)))
    bands = None if ruling.decided.judgement is None else ruling.decided.judgement.bands
    if bands is not None:
        yield Step(1, Reason.of("explain_accept", region=_region(bands.accept), unit=_unit(ruling)))
        yield Step(1, Reason.of("explain_reject", region=_region(bands.reject), unit=_unit(ruling)))


def _region(region: Region) -> str:
    return " ∪ ".join(_interval(interval) for interval in region.intervals) or "∅"


def _interval(interval: Interval) -> str:
    low = "(-∞" if interval.low is None else f"{'[' if interval.low_closed else '('}{_end(interval.low, upward=True)}"
    high = (
        "+∞)" if interval.high is None else f"{_end(interval.high, upward=False)}{']' if interval.high_closed else ')'}"
    )
    return f"{low}, {high}"


def _end(bound: Bound, *, upward: bool) -> str:
    """An end: exact where its digits are few, else 12 significant ones, cut into the region."""
    text = str(bound_text(bound))
    if len(text) <= _LONGEST_END or not isinstance(bound, Fraction):
        return text
    return format_exact(outward(bound, upward=upward))


def _verdict(ruling: Ruling) -> Iterator[Step]:
    yield Step(0, Reason.of("explain_verdict", verdict=Reason.of(f"verdict_{ruling.verdict.value}")))
    judgement = ruling.decided.judgement
    if judgement is not None and judgement.margin is not None and isinstance(ruling.decided.possible, Amount):
        yield Step(1, Reason.of("explain_margin", margin=bound_text(judgement.margin), unit=_unit(ruling)))
    for reason in ruling.decided.reasons:
        yield Step(1, reason)
    for code, readings in (("flips", ruling.flips), ("holds", ruling.holds), ("untested", ruling.untested)):
        if readings and ruling.verdict is not Verdict.MISSING:
            yield Step(1, Reason.of(f"explain_{code}", readings=", ".join(readings)))
