"""Units and unit texts."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import UnitError
from verifier.quantity.spelling import EACH, PIECE, table
from verifier.quantity.units import DIMENSIONLESS, Unit, read_unit

OWN = Path(__file__).parents[1] / "vectors" / "unit_spellings.json"
SHARED = Path(__file__).parents[2].parent / "shared" / "vectors" / "unit_spellings.json"

CASES = json.loads(OWN.read_text(encoding="utf-8"))["cases"]
SYMBOLS = sorted(symbol for symbol in table().atoms if not symbol.endswith((EACH, PIECE)))

units = st.builds(
    lambda above, below: read_unit("*".join(above) + (f"/({'*'.join(below)})" if below else "")),
    st.lists(st.sampled_from(SYMBOLS), min_size=1, max_size=3),
    st.lists(st.sampled_from(SYMBOLS), max_size=2),
)


def _expected(case: Mapping[str, str | None]) -> Unit | None:
    return read_unit(case["expected"]) if case["expected"] is not None else None


@pytest.mark.parametrize("case", [c for c in CASES if "means" in c], ids=lambda c: f"{c['text']!r} for {c['expected']}")
def test_text_means_unit(case: dict[str, str]) -> None:
    """A spelling has the dimension, factor and offset of what it means."""
    assert read_unit(case["means"]).agrees(read_unit(case["text"], expected=_expected(case)))


@pytest.mark.parametrize(
    "case", [c for c in CASES if "refused" in c], ids=lambda c: f"{c['text']!r} for {c['expected']}"
)
def test_refused_text_says_why(case: dict[str, str]) -> None:
    """A text with no or several meanings is refused with its reason, in both languages."""
    with pytest.raises(UnitError) as refused:
        read_unit(case["text"], expected=_expected(case))

    assert case["refused"] == refused.value.code
    assert refused.value.text("zh") != refused.value.text("en")


@given(units)
def test_symbol_reads_back(unit: Unit) -> None:
    """A unit's symbol reads as that unit."""
    assert unit == read_unit(unit.symbol)


@given(units, units)
def test_product_and_quotient_are_exact(one: Unit, two: Unit) -> None:
    """A product's factor and dimension are those of its factors, and dividing undoes it."""
    product = one.times(two)

    assert one.factor * two.factor == product.factor
    assert one.dimension * two.dimension == product.dimension
    assert (one.factor, one.dimension) == (product.per(two).factor, product.per(two).dimension)
    assert DIMENSIONLESS == one.power(0)


@given(st.fractions(), st.sampled_from(["degC", "degF", "K"]), st.sampled_from(["degC", "degF", "K"]))
def test_conversion_and_back_is_identity(value: Fraction, one: str, two: str) -> None:
    """A value converted and converted back is the same value, also for temperatures with offsets."""
    there, back = read_unit(one), read_unit(two)

    assert value == back.to(there.to(value, back), there)


@pytest.mark.parametrize(
    ("value", "unit", "other", "expected"),
    [
        ("15", "um", "mm", "3/200"),
        ("17/200", "%/d", "1/h", "17/480000"),
        ("19", "kn", "m/s", "8797/900"),
        ("100", "degC", "degF", "212"),
        ("1", "wafer/month", "wafer/year", "12"),
        ("1", "rpm", "rev/s", "1/60"),
        ("1", "TB/s", "Gbit/s", "8000"),
    ],
)
def test_known_conversion(value: str, unit: str, other: str, expected: str) -> None:
    """A conversion gives the known exact value."""
    assert Fraction(expected) == read_unit(unit).to(Fraction(value), read_unit(other))


@pytest.mark.parametrize(
    ("one", "two"), [("us/B", "us"), ("wafer", "chip"), ("year", "d"), ("rpm", "Hz"), ("Ohm*m", "Ohm*mm^2")]
)
def test_different_things_do_not_convert(one: str, two: str) -> None:
    """Units of different dimensions never convert, and the error names both sides."""
    with pytest.raises(UnitError) as refused:
        read_unit(one).to(Fraction(1), read_unit(two))

    assert "unit_dimension_differs" == refused.value.code
    assert (one, two) == (refused.value.reason["unit"], refused.value.reason["expected"])


@pytest.mark.parametrize("text", ["Kn", "(KN)", "KN."])
def test_spellings_of_the_target_are_accepted(text: str) -> None:
    """A spelling that the target names is read as the target says, with or without dot and parentheses."""
    spellings = {"Kn": "kn", "KN": "kn"}

    assert "kn" == read_unit(text, expected=read_unit("kn"), spellings=spellings).symbol


@pytest.mark.parametrize(
    "symbol",
    ["um", "mm^2", "1/cm^2", "%/d", "mOhm*mm^2", "g/(kW*h)", "rpm", "kn", "L/min", "A/cm^2", "wafer/year", "gate/mm^2"],
)
def test_known_symbol_is_kept(symbol: str) -> None:
    """The usual symbol of a unit is its canonical one."""
    assert symbol == read_unit(symbol).symbol


@given(st.text(max_size=120))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text raises anything but a UnitError, and its reason can be said."""
    try:
        unit = read_unit(text)
    except UnitError as refused:
        sentence = refused.text("zh")
    else:
        sentence = unit.symbol
        assert unit == read_unit(sentence)

    assert sentence


@pytest.mark.parametrize(
    "text", ["(" * 100_000, "m" * 10_000_000, "9**9**9**9", "10^99", "万" * 100, "((((((((((m))))))))))"]
)
def test_hostile_text_ends_at_once(text: str) -> None:
    """A hostile text is read or refused within milliseconds."""
    start = time.process_time()
    try:
        shown = read_unit(text).symbol
    except UnitError as refused:
        shown = refused.text("en")

    assert shown
    assert time.process_time() - start < 0.1


_NAMES = {
    "count": EACH, "device": "chip", "revolutions_per_minute": "rpm", "metric_ton": "t", "meter": "m", "liter": "L",
    "microsecond": "us", "nanosecond": "ns", "degree_Celsius": "degC", "kilowatt_hour": "(kW*h)", "percent": "%",
    "gigabit": "Gbit", "terabyte": "TB", "gigabyte": "GB", "tebibyte": "TiB", "angstrom": "angstrom",
}  # fmt: skip


def _by_rule(canonical: str) -> str:
    """The canonical expression of a shared vector in our symbols."""
    text = re.sub(r"\b1e(\d+)\b", lambda m: str(10 ** int(m[1])), canonical)
    return re.sub(r"[A-Za-z_]+", lambda m: _NAMES.get(m[0], m[0]), text)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared vectors are absent")
def test_shared_spellings_are_right_or_refused() -> None:
    """Each shared spelling has the dimension and factor of its canonical unit, or is refused with a reason."""
    right = 0
    sentences: list[str] = []
    for case in json.loads(SHARED.read_text(encoding="utf-8")):
        try:
            unit = read_unit(case["spelling"])
        except UnitError as refused:
            sentences.append(refused.text("zh"))
            continue
        canonical = case["canonical"]
        if canonical in {"(no unit)", "dimensionless"}:
            canonical = "1"
        means = read_unit(_by_rule(canonical))
        if case["spelling"] == "min-1":
            means = read_unit("1/min")
        if means == DIMENSIONLESS and unit.dimension.is_count():
            means = read_unit(case["spelling"], expected=unit)
        if case["spelling"] == "ns/次":
            means = read_unit("ns/cycle")
        assert means.agrees(unit), case
        right += 1

    assert right >= 115
    assert all(sentences)
