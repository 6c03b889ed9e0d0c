"""Predicates as choices of literals: piecewise limits and magnitudes spelled out, negation pushed to the atoms.

A predicate, or its negation, becomes a list of conjunctions; it holds where one of them does. What a limit is not
defined for (a root of a negative number) belongs to neither.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

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
from verifier.catalogue.predicate import (
    All,
    Any,
    Comparison,
    Covers,
    Documented,
    Includes,
    Named,
    Predicate,
    Relation,
    Within,
)
from verifier.errors import PredicateError
from verifier.quantity.number import read_number

__all__ = ["Atom", "Choices", "Conjunction", "Literal", "choices_of", "renamed"]

Atom = Comparison | Covers | Includes | Named | Documented
_MOST_CHOICES: Final = 4096
_ZERO: Final = Constant(read_number("0"))
_OPPOSITE: Final = {
    Relation.LESS: (Relation.AT_LEAST,),
    Relation.AT_MOST: (Relation.GREATER,),
    Relation.GREATER: (Relation.AT_MOST,),
    Relation.AT_LEAST: (Relation.LESS,),
    Relation.EQUAL: (Relation.LESS, Relation.GREATER),
}


@dataclass(frozen=True, slots=True)
class Literal:
    """An atom that holds, or that does not; comparisons are turned round and always hold."""

    atom: Atom
    holds: bool = True


Conjunction = tuple[Literal, ...]
Choices = tuple[Conjunction, ...]


def choices_of(predicate: Predicate, *, holds: bool = True) -> Choices:
    """The conjunctions of which one is true exactly where the predicate holds, or where it does not.

    Raises:
        PredicateError: There are more of them than real targets have.
    """
    match predicate:
        case All(parts) | Any(parts):
            found = [choices_of(part, holds=holds) for part in parts]
            return _all(found) if isinstance(predicate, All) == holds else _any(found)
        case Within(subject, low, high, low_closed, high_closed):
            above = Comparison(subject, Relation.AT_LEAST if low_closed else Relation.GREATER, low)
            below = Comparison(subject, Relation.AT_MOST if high_closed else Relation.LESS, high)
            return choices_of(All((above, below)), holds=holds)
        case Comparison():
            relations = (predicate.relation,) if holds else _OPPOSITE[predicate.relation]
            return _any([_spelled(replace(predicate, relation=relation)) for relation in relations])
        case _:
            return ((Literal(predicate, holds),),)


def _any(found: list[Choices]) -> Choices:
    return _checked(tuple(choice for choices in found for choice in choices))


def _all(found: list[Choices]) -> Choices:
    total: Choices = ((),)
    for choices in found:
        total = _checked(tuple((*one, *two) for one in total for two in choices))
    return total


def _checked(choices: Choices) -> Choices:
    if len(choices) > _MOST_CHOICES:
        raise PredicateError("reasoning_too_large", limit=_MOST_CHOICES)
    return choices


# ---- comparisons without piecewise limits and magnitudes ----


def _spelled(comparison: Comparison) -> Choices:
    """A comparison as choices of comparisons between plain arithmetic."""
    return _checked(
        tuple(
            (*before, *behind, Literal(Comparison(left, comparison.relation, right)))
            for before, left in _cases(comparison.left)
            for behind, right in _cases(comparison.right)
        )
    )


_Case = tuple[Conjunction, Expression]


def _cases(expression: Expression) -> list[_Case]:
    """Plain expressions, each with the literals under which it is the value of the one given."""
    match expression:
        case Piecewise(cases, otherwise):
            found: list[_Case] = []
            earlier: Choices = ((),)
            for value, test in cases:
                here = _all([earlier, choices_of(test)])
                found += [((*said, *more), plain) for said in here for more, plain in _cases(value)]
                earlier = _all([earlier, choices_of(test, holds=False)])
            return found + [((*said, *more), plain) for said in earlier for more, plain in _cases(otherwise)]
        case Magnitude(inner):
            found = []
            for said, plain in _cases(inner):
                found.append(((*said, Literal(_sign(plain, Relation.AT_LEAST))), plain))
                found.append(((*said, Literal(_sign(plain, Relation.LESS))), Negation(plain)))
            return found
        case _:
            return _rebuilt(expression)


def _sign(plain: Expression, relation: Relation) -> Comparison:
    # Zero times the expression is zero in its own unit.
    return Comparison(plain, relation, Product(_ZERO, plain))


def _rebuilt(expression: Expression) -> list[_Case]:
    parts = [_cases(part) for part in operands(expression)]
    match expression, parts:
        case (WithUnit() | Negation(), [inner]):
            return [(said, replace(expression, inner=plain)) for said, plain in inner]
        case (Power(), [base]):
            return [(said, replace(expression, base=plain)) for said, plain in base]
        case (Sum() | Product() | Quotient(), [left, right]):
            return [
                ((*one, *two), replace(expression, left=plain, right=other))
                for one, plain in left
                for two, other in right
            ]
        case _:
            return [((), expression)]


# ---- names ----


def renamed(predicate: Predicate, names: dict[str, str]) -> Predicate:
    """The predicate with its quantities under other names."""

    def named(name: str) -> str:
        return names.get(name, name)

    match predicate:
        case All(parts):
            return All(tuple(renamed(part, names) for part in parts))
        case Any(parts):
            return Any(tuple(renamed(part, names) for part in parts))
        case Comparison(left, _, right):
            return replace(predicate, left=_relabelled(left, named), right=_relabelled(right, named))
        case Within(subject, low, high):
            subject, low, high = (_relabelled(side, named) for side in (subject, low, high))
            return replace(predicate, subject=subject, low=low, high=high)
        case _:
            return replace(predicate, subject=named(predicate.subject))


def _relabelled(expression: Expression, named: Callable[[str], str]) -> Expression:
    match expression:
        case Name(name):
            return Name(named(name))
        case Constant() | UnitSymbol():
            return expression
        case WithUnit(inner) | Negation(inner) | Magnitude(inner):
            return replace(expression, inner=_relabelled(inner, named))
        case Power(base):
            return replace(expression, base=_relabelled(base, named))
        case Piecewise(cases, otherwise):
            turned = tuple(
                (
                    _relabelled(value, named),
                    Comparison(_relabelled(test.left, named), test.relation, _relabelled(test.right, named)),
                )
                for value, test in cases
            )
            return Piecewise(turned, _relabelled(otherwise, named))
        case _:
            return replace(
                expression, left=_relabelled(expression.left, named), right=_relabelled(expression.right, named)
            )
