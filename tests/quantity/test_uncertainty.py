"""Uncertainties as they are stated beside a value."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import NumberError, UnitError
from verifier.quantity.root import root_of
from verifier.quantity.uncertainty import Shape, StatedUncertainty, Uncertainty, read_uncertainty
from verifier.quantity.units import read_unit

VOLT = read_unit("V")


def _read(value: str = "10", own: str = "V", **cells: str) -> Uncertainty:
    found = read_uncertainty(StatedUncertainty(**cells), Fraction(value), read_unit(own))
    assert found is not None
    return found


def test_blank_cells_state_nothing() -> None:
    """Without U and u there is no uncertainty, whatever k says."""
    assert read_uncertainty(StatedUncertainty(k="2", dof="5"), Fraction(1), VOLT) is None


@pytest.mark.parametrize(
    ("cells", "standard", "expanded"),
    [
        ({"expanded": "0.4", "k": "2"}, "0.2", "0.4"),
        ({"expanded": "±0.4", "k": "2"}, "0.2", "0.4"),
        ({"expanded": "0.3", "k": "3"}, "0.1", "0.3"),
        ({"standard": "0.2", "k": "2"}, "0.2", "0.4"),
        ({"expanded": "400 mV", "k": "2"}, "0.2", "0.4"),
        ({"expanded": "400", "unit": "mV", "k": "2"}, "0.2", "0.4"),
        ({"expanded": "2 % rel", "k": "2"}, "0.1", "0.2"),
        ({"expanded": "2 % 相对", "k": "2"}, "0.1", "0.2"),
        ({"expanded": "[9.7, 10.2]", "k": "2"}, "0.15", "0.3"),
        ({"expanded": "[9700, 10200] mV", "k": "2"}, "0.15", "0.3"),
        ({"expanded": "0.4", "standard": "0.2"}, "0.2", "0.4"),
    ],
)
def test_forms_of_one_uncertainty(cells: dict[str, str], standard: str, expanded: str) -> None:
    """U with k, u, another unit, a relative share and an interval all become u and U in the value's unit."""
    found = _read(**cells)

    assert (Fraction(standard), Fraction(expanded)) == (found.standard, found.expanded)


@pytest.mark.parametrize(
    ("text", "half", "shape", "divisor"),
    [
        ("±0.3 rect", "0.3", Shape.RECTANGULAR, 3),
        ("0.3 uniform", "0.3", Shape.RECTANGULAR, 3),
        ("±0.3 矩形", "0.3", Shape.RECTANGULAR, 3),
        ("±0.3均匀分布", "0.3", Shape.RECTANGULAR, 3),
        ("±300 mV Rectangular", "0.3", Shape.RECTANGULAR, 3),
        ("3 % rel 矩形", "0.3", Shape.RECTANGULAR, 3),
        ("±0.3 triangular", "0.3", Shape.TRIANGULAR, 6),
        ("±0.3 三角", "0.3", Shape.TRIANGULAR, 6),
        ("±0.3 arcsine", "0.3", Shape.ARC_SINE, 2),
        ("±0.3 反正弦", "0.3", Shape.ARC_SINE, 2),
    ],
)
def test_a_half_width_with_its_distribution(text: str, half: str, shape: Shape, divisor: int) -> None:
    """A half-width a is U; u is a/√3 of a rectangular, a/√6 of a triangular, a/√2 of an arc sine distribution."""
    found = _read(expanded=text)

    assert (Fraction(half), shape, False) == (found.expanded, found.shape, found.k_assumed)
    assert root_of(Fraction(half) ** 2 / divisor) == found.standard
    assert root_of(Fraction(divisor)) == found.k


def test_a_half_width_keeps_degrees_of_freedom_and_unit() -> None:
    """Example H.1 of the GUM gives a rectangular input 50 degrees of freedom; the unit stands in its own column."""
    found = _read(expanded="±300 rect", unit="mV", dof="50")

    assert (Fraction(3, 10), Fraction(50), Shape.RECTANGULAR) == (found.expanded, found.dof, found.shape)
    assert Shape.RECTANGULAR is found.scaled(Fraction(1000)).shape


