"""One line of a table of groups."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

__all__ = ["GroupLine"]


@dataclass(slots=True)
class GroupLine:
    """The rows of one group under one target.

    Attributes:
        group: The wafer, lot or sample.
        target: The target's id.
        rows: How many rows there are.
        fails: How many of them fail.
        undecided: How many are undecided.
        other: How many have no verdict of their own: they feed a statistic, are excluded, or cannot be judged.
        worst: The text of the value with the least margin, "" where none has one; of equal ones the first.
        unit: Its unit, as it stands.
        file: Where it stands,
        line: and in which line.
        margin: Its signed distance to the limit in the target's unit as a double, for comparing.
        order: Its place among all rows that were read, or where there is no worst value, that of some row.
    """

    group: str
    target: str
    rows: int = 0
    fails: int = 0
    undecided: int = 0
    other: int = 0
    worst: str = ""
    unit: str = ""
    file: str = ""
    line: int | str = 0
    margin: float = inf
    order: int = 0

    def add(self, later: GroupLine) -> None:
        """Add rows of the same group and target that come later: of equal margins the first stays."""
        self.rows += later.rows
        self.fails += later.fails
        self.undecided += later.undecided
        self.other += later.other
        if later.margin < self.margin:
            self.worst, self.unit, self.file, self.line = later.worst, later.unit, later.file, later.line
            self.margin, self.order = later.margin, later.order
