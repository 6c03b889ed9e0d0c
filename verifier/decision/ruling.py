"""The ruling on a target: its verdict under the default reading, and what other readings would say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from verifier.catalogue.predicate import Statement
from verifier.catalogue.statistic import Statistic
from verifier.catalogue.target import Reading, Target
from verifier.decision.budget import Correlation
from verifier.decision.conditions import Hold
from verifier.decision.decide import decide
from verifier.decision.derive import Derived, derivation_for, derive
from verifier.decision.mode_points import with_points
from verifier.decision.question import Decided, RowVerdict, can_be_judged
from verifier.decision.rule import FULL_VALUE, Rule, read_rule
from verifier.decision.sample import Period, Sample, sample_of
from verifier.decision.verdict import Verdict
from verifier.measurement.findings import Finding
from verifier.measurement.row import Row
from verifier.wording import Reason

__all__ = ["Context", "Ruling", "is_evidence", "rule_on"]


@dataclass(frozen=True, slots=True)
class Context:
    """What a submission, a contract and a command say about all targets alike.

    Args:
        rule: The decision rule of the contract or the command, None for the default.
        period: The execution period.
        bases: Declared bases, as target id and text.
        findings: The panel's findings.
        correlations: Correlation coefficients of inputs, by target id.
    """

    rule: Rule | None = None
    period: Period | None = None
    bases: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()
    correlations: tuple[tuple[str, Correlation], ...] = ()

    def correlations_of(self, target: str) -> tuple[Correlation, ...]:
        """The correlations of one target's inputs."""
        return tuple(pair for owner, pair in self.correlations if owner == target)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is said of one target.

    Args:
        target: The target.
        decided: The verdict with what led to it.
        statement: The predicate that was judged.
        statistic: The statistic that decided.
        rule: The rule that was applied.
        reading: The reading that was judged.
        flips: Readings under which the verdict would differ.
        holds: Readings under which it would be the same.
        untested: Readings whose verdict the rows do not settle.
        decided_by: `program`, or `panel` where its findings decided.
    """

    target: Target
    decided: Decided
    statement: Statement
    statistic: Statistic
    rule: Rule
    reading: str
    flips: tuple[str, ...]
    holds: tuple[str, ...]
    untested: tuple[str, ...]
    decided_by: str = "program"

    @property
    def verdict(self) -> Verdict:
        """The verdict."""
        return self.decided.verdict


_SETTLED = frozenset({Verdict.PASS, Verdict.FAIL, Verdict.UNDECIDED})


def rule_on(target: Target, rows: Sequence[Row], context: Context, reading: str | None = None) -> Ruling:
    """Rule on one target.

    1. The target is judged under its default reading, or the one asked for.
    2. Every other reading that can be computed is judged from the same rows: it flips or holds the verdict.
    3. Where the target says so, readings that disagree leave the verdict undecided.
    4. The panel's findings turn an expert verdict into pass or fail, and no other.

    Args:
        target: The target.
        rows: Its rows.
        context: What holds for all targets.
        reading: The id of a reading to judge by instead of the default.
    """
    chosen = next((r for r in target.readings if (r.id == reading if reading else r.default)), None)
    terms = _terms(target, chosen, context)
    decided = _decided(_read_as(target, chosen), terms, rows, context)
    flips: list[str] = []
    holds: list[str] = []
    untested: list[str] = []
    for other in target.readings:
        if other is chosen or other.recorded:
            continue
        verdict = _other(target, other, rows, context)
        if verdict not in _SETTLED or (decided.verdict not in _SETTLED and not target.undecided_on_disagreement):
            untested.append(other.id)
        else:
            (holds if verdict is decided.verdict else flips).append(other.id)
    if flips and target.undecided_on_disagreement and reading is None and decided.verdict is not Verdict.MISSING:
        reason = Reason.of("readings_disagree", readings=", ".join(flips))
        decided = replace(decided, verdict=Verdict.UNDECIDED, reasons=(reason, *decided.reasons))
    judged = target.reading if chosen is None else chosen.id
    ruling = Ruling(target, decided, *terms, judged, tuple(flips), tuple(holds), tuple(untested))
    return _with_findings(ruling, context.findings)


def is_evidence(target: Target, row: Row, context: Context) -> bool:
    """Whether a row counts in a target's sample: it is not left out, feeds no other value, and can be judged.

    Args:
        target: The target, judged under its default reading.
        row: One of its rows.
        context: What holds for all targets.
    """
    if not row.exclude and derivation_for(target, row) is not None:
        return False
    chosen = next((reading for reading in target.readings if reading.default), None)
    statement, _, _ = _terms(target, chosen, context)
    basis = dict(context.bases).get(target.id, "")
    sample = sample_of(_read_as(target, chosen), statement, row, context.period, basis)
    return not sample.excluded and can_be_judged(sample)


_Terms = tuple[Statement, Statistic, Rule]


def _terms(target: Target, reading: Reading | None, context: Context) -> _Terms:
    """Predicate, statistic and rule: a reading's own, else the target's; the target's rule precedes all others."""
    statement = target.statement if reading is None or reading.statement is None else reading.statement
    statistic = target.statistic if reading is None or reading.statistic is None else reading.statistic
    own = target.rule if reading is None or reading.rule is None else reading.rule
    return statement, statistic, read_rule(own) if own else context.rule or FULL_VALUE


