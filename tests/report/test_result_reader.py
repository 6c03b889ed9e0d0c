"""A result object read for showing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.report.result_reader import read_result

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just(2**70) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
NAMES = ["guide", "rule", "period", "summary", "targets", "sources", "ratify", "ignored", "contract", "project_name"]


@given(st.fixed_dictionaries(dict.fromkeys(NAMES, JSON)))
def test_any_json_object_is_read(result: dict[str, Any]) -> None:
    """Members that are absent, null or of another type read as nothing; there is no exception to show a person."""
    view = read_result(result, "en")

    assert sum(view.counts.values()) == view.total
    assert all(isinstance(target.name, str) for target in view.targets)


def test_count_that_no_file_holds_is_no_count() -> None:
    """An integer of five thousand digits, which Python will not print, reads as nothing."""
    view = read_result({"summary": {"pass": 10**5000}, "sources": [{"bytes": 10**5000}]}, "en")

    assert (0, " (— bytes, —)") == (view.total, view.sources[0].text.removeprefix("—"))


def test_unknown_verdict_is_never_a_pass() -> None:
    """A verdict that this version does not know is shown as not evaluable."""
    view = read_result({"targets": [{"id": "a", "verdict": "超额完成"}]}, "zh")

    assert "not_evaluable" == view.targets[0].verdict


@pytest.mark.parametrize(
    ("excluded", "expected"), [(None, False), (False, False), ("", False), (True, True), ("破", True)]
)
def test_excluded_by_mark_or_reason(excluded: object, expected: bool) -> None:  # noqa: FBT001
    """A row is excluded by a mark or by the reason itself."""
    view = read_result({"targets": [{"id": "a", "rows": [{"role": "deciding", "excluded": excluded}]}]}, "en")

    assert expected is view.targets[0].rows[0].excluded


def test_conditions_are_read_as_text_or_object() -> None:
    """Conditions may be the table's string or an object."""
    rows = [{"conditions": "J = 200 A/cm^2"}, {"conditions": {"J": "200 A/cm^2", "n": 3}}]

    view = read_result({"targets": [{"id": "a", "rows": rows}]}, "en")

    assert ["J = 200 A/cm^2", "J = 200 A/cm^2; n = 3"] == [row.conditions for row in view.targets[0].rows]


def test_spreadsheet_cell_is_no_line_number() -> None:
    """A row of a spreadsheet is named by its cell, one of a text file by its line."""
    rows = [{"file": "a.xlsx", "line": "Sheet1!B7"}, {"file": "a.csv", "line": 7}]

    view = read_result({"targets": [{"id": "a", "rows": rows}]}, "en")

    assert ["a.xlsx Sheet1!B7", "a.csv, line 7"] == [row.place for row in view.targets[0].rows]
