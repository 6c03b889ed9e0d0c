"""Value cells as sets of possible values."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import NumberError, UnitError, VerifierError
from verifier.quantity.measured import Form, read_measured, read_members, split_members, split_quantities
from verifier.quantity.number import format_exact
from verifier.quantity.region import Region
from verifier.quantity.units import read_unit

READ = [
    ("0.015 mm", "", "um", Form.POINT, "3/200", "mm"),
    ("0.0149", "mm", "um", Form.POINT, "149/10000", "mm"),
    ("400cm^-2", "", "1/cm^2", Form.POINT, "400", "1/cm^2"),
    ("400 cm–2", "", "1/cm^2", Form.POINT, "400", "1/cm^2"),
    ("17.5万m3", "", "m^3", Form.POINT, "175000", "m^3"),
    ("1900K gate/mm^2", "", "gate/mm^2", Form.POINT, "1900000", "gate/mm^2"),
    ("1900K gate/ $mm^2$", "gate/mm2", "gate/mm^2", Form.POINT, "1900000", "gate/mm^2"),
    ("1900K", "gate/mm2", "gate/mm^2", Form.POINT, "1900000", "gate/mm^2"),
    ("300K", "", "K", Form.POINT, "300", "K"),
    ("19.0节", "", "kn", Form.POINT, "19", "kn"),
    ("36000片/年", "", "wafer/year", Form.POINT, "36000", "wafer/year"),
    ("10万次", "", "cycle", Form.POINT, "100000", "cycle"),
    ("10万", "片/年", "wafer/year", Form.POINT, "100000", "wafer/year"),
    ("30ns/次", "", "ns", Form.POINT, "30", "ns"),
    ("一艘", "", "ship", Form.POINT, "1", "ship"),
    ("4.0×10² mm", "", "mm", Form.POINT, "400", "mm"),
    ("5", "", "item", Form.POINT, "5", "item"),
    ("1/3", "", "1", Form.POINT, "1/3", "1"),
    ("5千克", "kg", "kg", Form.POINT, "5", "kg"),
    ("<0.1", "nm", "nm", Form.BELOW, "0.1", "nm"),
    ("＜0.1", "nm", "nm", Form.BELOW, "0.1", "nm"),
    ("ND(<0.1)", "nm", "nm", Form.BELOW, "0.1", "nm"),
    ("≤ 0.1 nm", "", "nm", Form.AT_MOST, "0.1", "nm"),
    ("≥5", "", "item", Form.AT_LEAST, "5", "item"),
    (">=5", "个", "item", Form.AT_LEAST, "5", "item"),
    ("不小于 5 个行业", "", "item", Form.AT_LEAST, "5", "item"),
    ("＞１０万次", "", "cycle", Form.ABOVE, "100000", "cycle"),
    ("5000万颗/年以上", "", "chip/year", Form.AT_LEAST, "50000000", "chip/year"),
]

RANGES = [
    ("0~5000", "rpm", "rpm", "0", "5000"),
    ("0-5000", "rpm", "rpm", "0", "5000"),
    ("0–5000", "rpm", "rpm", "0", "5000"),
    ("0至5000", "rpm", "rpm", "0", "5000"),
    ("0～5000 r/min", "", "rpm", "0", "5000"),
    ("-150V~1200V", "", "V", "-150", "1200"),
    ("5V-10V", "", "V", "5", "10"),
    ("1.1~5 V", "", "V", "11/10", "5"),
    ("5-6万片/年", "", "wafer/year", "50000", "60000"),
    ("5000~1万片/年", "", "wafer/year", "5000", "10000"),
    ("5~6K片/年", "", "wafer/year", "5000", "6000"),
]

REFUSED = [
    ("1.0(1) um", "", "mm", "number_concise_uncertainty"),
    ("1.0 (1) um", "", "mm", "number_concise_uncertainty"),
    ("1.0(1)", "um", "mm", "number_concise_uncertainty"),
    ("3.2×10-7 A", "", "A", "number_lost_superscript"),
    ("3.2×10−7 A", "", "A", "number_lost_superscript"),
    ("ND", "nm", "nm", "not_detected_without_lod"),
    ("0.05L", "mg/L", "mg/L", "number_detection_flag"),
    ("5~1", "V", "V", "range_reversed"),
    ("1 mm~2 cm", "", "mm", "unit_ends_differ"),
    ("1.5/1.5", "um", "um", "number_several"),
    ("≤15μm /≤40μm", "", "um", "number_several"),
    ("0/77", "", "item", "number_fails_of_sample"),
    ("OL", "V", "V", "number_over_range"),
    ("0.085%", "%/d", "%/d", "unit_cell_column_differ"),
    ("8.5‰", "%", "%", "unit_cell_column_differ"),
    ("1 mm", "um", "um", "unit_cell_column_differ"),
    ("0.085", "", "%/d", "unit_missing"),
    ("95", "", "%", "unit_missing"),
    ("36000", "", "wafer/year", "unit_missing"),
    ("5K", "Ω", "Ohm", "number_k_ambiguous"),
    ("2.000u", "", "um", "number_suffix"),
    ("~80K片/年", "", "wafer/year", "number_approximate"),
    ("150.0 mm±0.25mm", "", "mm", "number_plus_minus"),
    ("4.0×102", "mm", "mm", "number_lost_superscript"),
    ("2023-05-06", "V", "V", "number_date"),
    ("合格", "", "item", "number_verdict"),
    ("5 kg", "", "mm", "unit_dimension_differs"),
    ("5颗/年", "", "wafer/year", "unit_dimension_differs"),
    ("10€", "", "yuan", "unit_character"),
    ("1.5Kn", "", "kn", "unit_unknown"),
]


@pytest.mark.parametrize("case", READ, ids=str)
def test_cell_bounds_value(case: tuple[str, str, str, Form, str, str]) -> None:
    """A cell with one number says how it bounds the value, exactly and in its unit."""
    text, column, expected, form, value, unit = case
    measured = read_measured(text, column, expected=read_unit(expected))

    number = measured.high if form in {Form.BELOW, Form.AT_MOST} else measured.low
    assert number is not None
    assert (form, Fraction(value), unit, text) == (measured.form, number.value, measured.unit.symbol, measured.text)


@pytest.mark.parametrize(("text", "column", "expected", "low", "high"), RANGES)
def test_range_is_a_closed_interval(text: str, column: str, expected: str, low: str, high: str) -> None:
    """A range is the closed interval between its ends, with a unit or multiplier behind the second for both."""
    measured = read_measured(text, column, expected=read_unit(expected))

    assert Form.RANGE == measured.form
    assert Region.between(Fraction(low), Fraction(high)) == measured.region


@pytest.mark.parametrize(("text", "column", "expected", "code"), REFUSED)
def test_refused_cell_says_why(text: str, column: str, expected: str, code: str) -> None:
    """A cell that is no single set is refused with its reason, in both languages."""
    with pytest.raises(VerifierError) as refused:
        read_measured(text, column, expected=read_unit(expected))

    assert code == refused.value.code
    assert refused.value.text("zh") != refused.value.text("en")


def test_region_of_each_form() -> None:
    """Each form keeps its open and closed marks."""
    nm = read_unit("nm")

    assert Region.point(Fraction(5)) == read_measured("5", "nm", expected=nm).region
    assert Region.below(Fraction(5), closed=False) == read_measured("<5", "nm", expected=nm).region
    assert Region.below(Fraction(5), closed=True) == read_measured("≤5", "nm", expected=nm).region
    assert Region.above(Fraction(5), closed=False) == read_measured(">5", "nm", expected=nm).region
    assert Region.above(Fraction(5), closed=True) == read_measured("≥5", "nm", expected=nm).region


def test_bound_of_a_nonnegative_quantity_starts_at_zero() -> None:
    """`<x` is [0, x) where the quantity cannot be negative, and `<0` is then refused."""
    nm = read_unit("nm")

    measured = read_measured("<5", "nm", expected=nm, nonnegative=True)

    assert Region.between(Fraction(0), Fraction(5), high_closed=False) == measured.region
    with pytest.raises(NumberError):
        read_measured("<0", "nm", expected=nm, nonnegative=True)


@pytest.mark.parametrize("text", ["ND", "N.D.", "未检出", "<DL", "< LOD"])
def test_not_detected_is_below_its_limit(text: str) -> None:
    """What was not detected lies below the detection limit."""
    measured = read_measured(text, "nm", expected=read_unit("nm"), lod="0.05")

    assert (Form.BELOW, Region.below(Fraction(1, 20), closed=False)) == (measured.form, measured.region)


def test_detection_limit_in_a_unit_of_its_own() -> None:
    """A detection limit may have another unit than the column states for the value, of which there is none."""
    measured = read_measured("ND", "nm", expected=read_unit("nm"), lod="0.05 um")

    assert ("um", Region.below(Fraction(1, 20), closed=False)) == (measured.unit.symbol, measured.region)
    with pytest.raises(UnitError):
        read_measured("ND", "nm", expected=read_unit("nm"), lod="0.05 V")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.1、5 V", ("1.1 V", "5 V")),
        ("1100 mV、5 V", ("1100 mV", "5 V")),
        ("{150, 200} A/cm^2", ("150 A/cm^2", "200 A/cm^2")),
        ("｛1.1，5｝V", ("1.1 V", "5 V")),
        ("1.1; 5", ("1.1", "5")),
        ("{1.1 V, 5}", ("1.1 V", "5")),
        ("1.1/5 V", ("1.1 V", "5 V")),
        ("{150 A/cm^2, 200 A/cm^2}", ("150 A/cm^2", "200 A/cm^2")),
        ("", ()),
        ("}", ("}",)),
        ("1," * 2000 + "1", ("1," * 2000 + "1",)),
    ],
)
def test_unit_behind_a_list_counts_for_all(text: str, expected: tuple[str, ...]) -> None:
    """A unit behind the braces or behind the last member counts for the members that state none."""
    assert expected == split_quantities(text)


def test_spelling_of_the_target() -> None:
    """A unit spelling of the target holds in the cell."""
    measured = read_measured("19.5 Kn", "", expected=read_unit("kn"), spellings={"Kn": "kn"})

    assert "kn" == measured.unit.symbol


@given(st.fractions(min_value=-1000, max_value=1000, max_denominator=10**6), st.sampled_from(["mm", "kn", "1/cm^2"]))
def test_unit_in_cell_or_column_is_the_same(value: Fraction, unit: str) -> None:
    """A unit behind the number says the same as one in the column."""
    text = format_exact(value)

    in_column = read_measured(text, unit, expected=read_unit(unit))

    assert in_column.region == Region.point(value)
    if unit != "1/cm^2":
        assert in_column.region == read_measured(f"{text} {unit}", expected=read_unit(unit)).region


@given(st.text(max_size=60), st.text(max_size=20))
def test_any_cell_is_read_or_refused(text: str, column: str) -> None:
    """No cell raises anything but a NumberError or a UnitError."""
    try:
        shown = read_measured(text, column, expected=read_unit("mm")).unit.symbol
    except (NumberError, UnitError) as refused:
        shown = refused.text("zh")

    assert shown


@given(st.text(alphabet="0123456789.-+~eE/×^ Kk万千mL<>≥(),_%个片年", max_size=20))
def test_any_likely_cell_is_read_or_refused(text: str) -> None:
    """Nor does one made of the characters of numbers and units."""
    for unit in ("mm", "wafer/year", "K", "1"):
        try:
            measured = read_measured(text, expected=read_unit(unit), nonnegative=True)
        except (NumberError, UnitError) as refused:
            shown = refused.text("en")
        else:
            shown = measured.unit.symbol
            assert not measured.region.is_empty()

        assert shown


@pytest.mark.parametrize(
    "text", ["9" * 10_000_000, "(" * 100_000, "1e999999999 mm", "1 " * 199, "5" + " " * 390 + "x", "n.d.(" * 60]
)
def test_hostile_cell_is_refused_at_once(text: str) -> None:
    """A hostile cell is refused within milliseconds."""
    start = time.process_time()
    with pytest.raises(VerifierError):
        read_measured(text, "", expected=read_unit("mm"))

    assert time.process_time() - start < 0.1


@pytest.mark.parametrize("text", ["{机, 电, 热}", "机、电，热", "机;电；热", "机/电/ 热、"])
def test_members_are_split(text: str) -> None:
    """Members are separated by any of the list marks, in braces or not; empty ones are dropped."""
    assert ("机", "电", "热") == split_members(text)
    assert (Form.MEMBERS, ("机", "电", "热")) == (read_members(text).form, read_members(text).members)
    assert read_members(text).region.is_empty()
