"""The place of a limit's last written digit."""

from __future__ import annotations

from fractions import Fraction

import pytest

from verifier.catalogue.grammar import read_statement
from verifier.catalogue.limit_place import last_place, written_places
from verifier.quantity.units import read_unit


@pytest.mark.parametrize(
    ("text", "unit", "place"),
    [
        ("x <= 1.5 um", "um", Fraction(1, 10)),
        ("x <= 1.50 um", "um", Fraction(1, 100)),
        ("x <= 15 um", "mm", Fraction(1, 1000)),
        ("x in [9.9, 10.12] mm", "mm", Fraction(1, 100)),
        ("5 >= x", "1", Fraction(1)),
        ("abs(x) <= 0.25 V", "V", Fraction(1, 100)),
    ],
)
def test_place(text: str, unit: str, place: Fraction) -> None:
    """The last written digit of the limit is its place, carried into the unit asked for."""
    own = read_unit(unit)

    assert place == last_place(read_statement(text).predicate, own)


def test_limit_that_is_worked_out_has_none() -> None:
    """A limit that depends on another quantity is no written number and has no last digit."""
    assert last_place(read_statement("x <= new/3").predicate, read_unit("1")) is None


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("L <= 1.5 um and S <= 1.50 um", ("0.1", "0.01")),
        ("L <= 1.5 um and S <= 0.0010 mm", ("0.1", "0.1")),
        ("V <= 1.6 V and I <= 20 mA", ("0.1", "1")),
        ("t in [-40, 85.0] degC", ("1", "0.1")),
    ],
)
def test_places_of_a_statement(text: str, places: tuple[str, ...]) -> None:
    """Each limit has its place, in the statement's unit where the dimensions agree and in its own elsewhere."""
    statement = read_statement(text)

    assert statement.unit is not None
    assert tuple(map(Fraction, places)) == statement.places == written_places(statement.predicate, statement.unit)
