"""Names that stand only together."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from verifier.catalogue.grammar import read_statement
from verifier.catalogue.monomials import Constraint, value_at
from verifier.catalogue.predicate import Relation
from verifier.catalogue.products import joined
from verifier.catalogue.reasoning import compare_statements
from verifier.catalogue.satisfy import not_negative

_ONE = Fraction(1)
_XY = (("x", _ONE), ("y", _ONE))


def _at_most(limit: int, product: tuple[tuple[str, Fraction], ...] = _XY) -> Constraint:
    return Constraint(tuple(sorted((((), Fraction(-limit)), (product, _ONE)))), Relation.AT_MOST)


@given(st.fractions(-9, 9))
def test_numbers_for_the_product_are_numbers_for_its_names(value: Fraction) -> None:
    """Parted names multiply to the value that the product took."""
    found = joined([_at_most(3)])

    assert found is not None
    numbers = found.parted({found.name: value})
    assert value == value_at(((_XY, _ONE),), numbers)


def test_signs_of_the_names_say_what_the_product_may_be() -> None:
    """A product of names that are not negative is not negative; with one free name it may be anything."""
    both = joined([_at_most(3), not_negative("x"), not_negative("y")])
    one = joined([_at_most(3), not_negative("x")])

    assert both is not None
    assert one is not None
    assert (2, 1) == (len(both.constraints), len(one.constraints))
    assert ("x", "y") == (both.carrier, one.carrier)


def test_a_name_that_also_stands_alone_is_not_joined() -> None:
    """A bound on one of the names ties it elsewhere, and the product cannot stand for it."""
    alone = Constraint(tuple(sorted((((), Fraction(-1)), ((("y", _ONE),), _ONE)))), Relation.AT_MOST)

    assert joined([_at_most(3), alone]) is None


def test_a_product_of_squares_has_no_name_to_carry_it() -> None:
    """Where no name stands to the first power, a fraction's root would be needed."""
    squares = (("x", Fraction(2)), ("y", Fraction(2)))

    assert joined([_at_most(3, squares)]) is None


@given(st.integers(-5, 5), st.integers(-5, 5))
def test_powers_are_compared(contract: int, guide: int) -> None:
    """Bounds on one product are ordered as their limits are."""
    found = compare_statements(read_statement(f"V*I <= {contract} W"), read_statement(f"V*I <= {guide} W"))

    expected = "equal" if contract == guide else "stricter" if contract < guide else "weaker"
    assert expected == found.strictness
