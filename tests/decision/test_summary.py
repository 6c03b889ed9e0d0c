"""Statistics of many rows, groups, and rows that are summaries already."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.small_world import codes, row, ruled, stated_condition, target
from verifier.decision.judge import Amount
from verifier.measurement.row import Row


def _rows(values: str, **cells: str) -> list[Row]:
    return [row(value, **cells) for value in values.split()]


@pytest.mark.parametrize(
    ("statistic", "values", "verdict"),
    [
        ("mean", "9 11", "pass"),
        ("mean", "9 11.0000001", "fail"),
        ("median", "1 10 99", "pass"),
        ("median", "1 10 11 99", "fail"),
        ("max", "1 10", "pass"),
        ("max", "1 10.1", "fail"),
        ("min", "10 99", "pass"),
        ("quantile:0.5", "10 99", "pass"),
        ("geometric_mean", "5 20", "pass"),
        ("geometric_mean", "5 20.1", "fail"),
        ("mean", "<10 10", "pass"),
        ("mean", "<11 10", "undecided"),
        ("max", "<11 10", "undecided"),
    ],
)
def test_computed(statistic: str, values: str, verdict: str) -> None:
    """The statistic is computed exactly, and of sets it is the set of what it may be."""
    asked = target("x <= 10", statistic, nonnegative=True)

    assert verdict == ruled(asked, _rows(values)).verdict


@pytest.mark.parametrize(
    ("predicate", "statistic", "values", "verdict"),
    [
        ("x <= 10", "mean", "9 ?", "undecided"),
        ("x <= 10", "mean", "11 ?", "undecided"),
        ("x <= 10", "max", "11 ?", "fail"),
        ("x <= 10", "max", "9 ?", "undecided"),
        ("x >= 10", "max", "11 ?", "pass"),
        ("x >= 10", "max", "9 ?", "undecided"),
        ("x >= 10", "min", "9 ?", "fail"),
        ("x <= 10", "min", "9 ?", "pass"),
        ("x <= 10", "mean", "? ?", "not_evaluable"),
    ],
)
def test_rows_that_could_not_be_judged(predicate: str, statistic: str, values: str, verdict: str) -> None:
    """They leave a statistic open, except where no further value could turn it."""
    ruling = ruled(target(predicate, statistic), _rows(values))

    assert verdict == ruling.verdict
    if verdict == "undecided":
        assert "rows_not_judged" == codes(ruling)[0]


def test_weighted() -> None:
    """A weighted mean uses the column, and a row without a weight cannot enter it."""
    asked = target("x <= 10", "weighted_mean")

    assert "pass" == ruled(asked, [row("30", weight="1"), row("5", weight="4")]).verdict
    assert "fail" == ruled(asked, [row("30", weight="4"), row("5", weight="1")]).verdict
    for weight in ("", "-1", "heavy"):
        assert "undecided" == ruled(asked, [row("5", weight="1"), row("5", weight=weight)]).verdict


def test_weight_elsewhere_decides_nothing() -> None:
    """An unreadable weight is no matter to a statistic that uses none."""
    assert "pass" == ruled(target("x <= 10", "mean"), [row("5", weight="heavy")]).verdict


@pytest.mark.parametrize(("statistic", "expanded"), [("mean", "1/2"), ("weighted_mean", "2/5"), ("median", "4/5")])
def test_weight_of_an_uncertainty(statistic: str, expanded: str) -> None:
    """A plain mean has the plain mean of the U, whatever is written as a weight; a median has the largest."""
    rows = [row("9", uncertainty="0.2", weight="2"), row("9", uncertainty="0.8", weight="1")]
    ruling = ruled(target("x <= 10", statistic), rows)

    assert isinstance(ruling.decided.possible, Amount)
    assert ruling.decided.possible.uncertainty is not None
    assert Fraction(expanded) == ruling.decided.possible.uncertainty.expanded


@pytest.mark.parametrize(
    ("wafers", "verdict"),
    [
        ({"A": "9 11", "B": "10"}, "pass"),
        ({"A": "9 9", "B": "9 11.1"}, "fail"),
        ({"A": "9 ?", "B": "11"}, "fail"),
        ({"A": "11 ?", "B": "9"}, "undecided"),
        ({"A": "9 ?", "B": "9"}, "undecided"),
        ({"A": "?", "B": "9"}, "undecided"),
        ({"A": "?", "B": "?"}, "not_evaluable"),
    ],
)
def test_worst_group(wafers: dict[str, str], verdict: str) -> None:
    """Every group must meet the limit; a row that could not be judged leaves its own group open only."""
    rows = [row(value, wafer=wafer) for wafer, values in wafers.items() for value in values.split()]

    assert verdict == ruled(target("x <= 10", "worst of mean by wafer"), rows).verdict


def test_group_needs_its_name() -> None:
    """Rows that do not say their group cannot be grouped; a single row is its own."""
    asked = target("x <= 10", "worst of mean by wafer")

    assert ["group_missing"] == codes(ruled(asked, ["9", "9"]))
    assert "pass" == ruled(asked, ["9"]).verdict


def test_worst_group_of_a_two_sided_limit() -> None:
    """Under a two-sided limit each group must lie inside."""
    asked = target("x in [9, 11]", "worst of mean by lot")
    rows = [row("8", lot="1"), row("12", lot="1"), row("10", lot="2")]

    assert "pass" == ruled(asked, rows).verdict
    assert "fail" == ruled(asked, [*rows, row("12", lot="3")]).verdict


def test_group_that_is_stated() -> None:
    """A row that states a group's statistic stands for the group, and stands there alone."""
    asked = target("x <= 10", "worst of weighted_mean by wafer")
    stated = [row("9", wafer=wafer, statistic="weighted_mean") for wafer in ("A", "B")]

    assert "pass" == ruled(asked, stated).verdict
    assert "fail" == ruled(asked, [stated[0], row("11", wafer="B", statistic="面积加权平均")]).verdict
    beside = ruled(asked, [*stated, row("9", wafer="A", weight="1")])
    assert ("undecided", True) == (beside.verdict, "group_stated_twice" in codes(beside))


