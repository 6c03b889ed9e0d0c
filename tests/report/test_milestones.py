"""Comparisons as reports."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from verifier.report.document import Figure, Table
from verifier.report.milestones import diff_document, trend_document
from verifier.report.verdict_words import verdict_label

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)

TREND: dict[str, Any] = {
    "project": "9",
    "results": [{"as_of": "2025-01-01", "stage": "中期检查", "source": "m"}, {"as_of": "2026-01-01", "source": "a"}],
    "targets": [
        {
            "id": "9.a",
            "name": {"zh": "甲", "en": "A"},
            "movement": "regressed",
            "regressed": True,
            "points": [
                {"id": "9.a", "verdict": "pass", "value": "12", "unit": "um", "limit": "15", "margin": "3"},
                {"id": "9.a", "verdict": "fail", "value": "16", "unit": "um", "limit": "15", "margin": "-1"},
            ],
        },
        {"id": "9.b", "movement": "new", "points": [None, {"id": "9.b", "verdict": "missing"}]},
    ],
}


@given(st.dictionaries(st.sampled_from(["a", "b", "targets", "results", "project", "same"]), JSON))
def test_any_object_is_shown(found: dict[str, Any]) -> None:
    """Members that are absent or of another type read as nothing."""
    assert diff_document(found, "en").sections
    assert trend_document(found, "zh").sections


def test_every_target_has_a_column_a_result() -> None:
    """A trend has a row a target and a column a result; a result that lacks the target shows a dash."""
    document = trend_document(TREND, "en")

    table = next(block for section in document.sections for block in section.blocks if isinstance(block, Table))
    assert ["Indicator", "2025-01-01 mid-term check m", "2026-01-01 a", "Movement"] == list(table.head)
    assert [verdict_label("pass", "en"), verdict_label("fail", "en")] == [cell.text for cell in table.rows[0][1:3]]
    assert "—" == table.rows[1][1].text


def test_what_fell_back_is_named_first() -> None:
    """The overview names each target that fell back."""
    overview = trend_document(TREND, "zh").sections[0]

    assert any("9.a 甲" in item for block in overview.blocks for item in getattr(block, "items", ()))


def test_a_target_with_two_numbers_is_drawn() -> None:
    """Only what has a course has a chart."""
    document = trend_document(TREND, "en")

    figures = [block for section in document.sections for block in section.blocks if isinstance(block, Figure)]
    assert ["control-1"] == [figure.drawing.id for figure in figures]


def test_a_change_shows_both_sides() -> None:
    """Before and after stand beside each other, verdicts with sign and word."""
    changes = [{"what": "verdict", "a": "pass", "b": "fail"}, {"what": "evidence", "a": ["L R1"], "b": []}]
    document = diff_document({"targets": [{"id": "9.a", "changes": changes}], "same": 3}, "en")

    table = next(block for block in document.sections[0].blocks if isinstance(block, Table))
    assert [["✓ achieved", "✗ not achieved"], ["L R1", ""]] == [[cell.text for cell in row[2:]] for row in table.rows]
