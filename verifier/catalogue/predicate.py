"""What a target asks, as a tree: comparisons, intervals, covered ranges, members, class names, documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from verifier.catalogue.expression import Expression, Name, Quantity, display_unit, names_in, value_of
from verifier.errors import PredicateError
from verifier.quantity.region import Region
from verifier.quantity.surd import Bound
from verifier.quantity.units import Unit

__all__ = [
    "All",
    "Any",
    "Comparison",
    "Covers",
    "Documented",
    "Includes",
    "Named",
    "Part",
    "Predicate",
    "Relation",
    "Requirement",
    "Statement",
    "Within",
    "parts_of",
    "subjects_of",
]


class Relation(StrEnum):
    """How the two sides of a comparison stand."""

    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="
    EQUAL = "=="

    def turned(self) -> Relation:
        """The relation seen from the right side."""
        return {"<": Relation.GREATER, "<=": Relation.AT_LEAST, ">": Relation.LESS, ">=": Relation.AT_MOST}.get(
            self.value, self
        )

    def region(self, limit: Bound) -> Region:
        """The values that stand so to a limit."""
        match self:
            case Relation.LESS | Relation.AT_MOST:
                return Region.below(limit, closed=self is Relation.AT_MOST)
            case Relation.GREATER | Relation.AT_LEAST:
                return Region.above(limit, closed=self is Relation.AT_LEAST)
            case _:
                return Region.point(limit)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One expression against another."""

    left: Expression
    relation: Relation
    right: Expression

    def holds(self, given: Mapping[str, Quantity]) -> bool:
        """Whether it is true of given quantities, exactly.

        Raises:
            PredicateError: As `value_of`, or the two sides differ in dimension.
        """
        left, right = value_of(self.left, given), value_of(self.right, given)
        if left.dimension != right.dimension:
            raise PredicateError("dimensions_differ", left=left.dimension.reason(), right=right.dimension.reason())
        return self.relation.region(right.value).holds(left.value)


@dataclass(frozen=True, slots=True)
class Within:
    """A quantity inside an interval."""

    subject: Expression
    low: Expression
    high: Expression
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True)
class Covers:
    """A submitted range that contains the agreed one."""

    subject: str
    low: Expression
    high: Expression
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True)
class Includes:
    """A submitted set that contains every agreed member; members of a quantity are values in a unit."""

    subject: str
    members: tuple[str, ...]
    values: tuple[Fraction, ...] = ()
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """An enumeration that has one class name."""

    subject: str
    member: str


@dataclass(frozen=True, slots=True)
class Documented:
    """Evidence that only people can judge."""

    subject: str


@dataclass(frozen=True, slots=True)
class All:
    """Every part is met."""

    parts: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part is met."""

    parts: tuple[Predicate, ...]


Part = Comparison | Within | Covers | Includes | Named | Documented
Predicate = Part | All | Any


@dataclass(frozen=True, slots=True)
class Requirement:
    """A condition written behind `@`: its key and the text of what must be stated."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A predicate as it was written, with the conditions it requires.

    Args:
        text: The source text.
        predicate: The tree.
        requirements: The conditions behind `@`.
        subjects: The quantities it judges, in order of appearance.
        inputs: Other names it needs a value for, such as a rated speed in a limit.
        unit: The unit of its limit, None where it judges no quantity.
        places: For each numeric limit one unit of its last written digit, in the limit's unit.
    """

    text: str
    predicate: Predicate
    requirements: tuple[Requirement, ...]
    subjects: tuple[str, ...]
    inputs: tuple[str, ...]
    unit: Unit | None
    places: tuple[Fraction, ...]


def parts_of(predicate: Predicate) -> Iterator[Part]:
    """The atomic parts, in order of appearance."""
    if isinstance(predicate, All | Any):
        for part in predicate.parts:
            yield from parts_of(part)
    else:
        yield predicate


def subjects_of(part: Part) -> tuple[str, ...]:
    """The quantities that one atomic part judges.

    A comparison judges the names on its left side; where there is none it judges those on its right.
    """
    match part:
        case Comparison(left, _, right):
            return tuple(dict.fromkeys(names_in(left))) or tuple(dict.fromkeys(names_in(right)))
        case Within(subject):
            return tuple(dict.fromkeys(names_in(subject)))
        case _:
            return (part.subject,)


def unit_of(part: Part) -> Unit | None:
    """The unit that one atomic part's limit is written in."""
    match part:
        case Comparison(left, _, right):
            return display_unit(right) or display_unit(left)
        case Within(_, low, high) | Covers(_, low, high):
            return display_unit(low) or display_unit(high)
        case Includes():
            return part.unit
        case _:
            return None


def is_plain(expression: Expression, subject: str) -> bool:
    """Whether the expression is the quantity itself and nothing more."""
    return expression == Name(subject)
