"""Exact number texts made readable."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.report.figures import exact, margin_sentence, readable, relative_margin, signed

RATIOS = st.fractions(max_denominator=10**9)


@given(RATIOS)
def test_ratio_is_read_back_exactly(value: Fraction) -> None:
    """A ratio's text is the ratio."""
    assert value == exact(str(value))


@given(RATIOS)
def test_readable_is_exact_or_says_that_it_is_not(value: Fraction) -> None:
    """A text without the approximation mark is the very number; with it, the ratio stands beside."""
    shown = readable(str(value))

    ratio, _, _ = shown.partition(" ≈ ")
    assert value == Fraction(ratio)


@given(RATIOS.filter(bool))
def test_sign_is_never_lost(value: Fraction) -> None:
    """However small a margin is, its sign is written and its digits are not all zero."""
    shown = signed(str(value)).lstrip("≈")

    assert ("+" if value > 0 else "−") == shown[0]
    assert set("123456789") & set(shown.partition("e")[0])


@pytest.mark.parametrize("text", ["1e999999999", "9" * 10**6, "1/0", "9**9**9", "NaN", "inf", "", "[0, 5]", "٣", "1_0"])
def test_what_is_no_number_is_none(text: str) -> None:
    """Hostile, endless and non-ASCII texts are no numbers here, and are refused at once."""
    assert exact(text) is None


@given(RATIOS, RATIOS.filter(bool))
def test_relative_margin_times_limit_is_the_margin(margin: Fraction, limit: Fraction) -> None:
    """The share of the limit's size, times that size, gives the margin back."""
    share = relative_margin(str(margin), str(limit))

    assert share is not None
    assert margin == share * abs(limit)


def test_no_share_without_a_single_nonzero_limit() -> None:
    """A zero limit and an interval have no share."""
    assert relative_margin("1", "0") is None
    assert relative_margin("1", "[9.9, 10.1]") is None


def test_margin_sentence_in_percent_of_the_limit() -> None:
    """0.015 of 0.085 is 17.6 %, marked as rounded."""
    share = Fraction("0.015") / Fraction("0.085")

    sentence = margin_sentence("0.015", "%/d", share, is_exact=True, lang="en")

    assert "margin +0.015 %/d (≈+17.6% of the limit)" == sentence


def test_margin_of_an_irrational_limit_is_marked() -> None:
    """Twelve digits of an irrational margin are shown as six, with the mark."""
    assert "裕量 ≈+0.313743 g/kWh" == margin_sentence("0.31374265417", "g/kWh", None, is_exact=False, lang="zh")


def test_zero_margin_is_on_the_limit() -> None:
    """A margin of nothing is said in words."""
    assert "margin 0 (exactly on the limit)" == margin_sentence("0", "mm", Fraction(0), is_exact=True, lang="en")
