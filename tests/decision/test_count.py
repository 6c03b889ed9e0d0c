"""Counts: a number, or items that count once each."""

from __future__ import annotations

import pytest

from tests.small_world import PERIOD, codes, row, ruled, target
from verifier.decision.ruling import Context
from verifier.measurement.row import Row


def _items(*names: str, **cells: str) -> list[Row]:
    return [row(item=name, **cells) for name in names]


_THREE = target("N >= 3 item", "distinct", nonnegative=True)


@pytest.mark.parametrize(
    ("names", "verdict"),
    [("a b c", "pass"), ("a b", "fail"), ("a b b", "fail"), ("a b B", "fail"), ("a b Ｂ", "fail"), ("a b c d", "pass")],
)
def test_items_count_once(names: str, verdict: str) -> None:
    """Items are counted distinct: neither case nor width makes a second one."""
    assert verdict == ruled(_THREE, _items(*names.split())).verdict


def test_duplicate_is_reported() -> None:
    """A row that repeats an item says which line it repeats."""
    ruling = ruled(_THREE, _items("a", "b", "a"))

    assert ["item_duplicate"] == codes(ruling)
    assert 2 == ruling.decided.rows[2].reasons[0]["line"]


@pytest.mark.parametrize("value", ["3", "3 项", "3个", "12"])
def test_one_number(value: str) -> None:
    """One row with the number is the count."""
    assert "pass" == ruled(_THREE, [row(value)]).verdict


def test_number_that_says_it_is_a_count() -> None:
    """A number whose statistic is `计数` is what decides."""
    assert "pass" == ruled(_THREE, [row("3", statistic="计数")]).verdict


def test_number_and_items_together() -> None:
    """A number beside items is a fault of every row."""
    ruling = ruled(_THREE, [row("3"), *_items("a", "b", "c")])

    assert ("not_evaluable", ["count_mixed"]) == (ruling.verdict, codes(ruling))
    assert {"not_evaluable"} == {found.verdict for found in ruling.decided.rows}


def test_two_numbers() -> None:
    """Two numbers for one count cannot be judged: nothing says whether they add up."""
    assert ["count_given_twice"] == codes(ruled(_THREE, ["2", "3"]))


@pytest.mark.parametrize(("good", "verdict"), [(3, "pass"), (2, "undecided"), (1, "undecided"), (0, "not_evaluable")])
def test_items_in_doubt_may_count_or_not(good: int, verdict: str) -> None:
    """Items that could not be judged leave the count open where they could turn it; alone they are no evidence."""
    dated = target("N >= 3 item", "distinct", time_bound=True)
    doubtful = _items("y", "z")
    rows = [*_items(*"abc"[:good], date="2025-05-01"), *doubtful]

    assert verdict == ruled(dated, rows, Context(period=PERIOD)).verdict


def test_items_outside_the_period_do_not_count() -> None:
    """An item dated one day outside does not count; one dated on an end of the period does."""
    dated = target("N >= 2 item", "distinct", time_bound=True)
    ends = [row(item="a", date="2024-01-01"), row(item="b", date="2026-12-31")]
    late = [row(item="a", date="2024-01-01"), row(item="b", date="2027-01-01")]

    assert "pass" == ruled(dated, ends, Context(period=PERIOD)).verdict
    assert "fail" == ruled(dated, late, Context(period=PERIOD)).verdict


def test_period_unknown() -> None:
    """Without a period, or without a date in the row, a time-bound count cannot be judged."""
    dated = target("N >= 1 item", "distinct", time_bound=True)

    for rows, context in ((_items("a", date="2025-01-01"), Context()), (_items("a"), Context(period=PERIOD))):
        ruling = ruled(dated, rows, context)
        assert "pass" != ruling.verdict
        assert "period_unknown" in codes(ruling)
