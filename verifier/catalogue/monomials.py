"""Sums of monomials with rational exponents: what comparisons are solved in.

Names stand for base units divided by a scale of their own, so that `n/rpm` is a plain `n` and its fifth root is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from verifier.catalogue.expression import (
    Constant,
    Expression,
    Name,
    Negation,
    Power,
    Product,
    Quotient,
    Sum,
    UnitSymbol,
    WithUnit,
    operands,
)
from verifier.catalogue.predicate import Comparison, Relation
from verifier.errors import PredicateError
from verifier.quantity.surd import exact_power, refuse_large
from verifier.quantity.units import DIMENSIONLESS, Unit

__all__ = ["Constraint", "Monomial", "Terms", "added", "constraint_of", "scale_units", "scaled", "value_at"]

Monomial = tuple[tuple[str, Fraction], ...]
"""Names with their exponents, sorted, without zeros."""

Terms = tuple[tuple[Monomial, Fraction], ...]
"""Monomials with their coefficients, sorted, without zeros."""

_HIGHEST_POWER: Final = 12
_MOST_TERMS: Final = 200
_ONE: Final = Fraction(1)


@dataclass(frozen=True, slots=True)
class Constraint:
    """A sum of monomials that is negative, not positive, or zero.

    Args:
        terms: The sum.
        relation: `<`, `<=` or `==`, against zero.
    """

    terms: Terms
    relation: Relation

    def names(self) -> frozenset[str]:
        """The names it speaks of."""
        return frozenset(name for monomial, _ in self.terms for name, _ in monomial)

    def holds(self, given: Mapping[str, Fraction]) -> bool:
        """Whether it is true of given numbers, whose roots come out even."""
        value = value_at(self.terms, given)
        return {Relation.LESS: value < 0, Relation.AT_MOST: value <= 0}.get(self.relation, value == 0)


def constraint_of(comparison: Comparison, scales: Mapping[str, Unit]) -> Constraint:
    """A comparison as a constraint against zero.

    Raises:
        PredicateError: A side is no sum of monomials with rational coefficients.
    """
    left, right = terms_of(comparison.left, scales), terms_of(comparison.right, scales)
    if comparison.relation in {Relation.GREATER, Relation.AT_LEAST}:
        return Constraint(added(right, scaled(left, -_ONE)), comparison.relation.turned())
    return Constraint(added(left, scaled(right, -_ONE)), comparison.relation)


def scale_units(expressions: Iterable[Expression]) -> dict[str, Unit]:
    """For each name the unit that it is divided by somewhere, as in `n/rpm`."""
    found: dict[str, Unit] = {}
    for expression in expressions:
        match expression:
            case Quotient(Name(name), UnitSymbol(unit)):
                found.setdefault(name, unit)
            case _:
                for name, unit in scale_units(operands(expression)).items():
                    found.setdefault(name, unit)
    return found


def added(one: Terms, two: Terms) -> Terms:
    """The sum of two sums."""
    total = dict(one)
    for monomial, coefficient in two:
        total[monomial] = total.get(monomial, Fraction(0)) + coefficient
    if len(total) > _MOST_TERMS:
        raise PredicateError("reasoning_too_large", limit=_MOST_TERMS)
    return tuple(sorted((monomial, coefficient) for monomial, coefficient in total.items() if coefficient))


def scaled(terms: Terms, factor: Fraction) -> Terms:
    """The sum times a rational."""
    return tuple((monomial, coefficient * factor) for monomial, coefficient in terms) if factor else ()


def value_at(terms: Terms, given: Mapping[str, Fraction]) -> Fraction:
    """The value of a sum at given numbers.

    Raises:
        PredicateError: A root does not come out even, or a name is not given.
    """
    total = Fraction(0)
    for monomial, coefficient in terms:
        product = coefficient
        for name, exponent in monomial:
            power = exact_power(given[name], exponent)
            if not isinstance(power, Fraction):
                raise PredicateError("roots_not_combined")
            product *= power
        total += product
    return total


def terms_of(expression: Expression, scales: Mapping[str, Unit]) -> Terms:
    """An expression without piecewise limits and magnitudes as a sum of monomials, in base units.

    Raises:
        PredicateError: It is none with rational coefficients.
    """
    match expression:
        case Constant(number, unit):
            unit = unit or DIMENSIONLESS
            return _constant(number.value * unit.factor + unit.offset)
        case UnitSymbol(unit):
            return _constant(unit.factor)
        case Name(name):
            factor = scales[name].factor if name in scales else _ONE
            return ((((name, _ONE),), factor),)
        case WithUnit(inner, unit):
            return added(scaled(terms_of(inner, scales), unit.factor), _constant(unit.offset))
        case Negation(inner):
            return scaled(terms_of(inner, scales), -_ONE)
        case Sum(left, right):
            return added(terms_of(left, scales), terms_of(right, scales))
        case Product(left, right):
            return _product(terms_of(left, scales), terms_of(right, scales))
        case Quotient(left, right):
            return _product(terms_of(left, scales), _power(terms_of(right, scales), -_ONE))
        case Power(base, exponent):
            return _power(terms_of(base, scales), exponent)
        case _:
            raise PredicateError("predicate_not_linear")


def _constant(value: Fraction) -> Terms:
    return (((), value),) if value else ()


def _product(one: Terms, two: Terms) -> Terms:
    total: Terms = ()
    for monomial, coefficient in one:
        total = added(total, tuple((_joined(monomial, other), coefficient * factor) for other, factor in two))
    return total


def _joined(one: Monomial, two: Monomial) -> Monomial:
    total = dict(one)
    for name, exponent in two:
        total[name] = total.get(name, Fraction(0)) + exponent
    return tuple(sorted((name, exponent) for name, exponent in total.items() if exponent))


def _power(base: Terms, exponent: Fraction) -> Terms:
    if exponent == 0:
        return _constant(_ONE)
    if exponent.denominator == 1 and 0 < exponent <= _HIGHEST_POWER:
        total = base
        for _ in range(int(exponent) - 1):
            total = _product(total, base)
        return total
    if len(base) != 1:
        raise PredicateError("predicate_not_linear")
    monomial, coefficient = base[0]
    if exponent.denominator != 1 and any(own != 1 for _, own in monomial):
        # The square root of a square is a magnitude, not the name again.
        raise PredicateError("predicate_not_linear")
    if exponent.denominator != 1 and coefficient < 0:
        raise PredicateError("root_of_nonpositive", base=coefficient)
    refuse_large(coefficient, abs(exponent.numerator))
    power = exact_power(coefficient, exponent)
    if not isinstance(power, Fraction):
        raise PredicateError("roots_not_combined")
    return ((tuple((name, own * exponent) for name, own in monomial), power),)
