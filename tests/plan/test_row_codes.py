"""Codes of rows: the verdict of each, by its zone or its text."""

from __future__ import annotations

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

from verifier.catalogue.guide import Project
from verifier.decision.ruling import Context
from verifier.measurement.row import Row
from verifier.plan.plan import Plan
from verifier.plan.row_codes import NONE, WORDS, RowCodes


def test_a_row_has_the_word_of_its_verdict(project: Project) -> None:
    """Pass and fail by the limit, input under a mean, none where nothing is stated or no target is named."""
    codes = RowCodes(Plan(project.targets, Context(), {}))
    rows = [
        Row("a.csv", 2, "9999.upper", "1.5", "um"), Row("a.csv", 3, "9999.upper", "1.51", "um"),
        Row("a.csv", 4, "9999.upper", "x", "um"), Row("a.csv", 5, "9999.mean", "0.1", "ohm"),
        Row("a.csv", 6, "9999.upper", "1", "um", exclude="污染"),
    ]  # fmt: skip

    assert ["pass", "fail", "not_evaluable", "input", "excluded"] == [WORDS[codes.of_row(row)] for row in rows]
    assert [NONE, NONE] == [codes.of_row(None), codes.of_row(Row("a.csv", 7, "9999.none", "1", "um"))]
