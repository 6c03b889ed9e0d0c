"""A target's rows drawn."""

from __future__ import annotations

from typing import Any

import pytest

from verifier.report.result_reader import read_result
from verifier.report.rows_chart import rows_drawing
from verifier.report.view import TargetView


def view_of(texts: list[str], verdicts: list[str] | None = None, **more: object) -> TargetView:
    """A target with one row a value."""
    rows = [
        {"value": text, "unit": "um", "verdict": verdict, "role": "deciding"}
        for text, verdict in zip(texts, verdicts or ["pass"] * len(texts), strict=True)
    ]
    target = {"id": "a", "unit": "um", "predicate": "TTV <= 15 um", "limit": "15", "rows": rows, **more}
    return read_result({"targets": [target]}, "en").targets[0]


def test_three_numbers_are_needed() -> None:
    """One or two values say nothing that the table does not; bounds and texts are no points."""
    assert rows_drawing(view_of(["1", "2", "<3"]), 1, "en") is None
    assert rows_drawing(view_of(["1", "2", "3"]), 1, "en") is not None


def test_each_row_is_a_mark_and_a_failed_one_a_cross() -> None:
    """Few rows are drawn one by one."""
    drawing = rows_drawing(view_of(["1", "2", "16"], ["pass", "pass", "fail"]), 1, "en")

    assert drawing is not None
    svg = drawing.svg()
    assert (2, 1) == (svg.count("<circle"), svg.count("<path"))


@pytest.mark.parametrize("copies", [3, 60])
def test_equal_values_are_stacked_apart(copies: int) -> None:
    """No dot covers another."""
    drawing = rows_drawing(view_of(["7"] * copies), 1, "en")

    assert drawing is not None
    assert copies == len({shape for shape in drawing.shapes if shape.startswith("<circle")})


def test_many_rows_become_bars_whose_rare_fails_are_seen(many_rows: dict[str, Any]) -> None:
    """Five thousand rows are a histogram of a few kilobytes, and six failed rows still have a bar."""
    target = read_result(many_rows, "en").targets[0]

    drawing = rows_drawing(target, 1, "en")

    assert drawing is not None
    assert len(drawing.svg()) < 10_000
    assert any('fill="#f2b8b8"' in shape for shape in drawing.shapes)
    figures = dict(zip(drawing.head, drawing.rows[0], strict=True))
    assert ("4996", "12.1", "18.5") == (figures["rows"], figures["least"], figures["largest"])


def test_rows_of_another_unit_are_left_out_and_counted() -> None:
    """An input in another unit has no place on this scale."""
    view = view_of(["1", "2", "3"])
    target = {
        "id": "a",
        "unit": "um",
        "rows": [*({"value": row.number, "unit": "um"} for row in view.rows), {"value": "9", "unit": "mm"}],
    }

    drawing = rows_drawing(read_result({"targets": [target]}, "en").targets[0], 1, "en")

    assert drawing is not None
    assert ("rows", "3") == (drawing.head[0], drawing.rows[0][0])
    assert ("not drawn", "1") == (drawing.head[-1], drawing.rows[0][-1])
