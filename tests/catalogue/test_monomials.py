"""Sums of monomials: what comparisons are solved in."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.catalogue.expression import Quantity, value_of
from verifier.catalogue.grammar import read_statement
from verifier.catalogue.monomials import added, constraint_of, scale_units, scaled, terms_of, value_at
from verifier.catalogue.predicate import Comparison
from verifier.errors import PredicateError
from verifier.quantity.units import DIMENSIONLESS


def _comparison(text: str) -> Comparison:
    predicate = read_statement(text).predicate
    assert isinstance(predicate, Comparison)
    return predicate


@pytest.mark.parametrize("text", ["x <= (y - 2)^3/4", "x <= -(x + y)*(x - y)", "x <= 2*x/5 - y*y"])
@given(x=st.fractions(-5, 5, max_denominator=9), y=st.fractions(-5, 5, max_denominator=9))
def test_a_sum_has_the_value_of_its_expression(text: str, x: Fraction, y: Fraction) -> None:
    """The sum at some numbers is what the expression is worth there."""
    right = _comparison(text).right
    given_values = {"x": Quantity(x, DIMENSIONLESS.dimension), "y": Quantity(y, DIMENSIONLESS.dimension)}

    assert value_of(right, given_values).value == value_at(terms_of(right, {}), {"x": x, "y": y})


def test_a_name_divided_by_a_unit_counts_in_it() -> None:
    """In `n/rpm` the name stands for a number of rpm, so that its root is a plain one."""
    comparison = _comparison("e <= 9*(n/rpm)^(-1/5)")
    scales = scale_units([comparison.right])

    assert ["rpm"] == [unit.symbol for unit in scales.values()]
    assert (((("n", Fraction(-1, 5)),), Fraction(9)),) == terms_of(comparison.right, scales)


@pytest.mark.parametrize("text", ["e <= (x + y)^(1/2)", "e <= 1/(x + y)", "e <= (x^2)^(1/2)", "e <= 2^(1/2)*x"])
def test_what_is_no_sum_is_refused(text: str) -> None:
    """Roots and quotients of sums, roots of squares and irrational factors are not simplified by guess."""
    with pytest.raises(PredicateError):
        constraint_of(_comparison(text), {})


def test_sums_cancel() -> None:
    """A sum less itself is nothing."""
    terms = terms_of(_comparison("e <= 3*x + y").right, {})

    assert () == added(terms, scaled(terms, Fraction(-1)))
