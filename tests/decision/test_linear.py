"""Comparisons solved for what was measured."""

from __future__ import annotations

from fractions import Fraction

import pytest

from verifier.catalogue.grammar import read_statement
from verifier.catalogue.predicate import Comparison
from verifier.decision.linear import linear_form, solved
from verifier.errors import PredicateError
from verifier.quantity.region import Region
from verifier.quantity.units import DIMENSIONLESS, Unit, read_unit


def _solved(text: str, unit: Unit = DIMENSIONLESS) -> Region:
    part = read_statement(text).predicate
    assert isinstance(part, Comparison)
    return solved(part.left, part.relation, part.right, "x", {}, unit)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x <= 5", Region.below(Fraction(5), closed=True)),
        ("5 >= x", Region.below(Fraction(5), closed=True)),
        ("2*x + 1 < 7", Region.below(Fraction(3), closed=False)),
        ("1 - x < 7", Region.above(Fraction(-6), closed=False)),
        ("x/4 >= 1/3", Region.above(Fraction(4, 3), closed=True)),
        ("-x >= 2", Region.below(Fraction(-2), closed=True)),
        ("x - x < 1", Region.everything()),
        ("x - x > 1", Region.empty()),
        ("x == 5", Region.point(Fraction(5))),
    ],
)
def test_solved_by_hand(text: str, expected: Region) -> None:
    """A linear comparison gives the half-line that algebra gives, with its open or closed end."""
    assert expected == _solved(text)


def test_solved_in_a_unit_with_an_offset() -> None:
    """A limit in kelvin is exact in degrees Celsius."""
    assert Region.below(Fraction(25), closed=True) == _solved("x <= 298.15 K", read_unit("degC"))


@pytest.mark.parametrize("text", ["x*x <= 4", "1/x <= 4", "x^2 <= 4"])
def test_not_linear(text: str) -> None:
    """What is not linear in the quantity is refused, not approximated."""
    with pytest.raises(PredicateError) as refused:
        _solved(text)

    assert "predicate_not_linear" == refused.value.code


def test_form_of_two_quantities() -> None:
    """A form holds an offset and one slope a quantity, left minus right."""
    part = read_statement("2*a + 1 <= c/2").predicate
    assert isinstance(part, Comparison)

    assert (Fraction(1), {"a": Fraction(2), "c": Fraction(-1, 2)}) == linear_form(part, ["a", "c"], {})
