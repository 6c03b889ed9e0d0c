"""The plan: what rows of a kind share, worked out once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from verifier.measurement.row import Row
from verifier.plan import plan as planned
from verifier.plan.plan import Plan

_WAFER = Row("a.csv", 2, "9999.dies", "29", "ns", wafer="W1")
_UPPER = Row("a.csv", 2, "9999.upper", "1.4", "um", wafer="W1")


def test_a_signature_holds_what_a_ruling_depends_on(plan: Plan) -> None:
    """A wafer parts the rows of a statistic by wafer, and no others; a value parts none."""
    assert plan.signature_of(_WAFER) != plan.signature_of(replace(_WAFER, wafer="W2"))
    assert plan.signature_of(_UPPER) == plan.signature_of(replace(_UPPER, wafer="W2", value="9"))
    assert plan.signature_of(_UPPER) != plan.signature_of(replace(_UPPER, unit="mm"))


def test_groups_of_a_statistic_are_sorted_alike(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wafers share their zones and what their rows are; a blank wafer, or another unit, is another matter."""
    first = plan.group_of(_WAFER, plan.signature_of(_WAFER))
    word = plan.word_of(first, 0, _WAFER)
    monkeypatch.setattr(planned, "zones_of", lambda *_: pytest.fail("worked out again"))
    monkeypatch.setattr(planned, "rule_on", lambda *_: pytest.fail("ruled on again"))
    other = replace(_WAFER, wafer="W2")
    second = plan.group_of(other, plan.signature_of(other))

    assert first.zones is second.zones
    assert word == plan.word_of(second, 0, other)
    monkeypatch.undo()
    for another in (replace(_WAFER, wafer=""), replace(_WAFER, unit="us")):
        assert first.kind != plan.group_of(another, plan.signature_of(another)).kind


def test_a_row_has_a_word_by_itself(plan: Plan) -> None:
    """Pass and fail by the limit, input under a mean; a row of no target has no zone and no word."""
    group = plan.group_of(_UPPER, plan.signature_of(_UPPER))
    nobody = replace(_UPPER, target="9999.none")

    assert "pass" == plan.word_of(group, 0, replace(_UPPER, value="1"))
    assert "fail" == plan.word_of(group, 1, replace(_UPPER, value="1000"))
    assert not plan.lists(group, 0, _UPPER)
    assert plan.lists(group, 1, _UPPER)
    with pytest.raises(LookupError):
        plan.word_of(plan.group_of(nobody, plan.signature_of(nobody)), 0, nobody)
