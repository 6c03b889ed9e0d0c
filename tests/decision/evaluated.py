"""A formula of the catalogue worked out with the numbers of another library, in base units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from verifier.catalogue.expression import (
    Constant,
    Expression,
    Magnitude,
    Name,
    Negation,
    Power,
    Product,
    Quotient,
    Sum,
    UnitSymbol,
    WithUnit,
)
from verifier.quantity.units import DIMENSIONLESS

__all__ = ["evaluated"]


def evaluated(expression: Expression, given: Mapping[str, Any]) -> Any:  # noqa: ANN401 -- libraries without types
    """The formula's value; the operators are those of the numbers that are given."""
    match expression:
        case Constant(number, unit):
            own = unit or DIMENSIONLESS
            return float(number.value * own.factor + own.offset)
        case Name(name):
            return given[name]
        case UnitSymbol(unit):
            return float(unit.factor)
        case WithUnit(inner, unit):
            return evaluated(inner, given) * float(unit.factor)
        case Negation(inner):
            return -evaluated(inner, given)
        case Magnitude(inner):
            return abs(evaluated(inner, given))
        case Sum(left, right):
            return evaluated(left, given) + evaluated(right, given)
        case Product(left, right):
            return evaluated(left, given) * evaluated(right, given)
        case Quotient(left, right):
            return evaluated(left, given) / evaluated(right, given)
        case Power(base, exponent):
            return evaluated(base, given) ** float(exponent)
        case _:
            raise AssertionError(expression)
