"""Conditions as people state them: lists, sets, ranges, and when two texts state the same."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import NumberError, UnitError
from verifier.quantity.region import Region
from verifier.quantity.stated import members_of, say_the_same, split_list, stated_quantity, stated_regions
from verifier.quantity.units import read_unit


@given(st.text("ab;,{}｛｝= ", max_size=40))
def test_no_character_is_lost_between_the_parts(text: str) -> None:
    """The parts of a list, joined again, are the list."""
    assert text == ";".join(split_list(text))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a; b", ("a", " b")),
        ("{a; b}; c", ("{a; b}", " c")),
        ("｛a; b｝ V;", ("｛a; b｝ V", "")),
        ("{a; b", ("{a", " b")),
        ("a}; {b", ("a}", " {b")),
        ("", ("",)),
    ],
)
def test_only_whole_braces_hold_a_set_together(text: str, parts: tuple[str, ...]) -> None:
    """Inside braces `;` separates members; a brace without its partner holds nothing."""
    assert parts == split_list(text)


def test_hostile_lists_are_split_at_once() -> None:
    """A hundred thousand braces and separators take no time to speak of."""
    start = time.process_time()
    for text in ("{;" * 100_000, "{;}" * 100_000, "{" * 100_000 + ";"):
        split_list(text)

    assert time.process_time() - start < 1


def test_members_of_a_set_share_its_unit() -> None:
    """The unit behind the brace counts for every member; a text without braces is its only member."""
    assert ("200 A/cm^2", "250 A/cm^2") == members_of("{200; 250} A/cm^2")
    assert ("a; b",) == members_of("a; b")


def test_every_member_is_read_in_the_unit_asked_for() -> None:
    """A set gives one region a member."""
    expected = (Region.point(Fraction(25)), Region.between(Fraction(100), Fraction(150)))

    assert expected == stated_regions("{25 degC, 100~150 ℃}", read_unit("degC"))


@pytest.mark.parametrize(
    ("text", "region", "unit"),
    [
        ("200 A/cm²", Region.point(Fraction(200)), "A/cm^2"),
        ("-40~150 ℃", Region.between(Fraction(-40), Fraction(150)), "degC"),
        ("2 V - 5 V", Region.between(Fraction(2), Fraction(5)), "V"),
        ("2 V~5", Region.between(Fraction(2), Fraction(5)), "V"),
        ("≥5 V", Region.above(Fraction(5), closed=True), "V"),
        ("{1; 5} V", Region.point(Fraction(1)).union(Region.point(Fraction(5))), "V"),
    ],
)
def test_a_quantity_is_read_in_its_own_unit(text: str, region: Region, unit: str) -> None:
    """A value, range, bound or set is read in the unit that it names."""
    assert (region, read_unit(unit)) == stated_quantity(text)


@pytest.mark.parametrize("text", ["dry", "", "{}", "5 flops", "1" * 500, "{1 V, 2 mm}", "\0", "\ud800"])
def test_what_is_no_quantity_is_refused(text: str) -> None:
    """Words, unknown units and members of two dimensions are no quantity."""
    with pytest.raises((NumberError, UnitError)):
        stated_quantity(text)


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("200 A/cm²", "2 A/mm²", True),
        ("200 A/cm²", "2.0 A/cm²", False),
        ("77 K", "-196.15 degC", True),
        ("-40~150 degC", "-40～150℃", True),
        ("-40~150 degC", "-40~125 degC", False),
        ("{200; 250} A/cm²", "{2.5, 2} A/mm²", True),
        ("5 mW", "5 MW", False),
        ("5", "5 V", False),
        ("cold  state", "cold state", True),
        ("cold", "Cold", False),
        ("cold", "5 V", False),
    ],
)
def test_two_texts_state_the_same(one: str, two: str, same: bool) -> None:  # noqa: FBT001 -- a table
    """Quantities are compared as quantities, in any unit; other texts by their letters."""
    assert same is say_the_same(one, two)
    assert same is say_the_same(two, one)


def test_an_expected_unit_is_asked_of_both() -> None:
    """Where a unit is expected a bare number states nothing, so that texts are compared."""
    volt = read_unit("V")

    assert say_the_same("5 V", "5000 mV", volt)
    assert not say_the_same("5", "5.0", volt)
