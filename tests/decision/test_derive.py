"""Values worked out from submitted inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.decision.published import formula
from tests.small_world import codes, ruled, target
from tests.small_world import row as plain_row
from verifier.catalogue.derivation import Derivation
from verifier.catalogue.target import Target
from verifier.decision.budget import Correlation
from verifier.decision.derive import Derived, derivation_for, derive
from verifier.decision.verdict import Verdict
from verifier.measurement.row import Row
from verifier.quantity.uncertainty import Shape


def _resistance() -> Target:
    derivation = formula("R_on*A_die", "mOhm*mm^2", {"R_on": ("mOhm", 1, None, None), "A_die": ("mm^2", 1, None, None)})
    return replace(target("Ronsp <= 30 mOhm*mm^2"), derivations=(derivation,))


def _density() -> Target:
    derivation = formula("N/A", "cm^-2", {"N": ("1", 1, None, None), "A": ("cm^2", 1, None, None)})
    inputs = tuple(replace(known, poisson=known.name == "N", counts=known.name == "N") for known in derivation.inputs)
    return replace(target("TSD <= 500 cm^-2"), derivations=(replace(derivation, inputs=inputs, weight="A"),))


def _input(name: str, value: str, unit: str = "", **cells: str) -> Row:
    return plain_row(value, quantity=name, unit=unit, **cells)


def _derived(asked: Target, rows: Sequence[Row], correlations: tuple[Correlation, ...] = ()) -> list[Derived]:
    return derive(asked, asked.statement, rows, correlations)


def test_value_is_exact_in_the_unit_that_is_judged() -> None:
    """2500 uOhm on 0.12 cm² is 30 mOhm·mm², without rounding."""
    (one,) = _derived(_resistance(), [_input("R_on", "2500", "uOhm"), _input("A_die", "0.12", "cm^2")])

    assert ("30", "", None) == (one.row.value, one.row.u, one.fault)


def test_inputs_of_one_sample_make_one_value() -> None:
    """Each sample, lot, wafer and place has its own set of inputs."""
    rows = [_input(name, value, unit, sample=sample) for sample in ("a", "b")
            for name, value, unit in (("R_on", "2", "mOhm"), ("A_die", "3", "mm^2"))]  # fmt: skip

    assert [("6", "a"), ("6", "b")] == [(one.row.value, one.row.sample) for one in _derived(_resistance(), rows)]


def test_uncertainty_follows_by_propagation() -> None:
    """Independent 3 % and 4 % make 5 % of the product, and the derived row states it as u."""
    rows = [
        _input("R_on", "2", "mOhm", u="3 % rel"),
        _input("A_die", "10", "mm^2", u="4 % rel"),
    ]

    (one,) = _derived(_resistance(), rows)

    assert "1" == one.row.u
    assert one.budget is not None


def test_a_half_width_enters_the_budget_by_its_distribution() -> None:
    """±3 % rectangular and ±6 % triangular have u of 3 %/√3 and 6 %/√6: together 3 % of the product, 1/3 and 2/3."""
    rows = [
        _input("R_on", "2", "mOhm", uncertainty="±3 % rel 矩形"),
        _input("A_die", "10", "mm^2", uncertainty="±0.6 triangular", uncertainty_unit="mm^2"),
    ]

    (one,) = _derived(_resistance(), rows)

    assert one.budget is not None
    assert one.budget.combined is not None
    assert abs(one.budget.combined.standard - Fraction(6, 10)) < Fraction(1, 10**30)
    assert [Shape.RECTANGULAR, Shape.TRIANGULAR] == [line.distribution for line in one.budget.lines]
    assert [33, 67] == [round((line.share or 0) * 100) for line in one.budget.lines]


def test_a_correlation_that_is_given_counts() -> None:
    """Fully correlated 3 % and 4 % make 7 %."""
    rows = [_input("R_on", "2", "mOhm", u="3 % rel"), _input("A_die", "10", "mm^2", u="4 % rel")]

    (one,) = _derived(_resistance(), rows, (Correlation("R_on", "A_die", Fraction(1)),))

    assert Fraction(7, 5) == Fraction(one.row.u)


def test_degrees_of_freedom_are_passed_on() -> None:
    """One input with 7 degrees of freedom and one that is exact leave 7."""
    rows = [_input("R_on", "2", "mOhm", u="0.1", dof="7"), _input("A_die", "10", "mm^2")]

    (one,) = _derived(_resistance(), rows)

    assert "7" == one.row.dof
    assert "inputs_taken_exact" in {note.code for note in one.notes}


def test_count_of_pits_has_the_root_of_the_count() -> None:
    """61 pits in 0.16 cm² are 381.25 /cm² with U = 97.6 (k = 2): the worked figure 381 ± 98."""
    (one,) = _derived(_density(), [_input("N", "61"), _input("A", "0.16", "cm^2")])

    assert "381.25" == one.row.value
    assert 98 == round(2 * Fraction(one.row.u))
    interval = next(note for note in one.notes if note.code == "poisson_interval")
    assert ("46.66", "78.36") == (interval["low"], interval["high"])
    assert "0.16" == one.row.weight


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([_input("R_on", "2", "mOhm")], "derivation_incomplete"),
        ([_input("R_on", "2", "mOhm")] * 2 + [_input("A_die", "1", "mm^2")], "derivation_ambiguous"),
        ([_input("R_on", "<2", "mOhm"), _input("A_die", "1", "mm^2")], "input_not_a_value"),
        ([_input("R_on", "2", "V"), _input("A_die", "1", "mm^2")], "unit_dimension"),
        ([_input("R_on", "1e999999999", "mOhm"), _input("A_die", "1", "mm^2")], "number_exponent"),
    ],
)
def test_what_cannot_be_worked_out_says_why(rows: list[Row], code: str) -> None:
    """A lacking, doubled, bounded, foreign or hostile input makes a row without value, with the reason."""
    (one,) = _derived(_resistance(), rows)

    assert "" == one.row.value
    assert one.fault is not None
    if code != "unit_dimension":
        assert code == one.fault.code


def test_a_zero_divisor_is_no_traceback() -> None:
    """A density over no area is not evaluable, with a reason."""
    ruling = ruled(_density(), [_input("N", "61"), _input("A", "0", "cm^2")])

    assert Verdict.NOT_EVALUABLE is ruling.verdict
    assert "division_by_zero" in codes(ruling)


def test_rows_that_are_no_inputs_are_left() -> None:
    """A row without a quantity, or with another one, belongs to no derivation."""
    asked = _resistance()

    assert [None, None] == [derivation_for(asked, plain_row("1", quantity=name)) for name in ("", "T")]


@given(
    st.fractions(Fraction(1, 100), 100, max_denominator=100), st.fractions(Fraction(1, 100), 100, max_denominator=100)
)
def test_reduction_of_exact_inputs_is_exact(resistance: Fraction, area: Fraction) -> None:
    """The verdict on a derived value is that on the exact product."""
    rows = [_input("R_on", str(resistance), "mOhm"), _input("A_die", str(area), "mm^2")]

    ruling = ruled(_resistance(), rows)

    assert (Verdict.PASS if resistance * area <= 30 else Verdict.FAIL) is ruling.verdict


def test_every_input_row_is_kept_as_an_input() -> None:
    """The rows that fed a value carry the role `input` and no verdict of their own."""
    ruling = ruled(_resistance(), [_input("R_on", "2", "mOhm"), _input("A_die", "3", "mm^2")])

    assert 2 == sum(found.role == "input" and found.verdict is None for found in ruling.decided.rows)
    assert isinstance(_resistance().derivations[0], Derivation)
