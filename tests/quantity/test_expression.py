"""Unit texts as products of powers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import UnitError
from verifier.quantity.expression import parse
from verifier.quantity.units import read_unit


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


_PREFIXES = {"": 0, "n": -9, "u": -6, "μ": -6, "µ": -6, "m": -3, "k": 3}
_PREFIXES_ZH = {"": 0, "纳": -9, "微": -6, "毫": -3, "千": 3}
_UNITS = {"m": "米", "A": "安", "V": "伏", "s": "秒", "W": "瓦", "N": "牛", "J": "焦耳", "Hz": "赫兹"}
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_POWERS: tuple[Callable[[int], str], ...] = (
    lambda exponent: f"^{exponent}",
    lambda exponent: f"^{{{exponent}}}",
    lambda exponent: f"^({exponent})",
    lambda exponent: f"**{exponent}",
    lambda exponent: str(exponent).translate(_RAISED),
    str,
)


@st.composite
def _spelled(draw: st.DrawFn) -> tuple[str, dict[str, int], int]:
    """A product of units in one of many notations, with the powers of its units, and of ten."""
    chosen = draw(st.lists(st.sampled_from([*_UNITS]), min_size=1, max_size=3, unique=True))
    in_chinese = draw(st.booleans())
    prefixes = _PREFIXES_ZH if in_chinese else _PREFIXES
    raised = draw(st.sampled_from(_POWERS))
    solidus = draw(st.booleans())
    powers: dict[str, int] = {}
    above: list[str] = []
    below: list[str] = []
    ten = 0
    for unit in chosen:
        prefix, exponent = draw(st.sampled_from([*prefixes])), draw(st.sampled_from([-3, -2, -1, 1, 2, 3]))
        powers[unit], ten = exponent, ten + prefixes[prefix] * exponent
        name = prefix + (_UNITS[unit] if in_chinese else unit)
        shown = abs(exponent) if solidus else exponent
        (below if solidus and exponent < 0 else above).append(name + (raised(shown) if shown != 1 else ""))
    times = draw(st.sampled_from(["·", "*", "⋅", " · ", "•", "・"]))
    text = times.join(above) or "1"
    if below:
        over = draw(st.sampled_from(["/", " / ", "／"]))
        text += over + (times.join(below) if len(below) == 1 else f"({times.join(below)})")
    return text, powers, ten


@given(_spelled())
def test_any_notation_of_a_product_is_that_product(spelled: tuple[str, dict[str, int], int]) -> None:
    """Prefixes, powers, points and solidi in any notation, in Latin or Chinese, multiply as they stand."""
    text, powers, ten = spelled

    unit = read_unit(text)

    expected = Fraction(10) ** ten
    for name, exponent in powers.items():
        expected *= read_unit(name).factor ** exponent
    assert expected == unit.factor
