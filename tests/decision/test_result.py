"""The result object: exact numbers as strings, counts as integers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.small_world import reading, row, ruled, stated_condition, target
from verifier.decision.judge import MemberSet
from verifier.decision.result import ratify_of, summary_of, target_fields, value_text
from verifier.decision.rule import ROUNDED
from verifier.decision.ruling import Context


@given(st.lists(st.sampled_from(["9", "11", "?", "<11", ""]), max_size=8))
def test_summary_counts_targets(values: list[str]) -> None:
    """The counts of the verdicts add up to the number of targets, and name all six."""
    rulings = [ruled(target("x <= 10"), [value] if value else []) for value in values]

    counts = summary_of(rulings)

    assert len(values) == sum(counts.values())
    assert {"pass", "fail", "undecided", "not_evaluable", "expert", "missing"} == set(counts)


@pytest.mark.parametrize(
    ("value", "shown", "margin"),
    [("0.085 mm", "85", "-70"), ("1/3 um", "1/3", "44/3"), ("15 um", "15", "0"), ("0.0149 mm", "14.9", "0.1")],
)
def test_numbers_are_exact_text_in_the_targets_unit(value: str, shown: str, margin: str) -> None:
    """Value, limit and margin are strings, exact, in the target's unit."""
    fields = target_fields(ruled(target("x <= 15 um"), [value]))

    assert (shown, "um", "15", margin) == tuple(fields[name] for name in ("value", "unit", "limit", "margin"))


def test_irrational_limit() -> None:
    """A root prints its expression, twelve digits on the strict side, and a margin that is marked as inexact."""
    asked = target("x <= 9*(n/rpm)^(-1/5)", conditions=(stated_condition("n", "rpm"),))

    fields = target_fields(ruled(asked, [row("2", conditions="n = 720 rpm")]))

    limit = Fraction(fields["limit_decimal"])
    assert limit**5 * 720 <= 9**5 < (limit + Fraction(1, 10**11)) ** 5 * 720
    assert fields["margin_exact"] is False


def test_limit_beside_the_row_that_decides() -> None:
    """Where rows have limits of their own, the one shown belongs to the value shown."""
    asked = target("x <= n/rpm", conditions=(stated_condition("n", "rpm"),))

    fields = target_fields(ruled(asked, [row("10", conditions="n = 9 rpm"), row("10", conditions="n = 99 rpm")]))

    assert ("10", "9", "-1") == (fields["value"], fields["limit"], fields["margin"])


def test_members_are_sorted() -> None:
    """A set shows its members in order."""
    assert "{a, b}" == value_text(MemberSet(frozenset({"b", "a"})))
    assert "{1.1, 5}" == value_text(MemberSet(frozenset(), frozenset({Fraction(5), Fraction(11, 10)})))


def test_rows_say_where_they_stand() -> None:
    """A row has file and line, its text, whether it is excluded and why, and the stem it came from."""
    fields = target_fields(ruled(target("x <= 10"), [row("9"), row("11", exclude="probe fault")]))

    first, second = fields["rows"]
    assert ("rows.csv", 2, "deciding", "pass", None) == (
        first["file"],
        first["line"],
        first["role"],
        first["verdict"],
        first["excluded"],
    )
    assert ("excluded", None, "probe fault", "11") == (
        second["role"],
        second["verdict"],
        second["excluded"],
        second["text"],
    )
    assert [("rows_excluded")] == [reason["code"] for reason in fields["reasons"]]


def test_what_the_panel_ratifies() -> None:
    """Readings that would turn a verdict and rules that are not the default are listed, but for a missing target."""
    readings = (reading("default", default=True), reading("strict", predicate="x <= 5"))
    asked = target("x <= 10", readings=readings)

    entries = ratify_of([ruled(asked, ["7"], Context(rule=ROUNDED))])

    assert [("reading", "strict"), ("rule", "rounded")] == [(entry["kind"], entry["id"]) for entry in entries]
    assert [] == ratify_of([ruled(asked, [], Context(rule=ROUNDED))])
