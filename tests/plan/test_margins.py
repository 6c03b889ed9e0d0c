"""Margins: how far a value lies from the nearest end of its target's region."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import Any

import pytest

from verifier.catalogue.guide import Project
from verifier.decision.ruling import Context
from verifier.decision.verdict import Verdict
from verifier.measurement.row import Row
from verifier.plan.margins import ends_of, judged_alone
from verifier.plan.plan import Plan


@pytest.mark.parametrize(
    ("name", "cells", "expected"),
    [
        ("upper", {"value": "1.4", "unit": "um"}, (Verdict.PASS, 0.1)),
        ("upper", {"value": "0.0016", "unit": "mm"}, (Verdict.FAIL, -0.1)),
        ("lower", {"value": "0.25", "unit": "L/min"}, (Verdict.PASS, 0.01)),
        ("inside", {"value": "150.2", "unit": "mm"}, (Verdict.PASS, 0.05)),
        ("upper", {"value": "1e400", "unit": "um"}, (Verdict.FAIL, -inf)),
        ("upper", {"value": "1.4", "unit": "um", "exclude": "污染"}, (None, inf)),
        ("upper", {"value": "合格", "unit": "um"}, (None, inf)),
    ],
)
def test_a_row_has_its_own_margin(
    name: str, cells: dict[str, Any], expected: tuple[Verdict | None, float], project: Project
) -> None:
    """In the target's unit, below zero where it fails; infinite where nothing is compared."""
    asked = Plan(project.targets, Context(), {}).asked[f"9999.{name}"]
    made = replace(Row("a.csv", 2, f"9999.{name}"), **cells)
    verdict, margin = judged_alone(asked.narrowed[0], made, Context())

    assert expected[0] == verdict
    assert expected[1] == pytest.approx(margin)


@pytest.mark.parametrize(
    ("name", "unit", "expected"),
    [
        ("upper", "mm", ([(-inf, 0.0015)], 1000.0, False)),
        ("hot", "K", ([(-inf, 358.15)], 1.0, False)),
        ("size", "nA/um", ([(-0.39, 0.39)], 1000.0, True)),
        ("inside", "cm", ([(14.975, 15.025), (19.97, 20.03)], 10.0, False)),
        ("upper", "kg", ([], 1.0, False)),
    ],
)
def test_ends_stand_in_the_unit_of_the_rows(
    name: str, unit: str, expected: tuple[list[tuple[float, float]], float, bool], project: Project
) -> None:
    """With the size of that unit in the target's; a unit of another quantity has none."""
    plan = Plan(project.targets, Context(), {})
    row = Row("a.csv", 2, f"9999.{name}", "1", unit)
    intervals, size, magnitude = ends_of(plan.group_of(row, plan.signature_of(row)), Context())

    assert [high for _, high in expected[0]] == pytest.approx([high for _, high in intervals])
    assert [low for low, _ in expected[0] if not magnitude] == pytest.approx(
        [low for low, _ in intervals if not magnitude]
    )
    assert expected[1:] == (size, magnitude)


def test_a_target_of_nobody_has_no_ends(project: Project) -> None:
    """Rows of unknown targets are compared with nothing."""
    plan = Plan(project.targets, Context(), {})
    row = Row("a.csv", 2, "9999.nobody", "1", "um")

    assert ([], 1.0, False) == ends_of(plan.group_of(row, plan.signature_of(row)), Context())
    assert ([], 1.0, False) == ends_of(None, Context())
