"""Unit texts as products of powers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from verifier.errors import UnitError
from verifier.quantity.expression import parse


@pytest.mark.parametrize(
    ("text", "powers"),
    [
        ("mOhm*mm^2", {"mOhm": 1, "mm": 2}),
        ("g/kW·h", {"g": 1, "kW": -1, "h": -1}),
        ("1/(m*A^2)", {"m": -1, "A": -2}),
        ("(m/s)^2", {"m": 2, "s": -2}),
        ("mL/min/m2", {"mL": 1, "min": -1, "m": -2}),
        ("mOhm-cm2", {"mOhm": 1, "cm": 2}),
        ("kg*kg^-1", {}),
        ("cm^(-2)", {"cm": -2}),
        ("千瓦时", {"kW": 1, "h": 1}),
        ("每立方厘米", {"cm": -3}),
    ],
)
def test_powers_of_each_unit(text: str, powers: dict[str, int]) -> None:
    """Every unit gets the power that its place in the text gives it; all behind a solidus divides."""
    product = parse(text)

    assert powers == product.powers
    assert 1 == product.multiplier


@pytest.mark.parametrize(
    ("text", "multiplier"),
    [
        ("万片/年", 10**4),
        ("亿颗", 10**8),
        ("K gate/mm^2", 1000),
        ("%/24h", Fraction(1, 24)),
        ("10^3 gate", 1000),
        ("10*3{gate}", 1000),
        ("1e4*wafer", 10**4),
        ("10000*wafer/month", 10**4),
    ],
)
def test_multiplier_goes_into_the_factor(text: str, multiplier: Fraction) -> None:
    """万, 亿, K before a count and powers of ten multiply."""
    assert multiplier == parse(text).multiplier


@pytest.mark.parametrize(
    "text", ["m**", "m//s", "m s s^", "()", "m(", "2m", "0*m", "m 2 s", "毫", "平方", "万^2片", "mm cm)"]
)
def test_form_is_checked(text: str) -> None:
    """A text that is no product of powers is refused."""
    with pytest.raises(UnitError):
        parse(text)
