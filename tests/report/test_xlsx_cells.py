"""Cells of a workbook."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("xlsxwriter", reason="the extra office is not installed")

from verifier.report.xlsx_cells import near_double


@given(st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**6))
def test_the_double_is_the_nearest(value: Fraction) -> None:
    """The number beside the exact text is the double nearest to it."""
    assert float(value) == near_double(str(value))


@pytest.mark.parametrize("text", ["", "<0.3", "1e999999999", "[1, 2]", "9*720^(-1/5)", "9" * 400])
def test_what_is_no_plain_number_has_no_double(text: str) -> None:
    """Bounds, ranges and roots stay text, and nothing overflows."""
    assert near_double(text) is None
