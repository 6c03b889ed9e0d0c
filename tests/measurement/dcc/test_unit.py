"""Units of the Digital SI."""

from __future__ import annotations

import pytest

from verifier.measurement.dcc.unit import dsi_unit
from verifier.quantity.units import read_unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        (r"\metre\second\tothe{-1}", "m/s"),
        (r"\metre\per\second", "m/s"),
        (r"\milli\metre", "mm"),
        (r"\kilogram\metre\tothe{2}\second\tothe{-3}", "kg*m^2/s^3"),
        (r"\one", "1"),
        (r"\percent", "%"),
        (r"\degreecelsius", "degC"),
        (r"\watt\metre\tothe{-1}\kelvin\tothe{-1}", "W/(m*K)"),
    ],
)
def test_units_are_spelled_as_here(text: str, unit: str) -> None:
    """Prefix, power and quotient come over, and the program reads what comes out."""
    assert unit == dsi_unit(text)
    assert read_unit(unit).agrees(read_unit(unit.replace("*", "·")))


@pytest.mark.parametrize(
    "text", ["", "mm", r"\furlong", r"\milli", r"\metre\tothe{x}", r"\metre x", "\\metre" * 10_000_000]
)
def test_what_is_no_unit_stays_as_it_stands(text: str) -> None:
    """A text that is not of the Digital SI is judged where units are read."""
    assert text.strip() == dsi_unit(text)
