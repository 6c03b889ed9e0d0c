"""Every row's verdict as Parquet, in the order of the file: what the tally says of its zone, or of its text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from verifier.decision.ruling import rule_on
from verifier.decision.verdict import Verdict
from verifier.measurement.row import Row
from verifier.plan.block import Block
from verifier.plan.kernel import Array
from verifier.plan.tally import Group, Plan

__all__ = ["WORDS", "RowVerdicts"]

WORDS: Final = (*(verdict.value for verdict in Verdict), "input", "excluded")
"""What may stand in the column `verdict`; null where the target is judged from all its rows together, or the row
states nothing."""

_OPEN: Final = len(WORDS)
_SCHEMA: Final = pa.schema(
    [
        ("line", pa.int64()),
        ("target", pa.dictionary(pa.int32(), pa.string())),
        ("verdict", pa.dictionary(pa.int8(), pa.string())),
    ]
)


class RowVerdicts:
    """Writes the verdicts of one file's rows.

    Args:
        plan: What the rows are sorted by.
        path: The Parquet file that is written.
    """

    def __init__(self, plan: Plan, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._plan = plan
        self._writer: Any = parquet.ParquetWriter(path, _SCHEMA, compression="zstd")
        self._zones: dict[tuple[int, int], int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()

    def write(
        self,
        block: Block,
        slot_of: Array,
        slots: Sequence[tuple[Group, int]],
        aside: Sequence[tuple[int, str, list[int]]],
    ) -> None:
        """Write the rows of a block.

        Args:
            block: The rows.
            slot_of: (n,) place of each row's group and zone in `slots`, -1 for rows set aside.
            slots: Group and zone by place.
            aside: The rows set aside, by kind and text.
        """
        codes_of = np.full(len(slots) + 1, _OPEN, np.int8)
        present = np.flatnonzero(np.bincount(slot_of[slot_of >= 0], minlength=len(slots)))
        # Rows set aside write to the place behind the last.
        first = np.zeros(len(slots) + 1, np.int64)
        first[slot_of[::-1]] = np.arange(len(block) - 1, -1, -1)
        for place in present.tolist():
            group, zone = slots[place]
            key = (id(group), zone)
            if key not in self._zones:
                self._zones[key] = self._code(group, block.row(int(first[place])))
            codes_of[place] = self._zones[key]
        codes = codes_of[slot_of]
        for _, text, numbers in aside:
            row = block.row(numbers[0])
            if row is None and not text.strip():
                codes[numbers] = [self._of_row(block.row(number)) for number in numbers]
            else:
                codes[numbers] = self._of_row(row)
        self.put(np.arange(block.line, block.line + len(block)), block.column("target"), codes)

    def write_rows(self, rows: Sequence[Row]) -> None:
        """Write rows that were read one by one; a row of a workbook has no line and is numbered from 1."""
        lines = np.array([row.line if isinstance(row.line, int) else at for at, row in enumerate(rows, 1)], np.int64)
        codes = np.array([self._of_row(row) for row in rows], np.int8)
        self.put(lines, pa.array([row.target for row in rows], pa.string()), codes)

    def put(self, lines: Array, targets: Any, codes: Array) -> None:  # noqa: ANN401 -- Arrow has no types
        """Write lines, targets and codes of verdicts."""
        told = pa.array(codes, mask=codes == _OPEN)
        verdicts = pa.DictionaryArray.from_arrays(told, pa.array(WORDS))
        kind = _SCHEMA.field("target").type
        encoded = targets if targets.type == kind else targets.cast(pa.string()).dictionary_encode()
        self._writer.write_table(pa.Table.from_arrays([pa.array(lines), encoded, verdicts], schema=_SCHEMA))

    def _of_row(self, row: Row | None) -> int:
        if row is None:
            return _OPEN
        return self._code(self._plan.group_of(row, self._plan.signature_of(row)), row)

    def _code(self, group: Group, row: Row | None) -> int:
        if row is None or group.asked is None or group.asked.not_planned is not None:
            return _OPEN
        judged = rule_on(group.asked.narrowed[0], (row,), self._plan.context).decided.rows[0]
        return WORDS.index(judged.role if judged.verdict is None else judged.verdict.value)
