"""Single points beside a derived value, such as the modes of a test cycle: each keeps to a multiple of the limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from verifier.catalogue.expression import value_of
from verifier.catalogue.predicate import Comparison, Statement
from verifier.catalogue.written import bound_text, decimal_text
from verifier.decision.derive import Derived
from verifier.decision.question import Decided, can_be_judged
from verifier.decision.sample import Sample
from verifier.decision.verdict import Verdict
from verifier.errors import PredicateError
from verifier.quantity.surd import Bound, Surd, stretch
from verifier.quantity.units import DIMENSIONLESS
from verifier.wording import Reason

__all__ = ["with_points"]


def with_points(decided: Decided, statement: Statement, pairs: Sequence[tuple[Sample, Derived]]) -> Decided:
    """The verdict with the single points of derived values: one point beyond its limit is a fail.

    The points are compared as they stand: the rounding of a code is for the weighted value.

    Args:
        decided: The verdict on the values themselves.
        statement: The predicate that was judged.
        pairs: Each derived row, as it was read, with what it was made from.

    Source:
        NOx Technical Code 2008, 3.1.4: each mode point at most 1.5 times the limit.
    """
    said: dict[int, list[Reason]] = {}
    failing: dict[int, list[Reason]] = {}
    for sample, derived in pairs:
        if not derived.points or derived.derivation.within is None or not can_be_judged(sample):
            continue
        limit = _limit(statement, sample)
        if limit is None:
            continue
        most = stretch(limit, derived.derivation.within)
        unit = "" if statement.unit is None else statement.unit.symbol
        beyond = [
            Reason.of("point_beyond", point=text, value=_text(value), unit=unit, most=_text(most))
            for text, value in derived.points
            if value > most
        ]
        within = Reason.of("points_within", count=len(derived.points), most=_text(most), unit=unit)
        said[id(sample)] = beyond or [within]
        if beyond:
            failing[id(sample)] = beyond
    if not said:
        return decided
    rows = tuple(
        replace(
            row,
            verdict=Verdict.FAIL if id(row.sample) in failing else row.verdict,
            reasons=(*said.get(id(row.sample), ()), *row.reasons),
        )
        for row in decided.rows
    )
    reasons = tuple(reason for found in failing.values() for reason in found)
    verdict = Verdict.FAIL if failing else decided.verdict
    return replace(decided, verdict=verdict, reasons=(*reasons, *decided.reasons), rows=rows)


def _limit(statement: Statement, sample: Sample) -> Bound | None:
    """The limit at the stated inputs, in the unit that is judged; None where it cannot be worked out."""
    if not isinstance(statement.predicate, Comparison):
        return None
    try:
        return value_of(statement.predicate.right, sample.given).within(statement.unit or DIMENSIONLESS)
    except PredicateError:
        return None


def _text(bound: Bound) -> str:
    return decimal_text(bound, downward=True) if isinstance(bound, Surd) else str(bound_text(Fraction(bound)))
