"""Which drawings a report holds."""

from __future__ import annotations

from typing import Any

import pytest

from verifier.report.charts import overview_drawings, target_drawings
from verifier.report.result_reader import read_result


@pytest.mark.parametrize("shape", ["every_verdict", "hundred_targets", "many_rows", "hostile"])
def test_every_drawing_has_title_description_and_an_id_of_its_own(shape: str, request: pytest.FixtureRequest) -> None:
    """No drawing is silent, and links to one never reach another."""
    view = read_result(request.getfixturevalue(shape), "zh")

    drawings = [*overview_drawings(view)]
    for number, target in enumerate(view.targets, start=1):
        drawings += target_drawings(target, number, "zh")
    assert drawings
    assert all(drawing.title and drawing.description for drawing in drawings)
    assert len(drawings) == len({drawing.id for drawing in drawings})


def test_nothing_submitted_is_not_drawn(nothing_submitted: dict[str, Any]) -> None:
    """An untouched template has no charts."""
    view = read_result(nothing_submitted, "en")

    assert () == overview_drawings(view)
