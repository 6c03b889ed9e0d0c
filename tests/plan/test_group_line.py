"""One line of a table of groups."""

from __future__ import annotations

from math import inf

import pytest

from verifier.plan.group_line import GroupLine


@pytest.mark.parametrize(("margin", "worst"), [(-1.0, "later"), (0.0, "first"), (-0.0, "first"), (inf, "first")])
def test_of_equal_margins_the_first_stays(margin: float, worst: str) -> None:
    """Counts are added; the worst changes only where the later one has less margin."""
    line = GroupLine("W1", "t", 2, 1, 0, 1, "first", "um", "a.csv", 2, 0.0, 7)
    line.add(GroupLine("W1", "t", 3, 1, 2, 0, "later", "mm", "b.csv", 9, margin, 8))

    assert (5, 2, 2, 1) == (line.rows, line.fails, line.undecided, line.other)
    place = {"first": ("first", "um", "a.csv", 2, 7), "later": ("later", "mm", "b.csv", 9, 8)}[worst]
    assert place == (line.worst, line.unit, line.file, line.line, line.order)
