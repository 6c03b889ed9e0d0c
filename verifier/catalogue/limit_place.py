"""The place a limit is rounded to where nothing else says so: its last written digit."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from verifier.catalogue.expression import Constant, Expression, Magnitude, Negation, Piecewise, WithUnit
from verifier.catalogue.predicate import Comparison, Covers, Part, Predicate, Within, parts_of, unit_of
from verifier.quantity.units import Unit

__all__ = ["last_place", "written_places"]


def last_place(predicate: Predicate, unit: Unit) -> Fraction | None:
    """One unit of the last written digit of a predicate's limits; of several places the finest.

    Args:
        predicate: The predicate, all of whose parts judge one quantity.
        unit: The unit that the place is asked for in.

    Returns:
        The place in that unit, or None where no limit is a plain number.

    Source:
        GB/T 8170-2008, 4.3.3: the measured value is rounded to the place of the limit (修约到极限数值书写位数).
    """
    return min(written_places(predicate, unit), default=None)


def written_places(predicate: Predicate, unit: Unit) -> tuple[Fraction, ...]:
    """One unit of the last written digit of each plain limit, in order of appearance.

    Args:
        predicate: The predicate.
        unit: The unit that the places are asked for in; a limit of another dimension keeps its own.
    """
    return tuple(place for part in parts_of(predicate) for place in _of_part(part, unit))


def _of_part(part: Part, unit: Unit) -> Iterator[Fraction]:
    own = unit_of(part) or unit
    factor = own.factor / unit.factor if own.dimension == unit.dimension else Fraction(1)
    for limit in _limits(part):
        for place in _written(limit):
            yield place * factor


def _limits(part: Part) -> tuple[Expression, ...]:
    match part:
        case Comparison(left, _, right):
            return left, right
        case Within(_, low, high) | Covers(_, low, high):
            return low, high
        case _:
            return ()


def _written(limit: Expression) -> Iterator[Fraction]:
    match limit:
        case Constant(number):
            if number.place is not None:
                yield number.place
        case WithUnit(inner) | Negation(inner) | Magnitude(inner):
            yield from _written(inner)
        case Piecewise(cases, otherwise):
            for value in (*(case[0] for case in cases), otherwise):
                yield from _written(value)
        case _:
            pass
