"""The one rule: how a set of possible values lies to a set of acceptable values."""

from __future__ import annotations

import operator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import near
from verifier.catalogue.grammar import read_statement
from verifier.decision.judge import Amount, Document, Judgement, MemberSet, Possible, judge
from verifier.decision.rule import FULL_VALUE, ROUNDED, Rule
from verifier.decision.verdict import Verdict
from verifier.quantity.measured import Form, read_measured
from verifier.quantity.region import Region
from verifier.quantity.rounding import round_half_even
from verifier.quantity.units import DIMENSIONLESS, read_unit

_COMPARES = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq}
_LIMIT = Fraction(15)
_STEP = Fraction(1)


def _point(value: Fraction | str, unit: str = "1") -> Amount:
    return Amount(Region.point(Fraction(value)), read_unit(unit))


def _judged(text: str, rule: Rule = FULL_VALUE, **possible: Possible) -> Judgement:
    return judge(read_statement(text), possible, {}, rule)


def _of_text(text: str, value: str) -> Judgement:
    statement = read_statement(text)
    unit = statement.unit or DIMENSIONLESS
    measured = read_measured(value, expected=unit)
    return _judged(text, x=Amount(measured.region, unit, is_range=measured.form is Form.RANGE))


@given(near(_LIMIT, _STEP), st.sampled_from(sorted(_COMPARES)))
def test_number_against_a_plain_comparison(value: Fraction, relation: str) -> None:
    """A number passes exactly where the comparison of fractions holds, and fails exactly elsewhere."""
    expected = Verdict.PASS if _COMPARES[relation](value, _LIMIT) else Verdict.FAIL

    assert expected is _judged(f"x {relation} 15", x=_point(value)).verdict


@given(near(_LIMIT, _STEP), st.sampled_from(["<", "<=", ">", ">="]))
def test_rounded_is_rounding_and_comparing(value: Fraction, relation: str) -> None:
    """The rounded rule gives what rounding to the limit's last digit and then comparing gives."""
    expected = Verdict.PASS if _COMPARES[relation](round_half_even(value, Fraction(1)), _LIMIT) else Verdict.FAIL

    assert expected is _judged(f"x {relation} 15", ROUNDED, x=_point(value)).verdict


@given(near(_LIMIT, _STEP), st.sampled_from(["<", "<=", ">", ">=", "=="]), st.sampled_from(["mm", "nm", "m"]))
def test_unit_does_not_matter(value: Fraction, relation: str, other: str) -> None:
    """The same length in another unit has the same verdict."""
    micrometre, unit = read_unit("um"), read_unit(other)
    text = f"x {relation} 15 um"
    same = Amount(Region.point(micrometre.to(value, unit)), unit)

    assert _judged(text, x=_point(value, "um")).verdict is _judged(text, x=same).verdict


@given(near(_LIMIT, _STEP), near(_LIMIT, _STEP), st.booleans())
def test_monotone(one: Fraction, two: Fraction, strict: bool) -> None:  # noqa: FBT001 -- drawn
    """Under an upper limit a smaller value is never worse."""
    low, high = sorted((one, two))
    text = f"x {'<' if strict else '<='} 15"

    assert not (
        _judged(text, x=_point(low)).verdict is Verdict.FAIL and _judged(text, x=_point(high)).verdict is Verdict.PASS
    )


@given(near(_LIMIT, _STEP))
def test_margin_is_the_distance(value: Fraction) -> None:
    """The margin is the exact distance to the limit, positive on the good side."""
    assert _LIMIT - value == _judged("x <= 15", x=_point(value)).margin
    assert value - _LIMIT == _judged("x >= 15", x=_point(value)).margin


def test_margin_of_an_interval_is_the_smaller() -> None:
    """Of two ends the nearer one counts."""
    assert Fraction(1) == _judged("x in [10, 20]", x=_point("19")).margin
    assert Fraction(-2) == _judged("x in [10, 20]", x=_point("8")).margin


