"""The place of a limit's last written digit."""

from __future__ import annotations

from fractions import Fraction

import pytest

from verifier.catalogue.grammar import read_statement
from verifier.decision.limit_place import last_place
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
