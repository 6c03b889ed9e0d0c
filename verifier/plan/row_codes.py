"""The verdict of every row of a sorted block, as small numbers: what the tally says of its zone, or of its text."""

from __future__ import annotations

from typing import Final

import numpy as np

from verifier.decision.derive import derivation_for
from verifier.decision.verdict import Verdict
from verifier.measurement.row import Row
from verifier.plan.group import Group, Signature
from verifier.plan.machine import Array
from verifier.plan.plan import Plan
from verifier.plan.sorted_block import Same, SortedBlock

__all__ = ["NONE", "WORDS", "RowCodes"]

WORDS: Final = (*(verdict.value for verdict in Verdict), "input", "excluded")
"""What a row may be, by code."""

NONE: Final = len(WORDS)
"""The code of a row that has no verdict of its own: its target is judged from all rows together, or it states
nothing."""

_MOST_TEXTS: Final = 100_000


class RowCodes:
    """Tells the code of rows, and remembers what it was told of texts.

    Args:
        plan: What the rows are sorted by.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._texts: dict[tuple[Signature, str, str], int] = {}

    def of_block(self, done: SortedBlock) -> Array:
        """(n,) int8, the code of each row of a sorted block."""
        slots = done.table.slots
        codes_of = np.full(len(slots) + 1, NONE, np.int8)
        for place in done.found:
            group, zone = slots[place]
            if group is not None:
                codes_of[place] = WORDS.index(self._plan.word_of(group, zone, group.found[zone].first.row))
        # Rows set aside have -1, the place behind the last.
        codes = codes_of[done.slot_of]
        for same in done.same:
            codes[same.rows] = self._of_same(done, same)
        return codes

    def of_row(self, row: Row | None) -> int:
        """The code of one row; None for a row that states nothing."""
        if row is None:
            return NONE
        return self._code(self._plan.group_of(row, self._plan.signature_of(row)), row)

    def _of_same(self, done: SortedBlock, same: Same) -> int | list[int]:
        """The code of rows with one text, or of each of them where they may differ in more than that."""
        if not same.text:
            return [self.of_row(done.block.row(number)) for number in same.rows]
        group = done.table.groups[same.kind]
        if group is None:
            return self.of_row(done.block.row(same.rows[0]))
        key = (group.kind, same.text, same.beside)
        code = self._texts.get(key)
        if code is None:
            if len(self._texts) >= _MOST_TEXTS:
                self._texts.clear()
            code = self._texts[key] = self._code(group, done.block.row(same.rows[0]))
        return code

    def _code(self, group: Group | None, row: Row | None) -> int:
        if row is None or group is None or group.asked is None or group.asked.not_planned is not None:
            return NONE
        if derivation_for(group.asked.target, row) is not None and not row.exclude:
            return WORDS.index("input")
        return WORDS.index(self._plan.word_alone(group.asked, row))
