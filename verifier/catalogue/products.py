"""Names that stand only together, as in a power V*I: their product is solved for as one name.

What a product may be follows from the signs of its names; one of the names, to the first power, then carries its value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from verifier.catalogue.monomials import Constraint, Monomial
from verifier.catalogue.predicate import Relation

__all__ = ["Joined", "joined"]

_ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Joined:
    """Constraints in which a product of names has become one name.

    Args:
        constraints: The constraints, without those on the signs of the names.
        name: What the product is called.
        carrier: The name that takes the product's value.
        others: The other names, which take 1.
    """

    constraints: tuple[Constraint, ...]
    name: str
    carrier: str
    others: tuple[str, ...]

    def parted(self, given: Mapping[str, Fraction]) -> dict[str, Fraction]:
        """Numbers for the names from numbers that hold the product's."""
        rest = {name: value for name, value in given.items() if name != self.name}
        return {**rest, self.carrier: given.get(self.name, _ONE), **dict.fromkeys(self.others, _ONE)}


def joined(constraints: Sequence[Constraint]) -> Joined | None:
    """The constraints with one product of names as a name of its own; None where no names only stand together.

    1. A constraint on the sign of one name alone says what the product may be, and stands for nothing else.
    2. Everywhere else the names stand together or not at all, to the same powers.
    3. The product is not negative where every name to an odd power is, or every power is even.

    Args:
        constraints: What has to hold.
    """
    signs = {name: constraint.relation for constraint in constraints if (name := _not_negative(constraint))}
    rest = [constraint for constraint in constraints if not _not_negative(constraint)]
    monomials = {monomial for constraint in rest for monomial, _ in constraint.terms}
    for product in sorted((monomial for monomial in monomials if len(monomial) > 1), key=len):
        names = {name for name, _ in product}
        if all(_part(monomial, names) in {(), product} for monomial in monomials):
            found = _as_one(product, rest, signs)
            if found is not None:
                return found
    return None


def _not_negative(constraint: Constraint) -> str:
    """The name that a constraint keeps from being negative, or zero; blank for any other constraint."""
    match constraint.terms:
        case (((((name, exponent),), factor)),) if exponent == 1 and factor < 0 and constraint.relation.value != "==":
            return name
        case _:
            return ""


def _part(monomial: Monomial, names: set[str]) -> Monomial:
    return tuple((name, exponent) for name, exponent in monomial if name in names)


def _as_one(product: Monomial, rest: Sequence[Constraint], signs: Mapping[str, Relation]) -> Joined | None:
    names = {name for name, _ in product}
    free = [(name, exponent) for name, exponent in product if name not in signs and exponent % 2]
    # A name that may be negative has to carry the product's sign; else any name to the first power will do.
    carriers = [name for name, exponent in free or product if exponent == 1]
    if not carriers:
        return None
    carrier = carriers[0]
    called = "*".join(sorted(names))
    own: list[Constraint] = []
    if not free:
        strict = any(signs.get(name) is Relation.LESS for name in names)
        own = [Constraint(((((called, _ONE),), -_ONE),), Relation.LESS if strict else Relation.AT_MOST)]
    kept = [_sign(name, relation) for name, relation in signs.items() if name not in names]
    renamed = [_renamed(constraint, product, called) for constraint in rest]
    others = tuple(sorted(names - {carrier}))
    return Joined((*renamed, *kept, *own), called, carrier, others)


def _sign(name: str, relation: Relation) -> Constraint:
    return Constraint(((((name, _ONE),), -_ONE),), relation)


def _renamed(constraint: Constraint, product: Monomial, called: str) -> Constraint:
    names = {name for name, _ in product}

    def with_name(monomial: Monomial) -> Monomial:
        if not _part(monomial, names):
            return monomial
        rest = tuple(item for item in monomial if item[0] not in names)
        return tuple(sorted((*rest, (called, _ONE))))

    terms = tuple(sorted((with_name(monomial), factor) for monomial, factor in constraint.terms))
    return Constraint(terms, constraint.relation)
