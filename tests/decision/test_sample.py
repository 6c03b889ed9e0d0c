"""One row made ready to be judged: its value, polarity, date and columns."""

from __future__ import annotations

from datetime import date

import pytest

from tests.small_world import PERIOD, class_condition, codes, row, ruled, target
from verifier.decision.result import value_text
from verifier.decision.ruling import Context
from verifier.decision.sample import sample_of

_LEAKAGE = target("I <= 390 pA/um", magnitude=True)


@pytest.mark.parametrize(
    ("value", "cells", "verdict"),
    [
        ("-100 pA/um", {}, "not_evaluable"),
        ("-100 pA/um", {"polarity": "magnitude"}, "pass"),
        ("-400 pA/um", {"polarity": "绝对值"}, "fail"),
        ("-100 pA/um", {"basis": "绝对值"}, "pass"),
        ("100 pA/um", {}, "pass"),
        ("<100 pA/um", {}, "not_evaluable"),
        ("<100 pA/um", {"polarity": "magnitude"}, "pass"),
        ("0.1 nA/um", {}, "pass"),
    ],
)
def test_polarity(value: str, cells: dict[str, str], verdict: str) -> None:
    """A value that is or may be negative needs `magnitude` beside it before a limit on a magnitude judges it."""
    assert verdict == ruled(_LEAKAGE, [row(value, **cells)]).verdict


def test_negative_value_of_what_cannot_be_negative() -> None:
    """A negative density is refused rather than passed."""
    assert ["value_negative"] == codes(ruled(target("x <= 10", nonnegative=True), ["-1"]))


@pytest.mark.parametrize(
    ("value", "nonnegative", "shown"),
    [
        ("<0.2", True, "<0.2"),
        ("≤0.2", True, "≤0.2"),
        ("<0.2", False, "<0.2"),
        ("0~0.2", True, "0~0.2"),
        ("≥0.2", True, "≥0.2"),
        ("0", True, "0"),
    ],
)
def test_value_is_shown_as_it_was_meant(value: str, nonnegative: bool, shown: str) -> None:  # noqa: FBT001 -- a field
    """A bound stays a bound, whether or not the quantity can be negative."""
    asked = target("x <= 10", nonnegative=nonnegative)
    sample = sample_of(asked, asked.statement, row(value), None)

    assert shown == value_text(sample.amount("x"))


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2024-01-01", None),
        ("2026-12-31", None),
        ("2023-12-31", "outside_period"),
        ("2027-01-01", "outside_period"),
        ("", "period_unknown"),
        ("01/02/25", "date_order"),
    ],
)
def test_time_bound(day: str, code: str | None) -> None:
    """The ends of the period are included; a row without a readable date there cannot be judged."""
    ruling = ruled(target("x <= 10", time_bound=True), [row("9", date=day)], Context(period=PERIOD))

    assert ([] if code is None else [code]) == codes(ruling)
    assert ("pass" if code is None else "not_evaluable") == ruling.verdict


def test_no_period() -> None:
    """Without a period a time-bound row is not evaluable, whatever its date."""
    assert ["period_unknown"] == codes(ruled(target("x <= 10", time_bound=True), [row("9", date="2025-01-01")]))
    assert PERIOD.holds(date(2025, 1, 1))


def test_basis() -> None:
    """The basis may stand in its column, in the conditions or in the header; two that differ are a fault."""
    asked = target("x <= 10", conditions=(class_condition("basis", "active", "total"),))

    assert "pass" == ruled(asked, [row("9", basis="active")]).verdict
    assert "pass" == ruled(asked, [row("9", conditions="basis = total")]).verdict
    assert "pass" == ruled(asked, ["9"], Context(bases=(("9999.x", "active"),))).verdict
    assert ["condition_absent"] == codes(ruled(asked, ["9"]))
    assert ["condition_twice"] == codes(ruled(asked, [row("9", basis="active", conditions="basis = total")]))


def test_hostile_cells() -> None:
    """Hostile text is refused with a reason and never raises."""
    texts = ["9" * 10_000_000, "9**9**9**9", "1e999999999", "(" * 100_000, "1\x002", "\ud800", "=cmd|' /C calc'!A0"]
    for text in texts:
        for cells in ({"value": text}, {"value": "9", "conditions": text}, {"value": "9", "statistic": text}):
            ruling = ruled(target("x <= 10"), [row(**cells)])
            assert "not_evaluable" == ruling.verdict
            assert codes(ruling)
