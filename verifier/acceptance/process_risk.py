"""The global risks of a process that is measured and accepted by a rule: `dabiao risk`."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from verifier.catalogue.grammar import read_statement
from verifier.catalogue.limit_place import last_place
from verifier.catalogue.predicate import Statement
from verifier.catalogue.written import bound_text, decimal_text
from verifier.decision.acceptable import region_of
from verifier.decision.global_risk import GlobalRisk, Process, global_risk
from verifier.decision.probability import shown
from verifier.decision.result import limit_of, rule_fields
from verifier.decision.rule import FULL_VALUE, ROUNDED, read_rule
from verifier.decision.sampled import outward
from verifier.errors import NumberError, UsageError
from verifier.quantity.conversion import in_unit
from verifier.quantity.measured import read_measured
from verifier.quantity.number import format_exact, read_number
from verifier.quantity.region import Region
from verifier.quantity.surd import Bound, Surd
from verifier.quantity.uncertainty import Shape, StatedUncertainty, Uncertainty, read_uncertainty
from verifier.quantity.units import DIMENSIONLESS, Unit

__all__ = ["ProcessAsked", "risk_of"]

_SHORT: Final = 20


@dataclass(frozen=True, slots=True)
class ProcessAsked:
    """A process whose risks are asked for, as text.

    Args:
        predicate: The tolerance.
        mean: The process mean.
        deviation: The process standard deviation.
        stated: The uncertainty of the measurement.
        rule: The rule by which items are accepted, blank for the default.
    """

    predicate: str
    mean: str
    deviation: str
    stated: StatedUncertainty
    rule: str = ""


def risk_of(asked: ProcessAsked) -> dict[str, Any]:
    """The risks as the fields of one answer: R_C, R_P, and the specific risks at each acceptance limit.

    Raises:
        PredicateError: The predicate cannot be read or is no tolerance of one quantity.
        RuleError: The rule is not known, accepts nothing, or a deviation is not positive.
        NumberError: A number cannot be read.
        UnitError: A unit is not known or of another dimension.
        UsageError: No uncertainty is stated, or one that is not normal.

    Source:
        JCGM 106:2012, 9.
    """
    statement = read_statement(asked.predicate)
    unit = statement.unit or DIMENSIONLESS
    tolerance = _tolerance(statement, unit)
    mean = _value(asked.mean, unit)
    deviation = read_uncertainty(StatedUncertainty(standard=asked.deviation), mean, unit)
    uncertainty = read_uncertainty(asked.stated, mean, unit)
    if deviation is None or uncertainty is None:
        raise UsageError("risk_uncertainty_absent")
    if uncertainty.shape is not Shape.NORMAL:
        raise UsageError("risk_normal_only", read=asked.stated.expanded)
    rule = read_rule(asked.rule) if asked.rule.strip() else FULL_VALUE
    rounding = last_place(statement.predicate, unit) if rule == ROUNDED else None
    found = global_risk(tolerance, Process(mean, deviation.standard), uncertainty, rule, rounding)
    return {
        **limit_of(statement, {}),
        "unit": unit.symbol,
        "rule": rule_fields(rule),
        "process": {"mean": bound_text(mean), "deviation": bound_text(deviation.standard)},
        "uncertainty": _stated(uncertainty),
        **_found(found),
    }


def _tolerance(statement: Statement, unit: Unit) -> Region:
    region = region_of(statement.predicate, {}, unit)
    if region is None:
        raise UsageError("risk_no_tolerance", predicate=statement.text)
    return region


def _value(text: str, unit: Unit) -> Fraction:
    """A value in the unit; a bare number is in it already."""
    with suppress(NumberError):
        return read_number(text).value
    measured = read_measured(text, expected=unit)
    value = in_unit(measured.region, measured.unit, unit)
    low = value.intervals[0].low if value.is_point() else None
    if not isinstance(low, Fraction):
        raise NumberError("risk_mean_no_value", read=text)
    return low


def _stated(uncertainty: Uncertainty) -> dict[str, Any]:
    return {
        "U": bound_text(uncertainty.expanded),
        "k": bound_text(uncertainty.k),
        "u": bound_text(uncertainty.standard),
        "k_assumed": uncertainty.k_assumed,
    }


def _found(found: GlobalRisk) -> dict[str, Any]:
    return {
        "acceptance": [[_digits(interval.low), _digits(interval.high)] for interval in found.acceptance.intervals],
        "consumer_risk": shown(found.consumer),
        "producer_risk": shown(found.producer),
        "conforming": shown(found.conforming),
        "accepted": shown(found.accepted),
        "limits": [
            {
                "value": _digits(limit.value),
                "nonconforming": shown(limit.alone),
                "nonconforming_given_process": shown(limit.posterior),
            }
            for limit in found.limits
        ],
    }


def _digits(end: Bound | None) -> str | None:
    """An acceptance limit: exact where its digits are few, else 12 significant ones."""
    if end is None:
        return None
    if isinstance(end, Surd):
        return decimal_text(end, downward=True)
    text = format_exact(end)
    return text if len(text) <= _SHORT else format_exact(outward(end, upward=False))
