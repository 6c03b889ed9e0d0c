"""Mappings of testers' and laboratories' files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import MeasurementError
from verifier.measurement.mapping import Entry, Normaliser, read_mapping


def test_a_mapping_is_read() -> None:
    """What holds for every row stands once; an entry's own column comes before it."""
    text = """
[every]
conditions = "T = 25 degC"
lab = "L"
[[test]]
number = 7
target = "3102.v"
unit = "V"
lab = "M"
[[quantity]]
ref_type = "basic_measuredValue"
target = "3102.t"
normaliser = "0.18 um"
"""
    mapping = read_mapping(text.encode(), "a.stdf.toml")

    assert (
        Entry("3102.v", 7, unit="V", columns=(("conditions", "T = 25 degC"), ("lab", "M"))),
        Entry(
            "3102.t", ref_type="basic_measuredValue", normaliser=Normaliser("0.18", "um"),
            columns=(("conditions", "T = 25 degC"), ("lab", "L")),
        ),
    ) == mapping.entries  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "mapping_empty"),
        ("[[test]]\nnumber = 1\n", "mapping_key_missing"),
        ('[[test]]\ntarget = "a"\n', "mapping_unnamed"),
        ('[[test]]\ntarget = "a"\nnumber = "1"\n', "header_value"),
        ('[[test]]\ntarget = "a"\nnumber = -1\n', "header_value"),
        ('[[test]]\ntarget = "a"\nnumber = 1\nscale = 2\n', "header_key_unknown"),
        ('[[test]]\ntarget = "a"\nnumber = 1\nnormaliser = "0 um"\n', "mapping_normaliser"),
        ('[[test]]\ntarget = "a"\nnumber = 1\nnormaliser = "x um"\n', "mapping_normaliser"),
        ('[[test]]\ntarget = "a"\nnumber = 1\nnormaliser = "1 furlongs"\n', "mapping_normaliser"),
        ("[[test]\n", "header_syntax"),
        ("x = " + "[" * 30_000, "header_bounds"),
    ],
)
def test_a_mistake_is_told(text: str, code: str) -> None:
    """Each mistake has its sentence."""
    with pytest.raises(MeasurementError) as caught:
        read_mapping(text.encode(), "a.stdf.toml")

    assert code == caught.value.code
    assert caught.value.text("zh") != caught.value.text("en")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_mapping_or_a_reason(data: bytes) -> None:
    """Nothing else is raised."""
    try:
        read_mapping(data, "a.stdf.toml")
    except MeasurementError as failure:
        said = failure.text("zh")
    else:
        said = "read"

    assert said