@pytest.mark.parametrize(
    ("predicate", "value", "verdict"),
    [
        ("x <= 0.1 um", "<0.2 um", "undecided"),
        ("x <= 0.1 um", "<0.1 um", "pass"),
        ("x < 0.1 um", "<0.1 um", "pass"),
        ("x < 0.1 um", "<=0.1 um", "undecided"),
        ("x > 0.1 um", "<0.1 um", "fail"),
        ("x >= 0.1 um", "<=0.1 um", "undecided"),
        ("x >= 5", "≥5", "pass"),
        ("x > 5", "≥5", "undecided"),
        ("x <= 5", "4~6", "undecided"),
        ("x <= 5", "4~5", "pass"),
        ("x covers [0, 5000] rpm", "0~5000 rpm", "pass"),
        ("x covers [0, 5000] rpm", "0~4999 rpm", "fail"),
        ("x covers [0, 5000] rpm", "5000 rpm", "not_evaluable"),
        ("x covers (0, 5) V", "0~5 V", "pass"),
        ("abs(x) <= 390 pA", "-390 pA", "pass"),
        ("390 pA >= abs(x)", "-390.1 pA", "fail"),
        ("x in [9.9, 10.1) mm", "10.1 mm", "fail"),
        ("x in [9.9, 10.1) mm", "9.9 mm", "pass"),
        ("x <= 1 or x >= 3", "2", "fail"),
        ("x <= 1 or x >= 3", "0~4", "undecided"),
    ],
)
def test_sets(predicate: str, value: str, verdict: str) -> None:
    """A set inside the acceptable values passes, one outside fails, one that straddles is undecided."""
    assert Verdict(verdict) is _of_text(predicate, value).verdict


def test_two_half_lines_that_fill_the_line() -> None:
    """A disjunction is one region: a set across the place where its parts meet passes."""
    assert Verdict.PASS is _of_text("x < 3 or x >= 3", "0~4").verdict


def test_quantities_of_two_dimensions() -> None:
    """Parts that judge different quantities are each judged in their own unit, and have no common margin."""
    text = "L <= 1.5 um and V < 2 V"

    assert Verdict.PASS is _judged(text, L=_point("1.5", "um"), V=_point("1.9", "V")).verdict
    assert Verdict.FAIL is _judged(text, L=_point("1.5", "um"), V=_point("2", "V")).verdict
    assert _judged(text, L=_point("1", "um"), V=_point("1", "V")).margin is None


def test_each_limit_is_rounded_to_its_own_digit() -> None:
    """Under the rounded rule 1.5 is rounded to tenths even where another limit is written to hundredths."""
    text = "A <= 1.5 um and B <= 10.25 um"

    assert Verdict.PASS is _judged(text, ROUNDED, A=_point("1.54", "um"), B=_point("10.254", "um")).verdict
    assert Verdict.FAIL is _judged(text, ROUNDED, A=_point("1.54", "um"), B=_point("10.26", "um")).verdict


def test_quantity_that_is_absent() -> None:
    """A predicate on two quantities with a value of one cannot be judged, and says which one lacks."""
    judgement = _judged("L <= 1 um and S <= 1 um", L=_point("1", "um"))

    assert Verdict.NOT_EVALUABLE is judgement.verdict
    assert ["S"] == [reason["quantity"] for reason in judgement.reasons]


def test_comparison_of_quantities() -> None:
    """The sum of two measured quantities is compared exactly, each in its own unit."""
    text = "p + 2*q <= 4 mm"

    assert Verdict.PASS is _judged(text, p=_point("2", "mm"), q=_point("1000", "um")).verdict
    assert Verdict.FAIL is _judged(text, p=_point("2.000001", "mm"), q=_point("1000", "um")).verdict


def test_comparison_of_different_dimensions() -> None:
    """A mass is not added to a length: the predicate is not evaluable, whatever the numbers."""
    judgement = _judged("p + q <= 4", p=_point("1", "kg"), q=_point("2", "m"))

    assert (Verdict.NOT_EVALUABLE, ["dimensions_differ"]) == (judgement.verdict, [r.code for r in judgement.reasons])


def test_members() -> None:
    """A set passes where it has every agreed member; more members do no harm, and what lacks is named."""
    text = "V includes {1.1, 5} V"
    both = frozenset({Fraction(11, 10), Fraction(5), Fraction(9)})

    assert Verdict.PASS is _judged(text, V=MemberSet(frozenset(), both)).verdict
    failed = _judged(text, V=MemberSet(frozenset(), frozenset({Fraction(5)})))
    assert (Verdict.FAIL, "1.1") == (failed.verdict, failed.reasons[0]["members"])


def test_document_is_for_experts() -> None:
    """A document that was supplied is for people to judge."""
    assert Verdict.EXPERT is _judged("r documented", r=Document()).verdict
    assert Verdict.NOT_EVALUABLE is _judged("r documented").verdict
