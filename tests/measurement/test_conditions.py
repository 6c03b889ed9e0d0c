"""Stated conditions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import MeasurementError
from verifier.measurement.conditions import Stated, read_conditions

NAMES = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=8)


def test_both_punctuations_are_read() -> None:
    """`;` and `；`, `=` and `＝` mean the same."""
    assert (Stated("J", "200 A/cm^2"), Stated("Tj", "25 degC")) == read_conditions("J = 200 A/cm^2；Tj＝25 degC;")


def test_a_value_may_hold_further_signs() -> None:
    """Only the first `=` splits: sets and ranges stay whole."""
    assert (Stated("T", "-40~150 degC"), Stated("set", "{a, b}")) == read_conditions("T = -40~150 degC; set = {a, b}")


def test_keys_are_case_sensitive() -> None:
    """`T` and `t` are two conditions."""
    assert 2 == len(read_conditions("T = 1; t = 2"))


def test_a_blank_value_states_nothing() -> None:
    """A key that a template left blank is not stated."""
    assert (Stated("T", "25 degC"),) == read_conditions("J = ; T = 25 degC")


def test_one_key_twice_with_one_value_is_said_once() -> None:
    """A repetition is no contradiction."""
    assert (Stated("T", "25 degC"),) == read_conditions("T = 25 degC; T = 25 degC")


def test_one_key_twice_with_equal_quantities_is_said_once() -> None:
    """The same quantity in another unit is no contradiction; the first text stays."""
    assert (Stated("J", "200 A/cm²"),) == read_conditions("J = 200 A/cm²; J = 2 A/mm²")
    assert (Stated("T", "-40~150 degC"),) == read_conditions("T = -40~150 degC; T = -40~150 ℃")


def test_a_semicolon_inside_braces_separates_members() -> None:
    """`{200; 250}` is one set, in either punctuation, and the conditions behind it are read."""
    for text in ("J = {200; 250} A/cm^2; T = 25 degC", "J = {200； 250} A/cm^2；T = 25 degC"):
        assert (Stated("J", "{200; 250} A/cm^2"), Stated("T", "25 degC")) == read_conditions(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("T = 25 degC; T = 30 degC", "condition_twice"),
        ("J = 200 A/cm²; J = 2.1 A/mm²", "condition_twice"),
        ("P = 5 mW; P = 5 MW", "condition_twice"),
        ("25 degC", "condition_syntax"),
        ("J = {200; 250 A/cm^2", "condition_syntax"),
        ("= 25 degC", "condition_syntax"),
        ("x" * 5000, "conditions_too_long"),
    ],
)
def test_a_faulty_cell_is_refused(text: str, code: str) -> None:
    """A cell that is no list of `key = value` is refused with its reason."""
    with pytest.raises(MeasurementError) as caught:
        read_conditions(text)

    assert code == caught.value.code


@given(st.dictionaries(NAMES, NAMES, max_size=5))
def test_what_is_written_is_read(stated: dict[str, str]) -> None:
    """Conditions written as the table asks come back as they were."""
    text = "; ".join(f"{key} = {value}" for key, value in stated.items())

    assert stated == {one.key: one.value for one in read_conditions(text)}
