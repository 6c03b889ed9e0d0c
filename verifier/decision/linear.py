"""Comparisons solved for what was measured: a linear form in the quantities, worked out exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from verifier.catalogue.expression import (
    Expression,
    Name,
    Negation,
    Product,
    Quantity,
    Quotient,
    Sum,
    names_in,
    value_of,
)
from verifier.catalogue.predicate import Comparison, Relation
from verifier.errors import PredicateError
from verifier.quantity.region import Region
from verifier.quantity.surd import Bound, added, stretch
from verifier.quantity.units import Unit

__all__ = ["linear_form", "solved"]


def solved(  # noqa: PLR0917 -- a comparison as it is read, then what it is solved for
    left: Expression, relation: Relation, right: Expression, subject: str, given: Mapping[str, Quantity], unit: Unit
) -> Region:
    """The values of one quantity, in a unit, for which a comparison holds.

    Raises:
        PredicateError: The comparison is not linear in the quantity, or a limit cannot be worked out exactly.
    """
    if left == Name(subject) and subject not in names_in(right):
        limit = value_of(right, given)
        if limit.dimension != unit.dimension:
            raise PredicateError("dimensions_differ", left=unit.dimension.reason(), right=limit.dimension.reason())
        return relation.region(limit.within(unit))
    offset, slopes = linear_form(Comparison(left, relation, right), [subject], given)
    slope = slopes[subject]
    if slope == 0:
        return Region.everything() if relation.region(Fraction(0)).holds(offset) else Region.empty()
    root = Quantity(stretch(offset, -1 / slope), unit.dimension).within(unit)
    return (relation if slope > 0 else relation.turned()).region(root)


def linear_form(
    comparison: Comparison, subjects: Sequence[str], given: Mapping[str, Quantity]
) -> tuple[Bound, dict[str, Fraction]]:
    """Left minus right as an offset and one slope a quantity, all in base units.

    Raises:
        PredicateError: A quantity stands where the comparison is not linear in it.
    """
    left_offset, left = _form(comparison.left, frozenset(subjects), given)
    right_offset, right = _form(comparison.right, frozenset(subjects), given)
    offset = added(left_offset, stretch(right_offset, Fraction(-1)))
    return offset, {name: left.get(name, Fraction(0)) - right.get(name, Fraction(0)) for name in subjects}


_Form = tuple[Bound, dict[str, Fraction]]


def _form(expression: Expression, subjects: frozenset[str], given: Mapping[str, Quantity]) -> _Form:
    if not subjects.intersection(names_in(expression)):
        return value_of(expression, given).value, {}
    match expression:
        case Name(name):
            return Fraction(0), {name: Fraction(1)}
        case Negation(inner):
            return _scaled(_form(inner, subjects, given), Fraction(-1))
        case Sum(left, right):
            one, two = _form(left, subjects, given), _form(right, subjects, given)
            names = one[1].keys() | two[1].keys()
            zero = Fraction(0)
            return added(one[0], two[0]), {name: one[1].get(name, zero) + two[1].get(name, zero) for name in names}
        case Product(left, right) if not subjects.intersection(names_in(right)):
            return _scaled(_form(left, subjects, given), _rational(right, given))
        case Product(left, right) if not subjects.intersection(names_in(left)):
            return _scaled(_form(right, subjects, given), _rational(left, given))
        case Quotient(left, right) if not subjects.intersection(names_in(right)):
            divisor = _rational(right, given)
            if divisor == 0:
                raise PredicateError("division_by_zero")
            return _scaled(_form(left, subjects, given), 1 / divisor)
        case _:
            raise PredicateError("predicate_not_linear")


def _rational(expression: Expression, given: Mapping[str, Quantity]) -> Fraction:
    value = value_of(expression, given).value
    if not isinstance(value, Fraction):
        raise PredicateError("predicate_not_linear")
    return value


def _scaled(form: _Form, factor: Fraction) -> _Form:
    return stretch(form[0], factor), {name: slope * factor for name, slope in form[1].items()}
