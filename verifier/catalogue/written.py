"""Limits as text: exact numbers, intervals, members, and the expression of a limit that is a root."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from verifier.catalogue.expression import (
    Constant,
    Expression,
    Magnitude,
    Name,
    Negation,
    Piecewise,
    Power,
    Product,
    Quantity,
    Quotient,
    Sum,
    UnitSymbol,
    WithUnit,
    names_in,
    value_of,
)
from verifier.catalogue.predicate import (
    All,
    Any,
    Comparison,
    Covers,
    Documented,
    Includes,
    Named,
    Part,
    Predicate,
    Within,
    unit_of,
)
from verifier.quantity.number import format_exact
from verifier.quantity.surd import Bound, Surd, floor_of, stretch
from verifier.quantity.units import DIMENSIONLESS, Unit

__all__ = ["bound_text", "decimal_text", "limit_text"]

_DIGITS = 12


def limit_text(predicate: Predicate, given: Mapping[str, Quantity], unit: Unit | None) -> str | None:
    """The limit of a predicate in its unit: exact numbers, or the expression where a limit is irrational.

    Raises:
        PredicateError: An input of the limit is not given.
    """
    if isinstance(predicate, All | Any):
        texts = [text for part in predicate.parts if (text := limit_text(part, given, unit)) is not None]
        return (" and " if isinstance(predicate, All) else " or ").join(texts) or None
    return _part(predicate, given, unit or DIMENSIONLESS)


def _part(part: Part, given: Mapping[str, Quantity], unit: Unit) -> str | None:
    match part:
        case Comparison(left, _, right):
            # The limit is the side without the quantity that is judged: `5 V <= x` has its limit on the left.
            limit = right if next(names_in(left), None) is not None else left
            return _end(limit, given, unit_of(part) or unit)
        case Within(_, low, high, low_closed, high_closed) | Covers(_, low, high, low_closed, high_closed):
            own = unit_of(part) or unit
            ends = f"{_end(low, given, own)}, {_end(high, given, own)}"
            return f"{'[' if low_closed else '('}{ends}{']' if high_closed else ')'}"
        case Includes(_, members):
            return "{" + ", ".join(members) + "}"
        case Named(_, member):
            return member
        case Documented():
            return None


def _end(expression: Expression, given: Mapping[str, Quantity], unit: Unit) -> str:
    if not _is_known(expression, given):
        return _written(expression)
    bound = value_of(expression, given).within(unit)
    return format_exact(bound) if isinstance(bound, Fraction) else _written(_chosen(expression, given))


def _is_known(expression: Expression, given: Mapping[str, Quantity]) -> bool:
    return all(name in given for name in names_in(expression))


def _chosen(expression: Expression, given: Mapping[str, Quantity]) -> Expression:
    """The case of a piecewise limit that applies, without its unit."""
    match expression:
        case WithUnit(inner, _):
            return _chosen(inner, given)
        case Piecewise(cases, otherwise):
            return next((value for value, test in cases if test.holds(given)), otherwise)
        case _:
            return expression


def _written(expression: Expression) -> str:
    """An expression as a person would write it."""
    match expression:
        case Constant(number, unit):
            return number.text if unit is None else f"{number.text} {unit.symbol}"
        case Name(name):
            return name
        case UnitSymbol(unit):
            return unit.symbol
        case WithUnit(inner, unit):
            return f"{_written(inner)} {unit.symbol}"
        case Negation(inner):
            return f"-{_factor(inner)}"
        case Magnitude(inner):
            return f"abs({_written(inner)})"
        case Sum(left, Negation(right)):
            return f"{_written(left)} - {_factor(right)}"
        case Sum(left, right):
            return f"{_written(left)} + {_written(right)}"
        case Product(left, right):
            return f"{_factor(left)}*{_factor(right)}"
        case Quotient(left, right):
            return f"{_factor(left)}/{_factor(right)}"
        case Power(base, exponent):
            power = str(exponent) if exponent.denominator == 1 and exponent >= 0 else f"({exponent})"
            return f"{_factor(base)}^{power}"
        case Piecewise(cases, otherwise):
            shown = "".join(
                f"{_written(value)} if {_written(test.left)} {test.relation} {_written(test.right)}; "
                for value, test in cases
            )
            return f"piecewise({shown}{_written(otherwise)} otherwise)"


def _factor(expression: Expression) -> str:
    text = _written(expression)
    plain = Constant | Name | UnitSymbol | Power | Magnitude | Piecewise
    return text if isinstance(expression, plain) else f"({text})"


def bound_text(bound: Bound | None) -> str | None:
    """An exact number as text; a root as its radicand to a fraction; None for no number."""
    if bound is None or isinstance(bound, Fraction):
        return None if bound is None else format_exact(bound)
    sign = "-" if bound.sign < 0 else ""
    root = f"{sign}({bound.radicand})^(1/{bound.index})"
    return root if not bound.offset else f"{root} + {format_exact(bound.offset)}"


def decimal_text(bound: Surd, *, downward: bool) -> str:
    """A root at 12 significant digits, rounded to the side that is asked for.

    >>> from verifier.quantity.surd import exact_power
    >>> decimal_text(exact_power(Fraction(2), Fraction(1, 2)), downward=True)
    '1.41421356237'
    """
    size = floor_of(bound) if bound > 0 else floor_of(stretch(bound, Fraction(-1)))
    places = _DIGITS - len(str(size)) if size else _DIGITS + _leading_zeros(bound)
    scaled = floor_of(stretch(bound, Fraction(10) ** places)) + (0 if downward else 1)
    return format_exact(Fraction(scaled, 1) / Fraction(10) ** places)


def _leading_zeros(bound: Surd) -> int:
    """How many zeros stand behind the point before the first digit of a magnitude below 1."""
    magnitude = bound if bound > 0 else stretch(bound, Fraction(-1))
    too_few, enough = 0, 1
    while floor_of(stretch(magnitude, Fraction(10) ** enough)) < 1:
        too_few, enough = enough, 2 * enough
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if floor_of(stretch(magnitude, Fraction(10) ** middle)) < 1:
            too_few = middle
        else:
            enough = middle
    return enough - 1