def _decided(target: Target, terms: _Terms, rows: Sequence[Row], context: Context) -> Decided:
    statement, statistic, rule = terms
    basis = dict(context.bases).get(target.id, "")
    is_input = [not row.exclude and derivation_for(target, row) is not None for row in rows]
    inputs = [row for row, yes in zip(rows, is_input, strict=True) if yes]
    values = [row for row, yes in zip(rows, is_input, strict=True) if not yes]
    derived = derive(target, statement, inputs, context.correlations_of(target.id))
    made = [_derived_sample(target, statement, one, context.period, basis) for one in derived]
    samples = [*(sample_of(target, statement, row, context.period, basis) for row in values), *made]
    decided = decide(target, statement, statistic, rule, samples)
    if not derived:
        return decided
    decided = with_points(decided, statement, list(zip(made, derived, strict=True)))
    fed = tuple(
        RowVerdict(Sample(row, None, Hold.BOTH, ()), "input", None, ()) for one in derived for row in one.inputs
    )
    return replace(decided, rows=(*decided.rows, *fed), derived=tuple(derived))


def _derived_sample(
    target: Target, statement: Statement, derived: Derived, period: Period | None, basis: str
) -> Sample:
    """A derived row read like any other, or the reason why there is none."""
    if derived.fault is not None:
        return Sample(derived.row, None, Hold.NEITHER, (derived.fault,), derived.notes)
    sample = sample_of(target, statement, derived.row, period, basis)
    return replace(sample, notes=(*derived.notes, *sample.notes))


def _other(target: Target, reading: Reading, rows: Sequence[Row], context: Context) -> Verdict | None:
    """The verdict under another reading; None where it cannot be computed from the rows."""
    if not rows or not (reading.is_computable() or reading.default):
        return None
    return _decided(_read_as(target, reading), _terms(target, reading, context), rows, context).verdict


def _read_as(target: Target, reading: Reading | None) -> Target:
    """The target with the conditions and the period that a reading changes."""
    if reading is None:
        return target
    bound = target.time_bound if reading.time_bound is None else reading.time_bound
    return replace(target, conditions=reading.conditions, time_bound=bound)


def _with_findings(ruling: Ruling, findings: Sequence[Finding]) -> Ruling:
    """The panel's majority turns expert into pass or fail; a tie, or a member of two minds, leaves it open."""
    own = [finding for finding in findings if finding.target == ruling.target.id]
    if not own:
        return ruling
    if ruling.verdict is not Verdict.EXPERT:
        reason = Reason.of("findings_without_effect", count=len(own))
        return replace(ruling, decided=replace(ruling.decided, reasons=(*ruling.decided.reasons, reason)))
    minds: dict[str, set[bool]] = {}
    for finding in own:
        minds.setdefault(finding.member, set()).add(finding.agree)
    agree = sum(mind == {True} for mind in minds.values())
    against = sum(mind == {False} for mind in minds.values())
    reason = Reason.of("panel_findings", agree=agree, against=against)
    if agree == against or len(minds) != agree + against:
        return replace(ruling, decided=replace(ruling.decided, reasons=(reason, *ruling.decided.reasons)))
    verdict = Verdict.PASS if agree > against else Verdict.FAIL
    decided = replace(ruling.decided, verdict=verdict, reasons=(reason, *ruling.decided.reasons))
    return replace(ruling, decided=decided, decided_by="panel")
