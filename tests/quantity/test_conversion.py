"""Sets of values carried from one unit to another."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given

from tests.strategies import grid_points, length_units, regions, surds
from verifier.errors import UnitError
from verifier.quantity.conversion import in_unit
from verifier.quantity.region import Region
from verifier.quantity.surd import Surd
from verifier.quantity.units import Unit, read_unit


@given(regions(), length_units(), length_units())
def test_a_region_comes_back_unchanged(region: Region, unit: Unit, other: Unit) -> None:
    """To another unit and back is the same set."""
    assert region == in_unit(in_unit(region, unit, other), other, unit)


@given(regions(), length_units(), length_units(), grid_points())
def test_a_value_stays_in_its_region(region: Region, unit: Unit, other: Unit, value: Fraction) -> None:
    """A value lies in a set exactly where the converted value lies in the converted set."""
    assert region.holds(value) == in_unit(region, unit, other).holds(unit.to(value, other))


@given(surds(), length_units(), length_units())
def test_an_irrational_point_is_carried_too(root: Surd, unit: Unit, other: Unit) -> None:
    """A root in one unit is a root in another, and comes back."""
    point = Region.point(root)

    assert point == in_unit(in_unit(point, unit, other), other, unit)


def test_degrees_move_their_zero() -> None:
    """From -40 to 150 degrees Celsius is 233.15 to 423.15 kelvin, and -40 to 302 degrees Fahrenheit."""
    region = Region.between(Fraction(-40), Fraction(150), high_closed=False)
    celsius, kelvin, fahrenheit = map(read_unit, ("degC", "K", "degF"))

    expected = Region.between(Fraction(23315, 100), Fraction(42315, 100), high_closed=False)

    assert expected == in_unit(region, celsius, kelvin)
    assert Region.between(Fraction(-40), Fraction(302), high_closed=False) == in_unit(region, celsius, fahrenheit)
    assert Region.point(Fraction(-40)) == in_unit(Region.point(Fraction(-40)), celsius, fahrenheit)


def test_another_dimension_is_refused_with_both() -> None:
    """A length is no time; the error names both units."""
    with pytest.raises(UnitError) as caught:
        in_unit(Region.everything(), read_unit("mm"), read_unit("s"))

    assert "mm" in str(caught.value)
    assert "unit_dimension_differs" == caught.value.code
    assert caught.value.text("zh")
