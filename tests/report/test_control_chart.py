"""Values over milestones."""

from __future__ import annotations

from verifier.report.control_chart import Milestone, control_drawing
from verifier.report.drawing import Drawing
from verifier.report.result_reader import read_result


def drawn(values: list[str], limits: list[str] | None = None, unit: str = "um") -> Drawing | None:
    """A drawing of one value a milestone."""
    limits = limits or ["15"] * len(values)
    points = [
        {"id": "a", "verdict": "pass", "value": value, "unit": unit, "limit": limit, "predicate": f"TTV <= {limit} um"}
        for value, limit in zip(values, limits, strict=True)
    ]
    return control_drawing(
        [Milestone(f"m{i}", read_result({"targets": [point]}, "en").targets[0]) for i, point in enumerate(points)],
        1,
        "en",
    )


def test_two_values_are_needed() -> None:
    """One value, or bounds, are no course."""
    assert drawn(["12", "<3"]) is None
    assert drawn(["12", "11"]) is not None


def test_the_limit_of_each_milestone_is_drawn() -> None:
    """A mid-term limit and a final one stand at different heights."""
    drawing = drawn(["18", "14"], ["20", "15"])

    assert drawing is not None
    heights = {shape for shape in drawing.shapes if shape.startswith("<line") and 'stroke-width="1.8"' in shape}
    assert 2 == len(heights)


def test_control_limits_come_with_eight_values() -> None:
    """From fewer values control limits could not be told; eight of them show centre line and both limits, dashed."""
    few, enough = drawn([str(10 + i % 2) for i in range(7)]), drawn([str(10 + i % 2) for i in range(8)])

    assert few is not None
    assert enough is not None
    assert (0, 3) == (few.svg().count('stroke-dasharray="5 3"'), enough.svg().count('stroke-dasharray="5 3"'))


def test_the_table_holds_every_milestone() -> None:
    """A milestone without a number is in the table all the same."""
    drawing = drawn(["12", "<3", "11"])

    assert drawing is not None
    assert ["12 um", "<3 um", "11 um"] == [row[1] for row in drawing.rows]
