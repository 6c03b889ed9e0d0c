"""The lines of all groups as columns: from blocks and from lines, and back to what is told of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from verifier.plan.group_line import GroupLine
from verifier.plan.group_runs import COUNTS, SCHEMA, GroupRuns
from verifier.plan.plan import Plan
from verifier.plan.words import Words

if TYPE_CHECKING:
    from verifier.plan.sorted_block import SortedBlock

__all__ = ["GroupColumns"]


class GroupColumns:
    """Lines of groups in any number.

    Args:
        plan: What the rows are sorted by.
        key: The column that rows are grouped by.
        folder: Where lines that find no room in memory are kept, None for the system's folder of temporary files.
    """

    def __init__(self, plan: Plan, key: str, folder: Path | None) -> None:
        self._plan = plan
        self._key = key
        self._targets = sorted(plan.asked)
        self._ranks = {target: rank for rank, target in enumerate(self._targets)}
        self._words = Words()
        self._blocks: Any = None
        self._before = GroupRuns(folder)
        self._here = GroupRuns(folder)

    def add_block(self, done: SortedBlock, before: int) -> None:
        """Add the rows of a sorted block, before which so many came."""
        from verifier.plan.group_block import BlockLines

        self._blocks = self._blocks or BlockLines(self._plan, self._key, self._ranks, self._words)
        self._here.add(self._blocks.of_block(done, before))

    def add_lines(self, lines: Iterable[GroupLine]) -> None:
        """Add lines, in any order."""
        found = list(lines)
        number = self._words.number
        columns: dict[str, Any] = {name: [getattr(line, name) for line in found] for name in SCHEMA.names}
        columns["target"] = [self._ranks[line.target] for line in found]
        columns["unit"] = [number(line.unit) for line in found]
        columns["file"] = [number(line.file) for line in found]
        # A row of a workbook stands in a cell, which has a name.
        columns["line"] = [line.line if isinstance(line.line, int) else -number(line.line) for line in found]
        self._here.add(pa.table(columns, schema=SCHEMA))

    def settle(self) -> None:
        """What was added so far stays, whatever is dropped later."""
        self._before.take(self._here)

    def drop(self) -> None:
        """Drop what was added since it was settled."""
        self._here.close()

    def close(self) -> None:
        """Give the disk back what was kept there."""
        self._here.close()
        self._before.close()

    # ---- what is told ----

    def lines(self) -> Iterator[GroupLine]:
        """The lines, by group and target; to be asked for once."""
        self.settle()
        words = self._words.words
        for table in self._before.merged():
            for one in table.to_pylist():
                line: int = one["line"]
                one |= {
                    "target": self._targets[one["target"]],
                    "unit": words[one["unit"]],
                    "file": words[one["file"]],
                    "line": line if line >= 0 else words[-line],
                }
                yield GroupLine(**one)

    def tables(self) -> Iterator[Any]:
        """The lines, by group and target, as tables of some thousand: all texts but the counts; likewise."""
        self.settle()
        for table in self._before.merged():
            yield self._told(table)

    def _told(self, table: Any) -> Any:  # noqa: ANN401 -- Arrow has no types
        words = pa.array(self._words.words, pa.string())
        lines = np.asarray(table["line"])
        texts = pa.array(lines).cast(pa.string())
        cells = np.flatnonzero(lines < 0)
        if cells.size:
            texts = pc.replace_with_mask(texts, pa.array(lines < 0), words.take(pa.array(-lines[cells])))
        return pa.table(
            {
                "group": table["group"],
                "target": pa.array(self._targets, pa.string()).take(table["target"]),
                **{name: table[name] for name in COUNTS},
                "worst": table["worst"],
                "unit": words.take(table["unit"]),
                "file": words.take(table["file"]),
                "line": texts,
            }
        )
