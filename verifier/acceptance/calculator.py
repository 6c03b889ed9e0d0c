"""One judgement or one conversion without a catalogue: `dabiao judge` and `dabiao convert`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from verifier.catalogue.agreed import quantity_of, required_as_written
from verifier.catalogue.expression import Quantity
from verifier.catalogue.grammar import read_statement
from verifier.catalogue.predicate import (
    Documented,
    Includes,
    Named,
    Part,
    Statement,
    parts_of,
    subjects_of,
    unit_of,
)
from verifier.catalogue.target import Condition
from verifier.decision.conditions import Held, hold_conditions
from verifier.decision.judge import Amount, Document, Judgement, MemberSet, Possible, judge
from verifier.decision.result import limit_of, margin_fields, probability_fields, reason_fields, value_text
from verifier.decision.rule import FULL_VALUE, Rule, read_rule
from verifier.decision.verdict import Verdict
from verifier.errors import NumberError, PredicateError, UnitError, VerifierError
from verifier.measurement.conditions import read_conditions
from verifier.quantity.conversion import in_unit
from verifier.quantity.measured import Form, Measured, read_measured, split_members, split_quantities
from verifier.quantity.number import format_exact
from verifier.quantity.surd import Bound
from verifier.quantity.uncertainty import StatedUncertainty, read_uncertainty
from verifier.quantity.units import DIMENSIONLESS, Unit, read_unit
from verifier.wording import Reason

__all__ = ["Asked", "convert_value", "judge_value"]

_NUMBER_AND_UNIT: Final = re.compile(r"\s*([^\s\d.]*[\d.,]+(?:[eE][+-]?\d+)?)\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Asked:
    """One judgement that is asked for.

    Args:
        predicate: The predicate's text.
        value: The value's text, or `name = value; …` where the predicate judges several quantities.
        unit: The value's unit where it does not stand with it.
        conditions: Stated conditions by key.
        rule: The decision rule's name, blank for the default.
        uncertainty: Expanded uncertainty U of the value, blank where none is stated.
        k: Its coverage factor, blank for 2.
    """

    predicate: str
    value: str
    unit: str = ""
    conditions: tuple[tuple[str, str], ...] = ()
    rule: str = ""
    uncertainty: str = ""
    k: str = ""


def judge_value(asked: Asked) -> dict[str, Any]:
    """The verdict on one value, as the fields of one answer.

    Raises:
        PredicateError: The predicate cannot be read.
        RuleError: The rule is not known.
    """
    known = _known(asked.predicate)
    statement = known.statement
    rule = _rule(asked.rule)
    held = hold_conditions(known.required, dict(asked.conditions))
    try:
        stated = _stated(statement, asked)
        possible = _possible(statement, asked)
        given = {**_given(statement, stated), **dict(held.inputs)}
    except VerifierError as error:
        return _answer(known, {}, Judgement(Verdict.NOT_EVALUABLE, (error.reason,)), {}, held)
    if not possible:
        return _answer(known, possible, Judgement(Verdict.MISSING), given, held)
    counted = statement.unit is not None and statement.unit.dimension.is_count()
    judgement = judge(statement, possible, given, rule, needs_uncertainty=not counted)
    return _answer(known, possible, judgement, given, held)


@dataclass(frozen=True, slots=True)
class _Known:
    """A predicate that was read, with what does not change from one value to the next."""

    statement: Statement
    required: tuple[Condition, ...]
    limit: dict[str, Any] | None


@lru_cache(maxsize=1024)
def _known(predicate: str) -> _Known:
    statement = read_statement(predicate)
    required = tuple(required_as_written(requirement) for requirement in statement.requirements)
    return _Known(statement, required, None if statement.inputs else limit_of(statement, {}))


@lru_cache(maxsize=64)
def _rule(name: str) -> Rule:
    return read_rule(name) if name.strip() else FULL_VALUE


def _given(statement: Statement, stated: Mapping[str, str]) -> dict[str, Quantity]:
    """Stated values of the inputs that the limits need."""
    return {name: quantity_of(stated[name]) for name in statement.inputs if name in stated}


def _stated(statement: Statement, asked: Asked) -> dict[str, str]:
    """What is stated beside the judged quantities: the conditions, and inputs of the limit among named values."""
    if not statement.inputs or "=" not in asked.value:
        return dict(asked.conditions)
    named = {stated.key: stated.value for stated in read_conditions(asked.value)}
    return {**{name: named[name] for name in statement.inputs if name in named}, **dict(asked.conditions)}


def _answer(
    known: _Known,
    possible: Mapping[str, Possible],
    judgement: Judgement,
    given: Mapping[str, Quantity],
    held: Held,
) -> dict[str, Any]:
    statement = known.statement
    if not held.hold.allows(judgement.verdict):
        judgement = replace(judgement, verdict=Verdict.NOT_EVALUABLE, margin=None)
    undeclared = (key for key in held.undeclared if key not in statement.inputs)
    notes = tuple(Reason.of("condition_undeclared", key=key) for key in undeclared)
    reasons = (*held.reasons, *judgement.reasons, *notes)
    values = [text for found in possible.values() if (text := value_text(found)) is not None]
    return {
        "verdict": judgement.verdict.value,
        "value": "; ".join(values) or None,
        **(known.limit or limit_of(statement, given)),
        **margin_fields(judgement),
        **_probability(possible, judgement),
        "reasons": [reason_fields(reason) for reason in reasons],
    }


def _probability(possible: Mapping[str, Possible], judgement: Judgement) -> dict[str, Any]:
    """The probability of conformity, with the risk of the decision taken where an uncertainty is stated."""
    found = next(iter(possible.values()), None) if len(possible) == 1 else None
    fields = probability_fields(found, judgement)
    return {name: fields[name] for name in ("probability", "risk") if name == "probability" or fields[name] is not None}


def _with_uncertainty(found: Possible, asked: Asked, measured: Measured) -> Possible:
    """An amount with the uncertainty that was stated beside it."""
    stated = StatedUncertainty(asked.uncertainty, asked.k)
    if stated.is_blank() or not isinstance(found, Amount):
        return found
    value = measured.low.value if measured.form is Form.POINT and measured.low is not None else None
    uncertainty = read_uncertainty(stated, value, measured.unit)
    if uncertainty is None:
        return found
    return replace(found, uncertainty=uncertainty.scaled(measured.unit.factor / found.unit.factor))


def _possible(statement: Statement, asked: Asked) -> dict[str, Possible]:
    """What each quantity may be; empty where nothing was handed in."""
    if not asked.value.strip():
        return {}
    if asked.uncertainty and len(statement.subjects) > 1:
        raise NumberError("uncertainty_of_several", read=asked.uncertainty)
    parts = tuple(parts_of(statement.predicate))
    if len(statement.subjects) == 1 and not (statement.inputs and "=" in asked.value):
        return {statement.subjects[0]: _one(parts[0], statement, asked.value, asked)}
    texts = _assigned(statement, asked)
    owners = {subject: part for part in parts for subject in _names(part, statement)}
    return {
        subject: _one(owners[subject], statement, text, replace(asked, unit=unit))
        for subject, (text, unit) in texts.items()
    }


def _names(part: Part, statement: Statement) -> tuple[str, ...]:
    return tuple(name for name in subjects_of(part) if name in statement.subjects)


def _assigned(statement: Statement, asked: Asked) -> dict[str, tuple[str, str]]:
    """The text of each quantity: `L = 1.2 um; S = 1.8 um`, or `1.2/1.8 um` in the predicate's order."""
    if "=" in asked.value or "＝" in asked.value:
        found = {stated.key: (stated.value, asked.unit) for stated in read_conditions(asked.value)}
    else:
        pieces = asked.value.split("/", len(statement.subjects) - 1)
        last = _NUMBER_AND_UNIT.fullmatch(pieces[-1])
        unit = asked.unit or ("" if last is None else last.group(2))
        found = dict(
            zip(
                statement.subjects,
                ((piece, unit if piece is not pieces[-1] else asked.unit) for piece in pieces),
                strict=False,
            )
        )
    unknown = [name for name in found if name not in {*statement.subjects, *statement.inputs}]
    if unknown:
        raise NumberError("values_unknown", names=", ".join(unknown), known=", ".join(statement.subjects))
    lacking = [name for name in statement.subjects if name not in found]
    if lacking:
        raise NumberError("values_lacking", names=", ".join(lacking), read=asked.value)
    return {name: found[name] for name in statement.subjects}


