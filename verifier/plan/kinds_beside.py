"""Kinds of rows parted by the U beside each value.

Rows whose kind has U as a coordinate are told by the number of their U; any others by its text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from verifier.measurement.grid import Reading, sound_cell
from verifier.plan.beside import Beside
from verifier.plan.group import COLUMNS
from verifier.plan.kinds import KindTable
from verifier.plan.machine import Array
from verifier.plan.plan import Plan
from verifier.plan.scan import BY_COLUMNS
from verifier.plan.threshold import REGULAR

__all__ = ["KindsBeside", "keys_beside"]

_UNMET: Final = -2
_BY_TEXT: Final = -1


def keys_beside(plan: Plan, reading: Reading) -> tuple[str, ...]:
    """The columns of U and of u where rows of one kind may differ in them: those of a table, if some target asks."""
    if reading.shape not in BY_COLUMNS or not any(asked.own_expanded for asked in plan.asked.values()):
        return ()
    return tuple(key for key in ("uncertainty", "u") if key in reading.keys)


@dataclass
class KindsBeside:
    """Parts kinds of rows, told by all columns but those of U and u, by these as well.

    Args:
        table: The kinds.
        places: The places of these columns.
    """

    table: KindTable
    places: tuple[int, ...]
    _bases: dict[tuple[str, ...], int] = field(default_factory=dict)
    _cells: list[tuple[tuple[str, ...], int]] = field(default_factory=list)
    _known: list[Array] = field(init=False)
    _texts: dict[tuple[int, tuple[str, ...]], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Know no kind: of rows with a number in one of the columns alone, for each of them, and with none."""
        self._known = [np.empty(0, np.int32) for _ in range(len(self.places) + 1)]

    def base_of(self, cells: tuple[str, ...], line: int) -> int:
        """The number of rows that agree in the other columns.

        Args:
            cells: The cells of one of them.
            line: Its line, for errors.
        """
        cells = self._with(cells, [""] * len(self.places))
        number = self._bases.setdefault(cells, len(self._bases))
        if number == len(self._cells):
            self._cells.append((cells, line))
        return number

    def kinds(self, bases: Array, columns: Sequence[Beside]) -> Array:
        """(n,) the number of each row's kind.

        Args:
            bases: (n,) the numbers of `base_of`.
            columns: What the rows state in each of the columns.
        """
        more = len(self._cells) - self._known[0].size
        self._known = [np.concatenate((known, np.full(more, _UNMET, np.int32))) for known in self._known]
        found = np.full(bases.size, _BY_TEXT, np.int32)
        for known, rows in zip(self._known, _sorts(columns), strict=True):
            self._meet(known, bases[rows], np.flatnonzero(rows), columns)
            np.copyto(found, known[bases], where=rows)
        rest = np.flatnonzero(found == _BY_TEXT)
        if rest.size:
            found[rest] = self._by_text(bases[rest], [one.texts(rest) for one in columns])
        return found

    def _meet(self, known: Array, bases: Array, rows: Array, columns: Sequence[Beside]) -> None:
        """See that the kind of some rows is known by their base alone, or that their texts are known to tell it."""
        new = np.flatnonzero(known[bases] == _UNMET)
        numbers, first = np.unique(bases[new], return_index=True)
        for base, row in zip(numbers.tolist(), rows[new[first]].tolist(), strict=True):
            texts = tuple(one.text(row) for one in columns)
            kind = self._number(base, texts)
            known[base] = _BY_TEXT if self._tells(kind, texts) else kind

    def _tells(self, kind: int, texts: Sequence[str]) -> bool:
        """Whether rows of a kind agree in the text of their U."""
        group = self.table.groups[kind]
        keys = (str(self.table.reading.keys[place]) for place in self.places)
        return group is not None and any(
            text and group.signature[COLUMNS.index(key)] == text for key, text in zip(keys, texts, strict=True)
        )

    def _number(self, base: int, texts: tuple[str, ...]) -> int:
        key = base, texts
        if key not in self._texts:
            cells, line = self._cells[base]
            self._texts[key] = self.table.number_of(self._with(cells, texts), line)
        return self._texts[key]

    def _with(self, cells: tuple[str, ...], texts: Sequence[str]) -> tuple[str, ...]:
        stated = dict(zip(self.places, texts, strict=True))
        return tuple(stated.get(at, cell) for at, cell in enumerate(cells))

    def _by_text(self, bases: Array, columns: Sequence[Any]) -> Array:
        """(n,) the numbers of rows that are told by their texts."""
        from verifier.plan.arrow_cells import column_of, numbers_of

        code, vocabularies = bases.astype(np.int64), []
        for texts in columns:
            words = texts.dictionary_encode()
            vocabularies.append([sound_cell(word) for word in words.dictionary.to_pylist()])
            code = code * len(vocabularies[-1]) + numbers_of(words.indices, np.int32)
        coded = column_of(code).dictionary_encode()
        numbers = [self._number(*_apart(one, vocabularies)) for one in coded.dictionary.to_pylist()]
        return np.array(numbers, np.int32)[numbers_of(coded.indices, np.int32)]


def _sorts(columns: Sequence[Beside]) -> Iterator[Array]:
    """(n,) whether rows state a number in one of the columns and nothing in the others, for each; then whether none."""
    smallest, largest = REGULAR
    for at, one in enumerate(columns):
        plain = (one.numbers > smallest) & (one.numbers < largest)
        for other in (*columns[:at], *columns[at + 1 :]):
            plain &= other.blank
        yield plain
    yield np.logical_and.reduce([one.blank for one in columns])


def _apart(code: int, vocabularies: Sequence[Sequence[str]]) -> tuple[int, tuple[str, ...]]:
    """The base of a code, and the word of each column in it."""
    words = []
    for vocabulary in reversed(vocabularies):
        code, at = divmod(code, len(vocabulary))
        words.append(vocabulary[at])
    return code, tuple(reversed(words))
