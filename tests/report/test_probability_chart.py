"""The probability of conformity near the limit."""

from __future__ import annotations

from verifier.report.probability_chart import probability_drawing
from verifier.report.result_reader import read_result
from verifier.report.view import TargetView


def view_of(value: str, margin: str, expanded: str, **more: object) -> tuple[TargetView, ...]:
    """One target with a limit of 10 and one row that states U."""
    row = {"value": value, "unit": "V", "uncertainty": expanded, "k": "2"}
    target = {"id": "a", "unit": "V", "verdict": "pass", "value": value, "limit": "10", "margin": margin, "rows": [row]}
    return read_result({"targets": [target | more]}, "en").targets


def test_on_the_limit_conformity_is_even() -> None:
    """JCGM 106: with a normal distribution, a value on a one-sided limit conforms with probability 1/2."""
    drawing = probability_drawing(view_of("10", "0", "1"), "en")

    assert drawing is not None
    assert ("0", "≈0.500") == drawing.rows[0][2:4]


def test_one_standard_uncertainty_inside() -> None:
    """Φ(1) = 0.841: U = 1 with k = 2 makes a margin of 0.5 one standard uncertainty."""
    drawing = probability_drawing(view_of("9.5", "0.5", "1"), "en")

    assert drawing is not None
    assert ("1", "≈0.841") == drawing.rows[0][2:4]


def test_the_result_own_probability_is_shown() -> None:
    """Where the result states the probability of conformity, the table shows it, not the curve's."""
    drawing = probability_drawing(view_of("9.5", "0.5", "1", probability="0.8"), "en")

    assert drawing is not None
    assert "0.8" == drawing.rows[0][3]


def test_far_from_the_limit_and_without_uncertainty_nothing_is_drawn() -> None:
    """A target is near its limit within four standard uncertainties, and needs one."""
    assert probability_drawing(view_of("1", "9", "1"), "en") is None
    assert probability_drawing(view_of("9.5", "0.5", ""), "en") is None


def test_the_uncertainty_of_what_decided_comes_first() -> None:
    """U and k that the result states for the target, in its unit, win over a row's text with another unit."""
    stated = {"U": "1", "k": "2", "u": "0.5"}

    drawing = probability_drawing(view_of("9.5", "0.5", "1000 mV", uncertainty=stated), "en")

    assert drawing is not None
    assert "1" == drawing.rows[0][2]
