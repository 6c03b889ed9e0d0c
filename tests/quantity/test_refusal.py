"""Reasons for refusing a number."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from verifier.quantity.refusal import refusal


@given(st.text(max_size=450))
def test_every_text_has_a_sentence(text: str) -> None:
    """Whatever the text, its refusal can be said in both languages."""
    error = refusal(text)

    assert error.text("zh")
    assert error.text("en")


def test_full_width_text_has_the_same_reason() -> None:
    """Full-width letters and signs are recognized."""
    assert refusal("N/A").code == refusal("Ｎ／Ａ").code
