"""The acceptable values of one quantity: the region that a predicate leaves it, exactly, in a unit."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache, reduce

from verifier.catalogue.expression import Magnitude, Name, Quantity, names_in
from verifier.catalogue.predicate import All, Any, Comparison, Predicate, Relation, Within, subjects_of
from verifier.decision.linear import solved
from verifier.errors import PredicateError
from verifier.quantity.region import Region
from verifier.quantity.units import Unit

__all__ = ["acceptable", "between", "is_numeric", "region_of", "subjects_in"]


def region_of(predicate: Predicate, given: Mapping[str, Quantity], unit: Unit) -> Region | None:
    """The acceptable values of the one quantity that a predicate judges, in a unit; None where there is no such region.

    Raises:
        PredicateError: An input of a limit is not given, or a limit cannot be worked out exactly.
    """
    subjects = subjects_in(predicate)
    if len(subjects) != 1 or not is_numeric(predicate):
        return None
    return acceptable(predicate, next(iter(subjects)), given, unit)


def acceptable(predicate: Predicate, subject: str, given: Mapping[str, Quantity], unit: Unit) -> Region:
    """The values of a quantity that a predicate accepts.

    Args:
        predicate: What judges this quantity alone.
        subject: The quantity's name.
        given: Values of the inputs of its limits, e.g. a rated speed.
        unit: The unit of the region.

    Raises:
        PredicateError: An input of a limit is not given, a limit cannot be worked out exactly, or the predicate does
            not compare numbers.
    """
    return _worked_out(predicate, subject, given, unit) if given else _without_inputs(predicate, subject, unit)


@lru_cache(maxsize=1024)
def _without_inputs(predicate: Predicate, subject: str, unit: Unit) -> Region:
    """The region of a predicate to which no row states an input: one for all of them."""
    return _worked_out(predicate, subject, {}, unit)


def _worked_out(predicate: Predicate, subject: str, given: Mapping[str, Quantity], unit: Unit) -> Region:
    match predicate:
        case All(parts):
            return reduce(Region.meet, (acceptable(part, subject, given, unit) for part in parts), Region.everything())
        case Any(parts):
            return reduce(Region.union, (acceptable(part, subject, given, unit) for part in parts), Region.empty())
        case Comparison(left, relation, right):
            if isinstance(right, Magnitude):
                left, relation, right = right, relation.turned(), left
            if left == Magnitude(Name(subject)) and subject not in names_in(right):
                inside = solved(Name(subject), relation, right, subject, given, unit)
                positive = inside.meet(Region.above(Fraction(0), closed=True))
                return positive.union(positive.scaled(Fraction(-1)))
            return solved(left, relation, right, subject, given, unit)
        case Within():
            return between(predicate, subject, given, unit)
        case _:
            raise PredicateError("predicate_not_numeric")


def between(part: Within, subject: str, given: Mapping[str, Quantity], unit: Unit) -> Region:
    """The values of a quantity from one limit to another.

    Args:
        part: The limits, with or without their own values.
        subject: The quantity's name.
        given: Values of the inputs of the limits.
        unit: The unit of the region.

    Raises:
        PredicateError: An input of a limit is not given, or a limit cannot be worked out exactly.
    """
    low = Relation.AT_LEAST if part.low_closed else Relation.GREATER
    high = Relation.AT_MOST if part.high_closed else Relation.LESS
    above = solved(part.subject, low, part.low, subject, given, unit)
    return above.meet(solved(part.subject, high, part.high, subject, given, unit))


def subjects_in(predicate: Predicate) -> frozenset[str]:
    """The quantities that a predicate judges, all its parts together."""
    if isinstance(predicate, All | Any):
        return frozenset().union(*map(subjects_in, predicate.parts))
    return frozenset(subjects_of(predicate))


def is_numeric(predicate: Predicate) -> bool:
    """Whether a predicate compares numbers alone, so that it leaves a quantity a region."""
    if isinstance(predicate, All | Any):
        return all(map(is_numeric, predicate.parts))
    return isinstance(predicate, Comparison | Within)
