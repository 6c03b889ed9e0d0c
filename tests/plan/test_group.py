"""Groups: what a zone keeps of its rows, and whether values are counted."""

from __future__ import annotations

from fractions import Fraction

from verifier.measurement.row import Row
from verifier.plan.group import Counted, Group, Seen, Zone
from verifier.plan.zones import Zones


def _seen(number: int) -> Seen:
    return Seen((0, number), Row("a.csv", number, "9999.upper", str(number)))


def _zone(value: int, number: int) -> Zone:
    end = (Fraction(value), _seen(number))
    return Zone(1, _seen(number), end, end, lists=False)


def test_a_zone_widens_to_the_first_of_equal_values() -> None:
    """The least and the greatest value move outward; of equal ones the row that comes first stays."""
    zone = _zone(5, 4)
    zone.widen((Fraction(5), _seen(2)), (Fraction(5), _seen(6)))
    zone.widen((Fraction(7), _seen(1)), (Fraction(3), _seen(1)))

    assert (Fraction(5), _seen(2)) == zone.low
    assert (Fraction(5), _seen(4)) == zone.high

    zone.widen((Fraction(1), _seen(9)), (Fraction(9), _seen(9)))

    assert [Fraction(1), Fraction(9)] == [zone.low[0], zone.high[0]]


def test_some_row_is_one_of_the_groups() -> None:
    """A row of a zone, of another text, or of those for the scalar path; none where there is none."""
    empty, zoned, other, scalar = (Group(("9999.upper",), ("9999.upper",), None, Zones(())) for _ in range(4))
    zoned.found[0] = _zone(5, 4)
    other.others["x", "", "", ""] = Counted(2, _seen(3))
    scalar.rows.append(_seen(7))

    assert [None, _seen(4).row, _seen(3).row, _seen(7).row] == [one.any_row() for one in (empty, zoned, other, scalar)]
    assert not zoned.needs_values
