"""Terms beside the limit, contract against guide."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.acceptance.compare_terms import Asks, term_differences
from verifier.acceptance.library import open_guide
from verifier.catalogue.bilingual import Words
from verifier.catalogue.grammar import read_statement
from verifier.catalogue.statistic import read_statistic
from verifier.catalogue.target import Condition, Form, Need, Severity, Source, Target
from verifier.quantity.region import Region
from verifier.quantity.units import read_unit

_BASE = next(target for target in open_guide().project("3103").targets if target.id == "3103.ttv")


def _target(statistic: str = "every", predicate: str = "TTV <= 15 um", **more: Any) -> Target:  # noqa: ANN401 -- fields by name
    statement = read_statement(predicate)
    plain = replace(_BASE, statistic=read_statistic(statistic), statement=statement, readings=(), conditions=())
    return replace(plain, **more)


def _asks(target: Target, base: Target) -> list[str]:
    return [asks.value for _, asks in term_differences(target, base)]


@pytest.mark.parametrize(
    ("mine", "theirs", "predicate", "asks"),
    [
        ("every", "mean", "x <= 1 um", "more"),
        ("mean", "every", "x <= 1 um", "less"),
        ("max", "worst of weighted_mean by wafer", "x <= 1 um", "more"),
        ("min", "mean", "x <= 1 um", "other"),
        ("min", "median", "x >= 1 um", "more"),
        ("max", "mean", "x in [1, 2] um", "other"),
        ("worst of mean by wafer", "mean", "x <= 1 um", "more"),
        ("worst of mean by wafer", "median", "x <= 1 um", "other"),
        ("every", "mean", "x <= 1 um or x >= 5 um", "other"),
        ("every", "k_of_n:2/3", "x <= 1 um", "more"),
        ("mean", "median", "x <= 1 um", "other"),
    ],
)
def test_statistics(mine: str, theirs: str, predicate: str, asks: str) -> None:
    """Every row within an interval implies what lies between the rows; an extreme implies it on its own side."""
    assert [asks] == _asks(_target(mine, predicate), _target(theirs, predicate))


@given(st.lists(st.fractions(0, 10), min_size=1, max_size=9), st.fractions(0, 10))
def test_every_row_implies_the_mean_and_the_median(values: list[Fraction], limit: Fraction) -> None:
    """What is said of statistics holds of numbers: rows that all keep a limit have a mean and a median that do."""
    ordered = sorted(values)
    median = (ordered[(len(values) - 1) // 2] + ordered[len(values) // 2]) / 2

    assert not max(values) <= limit or (sum(values) / len(values) <= limit and median <= limit)


@pytest.mark.parametrize(
    ("mine", "theirs", "asks"),
    [
        ("guarded", None, "more"),
        (None, "guarded", "less"),
        ("guarded:1", "guarded:1/2", "more"),
        ("rounded", None, "other"),
        ("risk:0.05", "guarded", "other"),
    ],
)
def test_rules(mine: str | None, theirs: str | None, asks: str) -> None:
    """A guard band asks for more than none or a smaller one; other rules are not ordered."""
    assert [asks] == _asks(_target(rule=mine), _target(rule=theirs))


def _condition(form: Form = Form.VALUE, **more: Any) -> Condition:  # noqa: ANN401 -- fields by name
    plain = Condition(
        key="J",
        aliases=(),
        name=Words("电流", "current"),
        need=Need.REQUIRED,
        form=form,
        text="",
        region=None,
        unit=read_unit("A"),
        classes=(),
        severity=Severity.INCREASING,
        source=Source.GUIDE,
    )
    return replace(plain, **more)


def _span(low: int, high: int) -> Region:
    return Region.between(Fraction(low), Fraction(high))


@pytest.mark.parametrize(
    ("mine", "theirs", "asks"),
    [
        (_condition(region=_span(30, 31)), _condition(region=_span(20, 22)), "more"),
        (_condition(region=_span(10, 11)), _condition(region=_span(20, 22)), "less"),
        (_condition(region=_span(21, 21)), _condition(region=_span(20, 22)), "more"),
        (
            _condition(region=_span(30, 31), severity=Severity.NONE),
            _condition(region=_span(20, 22), severity=Severity.NONE),
            "other",
        ),
        (
            _condition(region=_span(10, 11), severity=Severity.DECREASING),
            _condition(region=_span(20, 22), severity=Severity.DECREASING),
            "more",
        ),
        (_condition(region=_span(1, 2)), _condition(region=_span(1, 2), need=Need.WANTED), "more"),
        (_condition(region=_span(1, 2), need=Need.WANTED), _condition(region=_span(1, 2)), "less"),
        (_condition(Form.COVERS, region=_span(0, 9)), _condition(Form.COVERS, region=_span(1, 8)), "more"),
        (_condition(Form.SAME, region=_span(0, 9)), _condition(Form.SAME, region=_span(1, 8)), "other"),
        (
            _condition(Form.CLASS, unit=None, classes=(("a", ()),)),
            _condition(Form.CLASS, unit=None, classes=(("a", ()), ("b", ()))),
            "more",
        ),
        (_condition(Form.STATED), _condition(Form.STATED, need=Need.WANTED), "more"),
        (_condition(Form.STATED), _condition(Form.STATED, unit=read_unit("V")), "other"),
        (_condition(region=_span(1, 2)), _condition(Form.STATED), "other"),
    ],
)
def test_conditions(mine: Condition, theirs: Condition, asks: str) -> None:
    """A condition asks for more where all it allows is allowed by the other, or is a harsher test."""
    assert [asks] == _asks(_target(conditions=(mine,)), _target(conditions=(theirs,)))


def test_a_further_condition_asks_for_more() -> None:
    """What the guide does not ask for is more; the same condition in another unit is no difference."""
    milli = _condition(region=_span(1000, 2000), unit=read_unit("mA"))

    assert ["more"] == _asks(_target(conditions=(milli,)), _target())
    assert [] == _asks(_target(conditions=(milli,)), _target(conditions=(_condition(region=_span(1, 2)),)))
    assert Asks.MORE.value == "more"
