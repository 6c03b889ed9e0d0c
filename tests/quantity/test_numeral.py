"""Chinese numerals."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.quantity.numeral import chinese_number

_DIGITS = "零一二三四五六七八九"


def _write(value: int) -> str:
    """A number below 10^8 in the standard way of writing."""
    if value >= 10**4:
        head, rest = divmod(value, 10**4)
        return _write(head) + "万" + ("零" if 0 < rest < 1000 else "") + (_write(rest) if rest else "")
    text = ""
    gap = False
    for scale, mark in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, scale)
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + mark
            gap = False
        elif text:
            gap = True
    return text


@given(st.integers(1, 10**8 - 1))
def test_written_number_is_read(value: int) -> None:
    """Every number below 10^8 that is written in the standard way reads as itself."""
    found = chinese_number(_write(value))

    assert found is not None
    assert value == found[0]


@pytest.mark.parametrize(
    ("text", "value", "place"),
    [("十五", 15, 1), ("两万", 20000, 10000), ("3万6千", 36000, 1000), ("2万亿", 2 * 10**12, 10**12), ("零", 0, 1)],
)
def test_value_and_place(text: str, value: int, place: int) -> None:
    """The last multiplier is the place of the last digit."""
    assert (Fraction(value), Fraction(place)) == chinese_number(text)


@pytest.mark.parametrize(
    "text", ["", "3万6", "一万二", "万", "一一", "万万万", "三千五千", "6千3万", "1.5万3千", "x", "3千x"]
)
def test_unclear_numeral_is_no_number(text: str) -> None:
    """A numeral whose last digit counts something unsaid, or that is out of order, is no number."""
    assert chinese_number(text) is None