def _one(part: Part, statement: Statement, text: str, asked: Asked) -> Possible:
    unit_text = asked.unit
    match part:
        case Documented():
            return Document()
        case Named() | Includes(unit=None):
            return MemberSet(frozenset(split_members(text)))
        case Includes(unit=unit) if unit is not None:
            return MemberSet(
                frozenset(), frozenset(_member(member, unit_text, unit) for member in split_quantities(text))
            )
        case _:
            unit = _unit_for(part, statement, text, unit_text)
            measured = read_measured(text, unit_text, expected=unit)
            amount = Amount(in_unit(measured.region, measured.unit, unit), unit, measured.form is Form.RANGE)
            return _with_uncertainty(amount, asked, measured)


def _member(text: str, unit_text: str, unit: Unit) -> Bound:
    measured = read_measured(text, unit_text, expected=unit)
    low = in_unit(measured.region, measured.unit, unit).intervals[0].low if measured.form is Form.POINT else None
    if low is None:
        raise NumberError("member_not_a_number", read=text)
    return low


def _unit_for(part: Part, statement: Statement, text: str, unit_text: str) -> Unit:
    """The unit of the limit; where a predicate compares quantities only, that of the value."""
    unit = unit_of(part)
    if unit is not None:
        return unit
    if len(statement.subjects) > 1:
        written = unit_text or (match.group(2) if (match := _NUMBER_AND_UNIT.fullmatch(text)) else "")
        try:
            return read_unit(written)
        except UnitError:
            return DIMENSIONLESS
    return DIMENSIONLESS


def convert_value(value: str, to: str, unit: str = "") -> dict[str, Any]:
    """A value in another unit, exactly: a decimal where finite, and the exact fraction.

    Raises:
        NumberError: The value is no number.
        UnitError: A unit is not known, or the two differ in dimension.
    """
    target = read_unit(to)
    measured = read_measured(value, unit, expected=target)
    if measured.form is not Form.POINT:
        raise NumberError("convert_one_value", read=value)
    low = in_unit(measured.region, measured.unit, target).intervals[0].low
    if not isinstance(low, Fraction):
        raise PredicateError("statistic_not_exact")
    return {"value": format_exact(low), "exact": str(low), "unit": target.symbol}
