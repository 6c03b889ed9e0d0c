"""The registry of units."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from verifier.quantity.registry import factor_and_dimension, written_factors
from verifier.quantity.spelling import EACH, PIECE, table


@pytest.mark.parametrize(
    ("name", "factor"),
    [
        ("knot", Fraction(1852, 3600)),
        ("inch", Fraction(254, 10000)),
        ("month", Fraction(1, 12)),
        ("byte", Fraction(8)),
        ("micrometre", Fraction(1, 10**6)),
    ],
)
def test_published_factor(name: str, factor: Fraction) -> None:
    """A factor is the published one, exactly."""
    assert factor == factor_and_dimension(name)[0]


@pytest.mark.parametrize(
    ("name", "pascals"),
    [("mmHg", Fraction(133322387415, 10**9)), ("standard_atmosphere", Fraction(101325)), ("bar", Fraction(10**5))],
)
def test_published_pressure(name: str, pascals: Fraction) -> None:
    """A unit of pressure is the published number of pascals, exactly."""
    assert pascals == factor_and_dimension(name)[0] / factor_and_dimension("pascal")[0]


def test_celsius_has_an_exact_offset() -> None:
    """0 degC is 273.15 K and 32 degF is 0 degC."""
    celsius, fahrenheit = factor_and_dimension("degree_Celsius"), factor_and_dimension("degree_Fahrenheit")

    assert (Fraction(1), Fraction(27315, 100)) == celsius[:2]
    assert celsius[1] == 32 * fahrenheit[0] + fahrenheit[1]


def test_every_accepted_unit_is_defined_exactly() -> None:
    """Every canonical symbol has a rational factor."""
    for symbol, name in table().atoms.items():
        if not symbol.endswith((EACH, PIECE)):
            factor, offset, _ = factor_and_dimension(name)
            assert isinstance(factor, Fraction)
            assert isinstance(offset, Fraction)
            assert factor > 0


def test_counts_are_dimensions_of_their_own() -> None:
    """No two kinds of counted thing share a dimension."""
    names = ["wafer", "chip", "gate", "cell", "cycle", "item", "ship", "bit", "revolution", "yuan", "year"]

    assert len(names) == len({factor_and_dimension(name)[2] for name in names})


def test_written_factors_are_what_pint_makes_of_the_definitions() -> None:
    """The file that commands read is the one that pint gives today."""
    names = [name for symbol, name in table().atoms.items() if not symbol.endswith((EACH, PIECE))]
    path = Path(__file__).parents[2] / "verifier" / "quantity" / "factors.json"

    assert written_factors(names) == path.read_text(encoding="utf-8")
