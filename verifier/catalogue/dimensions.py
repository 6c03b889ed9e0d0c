"""Whether both sides of every comparison measure the same kind of thing."""

from __future__ import annotations

from verifier.catalogue.expression import (
    Constant,
    Expression,
    Magnitude,
    Name,
    Negation,
    Piecewise,
    Power,
    Product,
    Quotient,
    Sum,
    UnitSymbol,
    WithUnit,
    operands,
)
from verifier.catalogue.predicate import Comparison, Covers, Includes, Part, Predicate, Within, parts_of
from verifier.errors import PredicateError
from verifier.quantity.dimension import Dimension
from verifier.quantity.units import DIMENSIONLESS

__all__ = ["check_dimensions", "dimensions_of"]


def check_dimensions(predicate: Predicate, text: str) -> None:
    """Check that all comparisons of a predicate can hold dimensionally.

    Raises:
        PredicateError: Two sides of one comparison, or two parts that judge one quantity, differ in dimension.
    """
    dimensions_of(predicate, text)


def dimensions_of(predicate: Predicate, text: str) -> dict[str, Dimension]:
    """The dimension of every name whose comparison settles it.

    Raises:
        PredicateError: As `check_dimensions`.
    """
    known: dict[str, Dimension] = {}
    parts = tuple(parts_of(predicate))
    # Twice: a later part may settle a name that an earlier one uses.
    for _ in range(2):
        for part in parts:
            _settle(part, known, text)
    return known


def _settle(part: Part, known: dict[str, Dimension], text: str) -> None:
    match part:
        case Comparison(left, _, right):
            _agree(left, right, known, text)
        case Within(subject, low, high):
            _agree(subject, low, known, text)
            _agree(subject, high, known, text)
            _agree(low, high, known, text)
        case Covers(subject, low, high):
            _agree(Name(subject), low, known, text)
            _agree(Name(subject), high, known, text)
        case Includes(subject, _, _, unit) if unit is not None:
            _agree(Name(subject), UnitSymbol(unit), known, text)
        case _:
            pass


def _agree(one: Expression, two: Expression, known: dict[str, Dimension], text: str) -> None:
    for side in (one, two):
        _tests(side, known, text)
        _plain_temperatures(side, text)
    first, second = _of(one, known, text), _of(two, known, text)
    for side, other in ((one, second), (two, first)):
        if isinstance(side, Magnitude):
            side = side.inner  # noqa: PLW2901 -- a magnitude has the dimension of what it measures
        if isinstance(side, Name) and other is not None and side.name not in known:
            known[side.name] = other
            return
    if first is not None and second is not None and first != second:
        raise PredicateError("predicate_dimensions_differ", left=first.reason(), right=second.reason(), text=text)


def _tests(expression: Expression, known: dict[str, Dimension], text: str) -> None:
    """Settle what the conditions of a piecewise limit say about its inputs."""
    if isinstance(expression, Piecewise):
        for _, test in expression.cases:
            _agree(test.left, test.right, known, text)
    for part in operands(expression):
        _tests(part, known, text)


def _plain_temperatures(expression: Expression, text: str) -> None:
    """Refuse a temperature in degrees inside arithmetic: twice 20 degC is not 40 degC."""
    for part in operands(expression):
        unit = part.unit if isinstance(part, Constant | UnitSymbol | WithUnit) else None
        if unit is not None and unit.offset and not isinstance(expression, Piecewise):
            raise PredicateError("predicate_degrees_in_arithmetic", unit=unit.symbol, text=text)
        _plain_temperatures(part, text)


def _of(expression: Expression, known: dict[str, Dimension], text: str) -> Dimension | None:
    """The dimension, or None where a name in it is not settled yet."""
    match expression:
        case Constant(_, unit):
            return (unit or DIMENSIONLESS).dimension
        case UnitSymbol(unit):
            return unit.dimension
        case Name(name):
            return known.get(name)
        case WithUnit(inner, unit):
            found = _of(inner, known, text)
            if found is not None and found != DIMENSIONLESS.dimension:
                raise PredicateError("unit_on_dimensional", unit=unit.symbol, dimension=found.reason(), text=text)
            return unit.dimension
        case Negation(inner) | Magnitude(inner):
            return _of(inner, known, text)
        case Power(base, exponent):
            found = _of(base, known, text)
            if found is None or exponent.denominator == 1:
                return None if found is None else found**exponent.numerator
            if found != DIMENSIONLESS.dimension:
                raise PredicateError("root_of_dimensional", dimension=found.reason(), text=text)
            return found
        case Piecewise(cases, otherwise):
            return _same([_of(value, known, text) for value in (*(case[0] for case in cases), otherwise)], text)
        case Sum(left, right):
            return _same([_of(left, known, text), _of(right, known, text)], text)
        case Product(left, right) | Quotient(left, right):
            first, second = _of(left, known, text), _of(right, known, text)
            if first is None or second is None:
                return None
            return first * second if isinstance(expression, Product) else first / second


def _same(found: list[Dimension | None], text: str) -> Dimension | None:
    settled = [dimension for dimension in found if dimension is not None]
    for other in settled[1:]:
        if other != settled[0]:
            left, right = settled[0].reason(), other.reason()
            raise PredicateError("predicate_dimensions_differ", left=left, right=right, text=text)
    return settled[0] if settled else None