def test_summary_of_everything() -> None:
    """A maximum below the limit settles a worst mean; a minimum above it shows that it is missed."""
    asked = target("x <= 10", "worst of mean by wafer")

    assert "pass" == ruled(asked, [row("10", statistic="max")]).verdict
    assert "fail" == ruled(asked, [row("11", statistic="min")]).verdict
    assert "not_evaluable" == ruled(asked, [row("11", statistic="max")]).verdict


def test_means_of_parts_that_disagree() -> None:
    """Of two means, one below and one above the limit, the mean of all may be either."""
    ruling = ruled(target("x <= 10", "mean"), [row("9", statistic="mean"), row("11", statistic="mean")])

    assert ("undecided", "summaries_disagree") == (ruling.verdict, codes(ruling)[0])


@pytest.mark.parametrize("statistic", ["pooled_proportion", "mean"])
def test_never_row_by_row(statistic: str) -> None:
    """Rows that each pass are no verdict where the statistic cannot be worked out from them."""
    rows = [row("0~1"), row("?")] if statistic == "mean" else [row("0.95"), row("0.96")]

    assert "pass" != ruled(target("x >= 0.9", statistic), rows).verdict


def test_limits_that_differ_have_no_common_statistic() -> None:
    """Rows whose stated speeds give different limits are not averaged."""
    asked = target("x <= n/rpm", "mean", conditions=(stated_condition("n", "rpm"),))

    assert ["inputs_differ"] == codes(
        ruled(asked, [row("9", conditions="n = 10 rpm"), row("9", conditions="n = 20 rpm")])
    )
    assert "pass" == ruled(asked, [row("9", conditions="n = 10 rpm"), row("11", conditions="n = 10 rpm")]).verdict
