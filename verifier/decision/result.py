"""The result object `dabiao/result/v1`: what a record seals and every report renders.

All measured and limit numbers are strings, exact, in the target's unit; counts and lines are integers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from verifier.catalogue.expression import Quantity, value_of
from verifier.catalogue.predicate import Comparison, Statement
from verifier.catalogue.target import Condition
from verifier.catalogue.written import bound_text, decimal_text, limit_text
from verifier.decision.judge import Amount, Judgement, MemberSet, Possible
from verifier.decision.probability import conformance, shown
from verifier.decision.question import RowVerdict
from verifier.decision.reduce import upper_limited
from verifier.decision.rule import FULL_VALUE, Rule
from verifier.decision.ruling import Ruling
from verifier.decision.verdict import Verdict
from verifier.errors import MeasurementError, PredicateError
from verifier.measurement.conditions import read_conditions
from verifier.measurement.row import Row
from verifier.quantity.region import Interval, Region
from verifier.quantity.surd import Surd
from verifier.quantity.units import DIMENSIONLESS
from verifier.wording import Reason

__all__ = [
    "SCHEMA",
    "condition_fields",
    "limit_of",
    "margin_fields",
    "ratify_of",
    "reason_fields",
    "rule_fields",
    "summary_of",
    "target_fields",
    "value_text",
]

SCHEMA = "dabiao/result/v1"

Fields = dict[str, Any]

# Cells that reports show as they were submitted.
_CELLS = (
    "quantity",
    "sample",
    "lot",
    "wafer",
    "x",
    "y",
    "date",
    "method",
    "instrument",
    "lab",
    "accreditation",
    "report",
    "page",
    "n",
    "calibrated_until",
    "evidence",
)


def reason_fields(reason: Reason) -> Fields:
    """A reason with its code and both sentences."""
    return {"code": reason.code, "zh": reason.text("zh"), "en": reason.text("en")}


def rule_fields(rule: Rule) -> Fields:
    """A rule with its edition and parameters."""
    return {"id": rule.id, "edition": rule.edition, "parameters": dict(rule.parameters)}


def summary_of(rulings: Sequence[Ruling]) -> Fields:
    """How many targets have each verdict."""
    counts = Counter(ruling.verdict for ruling in rulings)
    return {verdict.value: counts[verdict] for verdict in Verdict}


def ratify_of(rulings: Sequence[Ruling]) -> list[Fields]:
    """What the panel still has to ratify: readings that would flip a verdict, and rules that are not the default."""
    entries = []
    for ruling in rulings:
        if ruling.verdict is Verdict.MISSING:
            continue
        texts = {reading.id: reading.text for reading in ruling.target.readings}
        for flip in ruling.flips:
            reason = Reason.of(
                "ratify_reading", target=ruling.target.id, judged=ruling.reading, says=texts[flip], other=flip
            )
            entries.append(_to_ratify(ruling, "reading", flip, reason))
        if ruling.rule != FULL_VALUE:
            reason = Reason.of("ratify_rule", target=ruling.target.id, rule=ruling.rule.id, edition=ruling.rule.edition)
            entries.append(_to_ratify(ruling, "rule", ruling.rule.id, reason))
    return entries


def _to_ratify(ruling: Ruling, kind: str, identity: str, reason: Reason) -> Fields:
    sentences = {"zh": reason.text("zh"), "en": reason.text("en")}
    return {"target": ruling.target.id, "kind": kind, "id": identity, **sentences}


def target_fields(ruling: Ruling) -> Fields:
    """One target of the result."""
    target, decided = ruling.target, ruling.decided
    unit = ruling.statement.unit
    fields: Fields = {
        "id": target.id,
        "name": {"zh": target.name.zh, "en": target.name.en},
        "figure": target.figure,
        "kind": target.kind.value,
        "verdict": ruling.verdict.value,
        "decided_by": ruling.decided_by,
        "predicate": ruling.statement.text,
        "reading": {
            "id": ruling.reading,
            "ratified_by": "none",
            "flips": list(ruling.flips),
            "holds": list(ruling.holds),
            "untested": list(ruling.untested),
        },
        "rule": rule_fields(ruling.rule),
        "statistic": str(ruling.statistic),
        "value": value_text(decided.possible),
        "unit": None if unit is None else unit.symbol,
        **limit_of(ruling.statement, dict(decided.given)),
        **margin_fields(decided.judgement),
        **probability_fields(decided.possible, decided.judgement),
        "conditions_not_stated": _not_stated(decided.rows),
        "evidence": {"zh": target.evidence.zh, "en": target.evidence.en},
        "reasons": [reason_fields(reason) for reason in decided.reasons],
        "rows": [_row(row, ruling) for row in decided.rows],
    }
    return fields


def _not_stated(rows: Sequence[RowVerdict]) -> list[Fields]:
    found = {}
    for row in rows:
        for condition in () if row.sample.held is None else row.sample.held.not_stated:
            found[condition.key] = condition_fields(condition)
    return list(found.values())


def condition_fields(condition: Condition) -> Fields:
    """A condition by its key, with its name in both languages."""
    return {"key": condition.key, "zh": condition.name.zh, "en": condition.name.en}


def limit_of(statement: Statement, given: Mapping[str, Quantity]) -> Fields:
    """The limit as text; an irrational one with 12 digits beside it, rounded to the strict side."""
    try:
        limit = limit_text(statement.predicate, given, statement.unit)
    except PredicateError:
        return {"limit": None}
    fields: Fields = {"limit": limit}
    if isinstance(statement.predicate, Comparison) and limit is not None:
        try:
            bound = value_of(statement.predicate.right, given).within(statement.unit or DIMENSIONLESS)
        except PredicateError:
            return fields
        if isinstance(bound, Surd):
            upper = upper_limited(statement.predicate.relation.region(Fraction(0)))
            fields["limit_decimal"] = decimal_text(bound, downward=upper is not False)
    return fields


def margin_fields(judgement: Judgement | None) -> Fields:
    """The signed margin: exact, or 12 digits rounded toward the limit's bad side and marked so."""
    margin = None if judgement is None else judgement.margin
    if isinstance(margin, Surd):
        return {"margin": decimal_text(margin, downward=True), "margin_exact": False}
    return {"margin": bound_text(margin)}


