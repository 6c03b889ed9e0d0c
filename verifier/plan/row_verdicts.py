"""Every row's verdict as Parquet, in the order of the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from verifier.measurement.row import Row
from verifier.plan.arrow_cells import column_of, texts_of
from verifier.plan.machine import Array
from verifier.plan.plan import Plan
from verifier.plan.row_codes import NONE, WORDS, RowCodes
from verifier.plan.sorted_block import SortedBlock

__all__ = ["RowVerdicts"]

_SCHEMA: Final = pa.schema(
    [
        ("line", pa.int64()),
        ("target", pa.dictionary(pa.int32(), pa.string())),
        ("verdict", pa.dictionary(pa.int8(), pa.string())),
    ]
)


@dataclass(frozen=True, slots=True)
class _Column:
    """The codes of one value column of a block, and which of its rows state something."""

    before: int
    line: int
    target: str
    codes: Array
    kept: Array


class RowVerdicts:
    """Writes the verdicts of one file's rows; null where a row has none of its own.

    Args:
        plan: What the rows are sorted by.
        path: The Parquet file that is written.
    """

    def __init__(self, plan: Plan, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._codes = RowCodes(plan)
        self._columns: list[_Column] = []
        # Lines follow one another and repeat nothing: as differences they take no space, and no time. The least and the
        # greatest of the words tell nothing, and cost as much as writing them.
        self._writer: Any = parquet.ParquetWriter(
            path, _SCHEMA, compression="zstd", use_dictionary=["target", "verdict"],
            column_encoding={"line": "DELTA_BINARY_PACKED"}, write_statistics=["line"],
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()
        self._writer.close()

    def write(self, done: SortedBlock) -> None:
        """Write the rows of a sorted block; those of several value columns once all of them are there."""
        if self._columns and done.before != self._columns[0].before:
            self._flush()
        codes = self._codes.of_block(done)
        if done.block.column:
            kept = np.ones(len(codes), np.bool_)
            kept[done.blank] = False
            for same in done.same:
                kept[same.rows] = bool(same.text)
            target = done.table.words("target")[0]
            self._columns.append(_Column(done.before, done.block.line, target, codes, kept))
            return
        words, place_of = np.unique(np.array(done.table.words("target")), return_inverse=True)
        targets = _words(place_of.astype(np.int32)[done.kinds], words.tolist())
        self._put(np.arange(done.block.line, done.block.line + len(done.block)), targets, codes)

    def _flush(self) -> None:
        """Write the value columns of one block row by row, without the cells that are blank."""
        columns, self._columns = self._columns, []
        if not columns:
            return
        kept = np.stack([one.kept for one in columns], axis=1).ravel()
        codes = np.stack([one.codes for one in columns], axis=1).ravel()[kept]
        rows, line = len(columns[0].codes), columns[0].line
        lines = np.repeat(np.arange(line, line + rows), len(columns))[kept]
        places = np.tile(np.arange(len(columns), dtype=np.int32), rows)[kept]
        self._put(lines, _words(places, [one.target for one in columns]), codes)

    def write_rows(self, rows: Sequence[Row]) -> None:
        """Write rows that were read one by one; a row of a workbook has no line and is numbered from 1."""
        self._flush()
        lines = np.array([row.line if isinstance(row.line, int) else at for at, row in enumerate(rows, 1)], np.int64)
        codes = np.array([self._codes.of_row(row) for row in rows], np.int8)
        self._put(lines, pa.array([row.target for row in rows], pa.string()).dictionary_encode(), codes)

    def _put(self, lines: Array, targets: Any, codes: Array) -> None:  # noqa: ANN401 -- Arrow has no types
        verdicts = pa.DictionaryArray.from_arrays(column_of(codes, codes == NONE), texts_of(WORDS))
        self._writer.write_table(pa.Table.from_arrays([column_of(lines), targets, verdicts], schema=_SCHEMA))


def _words(numbers: Array, words: Sequence[str]) -> Any:  # noqa: ANN401 -- Arrow has no types
    return pa.DictionaryArray.from_arrays(column_of(numbers), texts_of(words))
