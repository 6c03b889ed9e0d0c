"""Sets over all rows, and documents."""

from __future__ import annotations

import pytest

from tests.small_world import codes, condition, row, ruled, target
from verifier.measurement.row import Row

_FIELDS = target(
    "fields includes {energy, ships}", "union", members=(("energy", ("能源",)), ("ships", ("船舶", "shipbuilding")))
)


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        ([row("能源、船舶")], "pass"),
        ([row("energy, ships, cars")], "pass"),
        ([row("能源/shipbuilding")], "pass"),
        ([row("energy"), row("ships")], "pass"),
        ([row(item="energy"), row(item="ships")], "pass"),
        ([row("energy")], "fail"),
        ([row("energy"), row(evidence="a.pdf")], "undecided"),
        ([row(evidence="a.pdf")], "not_evaluable"),
    ],
)
def test_members_of_all_rows(rows: list[Row], verdict: str) -> None:
    """Members are joined over all rows; a lacking one may stand in a row that could not be read."""
    assert verdict == ruled(_FIELDS, rows).verdict


def test_row_with_other_conditions_gives_no_members() -> None:
    """A member measured under other conditions does not count; beside it a lack is undecided."""
    asked = target("V includes {1.1, 5} V", "union", conditions=(condition("T", "25 degC"),))
    rows = [row("1.1 V", conditions="T = 25 degC"), row("5 V", conditions="T = 85 degC")]

    ruling = ruled(asked, rows)

    assert "undecided" == ruling.verdict
    assert {"rows_not_judged", "condition_differs"} <= set(codes(ruling))


def test_values_are_members_in_any_unit() -> None:
    """A voltage in millivolts is the same member."""
    asked = target("V includes {1.1, 5} V", "union")

    assert "pass" == ruled(asked, [row("1100 mV、5 V")]).verdict
    assert "not_evaluable" == ruled(asked, [row("≥1.1 V、5 V")]).verdict


def test_document_with_any_row_is_for_experts() -> None:
    """Any row, even a blank value, makes a documented target one for experts; without a row it is missing."""
    asked = target("report documented")

    assert "expert" == ruled(asked, [row(evidence="a.pdf")]).verdict
    assert "expert" == ruled(asked, ["whatever"]).verdict
    assert "missing" == ruled(asked, []).verdict
