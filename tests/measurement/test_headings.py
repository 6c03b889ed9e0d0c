"""Headings: columns, units in them, and what one column stands for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.measurement.columns import COLUMNS
from verifier.measurement.headings import Heading, Shape, is_target_id, read_heading, shape_of

_REQUIRED = ("target", "value")


@pytest.mark.parametrize(
    ("text", "key", "unit", "k"),
    [
        ("value (mm)", "value", "mm", ""),
        ("实测值（μm）", "value", "μm", ""),
        ("实测值/mΩ·mm²", "value", "mΩ·mm²", ""),
        ("实测值 [g/kWh]", "value", "g/kWh", ""),
        ("U (um, k=2)", "uncertainty", "um", "2"),
        ("扩展不确定度（k = 2）", "uncertainty", "", "2"),
        ("x (mm)", "x", "mm", ""),
        ("单位（Unit）", "unit", "", ""),
    ],
)
def test_a_unit_or_factor_may_stand_in_a_known_heading(text: str, key: str, unit: str, k: str) -> None:
    """Brackets of any width and a slash part the column from its unit."""
    heading = read_heading(text, COLUMNS)

    assert (key, unit, k) == (heading.key, heading.unit, heading.k)


@pytest.mark.parametrize(
    "text", ["value (平均)", "value (mm, inch)", "target (mm)", "value (k=2)", "温度 (mm)", "a" * 101]
)
def test_what_is_in_brackets_and_no_unit_makes_no_column(text: str) -> None:
    """A heading that says something else beside the name is not taken for the column."""
    assert read_heading(text, COLUMNS).key is None


@pytest.mark.parametrize(
    ("texts", "shape"),
    [
        (["target", "value"], Shape.LONG),
        (["sample", "3103.tsd (cm-2)", "3103.ttv"], Shape.BY_TARGET),
        (["target", "样品1", "样品2"], Shape.BY_SAMPLE),
        (["target", "W01", "W02"], Shape.BY_SAMPLE),
        (["target", "平均"], None),
        (["3103.tsd", "12.5"], None),
        (["value", "3103.tsd"], None),
        (["a", "b"], None),
    ],
)
def test_headings_decide_the_shape(texts: list[str], shape: Shape | None) -> None:
    """Values stand one a row, or side by side by target or sample; a first line of data is no header."""
    assert shape is shape_of([read_heading(text, COLUMNS) for text in texts], _REQUIRED)


def test_other_tables_have_no_wide_form() -> None:
    """A table that needs no value is never one of values side by side."""
    headings = [Heading("3103.tsd", target="3103.tsd")]

    assert shape_of(headings, ("target", "member")) is None


@given(st.text())
def test_any_heading_is_read(text: str) -> None:
    """Whatever stands in a heading, it is a column or it is not."""
    heading = read_heading(text, COLUMNS)

    assert not (heading.key and heading.target)


def test_the_form_of_a_target_id() -> None:
    """Four digits, a point and a name; a number is none."""
    assert (True, False, False) == (is_target_id("3103.tsd"), is_target_id("3103.5"), is_target_id("3103.tsd x"))
