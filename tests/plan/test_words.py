"""Words by number: each word keeps the one it got."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from verifier.plan.words import Words


@given(st.lists(st.text(max_size=3)))
def test_a_word_keeps_its_number(texts: list[str]) -> None:
    """Numbers follow one another as words are met, none is given twice, and a blank word has 0."""
    words = Words()
    numbers = [words.number(text) for text in texts]

    assert texts == [words.words[number] for number in numbers]
    assert len({"", *texts}) == len(words)
    assert all(number == 0 for number, text in zip(numbers, texts, strict=True) if not text)
