"""The signed-margin chart."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from verifier.report.margin_chart import CHART_WIDTH, margin_charts
from verifier.report.result_reader import read_result

NUMBERS = st.fractions(max_denominator=10**6)


def bar_of(margin: Fraction, limit: Fraction) -> tuple[Fraction, Fraction]:
    """Left and right end of the one bar of a target."""
    target = {"id": "a", "verdict": "pass", "margin": str(margin), "limit": str(limit)}
    bar = margin_charts(read_result({"targets": [target]}, "en").targets, "en")[0].bars[0]
    return bar.x, bar.x + bar.width


@given(NUMBERS, NUMBERS)
def test_bar_stays_in_the_drawing_on_its_side(margin: Fraction, limit: Fraction) -> None:
    """However large a margin is, its bar is inside; good margins lie right of the limit, bad ones left."""
    left, right = bar_of(margin, limit)

    middle = CHART_WIDTH // 2
    assert 0 <= left < right <= CHART_WIDTH
    assert (left >= middle) is (margin > 0)
    assert (right <= middle) is (margin < 0)


@given(NUMBERS, NUMBERS, NUMBERS.filter(bool))
def test_larger_margin_never_ends_further_left(one: Fraction, other: Fraction, limit: Fraction) -> None:
    """The scale is monotone."""
    low, high = sorted((abs(one), abs(other)))

    assert bar_of(low, limit)[1] <= bar_of(high, limit)[1] or low == 0


def test_targets_without_margin_are_left_out(every_verdict: dict[str, Any]) -> None:
    """Documents, missing targets and unjudged values are not drawn."""
    charts = margin_charts(read_result(every_verdict, "en").targets, "en")

    drawn = [bar for chart in charts for bar in chart.bars]
    assert 7 == len(drawn)
    assert ["Defect count", "Working temperature range"] == [bar.label[2:] for bar in drawn if not bar.scaled]


def test_hundred_targets_are_split_into_drawings_of_eight(hundred_targets: dict[str, Any]) -> None:
    """No drawing is taller than a printed page."""
    charts = margin_charts(read_result(hundred_targets, "zh").targets, "zh")

    assert [8] * 12 + [4] == [len(chart.bars) for chart in charts]
