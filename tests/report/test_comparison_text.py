"""Comparisons in a terminal."""

from __future__ import annotations

from typing import Any

from verifier.report.comparison_text import render_diff, render_trend
from verifier.wording import words


def test_a_change_is_one_line() -> None:
    """Target first, then what changed from what to what."""
    changes = [{"what": "verdict", "a": "pass", "b": "fail"}, {"what": "value", "a": "12", "b": "16"}]

    text = render_diff({"targets": [{"id": "9.a", "name": {"en": "A"}, "changes": changes}]}, "en")

    assert "9.a · A\n    verdict: ✓ achieved -> ✗ not achieved\n    measured value: 12 -> 16\n" in text


def test_a_course_is_one_line() -> None:
    """The verdicts of a target stand in the order of the results, then its movement."""
    points = [{"id": "9.a", "verdict": "pass"}, {"id": "9.a", "verdict": "fail"}]
    found: dict[str, Any] = {
        "results": [{"as_of": "2025-01-01"}, {"as_of": "2026-01-01"}],
        "targets": [{"id": "9.a", "movement": "regressed", "regressed": True, "points": points}],
    }

    text = render_trend(found, "en")

    assert "    ✓ achieved -> ✗ not achieved -> ▼ worse\n" in text
    assert words("report_statement", "en") in text


def test_nothing_in_it_steers_a_terminal() -> None:
    """Control characters of a result are spelled out."""
    text = render_diff(
        {"targets": [{"id": "9\x1b[31m", "changes": [{"what": "value", "a": "\x07", "b": "\u202e"}]}]}, "zh"
    )

    assert set() == set(text) & {"\x1b", "\x07", "\u202e"}
