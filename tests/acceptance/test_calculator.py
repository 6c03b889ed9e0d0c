"""One judgement or one conversion without a catalogue."""

from __future__ import annotations

from typing import Any

import pytest

from verifier.acceptance.calculator import Asked, convert_value, judge_value
from verifier.errors import VerifierError


def _codes(answer: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in answer["reasons"]]


@pytest.mark.parametrize(
    ("predicate", "value", "verdict"),
    [
        ("TTV <= 15 um", "0.015 mm", "pass"),
        ("TTV <= 15 um", "0.0150000001 mm", "fail"),
        ("BOR <= 0.085 %/d", "17/480000 1/h", "pass"),
        ("V > 170000 m^3", "17.5万 m^3", "pass"),
        ("x >= 5", "", "missing"),
        ("x <= 0.1 um", "<0.2 um", "undecided"),
        ("r documented", "report.pdf", "expert"),
        ("L <= 1.5 um and S <= 1.5 um", "1.5/1.5 um", "pass"),
        ("L <= 1.5 um and S <= 1.5 um", "L = 1.5 um; S = 0.0016 mm", "fail"),
        ("L <= 1.5 um and V < 2 V", "L = 1 um; V = 1.9 V", "pass"),
        ("V includes {1.1, 5} V", "1100 mV、5 V", "pass"),
        ("V includes {1.1, 5} V", "≥1.1 V、5 V", "not_evaluable"),
        ("speed covers [0, 5000] rpm", "0~5000 rpm", "pass"),
        ("p + z <= new/3", "p = 1; z = 2; new = 9", "pass"),
        ("p + z <= new/3", "p = 1; z = 2.1; new = 9", "fail"),
    ],
)
def test_judged(predicate: str, value: str, verdict: str) -> None:
    """A value is judged exactly, in any unit, whatever the predicate's form."""
    assert verdict == judge_value(Asked(predicate, value))["verdict"]


# GB/T 8170-2008, the table of examples of 4.3: a limit, and values with their verdicts by both comparisons.
BOTH_COMPARISONS = {
    "Rm >= 14e2 MPa": ("1349 fail fail", "1351 fail pass", "1400 pass pass", "1402 pass pass"),
    "NaOH >= 97.0 %": ("97.01 pass pass", "97.00 pass pass", "96.96 fail pass", "96.94 fail fail"),
    "Si <= 0.5 %": ("0.452 pass pass", "0.500 pass pass", "0.549 fail pass", "0.551 fail fail"),
    "Mn in [1.2, 1.6] %": ("1.151 fail pass", "1.200 pass pass", "1.649 fail pass", "1.651 fail fail"),
    "d in [9.9, 10.1] mm": ("9.89 fail pass", "9.85 fail fail", "10.10 pass pass", "10.16 fail fail"),
    "d in (9.9, 10.1) mm": ("9.94 pass fail", "9.96 pass pass", "10.06 pass fail", "10.05 pass pass"),
    "d in [9.9, 10.1) mm": ("9.94 pass pass", "9.86 fail pass", "10.06 pass fail", "10.05 pass pass"),
    "d in (9.9, 10.1] mm": ("9.94 pass fail", "9.86 fail fail", "10.06 pass pass", "10.05 pass pass"),
}


@pytest.mark.parametrize(
    ("predicate", "case"), [(predicate, case) for predicate, cases in BOTH_COMPARISONS.items() for case in cases]
)
def test_both_comparisons_of_gbt_8170(predicate: str, case: str) -> None:
    """Strength, caustic soda, silicon, manganese and wire rods are judged as in the standard's table.

    The table is quoted from memory; each of its verdicts also follows from the rule of rounding alone.
    """
    value, full, rounded = case.split()
    unit = predicate.rpartition(" ")[2]

    verdicts = [judge_value(Asked(predicate, value, unit, rule=rule))["verdict"] for rule in ("full-value", "rounded")]

    assert [full, rounded] == verdicts


