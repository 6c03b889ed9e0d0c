"""Words in both languages."""

from __future__ import annotations

from verifier.catalogue.bilingual import Words
from verifier.wording import Reason, Spoken


def test_words_are_said_in_the_language_asked_for() -> None:
    """Each language gives its own words, alone and as a part of a sentence."""
    words = Words("舱容", "tank volume")

    assert isinstance(words, Spoken)
    assert ("舱容", "tank volume") == (words.text("zh"), words.text("en"))
    assert "（舱容）" in Reason.of("explain_not_stated", key="V_T", name=words).text("zh")