@pytest.mark.parametrize(
    "cells",
    [
        {"expanded": "0.3 rect", "k": "2"},
        {"expanded": "0.3 rect", "standard": "0.1"},
        {"standard": "0.3 rect"},
        {"expanded": "[9.7, 10.3] 矩形"},
    ],
)
def test_a_distribution_leaves_no_second_statement(cells: dict[str, str]) -> None:
    """Beside the name of a distribution k and u would say it twice, and an interval has no half-width."""
    with pytest.raises(NumberError) as caught:
        _read(**cells)

    assert "uncertainty_half_width_alone" == caught.value.code


@pytest.mark.parametrize("text", ["0.3rect", "0.3 rects", "0.3 rect 矩 形", "rect", "±rect", "矩形"])
def test_a_word_that_names_no_distribution_is_no_unit(text: str) -> None:
    """A Latin word grown to its number, a word of no distribution, and a word without number are refused."""
    with pytest.raises((NumberError, UnitError)):
        _read(expanded=text)


def test_a_blank_k_is_two_and_is_said() -> None:
    """Without k the factor is 2, marked as assumed; a stated k is not."""
    assert (Fraction(2), True) == (_read(expanded="1").k, _read(expanded="1").k_assumed)
    assert not _read(expanded="1", k="2").k_assumed


def test_a_width_of_temperature_knows_no_offset() -> None:
    """0.5 K beside a value in degrees Celsius is a width of 0.5."""
    assert Fraction(1, 2) == _read("20", "degC", expanded="0.5 K", k="2").expanded


@pytest.mark.parametrize("text", ["inf", "∞", "无穷", ""])
def test_infinite_degrees_of_freedom(text: str) -> None:
    """Infinitely many degrees of freedom, or none stated, are the normal distribution."""
    assert _read(expanded="1", dof=text).dof is None


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"expanded": "0.4", "standard": "0.2", "k": "3"}, "uncertainty_contradicts"),
        ({"expanded": "1", "k": "0"}, "coverage_factor_not_positive"),
        ({"expanded": "-1"}, "uncertainty_negative"),
        ({"expanded": "1", "dof": "0.5"}, "degrees_of_freedom_small"),
        ({"expanded": "[11, 12]"}, "uncertainty_interval_apart"),
        ({"expanded": "[9 11]"}, "uncertainty_not_a_number"),
        ({"expanded": "<1 V"}, "uncertainty_not_a_number"),
    ],
)
def test_what_cannot_be_an_uncertainty_is_refused(cells: dict[str, str], code: str) -> None:
    """Contradictions, negative widths and bounds are refused, each with its reason."""
    with pytest.raises(NumberError) as caught:
        _read(**cells)

    assert code == caught.value.code
    assert caught.value.text("zh") != caught.value.text("en")


def test_another_dimension_is_refused() -> None:
    """An uncertainty in amperes is none of a voltage; a bare per cent is none either."""
    with pytest.raises(UnitError):
        _read(expanded="1 A")
    with pytest.raises(UnitError):
        _read(expanded="2 %")


@pytest.mark.parametrize(
    "text", ["1e999999999", "9**9**9**9", "(" * 100_000, "\x00", "\ud800", "1" * 10_000_000, "1" * 10_000_000 + "矩形"]
)
def test_hostile_cells_are_refused(text: str) -> None:
    """Cells that no laboratory writes are refused with a reason."""
    with pytest.raises((NumberError, UnitError)):
        _read(expanded=text)


@given(
    st.fractions(0, 1000, max_denominator=1000),
    st.fractions(Fraction(1, 10), 10, max_denominator=100),
    st.integers(1, 9),
)
def test_u_times_k_is_expanded(size: Fraction, k: Fraction, factor: int) -> None:
    """U = k u exactly, and a change of unit changes both alike."""
    found = Uncertainty(size, k * size, k)

    scaled = found.scaled(Fraction(-factor, 7))

    assert scaled.expanded == scaled.k * scaled.standard
    assert found.standard * factor / 7 == scaled.standard
