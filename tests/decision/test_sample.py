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
        ("<100 pA/um", {}, "pass"),
        ("≤500 pA/um", {}, "undecided"),
        ("<100 pA/um", {"polarity": "magnitude"}, "pass"),
        ("<-100 pA/um", {}, "not_evaluable"),
        ("-100~100 pA/um", {}, "not_evaluable"),
        ("ND", {"lod": "100 pA/um"}, "pass"),
        ("ND", {"lod": "0.1 nA/um", "unit": "pA/um"}, "pass"),
        ("ND", {"lod": "500", "unit": "pA/um"}, "undecided"),
        ("0.1 nA/um", {}, "pass"),
    ],
)
def test_polarity(value: str, cells: dict[str, str], verdict: str) -> None:
    """A value read with a minus needs `magnitude` beside it; a bound from above says how small a magnitude is."""
    assert verdict == ruled(_LEAKAGE, [row(value, **cells)]).verdict


@pytest.mark.parametrize(
    ("value", "unit", "verdict"),
    [("40nm", "", "pass"), ("40", "nm", "pass"), ("40 nm", "", "pass"), ("40", "", "fail"), ("40", "um", "fail")],
)
def test_class_name_parted_into_value_and_unit(value: str, unit: str, verdict: str) -> None:
    """A class name may stand in the value or be parted into value and unit; it is never converted."""
    node = target("node == 40nm", members=(("40nm", ("40 nm",)),))

    decided = ruled(node, [row(value, unit=unit)])

    assert verdict == decided.verdict


def test_class_that_differs_is_named_with_its_unit() -> None:
    """The value of a class that differs shows the unit that stood beside it."""
    node = target("node == 40nm", members=(("40nm", ()),))
    sample = sample_of(node, node.statement, row("55", unit="nm"), None)

    assert ["{55 nm}"] == [value_text(found) for _, found in sample.possible or ()]


@pytest.mark.parametrize(
    ("value", "unit", "verdict"),
    [
        ("1.1、5", "V", "pass"),
        ("1.1、5 V", "", "pass"),
        ("{1100, 5000} mV", "", "pass"),
        ("1100 mV、5 V", "", "pass"),
        ("1.1、5 mV", "", "fail"),
        ("1.1、5", "", "not_evaluable"),
    ],
)
def test_unit_behind_a_set(value: str, unit: str, verdict: str) -> None:
    """A unit behind the last member, behind braces or in its column counts for every member without one."""
    assert verdict == ruled(target("V includes {1.1, 5} V"), [row(value, unit=unit)]).verdict


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
