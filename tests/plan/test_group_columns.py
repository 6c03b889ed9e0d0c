"""The lines of all groups as columns: what went in comes out."""

from __future__ import annotations

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")

from verifier.catalogue.guide import Project
from verifier.decision.ruling import Context
from verifier.plan.group_columns import GroupColumns
from verifier.plan.group_line import GroupLine
from verifier.plan.plan import Plan


def _columns(project: Project) -> GroupColumns:
    return GroupColumns(Plan(project.targets, Context(), {}), "wafer", None)


_LINES = [
    GroupLine("W2", "9999.upper", 3, 1, 0, 1, "1.6", "um", "a.csv", 12, -0.1, 4),
    GroupLine("W1", "9999.upper", 1, 0, 0, 1, order=1),
    GroupLine("W1", "9999.lower", 2, 0, 1, 0, "0.25", "L/min", "b.xlsx", "Sheet1!A3", 0.01, 2),
]


def test_lines_come_back_in_order(project: Project) -> None:
    """A line keeps its number, and a cell its name."""
    columns = _columns(project)
    columns.add_lines(_LINES)

    assert [_LINES[2], _LINES[1], _LINES[0]] == list(columns.lines())


def test_tables_are_text_but_for_counts(project: Project) -> None:
    """As the file shows them."""
    columns = _columns(project)
    columns.add_lines(_LINES)
    told = [row for table in columns.tables() for row in table.to_pylist()]

    assert [("W1", "9999.lower", 2, "L/min", "b.xlsx", "Sheet1!A3"), ("W1", "9999.upper", 1, "", "", "0")] == [
        (one["group"], one["target"], one["rows"], one["unit"], one["file"], one["line"]) for one in told[:2]
    ]
    assert "12" == told[2]["line"]


def test_what_was_settled_is_not_dropped(project: Project) -> None:
    """Only what came behind goes."""
    columns = _columns(project)
    columns.add_lines(_LINES[:1])
    columns.settle()
    columns.add_lines(_LINES[1:])
    columns.drop()

    assert _LINES[:1] == list(columns.lines())
