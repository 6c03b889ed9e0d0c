"""The lines of groups as a file: CSV, JSON or Parquet, by the ending of its name."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from verifier.errors import UsageError
from verifier.measurement.extras import require
from verifier.plan.by_group import GroupLine, GroupTable
from verifier.plan.tally import Plan

__all__ = ["COLUMNS", "ENDINGS", "GroupFile"]

ENDINGS: Final = (".csv", ".json", ".parquet")

COLUMNS: Final = ("group", "target", "rows", "fails", "undecided", "other", "worst", "unit", "file", "line")
"""The columns of the file, in order; `worst` is the text of the value with the least margin."""


@dataclass
class GroupFile:
    """A column that rows are grouped by, and the file that the lines of its groups are written to.

    Args:
        key: The column.
        path: The file.
    """

    key: str
    path: Path
    _table: GroupTable | None = None

    def open(self, plan: Plan) -> GroupTable:
        """The table to be filled, for one plan.

        Raises:
            UsageError: The file's name has no ending that is known.
            MeasurementError: The extra is missing that Parquet needs.
        """
        if self.path.suffix.lower() not in ENDINGS:
            raise UsageError("group_file_ending", file=self.path.name, endings=", ".join(ENDINGS))
        if self.path.suffix.lower() == ".parquet":
            require("pyarrow", "big", self.path.name)
        self._table = GroupTable(plan, self.key)
        return self._table

    def write(self) -> None:
        """Write the lines, by group and target."""
        lines = [] if self._table is None else self._table.sorted()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        match self.path.suffix.lower():
            case ".csv":
                with self.path.open("w", encoding="utf-8-sig", newline="") as stream:
                    writer = csv.writer(stream)
                    writer.writerow(COLUMNS)
                    writer.writerows(_cells(line) for line in lines)
            case ".json":
                told = [dict(zip(COLUMNS, _cells(line), strict=True)) for line in lines]
                self.path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            case _:
                _write_parquet(lines, self.path)


def _cells(line: GroupLine) -> list[str | int]:
    return [getattr(line, name) for name in COLUMNS]


def _write_parquet(lines: list[GroupLine], path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    counts = ("rows", "fails", "undecided", "other")
    columns: dict[str, Any] = {
        # A row of a workbook stands in a cell, not in a line.
        name: pa.array([_cell(line, name) for line in lines], pa.int64() if name in counts else pa.string())
        for name in COLUMNS
    }
    parquet.write_table(pa.table(columns), path, compression="zstd")


def _cell(line: GroupLine, name: str) -> str | int:
    value: str | int = getattr(line, name)
    return str(value) if name == "line" else value