@pytest.mark.parametrize(
    ("stated", "verdict", "code"),
    [
        ((("J", "2 A/mm^2"),), "pass", None),
        ((("J", "200.1 A/cm^2"),), "not_evaluable", "condition_differs"),
        ((), "not_evaluable", "condition_absent"),
    ],
)
def test_condition_behind_at(stated: tuple[tuple[str, str], ...], verdict: str, code: str | None) -> None:
    """An `@` condition is required, with tolerance 0."""
    answer = judge_value(Asked("V < 1.6 V @ J = 200 A/cm^2", "1.5 V", conditions=stated))

    assert (verdict, [] if code is None else [code]) == (answer["verdict"], _codes(answer))


def test_undeclared_condition() -> None:
    """A condition that the predicate does not ask for is reported and changes nothing."""
    answer = judge_value(Asked("x <= 5", "5", conditions=(("T", "25 degC"),)))

    assert ("pass", ["condition_undeclared"]) == (answer["verdict"], _codes(answer))


def test_input_of_the_limit() -> None:
    """A value that the limit needs is taken from the conditions."""
    predicate = "NOx <= piecewise(3.4 if n < 130 rpm; 9*(n/rpm)^(-1/5) if n < 2000 rpm; 2.0 otherwise) g/kWh"

    assert "3.4" == judge_value(Asked(predicate, "3.4 g/kWh", conditions=(("n", "129 rpm"),)))["limit"]
    assert "not_evaluable" == judge_value(Asked(predicate, "3.4 g/kWh"))["verdict"]


def test_rounded_to_the_last_written_digit() -> None:
    """Under the rounded rule the limit's last written digit is the place; a tie goes to the even digit."""
    verdicts = [
        judge_value(Asked(f"x <= {limit}", "1.55", rule="rounded"))["verdict"] for limit in ("1.5", "1.50", "1.6", "1")
    ]

    assert ["fail", "fail", "pass", "fail"] == verdicts
    assert "pass" == judge_value(Asked("x <= 1.4", "1.45", rule="rounded"))["verdict"]


@pytest.mark.parametrize("asked", [Asked("x <=", "1"), Asked("x <= 5", "1", rule="hopeful"), Asked("", "1")])
def test_question_that_cannot_be_asked(asked: Asked) -> None:
    """A predicate or rule that cannot be read is an error, not a verdict."""
    with pytest.raises(VerifierError):
        judge_value(asked)


@pytest.mark.parametrize("text", ["9" * 1_000_000, "9**9**9**9", "1e999999999", "(" * 100_000, "1\x00", "\ud800"])
def test_hostile_text(text: str) -> None:
    """Hostile text as value, unit or condition gives no verdict but a reason; as a predicate it is refused."""
    for asked in (
        Asked("x <= 5 um", text),
        Asked("x <= 5 um", "5", unit=text),
        Asked("x <= 5 um @ T = 25 degC", "5 um", conditions=(("T", text),)),
    ):
        answer = judge_value(asked)
        assert "not_evaluable" == answer["verdict"]
        assert answer["reasons"]
    with pytest.raises(VerifierError):
        judge_value(Asked(f"x <= {text}", "5"))


@pytest.mark.parametrize(
    ("value", "to", "decimal", "exact"),
    [
        ("0.085 %/d", "1/h", "17/480000", "17/480000"),
        ("19 kn", "m/s", "8797/900", "8797/900"),
        ("0.015 mm", "um", "15", "15"),
        ("25 degC", "K", "298.15", "5963/20"),
    ],
)
def test_converted(value: str, to: str, decimal: str, exact: str) -> None:
    """A conversion is exact: a decimal where it is finite, and the fraction."""
    answer = convert_value(value, to)

    assert (decimal, exact) == (answer["value"], answer["exact"])


@pytest.mark.parametrize(
    ("value", "to"), [("0~5 mm", "um"), ("<5 mm", "um"), ("5 kg", "um"), ("5", "um"), ("5 mm", "x")]
)
def test_not_converted(value: str, to: str) -> None:
    """A range, a bound, another dimension and an unknown unit are refused."""
    with pytest.raises(VerifierError):
        convert_value(value, to)
