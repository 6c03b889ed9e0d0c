"""The form of the catalogue's files: strict, so that a slip is seen where it was made."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from verifier.catalogue.schema import TargetSource, WordsSource

_WORDS = {"zh": "字", "en": "word"}
_TARGET: dict[str, Any] = {
    "id": "3103.ttv", "name": _WORDS, "figure": "1", "clause": 1, "kind": "measured", "predicate": "x < 1",
    "statistic": "every", "evidence": _WORDS, "issuer": _WORDS,
}  # fmt: skip


def test_a_whole_target_is_read() -> None:
    """The keys that a target needs are enough, and the rest has its default."""
    source = TargetSource.model_validate(_TARGET)

    assert ("3103.ttv", False, []) == (source.id, source.time_bound, source.reading)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "3103"}, {"id": "3103.TTV"}, {"clause": 0}, {"clause": "1"}, {"kind": "guess"}, {"predicate": ""},
        {"name": {"zh": "字"}}, {"name": {"zh": "字", "en": ""}}, {"limit": "1"}, {"rounding": 1}, {"time_bound": "no"},
    ],
)  # fmt: skip
def test_a_slip_is_refused(change: dict[str, Any]) -> None:
    """An unknown key, a value of another type and an empty text are refused."""
    with pytest.raises(ValidationError):
        TargetSource.model_validate(_TARGET | change)


def test_words_are_kept_in_both_languages() -> None:
    """The words of an entry are those of the catalogue."""
    words = WordsSource(zh="甲", en="A").words()

    assert ("甲", "A") == (words.text("zh"), words.text("en"))
