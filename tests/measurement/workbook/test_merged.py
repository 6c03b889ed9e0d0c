"""Merged cells of a sheet."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from verifier.measurement.workbook.merged import Merged, Range

_SIZE = 6
_EDGE = st.integers(0, _SIZE - 1)


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    """A range within a small sheet, or reaching beyond its last column."""
    top, left = draw(_EDGE), draw(_EDGE)
    return Range(top, left, draw(st.integers(top, _SIZE - 1)), draw(st.integers(left, _SIZE + 2)))


def _cells(one: Range) -> set[tuple[int, int]]:
    return {(r, c) for r in range(one.top, one.bottom + 1) for c in range(one.left, min(one.right + 1, _SIZE))}


@given(st.lists(ranges(), max_size=5))
def test_each_cell_shows_the_text_of_the_range_it_lies_in(drawn: list[Range]) -> None:
    """Looking every range up cell by cell gives the same, and what overlaps is told."""
    merged = Merged(drawn, _SIZE)

    overlap = any(_cells(one) & _cells(other) for one, other in combinations(drawn, 2))
    assert overlap == (merged.overlapping is not None)
    if overlap:
        return
    for row in range(_SIZE):
        begin = [one for one in drawn if one.top == row]
        assert merged.lowest(row) == max((one.bottom for one in begin), default=row)
        for column in range(_SIZE):
            home = next((one for one in drawn if (row, column) in _cells(one)), None)
            assert merged.shown_at(row, column) == ((home.top, home.left) if home else (row, column))
            listed = [*merged.beginning(column, row, _SIZE)]
            assert listed == sorted(one for one in drawn if one.left == column and one.top >= row)
