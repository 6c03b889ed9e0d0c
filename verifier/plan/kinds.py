"""Kinds of rows: rows of a block that agree in everything but the value get one number, and numbers get cuts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from verifier.plan.block import Block
from verifier.plan.kernel import Array
from verifier.plan.tally import COLUMNS, Group, Tally
from verifier.plan.threshold import Cut, Width, cut_at

__all__ = ["KindTable"]

_MOST_CODES: Final = 1 << 22
_ALL_EXACT: Final = 2


@dataclass
class KindTable:
    """The cuts of all kinds of rows met so far, as the kernel wants them.

    Attributes:
        width: Width of the values where they are binary, None where they are text.
        groups: The group of each kind, None where only the scalar reader can tell its rows.
        parts: The cuts of each kind.
        flags: What the kernel sets aside of each kind: 1 negative values, 2 all rows.
        built: How many kinds the arrays hold.
        known: The number of each kind, by its cells as they stand.
        start: (kinds + 1,) where the cuts of each kind begin.
        firsts: (cuts,) least double behind each cut.
        ties: (cuts,) double that each limit rounds to.
        flag: (kinds,) the flags.
    """

    width: Width | None
    groups: list[Group | None] = field(default_factory=list)
    parts: list[tuple[Cut, ...]] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)
    built: int = -1
    known: dict[tuple[str, ...], int] = field(default_factory=dict)
    start: Array = field(default_factory=lambda: np.zeros(1, np.int32))
    firsts: Array = field(default_factory=lambda: np.empty(0))
    ties: Array = field(default_factory=lambda: np.empty(0))
    flag: Array = field(default_factory=lambda: np.empty(0, np.int8))

    def add(self, group: Group | None) -> int:
        """The number of a new kind of row; None stands for rows that only the scalar reader can tell."""
        self.groups.append(group)
        cuts = () if group is None or group.zones.collected is not None else group.zones.cuts
        if self.width is Width.SINGLE:
            cuts = tuple(cut_at(cut.limit, holds=cut.holds, width=Width.SINGLE) for cut in cuts)
        self.parts.append(cuts)
        if group is None or group.zones.collected is not None:
            self.flags.append(_ALL_EXACT)
        else:
            self.flags.append(int(group.zones.exact_below_zero))
        return len(self.groups) - 1

    def build(self) -> None:
        """Bring the arrays up to date."""
        if self.built == len(self.groups):
            return
        self.built = len(self.groups)
        self.start = np.cumsum([0, *(len(part) for part in self.parts)]).astype(np.int32)
        self.firsts = np.array([cut.first for part in self.parts for cut in part], np.float64)
        self.ties = np.array([cut.tie for part in self.parts for cut in part], np.float64)
        self.flag = np.array(self.flags, np.int8)

    def kinds_of(self, block: Block, columns: frozenset[str], tally: Tally) -> Array:
        """(n,) the number of each row's kind; new kinds are added.

        Args:
            block: The rows.
            columns: Keys of the columns that tell kinds apart.
            tally: Where a new kind has its group.
        """
        code = np.zeros(len(block), np.int32)
        size = 1
        for key in COLUMNS:
            column = block.column(key) if key in columns else None
            if column is None:
                continue
            words = column.dictionary.to_pylist()
            if len(words) <= 1 and not column.null_count:
                continue
            indices = np.asarray(column.indices.fill_null(len(words)) if column.null_count else column.indices)
            if size * (len(words) + 1) > _MOST_CODES:
                code, size = _dense(code)
            if size == 1:
                code, size = indices, len(words) + 1
            else:
                code = code * np.int32(len(words) + 1) + indices
                size *= len(words) + 1
        if size > _MOST_CODES:
            code, size = _dense(code)
        met = np.zeros(size, np.bool_)
        met[code] = True
        present = np.flatnonzero(met)
        first = np.full(size, -1, np.int64)
        first[code[::-1]] = np.arange(len(block) - 1, -1, -1)
        number_of = np.zeros(size, np.int32)
        for one in present.tolist():
            number_of[one] = self._number(block, int(first[one]), columns, tally)
        return number_of[code]

    def _number(self, block: Block, row: int, columns: frozenset[str], tally: Tally) -> int:
        raw = tuple(block.cell(key, row) for key in COLUMNS if key in columns)
        number = self.known.get(raw)
        if number is None:
            number = self.known[raw] = self.add(_group(block, row, tally))
        return number


def _group(block: Block, row: int, tally: Tally) -> Group | None:
    if not block.cell("target", row).strip():
        return None
    made = block.row(row, value="1")
    return None if made is None else tally.group(made)


def _dense(code: Array) -> tuple[Array, int]:
    """Codes renumbered without gaps."""
    distinct, dense = np.unique(code, return_inverse=True)
    return dense.astype(np.int32), len(distinct)
