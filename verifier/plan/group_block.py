"""The lines of the groups of one sorted block, as columns: counted and compared without an object for any row."""

from __future__ import annotations

from math import inf
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from verifier.measurement.grid import sound_cell
from verifier.measurement.row import Row
from verifier.plan.group import Signature
from verifier.plan.group_runs import SCHEMA
from verifier.plan.machine import Array
from verifier.plan.margins import JUDGED, UNIT, Ends, ends_of, judged_alone
from verifier.plan.plan import Plan
from verifier.plan.row_codes import WORDS, RowCodes
from verifier.plan.sorted_block import Same, SortedBlock
from verifier.plan.words import Words

__all__ = ["BlockLines"]

_ALONE: Final = [WORDS.index(verdict.value) for verdict in JUDGED]
_FAIL, _UNDECIDED = WORDS.index("fail"), WORDS.index("undecided")
_ODD: Final = "[^!-~]"
"""Only a text with such a character may have blanks at its ends, or more than one spelling."""


class BlockLines:
    """Makes the lines of blocks.

    Args:
        plan: What the rows are sorted by.
        key: The column that rows are grouped by.
        ranks: The place of each target among all in order.
        words: Numbers of units and files.
    """

    def __init__(self, plan: Plan, key: str, ranks: dict[str, int], words: Words) -> None:
        self._plan = plan
        self._key = key
        self._ranks = ranks
        self._words = words
        self._codes = RowCodes(plan)
        self._ends: dict[Signature | None, Ends] = {}

    def of_block(self, done: SortedBlock, before: int) -> Any:  # noqa: ANN401 -- Arrow has no types
        """The lines of a block's groups as a table; a group of two spellings has two.

        1. Rows that state something under a target of the project are numbered by group and target.
        2. Each number's rows are counted.
        3. The least margin of each is found, and the first row that has it.

        Args:
            done: The rows.
            before: How many rows came before, of all files.
        """
        margins, stated = self._margins(done)
        codes = self._codes.of_block(done)
        judged = np.isin(codes, _ALONE)
        margins[~judged] = inf
        ranks = np.array([-1 if one is None else self._ranks.get(one.signature[0], -1) for one in done.table.groups])
        rows = np.flatnonzero(stated & (ranks[done.kinds] >= 0))  # 1
        groups = self._groups(done, rows)
        pairs = np.asarray(groups.indices).astype(np.int64) * len(self._ranks) + ranks[done.kinds[rows]]
        numbered = pa.array(pairs).dictionary_encode()
        numbers, found = np.asarray(numbered.indices), np.asarray(numbered.dictionary)
        codes, judged, margins = codes[rows], judged[rows], margins[rows]
        counts = [
            np.bincount(some, minlength=found.size)
            for some in (numbers, numbers[codes == _FAIL], numbers[codes == _UNDECIDED], numbers[~judged])
        ]  # 2
        least, at = np.full(found.size, inf), np.full(found.size, rows.size)
        np.minimum.at(least, numbers, margins)  # 3
        equal = np.flatnonzero(margins == least[numbers])
        np.minimum.at(at, numbers[equal], equal)
        place, target = np.divmod(found, max(len(self._ranks), 1))
        columns = [_sound(groups.dictionary.take(pa.array(place))), target, *counts, least, before + rows[at]]
        return pa.table([*columns, *self._worst(done, rows[at], least < inf)], schema=SCHEMA)

    def _groups(self, done: SortedBlock, rows: Array) -> Any:  # noqa: ANN401 -- Arrow has no types
        """The group of some rows, as a dictionary."""
        if self._key in done.table.columns:
            return pa.DictionaryArray.from_arrays(done.kinds[rows], pa.array(done.table.words(self._key), pa.string()))
        cells = done.cells(self._key)
        if rows.size < len(cells):
            cells = cells.take(pa.array(rows))
        # A quote within quotes stands twice, as two of them without quotes do: the reader of rows tells them apart.
        doubled = np.flatnonzero(np.asarray(pc.match_substring(cells, '""')))
        if doubled.size:
            read: list[Row] = done.block.rows(rows[doubled].tolist())
            mask = np.zeros(len(cells), np.bool_)
            mask[doubled] = True
            texts = pa.array([getattr(row, self._key) for row in read], pa.string())
            cells = pc.replace_with_mask(cells, pa.array(mask), texts)
        return cells.dictionary_encode()

    def _worst(self, done: SortedBlock, rows: Array, has: Array) -> list[Any]:
        """The text, unit, file and line of the worst row of each line, or nothing where it has none."""
        texts = done.block.texts(rows)
        if done.block.width is None:
            texts = _each(texts, done.value_text)
        else:
            texts = pa.array([done.value_text(value) for value in texts.to_pylist()], pa.string())
        number = self._words.number
        units = np.array([0 if one is None else number(one.signature[UNIT]) for one in done.table.groups], np.int32)
        file = number(done.block.reading.file)
        return [
            pc.if_else(pa.array(has), texts, ""),
            np.where(has, units[done.kinds[rows]], 0),
            np.where(has, file, 0),
            np.where(has, done.block.line + rows, 0),
        ]

    # ---- margins ----

    def _margins(self, done: SortedBlock) -> tuple[Array, Array]:
        """(n,) float64, each row's margin, inf for none; and (n,) whether it states something."""
        margins = self._of_numbers(done)
        stated = np.ones(len(done.block), np.bool_)
        for same in done.same:
            group = done.table.groups[same.kind]
            if not same.text:
                stated[same.rows] = [done.block.row(row) is not None for row in same.rows]
            elif group is not None and group.asked is not None and self._has_no_number(done, same):
                row = done.block.row(same.rows[0])
                if row is not None and group.asked.not_planned is None:
                    margins[same.rows] = judged_alone(group.asked.narrowed[0], row, self._plan.context)[1]
        stated[done.blank] = False
        return margins, stated

    @staticmethod
    def _has_no_number(done: SortedBlock, same: Same) -> bool:
        """Whether the double of rows set aside is not what they state, or there is none."""
        return done.table.joined[same.kind] or not np.isfinite(done.block.numbers[same.rows[0]])

    def _of_numbers(self, done: SortedBlock) -> Array:
        """(n,) float64, each row's signed distance to the nearest end of its target's region; inf for no number."""
        ends = [self._ends_of(done, kind) for kind in range(len(done.table.groups))]
        magnitude = np.array([one[2] for one in ends])[done.kinds]
        x = np.where(magnitude, np.abs(done.block.numbers), done.block.numbers)
        best = np.full(len(done.block), -inf)
        best[np.array([not one[0] for one in ends])[done.kinds]] = inf
        for at in range(max(len(one[0]) for one in ends)):
            intervals = [one[0][at] if at < len(one[0]) else (inf, -inf) for one in ends]
            low, high = (np.array([interval[side] for interval in intervals])[done.kinds] for side in (0, 1))
            with np.errstate(invalid="ignore"):
                np.fmax(best, np.minimum(x - low, high - x), out=best)
        best *= np.array([one[1] for one in ends])[done.kinds]
        best[np.isnan(done.block.numbers)] = inf
        return best

    def _ends_of(self, done: SortedBlock, kind: int) -> Ends:
        group = done.table.groups[kind]
        key = None if group is None else group.kind
        if key not in self._ends:
            self._ends[key] = ends_of(group, self._plan.context)
        return self._ends[key]


def _sound(cells: Any) -> Any:  # noqa: ANN401 -- Arrow has no types
    """Cells as the reader of rows has them."""
    return _each(cells, sound_cell)


def _each(texts: Any, change: Any) -> Any:  # noqa: ANN401 -- Arrow has no types
    """Texts, changed where they have an odd character."""
    odd = pc.match_substring_regex(texts, _ODD)
    if not pc.any(odd).as_py():
        return texts
    return pc.replace_with_mask(
        texts, odd, pa.array([change(text) for text in texts.filter(odd).to_pylist()], pa.string())
    )
