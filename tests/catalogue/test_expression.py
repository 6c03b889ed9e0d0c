"""The arithmetic of limits as a tree: exact values, names, units."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import length_units, rationals
from verifier.catalogue.arithmetic import Arithmetic
from verifier.catalogue.expression import Expression, Name, Quantity, display_unit, names_in, operands, value_of
from verifier.errors import PredicateError
from verifier.quantity.dimension import Dimension
from verifier.quantity.surd import Surd
from verifier.quantity.units import DIMENSIONLESS, Unit, read_unit

_CURVE = "piecewise(3.4 if n < 130 rpm; 9*(n/rpm)^(-1/5) if n < 2000 rpm; 2.0 otherwise) g/kWh @ n = 1 rpm"


def _tree(text: str) -> Expression:
    return Arithmetic(text).expression()


def _speed(rpm: int) -> dict[str, Quantity]:
    unit = read_unit("rpm")
    return {"n": Quantity(rpm * unit.factor, unit.dimension)}


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("0.015 mm", "um", "15"),
        ("170000 m^3 / 0.985", "m^3", "34000000/197"),
        ("1 mm + 5 um", "um", "1005"),
        ("2*(3 mm - 1 mm)", "m", "1/250"),
        ("(20 + 5) degC", "K", "5963/20"),
        ("abs(3 mm - 5 mm)", "mm", "2"),
        ("abs(5 mm - 3 mm)", "mm", "2"),
        ("(2 mm)^2", "mm^2", "4"),
        ("12 V / 4 A", "ohm", "3"),
        ("200 A/cm^2", "A/m^2", "2000000"),
        ("4^(1/2)", "1", "2"),
        ("(8/27)^(-2/3)", "1", "9/4"),
        ("(2^(1/2))^2", "1", "2"),
    ],
)
def test_values_are_exact(text: str, unit: str, expected: str) -> None:
    """Arithmetic over units gives exactly what it gives on paper."""
    assert Fraction(expected) == value_of(_tree(text), {}).within(read_unit(unit))


@given(rationals(), length_units(), length_units())
def test_a_value_reads_back_in_any_unit(value: Fraction, unit: Unit, other: Unit) -> None:
    """A quantity within a unit is the value that it was made from, through any other unit."""
    quantity = Quantity(value * unit.factor, unit.dimension)

    assert value == quantity.within(unit)
    assert unit.to(value, other) == quantity.within(other)


@pytest.mark.parametrize(("rpm", "low", "high"), [(129, "3.4", "3.4"), (2000, "2", "2"), (720, "2.41", "2.42")])
def test_the_first_case_that_holds_is_the_value(rpm: int, low: str, high: str) -> None:
    """The NOx curve of MARPOL VI/13 for Tier III: 3.4 below 130, 2.0 from 2000, 9 n^(-0.2) between."""
    value = value_of(_tree(_CURVE), _speed(rpm)).within(read_unit("g/kWh"))

    assert Fraction(low) <= value <= Fraction(high)


def test_the_ends_of_the_cases_are_exact() -> None:
    """At exactly 130 rpm the root applies, at exactly 2000 rpm no longer."""
    assert isinstance(value_of(_tree(_CURVE), _speed(130)).value, Surd)
    assert isinstance(value_of(_tree(_CURVE), _speed(1999)).value, Surd)
    assert not isinstance(value_of(_tree(_CURVE), _speed(2000)).value, Surd)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x", "name_not_given"),
        ("1 mm + 1 s", "dimensions_differ"),
        ("(4 mm)^(1/2)", "dimensions_differ"),
        ("1/(2 - 2)", "division_by_zero"),
        ("(1 - 1)^(-1)", "division_by_zero"),
        ("(1 - 2)^(1/2)", "root_of_nonpositive"),
        ("2^(1/2) + 3^(1/2)", "roots_not_combined"),
        ("2^(1/2) * 3^(1/2)", "roots_not_combined"),
        ("(1 + 2^(1/2))^2", "roots_not_combined"),
        ("(1 mm) mm", "dimensions_differ"),
        ("10^3000 * 10^3000", "power_too_large"),
        ("10^3000 + 1/10^3000", "power_too_large"),
    ],
)
def test_what_has_no_exact_value_is_refused(text: str, code: str) -> None:
    """A value that cannot be worked out exactly is refused with its reason."""
    with pytest.raises(PredicateError) as caught:
        value_of(_tree(text), {})

    assert code == caught.value.code
    assert caught.value.text("zh")


@given(st.lists(st.sampled_from(("foo", "V_max", "baz_2")), min_size=1, max_size=6))
def test_names_are_found_in_their_order(names: list[str]) -> None:
    """Every name is found, as often and in the order in which it stands."""
    tree = _tree("2*abs(" + " + ".join(f"(-{name})^2/3" for name in names) + ")")

    assert names == list(names_in(tree))


def test_names_are_found_in_a_piecewise_limit() -> None:
    """Values and conditions are both looked into."""
    assert ["n", "n", "n"] == list(names_in(_tree(_CURVE)))
    assert () == operands(Name("n"))


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("5 mm", "mm"),
        ("-5 mm", "mm"),
        ("-(2*foo)", None),
        ("2 * 5 mm", "mm"),
        ("5 mm * 2", "mm"),
        ("170000 m^3 / 0.985", "m^3"),
        ("foo + 3 mm", "mm"),
        ("abs(3 mm)", "mm"),
        ("-(3 mm + foo)", "mm"),
        (_CURVE, "g/kWh"),
        ("piecewise(3 mm otherwise)", "mm"),
        ("piecewise(3 mm if 1 < 2; 4 um otherwise)", "mm"),
        ("foo/rpm", None),
        ("3", None),
        ("foo", None),
    ],
)
def test_the_unit_is_the_one_that_was_written(text: str, unit: str | None) -> None:
    """The unit in which a person stated the limit is found, or none."""
    assert (None if unit is None else read_unit(unit)) == display_unit(_tree(text))


def test_a_plain_number_is_dimensionless() -> None:
    """A bare number has no dimension."""
    assert Quantity(Fraction(3), DIMENSIONLESS.dimension) == value_of(_tree("3"), {})
    assert Dimension() == value_of(_tree("3 mm / 2 mm"), {}).dimension
