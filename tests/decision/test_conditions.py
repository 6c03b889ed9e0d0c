"""Conditions stated beside a value: agreed, absent, milder, harsher, different, undeclared."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.small_world import class_condition, condition, stated_condition
from verifier.catalogue.agreed import required_as_written
from verifier.catalogue.predicate import Requirement
from verifier.catalogue.target import Need, Severity
from verifier.decision.conditions import Hold, hold_conditions
from verifier.decision.verdict import Verdict

_J = condition("J", "200 A/cm^2", tolerance="1 %", severity=Severity.INCREASING, aliases=("电流密度",))


@pytest.mark.parametrize(
    ("stated", "hold"),
    [
        ("200 A/cm^2", Hold.BOTH),
        ("2 A/mm^2", Hold.BOTH),
        ("202 A/cm^2", Hold.BOTH),
        ("202.0001 A/cm^2", Hold.ONLY_PASS),
        ("198 A/cm^2", Hold.BOTH),
        ("197.9999 A/cm^2", Hold.ONLY_FAIL),
        ("100~300 A/cm^2", Hold.NEITHER),
        ("{199, 201} A/cm^2", Hold.BOTH),
        ("{250, 300} A/cm^2", Hold.ONLY_PASS),
        ("{100 A/cm^2, 150 A/cm^2}", Hold.ONLY_FAIL),
        ("{100, 300} A/cm^2", Hold.NEITHER),
        ("{} A/cm^2", Hold.NEITHER),
        ("200 V", Hold.NEITHER),
        ("200", Hold.NEITHER),
        ("about 200 A/cm^2", Hold.NEITHER),
    ],
)
def test_value_with_order(stated: str, hold: Hold) -> None:
    """Within the tolerance both verdicts stand; harsher leaves a pass, milder a fail; what straddles leaves none."""
    assert hold is hold_conditions((_J,), {"J": stated}).hold


def test_a_set_stands_where_any_value_of_its_unit_may() -> None:
    """A condition of which only a statement is asked may be stated as a set; its highest value counts if it says so."""
    stated, highest = stated_condition("n", "rpm"), replace(stated_condition("n", "rpm"), highest=True)

    held = hold_conditions((stated,), {"n": "{720, 500} rpm"})

    assert (Hold.BOTH, ()) == (held.hold, held.inputs)
    assert [Fraction(12)] == [found.value for _, found in hold_conditions((highest,), {"n": "{720, 500} rpm"}).inputs]


def test_a_set_is_the_same_in_any_order() -> None:
    """An agreed set of values is met by the same values in another order, and by no others."""
    agreed = required_as_written(Requirement("T", "{25, 150} degC"))

    assert Hold.BOTH is hold_conditions((agreed,), {"T": "{150 degC, 25 degC}"}).hold
    assert Hold.NEITHER is hold_conditions((agreed,), {"T": "{25, 175} degC"}).hold
    assert Hold.NEITHER is hold_conditions((agreed,), {"T": "150 degC"}).hold


@pytest.mark.parametrize(
    ("stated", "hold"),
    [
        ("-40~150 ℃", Hold.BOTH),
        ("233.15~423.15 K", Hold.BOTH),
        ("-40 degC - 150 degC", Hold.BOTH),
        ("25 degC", Hold.NEITHER),
        ("-40~125 degC", Hold.NEITHER),
        ("-55~175 degC", Hold.NEITHER),
        ("wide", Hold.NEITHER),
    ],
)
def test_a_range_is_the_same_in_any_unit(stated: str, hold: Hold) -> None:
    """A range behind `@` is met by the same range, however it is written, and by no wider, narrower or single one."""
    agreed = required_as_written(Requirement("T", "-40~150 degC"))

    assert hold is hold_conditions((agreed,), {"T": stated}).hold


def test_the_highest_of_an_agreed_set_is_not_the_set() -> None:
    """An agreed set asks for every value of it, even where the highest would count."""
    agreed = replace(required_as_written(Requirement("n", "{500; 720} rpm")), highest=True)

    assert Hold.BOTH is hold_conditions((agreed,), {"n": "{720, 500} rpm"}).hold
    assert Hold.NEITHER is hold_conditions((agreed,), {"n": "720 rpm"}).hold


def test_without_order_a_difference_leaves_nothing() -> None:
    """A condition without severity that differs leaves neither verdict."""
    plain = condition("T", "25 degC", tolerance="2 K")

    assert Hold.BOTH is hold_conditions((plain,), {"T": "27 degC"}).hold
    assert Hold.NEITHER is hold_conditions((plain,), {"T": "28 degC"}).hold


def test_absent() -> None:
    """A required condition that is absent leaves neither verdict; a wanted one is listed and both stand."""
    wanted = condition("T", "25 degC", need=Need.WANTED)

    required_held, wanted_held = hold_conditions((_J,), {}), hold_conditions((wanted,), {})

    assert (Hold.NEITHER, ["condition_absent"]) == (required_held.hold, [r.code for r in required_held.reasons])
    assert (Hold.BOTH, (wanted,)) == (wanted_held.hold, wanted_held.not_stated)


def test_absent_value_that_only_has_to_be_stated() -> None:
    """The sentence on a condition of which only a statement is asked does not speak of an agreed value."""
    held = hold_conditions((stated_condition("n", "rpm"),), {})

    assert ["condition_absent_stated"] == [reason.code for reason in held.reasons]
    assert "约定" not in held.reasons[0].text("zh")


def test_stated_value_is_an_input() -> None:
    """The value of a condition that has to be stated is handed on, exactly and in base units."""
    held = hold_conditions((stated_condition("n", "rpm"),), {"n": "720 rpm"})

    assert Hold.BOTH is held.hold
    assert ["n"] == [name for name, _ in held.inputs]


def test_names_are_case_sensitive_and_have_aliases() -> None:
    """An alias answers its condition; another case of the key does not and is undeclared."""
    assert Hold.BOTH is hold_conditions((_J,), {"电流密度": "200 A/cm^2"}).hold
    assert ("j",) == hold_conditions((_J,), {"j": "200 A/cm^2"}).undeclared


def test_one_condition_under_two_names() -> None:
    """A key and its alias with different values cannot be judged; with equal ones they can."""
    twice = hold_conditions((_J,), {"J": "200 A/cm^2", "电流密度": "100 A/cm^2"})

    assert (Hold.NEITHER, ["condition_twice"]) == (twice.hold, [reason.code for reason in twice.reasons])
    assert Hold.BOTH is hold_conditions((_J,), {"J": "200 A/cm^2", "电流密度": "200 A/cm^2"}).hold
    assert Hold.BOTH is hold_conditions((_J,), {"J": "200 A/cm^2", "电流密度": "2 A/mm²"}).hold
    sized = replace(class_condition("size", "6 inch"), aliases=("尺寸",))
    assert Hold.BOTH is hold_conditions((sized,), {"size": "6 inch", "尺寸": "6 INCH"}).hold


def test_class_name() -> None:
    """A class name is compared as a name, whatever its case and blanks."""
    sized = class_condition("size", "6 inch")

    assert Hold.BOTH is hold_conditions((sized,), {"size": " 6  INCH "}).hold
    assert Hold.NEITHER is hold_conditions((sized,), {"size": "152.4 mm"}).hold


@pytest.mark.parametrize("one", list(Hold))
@pytest.mark.parametrize("two", list(Hold))
def test_two_holds_allow_what_both_allow(one: Hold, two: Hold) -> None:
    """Under two conditions a verdict stands exactly where it stands under each."""
    for verdict in (Verdict.PASS, Verdict.FAIL):
        assert (one.allows(verdict) and two.allows(verdict)) == one.with_other(two).allows(verdict)
