"""Words that many rows share, numbered as they are met."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Words"]


@dataclass
class Words:
    """Words by number; 0 is none.

    Attributes:
        words: The words, in the order of their numbers.
    """

    words: list[str] = field(default_factory=lambda: [""])
    _numbers: dict[str, int] = field(default_factory=lambda: {"": 0})

    def __len__(self) -> int:
        """How many numbers there are."""
        return len(self.words)

    def number(self, word: str) -> int:
        """The number of a word, a new one where it was not met before."""
        number = self._numbers.setdefault(word, len(self.words))
        if number == len(self.words):
            self.words.append(word)
        return number
