"""The good side of a target's limits."""

from __future__ import annotations

from fractions import Fraction

import pytest

from verifier.report.acceptable import acceptable_span
from verifier.report.result_reader import read_result


@pytest.mark.parametrize(
    ("predicate", "limit", "expected"),
    [
        ("TTV <= 15 um", "15", (None, Fraction(15))),
        ("V > 170000 m^3", "170000", (Fraction(170000), None)),
        ("5 V <= x", "5", (Fraction(5), None)),
        ("N == 3", "3", (Fraction(3), Fraction(3))),
        ("d in [9.9, 10.1) mm", "[99/10, 10.1)", (Fraction(99, 10), Fraction(101, 10))),
    ],
)
def test_side_follows_the_relation(predicate: str, limit: str, expected: tuple[Fraction | None, ...]) -> None:
    """The region lies where the predicate is met, whichever side the quantity is written on."""
    view = read_result({"targets": [{"id": "a", "predicate": predicate, "limit": limit}]}, "en")

    span = acceptable_span(view.targets[0])
    assert span is not None
    assert expected == (span.low, span.high)


@pytest.mark.parametrize(
    ("predicate", "limit"),
    [
        ("report documented", None),
        ("((((", "15"),
        ("TTV <= 15 um and W <= 4 um", "15 and 4"),
        ("", "15"),
        ("x < 1", "y"),
    ],
)
def test_what_has_no_single_limit_is_not_shaded(predicate: str, limit: str | None) -> None:
    """Documents, several limits and predicates that cannot be read have no good side."""
    view = read_result({"targets": [{"id": "a", "predicate": predicate, "limit": limit}]}, "en")

    assert acceptable_span(view.targets[0]) is None


def test_of_several_intervals_the_one_of_the_rows_is_shaded() -> None:
    """A choice of nominal diameters is shaded around the one that was measured."""
    limit = "[149.75, 150.25] or [199.75, 200.25]"
    rows = [{"value": value, "unit": "mm"} for value in ("200", "200.1", "150")]
    view = read_result({"targets": [{"id": "a", "limit": limit, "unit": "mm", "rows": rows}]}, "en")

    span = acceptable_span(view.targets[0])

    assert span is not None
    assert (Fraction("199.75"), Fraction("200.25")) == (span.low, span.high)
