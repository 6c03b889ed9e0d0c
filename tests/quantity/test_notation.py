"""The notations of units."""

from __future__ import annotations

import pytest

from verifier.errors import UnitError
from verifier.quantity.notation import plain_notation


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cm⁻²", "cm^-2"),
        ("㎛", "um"),
        ("㎥", "m3"),
        ("ｍｍ²", "mm^2"),
        ("mΩ・mm²", "mΩ·mm^2"),
        ("\\text{mohm}\\cdot\\text{mm}^2", "mohm·mm^2"),
        ("$mm^{2}$", "mm^2"),
        ("$\\frac{A}{cm^2}$", "(A)/(cm^2)"),
        ("℃", "degC"),
        ("° C", "degC"),
        ("см-2", "cm-2"),
        ("мА", "mA"),
        ("kn.", "kn"),
        ("{wafer}/a", "{wafer}/year"),
        ("\\metre\\second\\tothe{-1}", "m·s^-1"),
        ("cm−2", "cm-2"),
    ],
)
def test_notation_becomes_plain(text: str, expected: str) -> None:
    """Each notation is brought into the plain one."""
    assert expected == plain_notation(text)


@pytest.mark.parametrize("character", ["€", "\x00", "\ud800", "\u200b", "=", "≤"])
def test_unknown_character_is_named(character: str) -> None:
    """A character that occurs in no unit refuses the text and is named."""
    with pytest.raises(UnitError) as refused:
        plain_notation(f"m{character}m")

    assert character == refused.value.reason["character"]
