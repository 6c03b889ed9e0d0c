"""Whether one predicate lets through less than another: inclusion proved, or a witness shown.

A contract is stricter than its guide where everything it accepts the guide accepts too. Each answer is proved: by
inclusion where nothing lies outside, by one value where something does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Final

from verifier.catalogue.dimensions import dimensions_of
from verifier.catalogue.expression import Expression, Name, Product, display_unit, operands, value_of
from verifier.catalogue.literals import Conjunction, Literal, choices_of, renamed
from verifier.catalogue.monomials import constraint_of, scale_units
from verifier.catalogue.predicate import (
    Comparison,
    Covers,
    Documented,
    Includes,
    Named,
    Predicate,
    Statement,
    Within,
    parts_of,
    subjects_of,
    unit_of,
)
from verifier.catalogue.satisfy import Irrational, not_negative, solution
from verifier.catalogue.written import bound_text
from verifier.errors import PredicateError
from verifier.quantity.units import DIMENSIONLESS, Unit
from verifier.wording import Reason

__all__ = ["Compared", "Strictness", "Witness", "compare_statements", "witness_of"]

_MOST_CASES: Final = 4096
_DIGITS: Final = Context(prec=12, rounding=ROUND_HALF_EVEN)


class Strictness(StrEnum):
    """How what a contract accepts lies to what the guide accepts."""

    EQUAL = "equal"
    STRICTER = "stricter"
    WEAKER = "weaker"
    INCOMPARABLE = "incomparable"
    UNPROVED = "unproved"


@dataclass(frozen=True, slots=True)
class Witness:
    """One case that one side accepts and the other refuses: quantities with their values, as text and exactly."""

    texts: tuple[tuple[str, str], ...]
    values: tuple[tuple[str, Fraction], ...] = ()

    def __str__(self) -> str:
        """`TTV = 14 um; n = 130 rpm`."""
        return "; ".join(f"{name} = {text}" for name, text in self.texts)


@dataclass(frozen=True, slots=True)
class Compared:
    """The relation of two statements.

    Args:
        strictness: How the first lies to the second.
        let_through: What the first accepts and the second refuses; None where there is nothing.
        refused: What the first refuses and the second accepts; None where there is nothing.
        doubt: Why nothing was proved, where nothing was.
    """

    strictness: Strictness
    let_through: Witness | None = None
    refused: Witness | None = None
    doubt: Reason | None = None


def compare_statements(one: Statement, two: Statement, *, nonnegative: bool = False) -> Compared:
    """How what one statement accepts lies to what another accepts.

    Quantities are matched by name; where the names differ and there are equally many, by their order.

    Args:
        one: The contract's.
        two: The guide's.
        nonnegative: Whether no quantity can be negative.
    """
    if not _same_dimensions(one, two):
        return Compared(Strictness.INCOMPARABLE)
    first = _matched(one, two)
    try:
        through = witness_of(first, two.predicate, nonnegative=nonnegative)
        refused = witness_of(two.predicate, first, nonnegative=nonnegative)
    except PredicateError as error:
        return Compared(Strictness.UNPROVED, doubt=error.reason)
    kind = {
        (True, True): Strictness.EQUAL,
        (True, False): Strictness.STRICTER,
        (False, True): Strictness.WEAKER,
        (False, False): Strictness.INCOMPARABLE,
    }[through is None, refused is None]
    return Compared(kind, through, refused)


def _same_dimensions(one: Statement, two: Statement) -> bool:
    """Whether the quantities that both judge, by name or by order, measure the same kind of thing."""
    mine, theirs = (dimensions_of(statement.predicate, statement.text) for statement in (one, two))
    by_name = set(one.subjects) == set(two.subjects)
    pairs = ((name, name) for name in one.subjects) if by_name else zip(one.subjects, two.subjects, strict=False)
    return all(mine[a] == theirs[b] for a, b in pairs if a in mine and b in theirs)


def _matched(one: Statement, two: Statement) -> Predicate:
    if set(one.subjects) == set(two.subjects) or len(one.subjects) != len(two.subjects):
        return one.predicate
    return renamed(one.predicate, dict(zip(one.subjects, two.subjects, strict=True)))


def witness_of(accepts: Predicate, refuses: Predicate | None = None, *, nonnegative: bool = False) -> Witness | None:
    """A case that one predicate accepts and another refuses; None where there is provably none.

    Args:
        accepts: What must hold.
        refuses: What must not hold; nothing where None.
        nonnegative: Whether no quantity can be negative.

    Raises:
        PredicateError: Neither a case nor a proof was found.
    """
    units = _Units([accepts] if refuses is None else [accepts, refuses])
    doubt: PredicateError | None = None
    against = ((),) if refuses is None else choices_of(refuses, holds=False)
    wishes = choices_of(accepts)
    if len(wishes) * len(against) > _MOST_CASES:
        raise PredicateError("reasoning_too_large", limit=_MOST_CASES)
    for wanted in wishes:
        for unwanted in against:
            try:
                found = _case((*wanted, *unwanted), units, nonnegative=nonnegative)
            except PredicateError as error:
                doubt = error
                continue
            if found is not None:
                return found
    if doubt is not None:
        raise doubt
    return None


class _Units:
    """The unit that each quantity is shown in, and the one that its roots are taken in."""

    def __init__(self, predicates: Iterable[Predicate]) -> None:
        self._parts = tuple(part for predicate in predicates for part in parts_of(predicate))

    @cached_property
    def scales(self) -> dict[str, Unit]:
        """The unit that a quantity is divided by, as in `n/rpm`."""
        return scale_units(side for part in self._parts for side in _sides(part))

    @cached_property
    def shown(self) -> dict[str, Unit]:
        """The unit of the limit that a quantity stands alone against, else its scale."""
        found: dict[str, Unit] = {}
        for part in self._parts:
            unit = unit_of(part)
            for subject in subjects_of(part):
                if unit is not None and _is_alone(part, subject):
                    found.setdefault(subject, unit)
        return {**self.scales, **found}


def _sides(part: object) -> tuple[Expression, ...]:
    match part:
        case Comparison(left, _, right):
            return left, right
        case Within(subject, low, high):
            return subject, low, high
        case _:
            return ()


def _is_alone(part: object, subject: str) -> bool:
    match part:
        case Comparison(left, _, _) | Within(left):
            return left == Name(subject) or operands(left) == (Name(subject),)
        case _:
            return True


# ---- one conjunction ----


def _case(literals: Conjunction, units: _Units, *, nonnegative: bool) -> Witness | None:
    """A case that meets every literal: sets, ranges, classes and documents each by themselves, numbers together."""
    texts: dict[str, str] = {}
    owned: dict[str, list[Literal]] = {}
    constraints = []
    for literal in literals:
        if isinstance(literal.atom, Comparison):
            constraints.append(constraint_of(literal.atom, units.scales))
        else:
            owned.setdefault(literal.atom.subject, []).append(literal)
    for subject, own in owned.items():
        text = _answer(own)
        if text is None:
            return None
        texts[subject] = text
    names = sorted(frozenset().union(*(constraint.names() for constraint in constraints))) if nonnegative else ()
    numbers = solution([*constraints, *map(not_negative, names)])
    if numbers is None:
        return None
    if isinstance(numbers, Irrational):
        # The case is proved to exist; of the one value that is no fraction, digits are shown.
        name, low = numbers.name, _in_base(numbers.name, numbers.low, units)
        texts[name] = _nearly(low, units.shown.get(name, DIMENSIONLESS))
        return Witness(tuple(sorted(texts.items())))
    values = {name: _in_base(name, value, units) for name, value in numbers.items()}
    products = _products(literals, values, units)
    hidden = frozenset().union(*(names for names, _ in products.values()))
    texts |= {"*".join(names): text for names, text in products.values()}
    plain = {name: value for name, value in values.items() if name not in hidden}
    texts |= {name: _shown(value, units.shown.get(name, DIMENSIONLESS)) for name, value in plain.items()}
    return Witness(tuple(sorted(texts.items())), tuple(sorted(values.items())))


def _products(
    literals: Conjunction, values: Mapping[str, Fraction], units: _Units
) -> dict[tuple[str, ...], tuple[tuple[str, ...], str]]:
    """Products of names that nothing gives a unit of their own: `V*I = 3 W` says what `V = 1; I = 3000` would not."""
    found = {}
    for literal in literals:
        if not isinstance(literal.atom, Comparison):
            continue
        names, unit = _factors(literal.atom.left), display_unit(literal.atom.right)
        alone = len(names) > 1 and not units.shown.keys() & set(names)
        if unit is not None and alone and values.keys() >= set(names):
            product = prod((values[name] for name in names), start=Fraction(1))
            found[tuple(sorted(names))] = names, _shown(product, unit)
    return found


def _factors(expression: Expression) -> tuple[str, ...]:
    """The names that an expression is a plain product of; none for any other expression."""
    match expression:
        case Name(name):
            return (name,)
        case Product(left, right):
            sides = _factors(left), _factors(right)
            return (*sides[0], *sides[1]) if all(sides) else ()
        case _:
            return ()


def _in_base(name: str, value: Fraction, units: _Units) -> Fraction:
    return value * units.scales[name].factor if name in units.scales else value


def _shown(value: Fraction, unit: Unit) -> str:
    number = bound_text((value - unit.offset) / unit.factor)
    return str(number) if unit == DIMENSIONLESS else f"{number} {unit.symbol}"


def _nearly(value: Fraction, unit: Unit) -> str:
    """Twelve digits of a number that is no fraction."""
    number = (value - unit.offset) / unit.factor
    digits = _DIGITS.copy().divide(Decimal(number.numerator), Decimal(number.denominator))
    return f"≈{digits}" if unit == DIMENSIONLESS else f"≈{digits} {unit.symbol}"


def _answer(literals: list[Literal]) -> str | None:
    """What one set, range, class or document may be; None where it cannot be all that is asked."""
    kinds = {type(literal.atom) for literal in literals}
    if len(kinds) > 1:
        raise PredicateError("reasoning_not_proved")
    positive = [literal.atom for literal in literals if literal.holds]
    negative = [literal.atom for literal in literals if not literal.holds]
    match literals[0].atom:
        case Documented():
            return None if positive and negative else ("∅" if negative else "…")
        case Named():
            return _class(positive, negative)
        case Includes():
            return _set(positive, negative)
        case _:
            return _range(positive, negative)


def _class(positive: Sequence[object], negative: Sequence[object]) -> str | None:
    wanted = {atom.member for atom in positive if isinstance(atom, Named)}
    unwanted = {atom.member for atom in negative if isinstance(atom, Named)}
    if len(wanted) > 1 or wanted & unwanted:
        return None
    return next(iter(wanted), "≠ " + ", ".join(sorted(unwanted)))


def _set(positive: Sequence[object], negative: Sequence[object]) -> str | None:
    """The smallest set that has all that is wanted; a larger one has all that is unwanted too, if this one has."""
    members: dict[object, str] = {}
    for atom in positive:
        if isinstance(atom, Includes):
            members.update(_members(atom))
    for atom in negative:
        if isinstance(atom, Includes) and set(_members(atom)) <= set(members):
            return None
    return "{" + ", ".join(members.values()) + "}"


def _members(atom: Includes) -> Mapping[object, str]:
    if atom.unit is None:
        return {member: member for member in atom.members}
    shown = zip(atom.members, atom.values, strict=True)
    unit = atom.unit
    return {value * unit.factor + unit.offset: f"{text} {unit.symbol}" for text, value in shown}


def _range(positive: Sequence[object], negative: Sequence[object]) -> str | None:
    """The smallest range that contains all that is wanted."""
    wanted = [_ends(atom) for atom in positive if isinstance(atom, Covers)]
    unwanted = [_ends(atom) for atom in negative if isinstance(atom, Covers)]
    if not wanted:
        return "∅"
    low, high = min(ends[0] for ends in wanted), max(ends[1] for ends in wanted)
    if any(low <= ends[0] and ends[1] <= high for ends in unwanted):
        return None
    unit = next((unit_of(atom) for atom in positive if isinstance(atom, Covers)), None) or DIMENSIONLESS
    return f"[{_shown(low[0], unit)}, {_shown(high[0], unit)}]"


_End = tuple[Fraction, int]


def _ends(atom: Covers) -> tuple[_End, _End]:
    """The ends of a range, an open one a hair inside a closed one."""
    low, high = value_of(atom.low, {}).value, value_of(atom.high, {}).value
    if not isinstance(low, Fraction) or not isinstance(high, Fraction):
        raise PredicateError("reasoning_not_proved")
    return (low, 0 if atom.low_closed else 1), (high, 0 if atom.high_closed else -1)
