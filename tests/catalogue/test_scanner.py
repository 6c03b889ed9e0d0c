"""The words of a predicate, with their places in the text as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import PREDICATE_ALPHABET
from verifier.catalogue.scanner import KEYWORDS, LONGEST_TEXT, tokens_of, unit_ends
from verifier.errors import PredicateError


def _words(text: str) -> list[str]:
    return [token.text for token in tokens_of(text)[1][:-1]]


@given(st.text(PREDICATE_ALPHABET, min_size=1, max_size=80))
def test_no_character_is_dropped(text: str) -> None:
    """Tokens and the blanks between them make up the whole text, each at its place."""
    try:
        plain, tokens = tokens_of(text)
    except PredicateError as error:
        assert error.code in {"predicate_empty", "predicate_too_deep"}  # noqa: PT017 -- either is right
        return

    inside = {at for token in tokens for at in range(token.start, token.end)}

    assert len(text) == len(plain)
    assert "" == "".join(c for at, c in enumerate(plain) if at not in inside).strip()
    assert sorted(token.start for token in tokens) == [token.start for token in tokens]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BOR <= 0.085 %/d", ["BOR", "<=", "0.085", "%", "/", "d"]),
        ("BOR ≤ 0.085", ["BOR", "<=", "0.085"]),
        ("V ≧ 5，6", ["V", ">=", "5", ",", "6"]),
        ("x＜（1）", ["x", "<", "(", "1", ")"]),
        ("N >= 100万 cycle", ["N", ">=", "100万", "cycle"]),
        ("rho >= 1900K gate", ["rho", ">=", "1900K", "gate"]),
        ("T <= 300 K", ["T", "<=", "300", "K"]),
        ("x < 4.0×10^2", ["x", "<", "4.0×10^2"]),
        ("x < 1e-9 A", ["x", "<", "1e-9", "A"]),
        ("厚度 <= 1 mm", ["厚度", "<=", "1", "mm"]),
        ("x**2", ["x", "**", "2"]),
    ],
)
def test_words_as_people_write_them(text: str, expected: list[str]) -> None:
    """Operators have one spelling, numbers keep their multipliers, names may be Chinese."""
    assert expected == _words(text)


def test_columns_are_those_of_the_text_as_written() -> None:
    """A sign that stands for two characters does not move what stands behind it."""
    text = "x ≤ 5 um and y ≥ 3 um"
    tokens = tokens_of(text)[1]

    assert [text.index("≥"), text.index("3")] == [tokens[6].start, tokens[7].start]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "predicate_empty"),
        (" \u3000\t", "predicate_empty"),
        ("x" * (LONGEST_TEXT + 1), "predicate_too_long"),
        ("x" * 10**7, "predicate_too_long"),
        ("(" * 61, "predicate_too_deep"),
        ("{[(" * 21, "predicate_too_deep"),
    ],
)
def test_a_text_beyond_the_limits_is_refused(text: str, code: str) -> None:
    """An empty, overlong or deeply nested text is refused with its own reason."""
    with pytest.raises(PredicateError) as caught:
        tokens_of(text)

    assert code == caught.value.code
    assert caught.value.text("zh")


def test_nesting_up_to_the_limit_is_read() -> None:
    """Sixty parentheses deep is read, and closing ones make room for others."""
    assert 120 == len(_words("(" * 60 + ")" * 60))
    assert 200 == len(_words("()" * 100))


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("1 g/kWh", 2, ["g", "g/kWh"]),
        ("1 A/cm^2 x", 2, ["A", "A/cm^2", "A/cm^2 x"]),
        ("400 /cm2", 4, ["/cm2"]),
        ("400 1/cm^2", 4, ["1/cm^2"]),
        ("400 1 / cm^2", 4, ["1 / cm^2"]),
        ("400 1/2", 4, []),
        ("1 V and y", 2, ["V"]),
        ("1 cm⁻²", 2, ["cm⁻²"]),
        ("1 J/(kg*K)", 2, ["J", "J/(kg*K)"]),
        ("1 (2)", 2, []),
        ("1 and", 2, []),
        ("1 mOhm·mm^2", 2, ["mOhm", "mOhm·mm^2"]),
    ],
)
def test_a_unit_may_end_behind_each_of_its_symbols(text: str, start: int, expected: list[str]) -> None:
    """The places where a unit may end are found shortest first, and it never runs into a keyword."""
    assert expected == [text[start:end] for end in unit_ends(text, start)]


def test_one_symbol_alone_is_not_joined() -> None:
    """Where only one symbol is asked for, the next is left."""
    assert ["rpm"] == ["n/rpm"[2:end] for end in unit_ends("n/rpm", 2, joined=False)]


@pytest.mark.parametrize("word", sorted(KEYWORDS))
def test_a_keyword_is_no_unit(word: str) -> None:
    """No unit begins at a word of the grammar."""
    assert [] == unit_ends(word, 0)
