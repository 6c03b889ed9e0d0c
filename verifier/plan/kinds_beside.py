"""Kinds of rows parted by the U beside each value.

Rows whose kind has U as a coordinate are told by the number of their U; any others by its text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from verifier.measurement.grid import Reading
from verifier.plan.beside import Beside
from verifier.plan.group import COLUMNS
from verifier.plan.kinds import KindTable
from verifier.plan.machine import Array
from verifier.plan.plan import Plan
from verifier.plan.scan import BY_COLUMNS
from verifier.plan.text_block import sound_cell
from verifier.plan.threshold import REGULAR

__all__ = ["KindsBeside", "key_beside"]

_UNMET: Final = -2
_BY_TEXT: Final = -1


def key_beside(plan: Plan, reading: Reading) -> str | None:
    """The column of U where rows of one kind may differ in it; None where the table has none, or no target asks."""
    if reading.shape not in BY_COLUMNS or not any(asked.own_expanded for asked in plan.asked.values()):
        return None
    return next((key for key in ("uncertainty", "u") if key in reading.keys), None)


@dataclass
class KindsBeside:
    """Parts kinds of rows, told by all columns but that of U, by U as well.

    Args:
        table: The kinds.
        place: The place of the column of U.
    """

    table: KindTable
    place: int
    _bases: dict[tuple[str, ...], int] = field(default_factory=dict)
    _cells: list[tuple[tuple[str, ...], int]] = field(default_factory=list)
    _plain: Array = field(default_factory=lambda: np.empty(0, np.int32))
    _blank: Array = field(default_factory=lambda: np.empty(0, np.int32))
    _texts: dict[tuple[int, str], int] = field(default_factory=dict)

    def base_of(self, cells: tuple[str, ...], line: int) -> int:
        """The number of rows that agree in the columns beside that of U.

        Args:
            cells: The cells of one of them.
            line: Its line, for errors.
        """
        cells = (*cells[: self.place], "", *cells[self.place + 1 :])
        number = self._bases.setdefault(cells, len(self._bases))
        if number == len(self._cells):
            self._cells.append((cells, line))
        return number

    def kinds(self, bases: Array, beside: Beside) -> Array:
        """(n,) the number of each row's kind.

        Args:
            bases: (n,) the numbers of `base_of`.
            beside: The U of the rows.
        """
        more = len(self._cells) - self._plain.size
        self._plain = np.concatenate((self._plain, np.full(more, _UNMET, np.int32)))
        self._blank = np.concatenate((self._blank, np.full(more, _UNMET, np.int32)))
        smallest, largest = REGULAR
        plain = (beside.numbers > smallest) & (beside.numbers < largest)
        self._meet(self._plain, bases[plain], np.flatnonzero(plain), beside)
        self._meet(self._blank, bases[beside.blank], np.flatnonzero(beside.blank), beside)
        found = np.where(plain, self._plain[bases], np.where(beside.blank, self._blank[bases], np.int32(_BY_TEXT)))
        rest = np.flatnonzero(found == _BY_TEXT)
        if rest.size:
            found[rest] = self._by_text(bases[rest], beside.texts(rest))
        return np.asarray(found, np.int32)

    def _meet(self, known: Array, bases: Array, rows: Array, beside: Beside) -> None:
        """See that the kind of some rows is known by their base alone, or that their texts are known to tell it."""
        new = np.flatnonzero(known[bases] == _UNMET)
        numbers, first = np.unique(bases[new], return_index=True)
        for base, row in zip(numbers.tolist(), rows[new[first]].tolist(), strict=True):
            text = beside.text(row)
            kind = self._number(base, text)
            known[base] = _BY_TEXT if text and self._tells(kind, text) else kind

    def _tells(self, kind: int, text: str) -> bool:
        """Whether rows of a kind agree in the text of their U."""
        group = self.table.groups[kind]
        return group is not None and group.signature[COLUMNS.index(str(self.table.reading.keys[self.place]))] == text

    def _number(self, base: int, text: str) -> int:
        key = base, text
        if key not in self._texts:
            cells, line = self._cells[base]
            self._texts[key] = self.table.number_of((*cells[: self.place], text, *cells[self.place + 1 :]), line)
        return self._texts[key]

    def _by_text(self, bases: Array, texts: Any) -> Array:  # noqa: ANN401 -- Arrow has no types
        """(n,) the numbers of rows that are told by their texts."""
        from verifier.plan.arrow_cells import column_of, numbers_of

        words = texts.dictionary_encode()
        cells = [sound_cell(word) for word in words.dictionary.to_pylist()]
        room = max(len(cells), 1)
        coded = column_of(bases.astype(np.int64) * room + numbers_of(words.indices, np.int32)).dictionary_encode()
        codes = [divmod(code, room) for code in coded.dictionary.to_pylist()]
        numbers = np.array([self._number(base, cells[word]) for base, word in codes], np.int32)
        return numbers[numbers_of(coded.indices, np.int32)]
