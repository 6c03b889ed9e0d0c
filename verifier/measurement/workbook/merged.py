"""Merged cells of a sheet: which cell's text another one shows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

__all__ = ["Merged", "Range"]


class Range(NamedTuple):
    """A merged range, the last row and column included."""

    top: int
    left: int
    bottom: int
    right: int


class Merged:
    """The merged ranges of a sheet.

    No two ranges of a sound sheet share a cell. Therefore each column has its ranges in the order of their rows, and
    to look one up takes the same time wherever it stands, however many there are.
    """

    __slots__ = ("_by_column", "_lowest", "overlapping")

    def __init__(self, ranges: Iterable[Range], columns: int) -> None:
        """Arrange ranges.

        Args:
            ranges: The ranges, in any order.
            columns: Columns of the sheet; what a range covers beyond them is not looked at.
        """
        self._by_column: dict[int, list[Range]] = {}
        self._lowest: dict[int, int] = {}
        #: The first range that shares a cell with another, which the others do without; None in a sound sheet.
        self.overlapping: Range | None = None
        for one in sorted(ranges):
            covered = [self._by_column.setdefault(c, []) for c in range(one.left, min(one.right + 1, columns))]
            if any(above and above[-1].bottom >= one.top for above in covered):
                self.overlapping = one
                return
            for above in covered:
                above.append(one)
            self._lowest[one.top] = max(one.bottom, self._lowest.get(one.top, one.top))

    def lowest(self, row: int) -> int:
        """The last row of the ranges that begin in a row, the row itself where none does."""
        return self._lowest.get(row, row)

    def shown_at(self, row: int, column: int) -> tuple[int, int]:
        """Row and column of the cell whose text a cell shows."""
        ranges = self._by_column.get(column, [])
        at = bisect_right(ranges, row, key=_top) - 1
        return (ranges[at].top, ranges[at].left) if at >= 0 and ranges[at].bottom >= row else (row, column)

    def beginning(self, column: int, first: int, end: int) -> Iterator[Range]:
        """The ranges whose first cell stands in a column, in the rows from the first to before the end."""
        ranges = self._by_column.get(column, [])
        for one in ranges[bisect_right(ranges, first - 1, key=_top) : bisect_right(ranges, end - 1, key=_top)]:
            if one.left == column:
                yield one


def _top(one: Range) -> int:
    return one.top