def probability_fields(possible: Possible | None, judgement: Judgement | None) -> Fields:
    """The uncertainty of what decided, the probability that it conforms, and that of the wrong decision taken.

    All are null where no uncertainty was stated or what decided is no single value.
    """
    empty: Fields = {"probability": None, "risk": None, "uncertainty": None}
    if not isinstance(possible, Amount) or possible.uncertainty is None:
        return empty
    uncertainty = possible.uncertainty
    stated = {
        "U": bound_text(uncertainty.expanded),
        "k": bound_text(uncertainty.k),
        "u": bound_text(uncertainty.standard),
        "dof": bound_text(uncertainty.dof),
        "k_assumed": uncertainty.k_assumed,
    }
    value = possible.region.intervals[0].low if possible.region.is_point() else None
    if value is None or judgement is None or judgement.region is None:
        return {**empty, "uncertainty": stated}
    conforms, fails = conformance(judgement.region, value, uncertainty)
    risk = None
    if judgement.verdict is Verdict.PASS:
        risk = {"kind": "false_accept", "probability": shown(fails)}
    elif judgement.verdict is Verdict.FAIL:
        risk = {"kind": "false_reject", "probability": shown(conforms)}
    return {"probability": shown(conforms), "risk": risk, "uncertainty": stated}


def value_text(possible: Possible | None) -> str | None:
    """What was measured, in the target's unit: a number, a bound, a range, or the members of a set."""
    match possible:
        case Amount(region, is_range=is_range):
            return _region_text(region, is_range=is_range)
        case MemberSet(names, values):
            members = sorted(names) or [str(bound_text(value)) for value in sorted(values)]
            return "{" + ", ".join(members) + "}"
        case _:
            return None


def _region_text(region: Region, *, is_range: bool) -> str | None:
    if len(region.intervals) != 1:
        return None
    interval = region.intervals[0]
    low, high = bound_text(interval.low), bound_text(interval.high)
    if low == high:
        return low
    if low is None or (not is_range and _is_censored_below(interval)):
        return None if high is None else f"{'≤' if interval.high_closed else '<'}{high}"
    if high is None:
        return f"{'≥' if interval.low_closed else '>'}{low}"
    return f"{low}~{high}"


def _is_censored_below(interval: Interval) -> bool:
    """`<x` of a quantity that cannot be negative is [0, x), `≤x` is [0, x]."""
    return interval.low == 0 and interval.low_closed


def _row(row: RowVerdict, ruling: Ruling) -> Fields:
    sample, cells = row.sample, row.sample.row
    fields: Fields = {
        "file": cells.file,
        "line": cells.line,
        "role": row.role,
        "verdict": None if row.verdict is None else row.verdict.value,
        "reasons": [reason_fields(reason) for reason in row.reasons],
        "text": cells.value or cells.item,
        "value": value_text(next((found for _, found in sample.possible or ()), None)),
        "unit": None if ruling.statement.unit is None or not sample.possible else ruling.statement.unit.symbol,
        "conditions": _conditions(cells.conditions),
        "excluded": cells.exclude or None if row.role == "excluded" else None,
        "uncertainty": _uncertainty(cells),
        "k": cells.k or None,
        **{name: getattr(cells, name) or None for name in _CELLS},
    }
    if cells.stem:
        fields["from"] = cells.stem
    return fields


def _uncertainty(row: Row) -> str | None:
    """The uncertainty as it was stated, with its unit."""
    stated = row.uncertainty or (f"u = {row.u}" if row.u else "")
    return f"{stated} {row.uncertainty_unit or row.unit}".strip() if stated else None


def _conditions(text: str) -> Fields:
    try:
        return {condition.key: condition.value for condition in read_conditions(text)}
    except MeasurementError:
        return {}
