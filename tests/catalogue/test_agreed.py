"""Agreed conditions from their text, and their tolerances."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given

from tests.strategies import decimal_texts, length_units
from verifier.catalogue.agreed import agreed_region, quantity_of, required_as_written, tolerated
from verifier.catalogue.bilingual import Words
from verifier.catalogue.predicate import Requirement
from verifier.catalogue.target import Condition, Form, Need, Severity, Source
from verifier.errors import CatalogueError, PredicateError
from verifier.quantity.conversion import in_unit
from verifier.quantity.number import read_number
from verifier.quantity.region import Region
from verifier.quantity.units import Unit, read_unit


@given(decimal_texts(), length_units())
def test_a_value_with_its_unit_is_a_point(text: str, unit: Unit) -> None:
    """Any decimal with a unit is the region of that one value, in that unit."""
    region, own = agreed_region(f"{text} {unit.symbol}")

    assert Region.point(read_number(text).value) == region
    assert unit == own
    assert read_number(text).value == quantity_of(f"{text} {unit.symbol}").within(unit)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("[24, 26] degC", 24, 26, "degC"),
        ("[-40, 150] degC", -40, 150, "degC"),
        (" [-150, 1200] V", -150, 1200, "V"),
        ("［24，26］ degC", 24, 26, "degC"),
        ("[1 mm, 2000 um]", 1, 2, "mm"),
    ],
)
def test_an_interval_is_read_in_its_unit(text: str, low: int, high: int, unit: str) -> None:
    """Both ends are in the unit behind the interval, negative temperatures too."""
    assert (Region.between(Fraction(low), Fraction(high)), read_unit(unit)) == agreed_region(text)


def test_the_marks_of_an_interval_are_kept() -> None:
    """A parenthesis leaves the end out."""
    expected = Region.between(Fraction(0), Fraction(5), low_closed=False, high_closed=False)

    assert expected == agreed_region("(0, 5) V")[0]


@pytest.mark.parametrize(
    "text",
    ["", "dry", "x", "5 V and y == 3 V", "5 V @ T = 3 K", "[1, 2] V or x > 5 V", "5 + y", "[2, 1] V", "(", "\x00"],
)
def test_what_states_no_value_is_refused(text: str) -> None:
    """A class name, a further comparison or a further condition is no agreed value."""
    with pytest.raises(PredicateError):
        agreed_region(text)
    with pytest.raises(PredicateError):
        quantity_of(text)


@pytest.mark.parametrize(
    ("value", "tolerance", "low", "high"),
    [
        ("200 A/cm^2", "1 %", "198", "202"),
        ("-200 V", "1 %", "-202", "-198"),
        ("25 degC", "2 K", "23", "27"),
        ("25 degC", "2 degC", "23", "27"),
        ("300 K", "2 degC", "298", "302"),
        ("1 mm", "5 um", "0.995", "1.005"),
        ("[10, 20] V", "10 %", "8", "22"),
        ("50 %", "2 %", "49", "51"),
        ("5 V", "0 V", "5", "5"),
    ],
)
def test_a_tolerance_widens_to_both_sides(value: str, tolerance: str, low: str, high: str) -> None:
    """Per cent are of the value, a width in a unit is that width; a width in degrees has no zero of its own."""
    region, unit = agreed_region(value)

    expected = Region.between(read_number(low).value, read_number(high).value)

    assert expected == tolerated(region, unit, tolerance)


def test_a_tolerance_of_another_kind_is_refused() -> None:
    """A length is no tolerance of a voltage, and neither is a word, an interval or a negative number."""
    region, unit = agreed_region("5 V")

    with pytest.raises(CatalogueError) as caught:
        tolerated(region, unit, "1 mm")

    assert "tolerance_dimension_differs" == caught.value.code
    for text in ("much", "-1 V", "[1, 2] V", "1 V and y == 2 V", "2^(1/2)"):
        with pytest.raises(PredicateError):
            tolerated(region, unit, text)


def test_a_condition_behind_the_sign_is_required_as_it_stands() -> None:
    """An undeclared condition is required, exact and without order."""
    condition = required_as_written(Requirement("J", "200 A/cm^2"))

    assert (Need.REQUIRED, Form.VALUE, Severity.NONE) == (condition.need, condition.form, condition.severity)
    assert Region.point(Fraction(200)) == condition.region
    assert Words("J", "J") == condition.name


def test_a_class_behind_the_sign_is_a_class() -> None:
    """What is no value is a class name."""
    condition = required_as_written(Requirement("state", "dry"))

    assert (Form.CLASS, None, (("dry", ()),)) == (condition.form, condition.region, condition.classes)


@pytest.mark.parametrize("text", ["2~5 V", "2 V - 5 V", "2000~5000 mV"])
def test_a_range_behind_the_sign_is_a_range(text: str) -> None:
    """A range is held as the same range of quantities, and is no difference."""
    condition = required_as_written(Requirement("V", text))

    assert condition.region is not None
    assert condition.unit is not None
    expected = Region.between(Fraction(2), Fraction(5))
    assert (Form.SAME, expected) == (condition.form, in_unit(condition.region, condition.unit, read_unit("V")))


def test_a_declared_condition_keeps_its_names_and_severity() -> None:
    """Only what is written anew replaces what was declared."""
    declared = Condition(
        key="J",
        aliases=("电流密度",),
        name=Words("电流密度", "current density"),
        need=Need.REQUIRED,
        form=Form.STATED,
        text="A/cm^2",
        region=None,
        unit=None,
        classes=(),
        severity=Severity.INCREASING,
        source=Source.GUIDE,
    )
    region, unit = agreed_region("200 A/cm^2")

    expected = replace(declared, form=Form.VALUE, text="200 A/cm^2", region=region, unit=unit)

    assert expected == required_as_written(Requirement("J", "200 A/cm^2"), declared)
    assert ("电流密度",) == required_as_written(Requirement("J", "high"), declared).aliases


def test_a_class_name_with_a_number_stays_a_class() -> None:
    """6英寸 is a length of its own, and a class with its spellings where classes were declared."""
    plain = required_as_written(Requirement("wafer", "6英寸"))
    declared = replace(plain, form=Form.CLASS, region=None, unit=None, classes=(("6英寸", ("6 inch",)), ("8英寸", ())))

    assert Form.VALUE == plain.form
    assert (("6英寸", ("6 inch",)),) == required_as_written(Requirement("wafer", "6英寸"), declared).classes
