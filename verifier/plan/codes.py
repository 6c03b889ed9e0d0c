"""Words of columns as numbers, and the kind of row that each combination of them is, over the blocks of one file."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np

from verifier.measurement.grid import sound_cell
from verifier.plan.machine import Array, Rooms
from verifier.plan.words import Words

__all__ = ["Codes", "Vocabulary"]


@dataclass
class Vocabulary:
    """The words of one column, numbered from 1 as they are met; 0 is no word.

    Row groups come with dictionaries of their own, whose words are mostly the same.

    Attributes:
        words: The words, as the reader of rows has them.
        room: How many numbers there may be before codes are numbered anew.
    """

    words: Words = field(default_factory=Words)
    room: int = 2
    _dictionary: Any = None
    _translated: Array = field(default_factory=lambda: np.zeros(1, np.int32))

    def translated(self, dictionary: Any) -> Array:  # noqa: ANN401 -- Arrow has no types
        """(n + 1,) the number of each word of a dictionary, and last that of none."""
        if self._dictionary is None or not dictionary.equals(self._dictionary):
            found = [self.words.number(sound_cell(word)) for word in dictionary.to_pylist()]
            self._dictionary, self._translated = dictionary, np.array([*found, 0], np.int32)
            while self.room < len(self.words):
                self.room *= 2
        return self._translated


@dataclass
class Codes:
    """What the blocks of one file share: words, the kind that each combination of them has, and room for their rows.

    Attributes:
        vocabularies: The words of each column.
        rooms: Arrays that each block fills anew.
    """

    vocabularies: dict[str, Vocabulary] = field(default_factory=dict)
    rooms: Rooms = field(default_factory=Rooms)
    _known: Array = field(default_factory=lambda: np.empty(0, np.int32))
    _shape: tuple[int, ...] | None = None

    def vocabulary(self, key: str) -> Vocabulary:
        """The words of one column."""
        return self.vocabularies.setdefault(key, Vocabulary())

    def numbers(self, shape: tuple[int, ...]) -> Array:
        """(combinations,) the number of the kind of each; -1 where no row has had it.

        Args:
            shape: How many numbers the words of each column have.
        """
        if shape != self._shape:
            self._shape, self._known = shape, np.full(prod(shape), -1, np.int32)
        return self._known
