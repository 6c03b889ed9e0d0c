"""What the plan asks of a target: whether it plans it at all, by which columns, and whether rows are judged alone."""

from __future__ import annotations

from dataclasses import replace

from verifier.catalogue.guide import Project
from verifier.decision.rule import read_rule
from verifier.decision.ruling import Context
from verifier.plan.asked import asked_of


def test_a_range_clause_is_not_planned(project: Project) -> None:
    """Rows of a range clause may stand under its stem, so its targets are judged row by row."""
    asked = asked_of(project.target("9999.upper"), Context(), in_range=True)

    assert asked.not_planned is not None
    assert "plan_range_clause" == asked.not_planned.code


def test_only_columns_that_matter_tell_kinds_apart(project: Project) -> None:
    """The wafer matters to a statistic by wafer alone, the date to a time-bound target alone."""
    context = Context()
    upper = project.target("9999.upper")

    assert "wafer" in asked_of(project.target("9999.wafers"), context).columns
    assert not {"wafer", "date", "sample"} & asked_of(upper, context).columns
    assert "date" in asked_of(replace(upper, time_bound=True), context).columns


def test_rows_of_a_kind_may_differ_in_u(project: Project) -> None:
    """Each is judged with its own, or a statistic joins them; not where a magnitude is limited row by row."""
    names = ("upper", "hot", "mean", "peak", "size")
    asked = [asked_of(project.target(f"9999.{name}"), Context()) for name in names]

    assert [True, True, True, True, False] == [one.own_expanded for one in asked]
    assert [True, True, False, False, True] == [one.alone for one in asked]
    assert [True, True, False, True, True] == [one.by_row for one in asked]


def test_a_risk_of_a_statistic_is_not_planned(project: Project) -> None:
    """Each row may be judged by a probability of its own; of a statistic all rows together have one."""
    context = Context(rule=read_rule("risk:5%"))
    reasons = [asked_of(project.target(f"9999.{name}"), context).not_planned for name in ("upper", "mean")]

    assert [None, "plan_rule"] == [None if one is None else one.code for one in reasons]
