"""Words in both languages, as the catalogue states them."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.wording import Language

__all__ = ["Words"]


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in Chinese and English."""

    zh: str
    en: str

    def text(self, lang: Language) -> str:
        """The words in one language."""
        return self.zh if lang == "zh" else self.en
