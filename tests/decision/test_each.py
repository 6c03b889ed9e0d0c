"""Every row by itself, and summaries that settle the deciding statistic."""

from __future__ import annotations

import pytest

from tests.small_world import codes, condition, row, ruled, target
from verifier.catalogue.target import Severity


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ("15 14.9", "pass"),
        ("15 15.0001", "fail"),
        ("15 ? 16", "fail"),
        ("15 ?", "undecided"),
        ("? ?", "not_evaluable"),
        ("15 <16", "undecided"),
        ("<15 ? <16", "undecided"),
    ],
)
def test_rows_make_the_verdict(values: str, verdict: str) -> None:
    """Fail > undecided > not evaluable > pass; a pass beside a row that cannot be read is undecided."""
    assert verdict == ruled(target("x <= 15 um"), [row(value, unit="um") for value in values.split()]).verdict


@pytest.mark.parametrize("value", ["", "NaN", "inf", "-inf", "#DIV/0!", "#N/A", "null", "None", "1,5", "~15", "约15"])
def test_no_number_is_neither_pass_nor_fail(value: str) -> None:
    """Null, NaN, infinity, an error cell and an approximate value cannot be judged."""
    ruling = ruled(target("x <= 15"), [row(value, evidence="report.pdf")])

    assert "not_evaluable" == ruling.verdict
    assert codes(ruling)


def test_rows_that_could_not_be_judged_are_counted() -> None:
    """The first reason of such an undecided target counts the rows."""
    ruling = ruled(target("x <= 15"), ["15", "?", "?"])

    assert ("rows_not_judged", 2) == (ruling.decided.reasons[0].code, ruling.decided.reasons[0]["count"])


@pytest.mark.parametrize(
    ("predicate", "statistic", "value", "verdict"),
    [
        ("x <= 15", "max", "15", "pass"),
        ("x <= 15", "mean", "14", "not_evaluable"),
        ("x <= 15", "P99", "14", "not_evaluable"),
        ("x <= 15", "min", "14", "not_evaluable"),
        ("x <= 15", "mean", "16", "fail"),
        ("x <= 15", "min", "16", "fail"),
        ("x >= 15", "min", "15", "pass"),
        ("x >= 15", "max", "15", "not_evaluable"),
        ("x in [9, 11]", "max", "10", "not_evaluable"),
        ("x in [9, 11]", "mean", "12", "fail"),
        ("x <= 15", "最大值", "15", "pass"),
        ("x <= 15", "max", "<16", "undecided"),
        ("x <= 15", "mean", "<16", "not_evaluable"),
        ("x <= 15", "sum", "15", "not_evaluable"),
    ],
)
def test_summary_counts_where_it_settles(predicate: str, statistic: str, value: str, verdict: str) -> None:
    """A maximum below an upper limit implies `every`; a summary that implies nothing is not evaluable."""
    assert verdict == ruled(target(predicate), [row(value, statistic=statistic)]).verdict


_TURNS = condition("J", "200 A/cm^2", severity=Severity.INCREASING)


@pytest.mark.parametrize(
    ("stated", "value", "verdict"),
    [
        ("J = 200 A/cm^2", "1.5 V", "pass"),
        ("J = 200 A/cm^2", "1.7 V", "fail"),
        ("J = 100 A/cm^2", "1.5 V", "not_evaluable"),
        ("J = 100 A/cm^2", "1.7 V", "fail"),
        ("J = 300 A/cm^2", "1.5 V", "pass"),
        ("J = 300 A/cm^2", "1.7 V", "not_evaluable"),
        ("", "1.5 V", "not_evaluable"),
        ("J = 200 A/cm^2; J = 300 A/cm^2", "1.5 V", "not_evaluable"),
        ("J 200 A/cm^2", "1.5 V", "not_evaluable"),
        ("J = 300 A/cm^2", "<1.7 V", "not_evaluable"),
    ],
)
def test_conditions_let_one_verdict_stand(stated: str, value: str, verdict: str) -> None:
    """Milder: a fail stands, a pass does not. Harsher: a pass stands, a fail does not."""
    asked = target("x < 1.6 V", conditions=(_TURNS,))

    assert verdict == ruled(asked, [row(value, conditions=stated)]).verdict


def test_undeclared_condition_is_reported() -> None:
    """A key that the target does not declare is kept, noted at its row, and changes nothing."""
    ruling = ruled(target("x <= 15"), [row("15", conditions="RH = 40 %")])

    assert "pass" == ruling.verdict
    assert ["condition_undeclared"] == [reason.code for reason in ruling.decided.rows[0].reasons]


def test_worst_row_is_shown() -> None:
    """The value and the margin of the target are those of the row nearest to the limit, or farthest beyond it."""
    ruling = ruled(target("x <= 15"), ["12", "17", "16"])

    assert ruling.decided.judgement is not None
    assert -2 == ruling.decided.judgement.margin


def test_a_flagged_value_can_fail_but_never_pass() -> None:
    """What a tester flagged stands as a fail beyond the limit, and is not evaluable within it."""
    wanted = target("x <= 0.3 V")
    within = row("#ALARM 0.1", unit="V", barred="alarm", reading="0.1")
    beyond = row("#ALARM 0.4", unit="V", barred="alarm", reading="0.4")

    assert "not_evaluable" == ruled(wanted, [within]).verdict
    assert "fail" == ruled(wanted, [beyond]).verdict


def test_digits_that_a_sheet_hides_are_told_where_they_matter() -> None:
    """0.30000000000000004 fails `<= 0.3` although the sheet shows 0.3; far from the limit nothing is said."""
    wanted = target("x <= 0.3 V")
    near = ruled(wanted, [row("0.30000000000000004", unit="V", shown15="0.3")])
    far = ruled(wanted, [row("0.10000000000000002", unit="V", shown15="0.1")])

    assert "fail" == near.verdict
    assert "shown_value_flips" in codes(near)
    assert "shown_value_flips" not in codes(far)
