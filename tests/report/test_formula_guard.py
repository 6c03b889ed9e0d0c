"""Formulas in text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.report.formula_guard import guarded, looks_like_formula


@pytest.mark.parametrize("text", ["=1+1", "+1", "-3.5", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u3000=cmd", "＝1"])
def test_every_leading_mark_is_caught(text: str) -> None:
    """Marks that start a formula are caught, also behind blanks and in full width."""
    assert looks_like_formula(text)


@given(st.text())
def test_a_guarded_cell_is_never_a_formula(text: str) -> None:
    """Guarding leaves no formula, and what is harmless as it was."""
    assert not looks_like_formula(guarded(text))
    assert guarded(text) in (text, f"'{text}")
