"""Agreed conditions from their text: `200 A/cm^2`, `[24, 26] degC`, a class name, with their tolerance."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

from verifier.catalogue.bilingual import Words
from verifier.catalogue.expression import Constant, Expression, Negation, Quantity, WithUnit, value_of
from verifier.catalogue.grammar import read_statement
from verifier.catalogue.predicate import Comparison, Covers, Predicate, Requirement, Within
from verifier.catalogue.target import Condition, Form, Need, Severity, Source
from verifier.errors import CatalogueError, NumberError, PredicateError, UnitError
from verifier.quantity.region import Region
from verifier.quantity.stated import stated_quantity
from verifier.quantity.units import DIMENSIONLESS, Unit

__all__ = ["agreed_region", "quantity_of", "required_as_written", "tolerated"]


def agreed_region(text: str) -> tuple[Region, Unit]:
    """The values that an agreed condition allows, in its own unit.

    Args:
        text: A value with its unit, or an interval with its unit behind it.

    Raises:
        PredicateError: The text is neither.
    """
    is_interval = text.lstrip().startswith(("[", "(", "［", "（"))
    return _region(_stated(f"x in {text}" if is_interval else f"x == {text}"))


def quantity_of(text: str) -> Quantity:
    """The one quantity that a text states, in base units.

    Raises:
        PredicateError: The text is no number with a unit.
    """
    part = _stated(f"x == {text}")
    if not isinstance(part, Comparison):
        raise PredicateError("condition_no_value")
    return value_of(part.right, {})


def _stated(text: str) -> Predicate:
    """The predicate of a stated value, which has no conditions of its own."""
    statement = read_statement(text)
    if statement.requirements:
        raise PredicateError("condition_no_value")
    return statement.predicate


def _region(part: Predicate) -> tuple[Region, Unit]:
    match part:
        case Comparison(_, _, right):
            ends, marks = (right, right), (True, True)
        case Within(_, low, high, low_closed, high_closed) | Covers(_, low, high, low_closed, high_closed):
            ends, marks = (low, high), (low_closed, high_closed)
        case _:
            raise PredicateError("condition_no_value")
    unit = next((found for end in ends if (found := _written_unit(end)) is not None), DIMENSIONLESS)
    low_value, high_value = (value_of(end, {}).within(unit) for end in ends)
    return Region.between(low_value, high_value, low_closed=marks[0], high_closed=marks[1]), unit


def _written_unit(expression: Expression) -> Unit | None:
    match expression:
        case Constant(_, unit) | WithUnit(_, unit):
            return unit
        case Negation(inner):
            return _written_unit(inner)
        case _:
            return None


def tolerated(region: Region, unit: Unit, text: str) -> Region:
    """A region widened by a tolerance: relative in per cent, or absolute with a unit.

    Raises:
        CatalogueError: The tolerance has another dimension than the condition.
        PredicateError: The tolerance is no number.
    """
    part = _stated(f"x == {text}")
    if not isinstance(part, Comparison):
        raise PredicateError("condition_no_value")
    tolerance, offset = value_of(part.right, {}), (_written_unit(part.right) or DIMENSIONLESS).offset
    if not isinstance(tolerance.value, Fraction) or tolerance.value < offset:
        raise PredicateError("condition_no_value")
    if tolerance.dimension == unit.dimension and unit.dimension != DIMENSIONLESS.dimension:
        # 2 degC wide is 2 K wide: a width has no zero of its own.
        return region.grown((tolerance.value - offset) / unit.factor)
    if tolerance.dimension != DIMENSIONLESS.dimension:
        raise CatalogueError("tolerance_dimension_differs", tolerance=text, unit=unit.symbol)
    ends = (end for interval in region.intervals for end in (interval.low, interval.high) if isinstance(end, Fraction))
    return region.grown(max(map(abs, ends), default=Fraction(0)) * tolerance.value)


def required_as_written(requirement: Requirement, declared: Condition | None = None) -> Condition:
    """The condition that `@ key = value` asks for: required, tolerance 0, and without order unless declared.

    A range `-40~150 degC` or a set `{25, 150} degC` is met by the very same values alone, in whatever unit.

    Args:
        requirement: What stands behind `@`.
        declared: The target's condition of this key, whose names and severity are kept.
    """
    condition = declared or _undeclared(requirement)
    text = requirement.value
    found = None if condition.form is Form.CLASS else _agreed_values(text)
    if found is not None:
        form, region, unit = found
        return replace(condition, form=form, text=text, region=region, unit=unit, classes=())
    spellings = dict(condition.classes).get(text, ())
    return replace(condition, form=Form.CLASS, text=text, region=None, unit=None, classes=((text, spellings),))


def _agreed_values(text: str) -> tuple[Form, Region, Unit] | None:
    """What `@ key =` asks for, and how it is held; None where it is no quantity."""
    with suppress(NumberError, UnitError):
        region, unit = stated_quantity(text)
        # As arithmetic `2 V - 5 V` is -3 V; as a condition it is a range.
        if not region.is_point():
            return Form.SAME, region, unit
    try:
        return Form.VALUE, *agreed_region(text)
    except PredicateError:
        return None


def _undeclared(requirement: Requirement) -> Condition:
    return Condition(
        key=requirement.key,
        aliases=(),
        name=Words(requirement.key, requirement.key),
        need=Need.REQUIRED,
        form=Form.VALUE,
        text=requirement.value,
        region=None,
        unit=None,
        classes=(),
        severity=Severity.NONE,
        source=Source.GUIDE,
    )
