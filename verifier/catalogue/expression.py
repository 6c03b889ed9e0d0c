"""Arithmetic of limits: numbers with units, names, `+ - * / ^`, abs and piecewise, as a tree.

A tree is text made exact: it holds rationals and units, never floats, and evaluates to a quantity in base units.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from verifier.errors import PredicateError
from verifier.quantity.dimension import Dimension
from verifier.quantity.surd import Bound, Surd, exact_power, refuse_large, shift, stretch
from verifier.quantity.units import DIMENSIONLESS, Unit

if TYPE_CHECKING:
    from verifier.catalogue.predicate import Comparison
    from verifier.quantity.number import Number

__all__ = [
    "Constant",
    "Expression",
    "Magnitude",
    "Name",
    "Negation",
    "Piecewise",
    "Power",
    "Product",
    "Quantity",
    "Quotient",
    "Sum",
    "UnitSymbol",
    "WithUnit",
    "display_unit",
    "names_in",
    "operands",
    "value_of",
]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value in base units with its dimension."""

    value: Bound
    dimension: Dimension

    def within(self, unit: Unit) -> Bound:
        """The value in a unit of the same dimension."""
        return stretch(shift(self.value, -unit.offset), 1 / unit.factor)


@dataclass(frozen=True, slots=True)
class Constant:
    """A number as written, with its unit where it has one."""

    number: Number
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """A quantity by its name: the measurand, a condition, or a column."""

    name: str


@dataclass(frozen=True, slots=True)
class UnitSymbol:
    """A unit standing for one of itself, as in `n/rpm`."""

    unit: Unit


@dataclass(frozen=True, slots=True)
class WithUnit:
    """A dimensionless expression that a unit follows, as in `piecewise(...) g/kWh`."""

    inner: Expression
    unit: Unit


@dataclass(frozen=True, slots=True)
class Negation:
    """The expression with its sign turned."""

    inner: Expression


@dataclass(frozen=True, slots=True)
class Sum:
    """Two terms of one dimension added."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Product:
    """Two factors."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Quotient:
    """Dividend and divisor."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Power:
    """A base to an integer or a rational power."""

    base: Expression
    exponent: Fraction


@dataclass(frozen=True, slots=True)
class Magnitude:
    """The absolute value."""

    inner: Expression


@dataclass(frozen=True, slots=True)
class Piecewise:
    """The first case whose condition holds, else the last value."""

    cases: tuple[tuple[Expression, Comparison], ...]
    otherwise: Expression


Expression = (
    Constant | Name | UnitSymbol | WithUnit | Negation | Sum | Product | Quotient | Power | Magnitude | Piecewise
)


def operands(expression: Expression) -> tuple[Expression, ...]:
    """The expressions that an expression is made of, in order of appearance."""
    match expression:
        case Constant() | Name() | UnitSymbol():
            return ()
        case WithUnit(inner) | Negation(inner) | Magnitude(inner):
            return (inner,)
        case Power(base, _):
            return (base,)
        case Piecewise(cases, otherwise):
            return (*(part for value, test in cases for part in (value, test.left, test.right)), otherwise)
        case _:
            return (expression.left, expression.right)


def names_in(expression: Expression) -> Iterator[str]:
    """The names an expression speaks of, in order of appearance."""
    if isinstance(expression, Name):
        yield expression.name
    for part in operands(expression):
        yield from names_in(part)


def display_unit(expression: Expression) -> Unit | None:
    """The unit a person wrote the value of this expression in, or None where none stands there."""
    match expression:
        case Constant(_, unit):
            return unit
        case WithUnit(_, unit) | UnitSymbol(unit):
            return unit
        case Piecewise(cases, otherwise):
            return display_unit(cases[0][0] if cases else otherwise)
        case Product(Constant(_, None), right):
            return display_unit(right)
        case Product(left, Constant(_, None)) | Quotient(left, Constant(_, None)):
            return display_unit(left)
        case Sum(left, right):
            return display_unit(left) or display_unit(right)
        case Negation(inner) | Magnitude(inner):
            return display_unit(inner)
        case _:
            return None


def value_of(expression: Expression, given: Mapping[str, Quantity]) -> Quantity:
    """The exact value of an expression.

    Args:
        expression: The tree.
        given: The quantities that its names stand for.

    Raises:
        PredicateError: A name is not given, dimensions do not fit, a divisor is zero, or the value is no rational
            or single root of one.
    """
    match expression:
        case Constant(number, unit):
            unit = unit or DIMENSIONLESS
            return Quantity(number.value * unit.factor + unit.offset, unit.dimension)
        case Name(name):
            if name not in given:
                raise PredicateError("name_not_given", name=name)
            return given[name]
        case UnitSymbol(unit):
            return Quantity(unit.factor, unit.dimension)
        case WithUnit(inner, unit):
            value = value_of(inner, given)
            _same(value.dimension, DIMENSIONLESS.dimension)
            return Quantity(shift(stretch(value.value, unit.factor), unit.offset), unit.dimension)
        case Negation(inner):
            value = value_of(inner, given)
            return Quantity(stretch(value.value, Fraction(-1)), value.dimension)
        case Magnitude(inner):
            value = value_of(inner, given)
            return value if value.value >= 0 else Quantity(stretch(value.value, Fraction(-1)), value.dimension)
        case Power(base, exponent):
            return _power(value_of(base, given), exponent)
        case Piecewise(cases, otherwise):
            return next((value_of(value, given) for value, test in cases if test.holds(given)), None) or value_of(
                otherwise, given
            )
        case _:
            return _combined(expression, value_of(expression.left, given), value_of(expression.right, given))


def _combined(expression: Sum | Product | Quotient, left: Quantity, right: Quantity) -> Quantity:
    if isinstance(expression, Sum):
        _same(left.dimension, right.dimension)
        return Quantity(_checked(_add(left.value, right.value)), left.dimension)
    if isinstance(expression, Quotient):
        if right.value == 0:
            raise PredicateError("division_by_zero")
        right = _power(right, Fraction(-1))
    return Quantity(_checked(_multiply(left.value, right.value)), left.dimension * right.dimension)


def _checked(value: Bound) -> Bound:
    """The value, where it is no larger than limits of real targets."""
    refuse_large(value if isinstance(value, Fraction) else value.radicand)
    return value


def _same(one: Dimension, two: Dimension) -> None:
    if one != two:
        raise PredicateError("dimensions_differ", left=one.reason(), right=two.reason())


def _add(one: Bound, two: Bound) -> Bound:
    if isinstance(two, Fraction):
        return shift(one, two)
    if isinstance(one, Fraction):
        return shift(two, one)
    raise PredicateError("roots_not_combined")


def _multiply(one: Bound, two: Bound) -> Bound:
    if isinstance(two, Fraction):
        return stretch(one, two)
    if isinstance(one, Fraction):
        return stretch(two, one)
    raise PredicateError("roots_not_combined")


def _power(base: Quantity, exponent: Fraction) -> Quantity:
    if exponent.denominator != 1:
        _same(base.dimension, DIMENSIONLESS.dimension)
    value = base.value
    if isinstance(value, Surd):
        if value.offset or value.sign < 0:
            raise PredicateError("roots_not_combined")
        powered = exact_power(value.radicand, exponent / value.index)
    else:
        if value == 0 and exponent < 0:
            raise PredicateError("division_by_zero")
        powered = exact_power(value, exponent)
    return Quantity(powered, base.dimension**exponent.numerator if exponent.denominator == 1 else base.dimension)
