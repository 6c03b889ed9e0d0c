"""One line for each group of rows and target: a wafer, a lot or a device, and how its rows lie to each target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from verifier.decision.verdict import Verdict
from verifier.errors import MeasurementError
from verifier.measurement.row import Row
from verifier.plan.group_line import GroupLine
from verifier.plan.margins import JUDGED, judged_alone
from verifier.plan.plan import Plan

if TYPE_CHECKING:
    from verifier.plan.group_columns import GroupColumns
    from verifier.plan.sorted_block import SortedBlock

__all__ = ["GROUPED", "GroupTable"]

GROUPED: Final = ("lot", "wafer", "sample")
"""Columns that rows are grouped by; a device is a sample."""

_HELD: Final = 1 << 17
_HELD_CHARACTERS: Final = 1 << 25
_MOST: Final = 2_000_000
"""So many lines are held where nothing keeps the rest."""


@dataclass
class GroupTable:
    """The lines of all groups, by group and target.

    Lines of rows that were read one by one are objects, of which some are held; blocks make columns, which are kept in
    any number, and which objects become where they are too many. Columns take the extra `big`: the base alone refuses
    more lines than it can hold.

    Args:
        plan: What the rows are sorted by.
        key: The column that rows are grouped by.
        folder: Where lines that find no room in memory are kept, None for the system's folder of temporary files.
    """

    plan: Plan
    key: str
    folder: Path | None = None
    _lines: dict[tuple[str, str], GroupLine] = field(default_factory=dict)
    _characters: int = 0
    _read: int = 0
    _tentative: bool = False
    _columns: GroupColumns | None = None
    _may_be_columns: bool = field(default_factory=lambda: all(map(find_spec, ("numpy", "pyarrow"))))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Give the disk back what was kept there."""
        if self._columns is not None:
            self._columns.close()

    @property
    def in_columns(self) -> bool:
        """Whether the lines are columns."""
        return self._columns is not None

    def sorted(self) -> Iterator[GroupLine]:
        """The lines, by group and target; to be asked for once."""
        if self._columns is None:
            return (self._lines[key] for key in sorted(self._lines))
        return self._as_columns().lines()

    def tables(self) -> Iterator[Any]:
        """The lines, by group and target, as Arrow tables: all texts but the counts; to be asked for once."""
        return self._as_columns().tables()

    def _as_columns(self) -> GroupColumns:
        """All lines as columns."""
        if self._columns is None:
            from verifier.plan.group_columns import GroupColumns

            self._columns = GroupColumns(self.plan, self.key, self.folder)
        if self._lines:
            self._columns.add_lines(self._lines.values())
            self._lines.clear()
            self._characters = 0
        return self._columns

    # ---- files that may be read twice ----

    def begin(self) -> None:
        """A file follows that is read by columns, of which it may only turn out later that they cannot read it."""
        self._tentative = True
        if self._lines or self._columns is not None:
            self._as_columns().settle()

    def restart(self) -> None:
        """The file that was begun is read from its start again, row by row: what it added is dropped."""
        if self._tentative:
            self._lines.clear()
            if self._columns is not None:
                self._columns.drop()

    # ---- rows one by one ----

    def write_rows(self, rows: Sequence[Row]) -> None:
        """Add rows that were read one by one."""
        for row in rows:
            asked = self.plan.asked.get(row.target)
            if asked is None:
                continue
            line = GroupLine(str(getattr(row, self.key)), row.target, rows=1, order=self._read)
            self._read += 1
            judged, line.margin = None, inf
            if asked.not_planned is None:
                judged, line.margin = judged_alone(asked.narrowed[0], row, self.plan.context)
            line.fails, line.undecided = int(judged is Verdict.FAIL), int(judged is Verdict.UNDECIDED)
            line.other = int(judged not in JUDGED)
            if line.margin < inf:
                line.worst, line.unit, line.file, line.line = row.value, row.unit, row.file, row.line
            found = self._lines.get((line.group, line.target))
            if found is not None:
                found.add(line)
                continue
            self._make_room(row)
            self._lines[line.group, line.target] = line
            self._characters += len(line.group) + len(line.worst)

    def _make_room(self, row: Row) -> None:
        """See that a further line may be held."""
        if self._may_be_columns:
            if len(self._lines) >= _HELD or self._characters > _HELD_CHARACTERS:
                self._as_columns()
        elif len(self._lines) >= _MOST:
            raise MeasurementError("plan_groups_many", file=row.file, line=row.line, column=self.key, limit=_MOST)

    # ---- blocks ----

    def write(self, done: SortedBlock) -> None:
        """Add the rows of a sorted block."""
        self._as_columns().add_block(done, self._read)
        self._read += len(done.block)
