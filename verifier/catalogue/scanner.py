"""The words of a predicate: tokens with their place, and the unit that may follow a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from verifier.errors import PredicateError

__all__ = ["KEYWORDS", "LONGEST_TEXT", "Token", "tokens_of", "unit_ends"]

LONGEST_TEXT: Final = 2_000
_DEEPEST: Final = 60

KEYWORDS: Final = frozenset({"and", "or", "if", "otherwise", "covers", "includes", "documented"})

# What people type for the same character; one for one, so that columns stay those of the text as written.
_SAME_AS: Final = str.maketrans("≦≧＜＞＝－−（）［］｛｝，、；＠＋\u00a0\u3000", "≤≥<>=--()[]{},,;@+  ")
_SIGNS: Final = {"≤": "<=", "≥": ">="}

_TOKEN: Final = re.compile(
    r"""(?P<space>\s+)
    |(?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+(?![\w.]))?(?:\s?[×x]\s?10\^[+-]?\d+)?
        (?:[万亿千百]+|K(?![\w/^°·*]))?)
    |(?P<name>[^\W\d]\w*)
    |(?P<operator><=|>=|==|\*\*|[≤≥<>=+\-*/^()\[\]{},;@])
    |(?P<sign>[^\s\w])""",
    re.VERBOSE,
)

_ATOM: Final = re.compile(r"(?:[^\W\d_]|[%‰°℃℉Ωµμ\"'$€￥¥\\])(?:[^\W\d_]|[%°])*")
_EXPONENT: Final = re.compile(r"(?:(?:\^|\*\*)\s?\(?[+-]?\d+\)?|-?\d+(?![\d.]*[×x])|[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_RECIPROCAL: Final = re.compile(r"(?:1\s?)?/\s?")
_JOIN: Final = re.compile(r"\s?[/*·⋅•∙・.]\s?|\s")


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a predicate.

    Args:
        kind: number, name, operator, sign or end.
        text: As written.
        start: Offset of its first character.
        end: Offset behind its last character.
    """

    kind: str
    text: str
    start: int
    end: int


def tokens_of(text: str) -> tuple[str, list[Token]]:
    """The text with operators spelled one way, and its tokens; the last token is `end`.

    Raises:
        PredicateError: The text is empty, too long, or nested too deep.
    """
    if len(text) > LONGEST_TEXT:
        raise PredicateError("predicate_too_long", length=len(text), longest=LONGEST_TEXT)
    plain = text.translate(_SAME_AS)
    if not plain.strip():
        raise PredicateError("predicate_empty")
    tokens = []
    depth = 0
    for match in _TOKEN.finditer(plain):
        kind, word = str(match.lastgroup), match.group()
        if kind == "space":
            continue
        depth += (word in "([{") - (word in ")]}")
        if depth > _DEEPEST:
            raise PredicateError("predicate_too_deep", column=match.start() + 1, deepest=_DEEPEST)
        tokens.append(Token(kind, _SIGNS.get(word, word), match.start(), match.end()))
    tokens.append(Token("end", "", len(plain), len(plain)))
    return plain, tokens


def unit_ends(text: str, start: int, *, joined: bool = True) -> list[int]:
    """Where a unit that begins at an offset may end, shortest first; empty where no unit begins there.

    A unit is a run of symbols with exponents, joined by `/`, `*`, `·` or one space, as `A/cm^2`, `/cm^2` or `1/cm^2`.
    It stops before a keyword.

    Args:
        text: The predicate's text.
        start: Offset where the unit would begin.
        joined: Whether more than one symbol may be taken.
    """
    lead = _RECIPROCAL.match(text, start) if joined else None
    first = start if lead is None else lead.end()
    position = _atom_end(text, first)
    if position == first:
        return []
    ends = [position]
    while joined:
        join = _JOIN.match(text, position)
        if join is None:
            break
        follow = _factor_end(text, join.end(), grouped=not join.group().isspace())
        if follow == join.end():
            break
        position = follow
        ends.append(position)
    return ends


def _factor_end(text: str, start: int, *, grouped: bool) -> int:
    """The end of one symbol, or of a product in parentheses."""
    if grouped and text.startswith("(", start):
        close = text.find(")", start)
        return close + 1 if close > 0 and _atom_end(text, start + 1) > start + 1 else start
    return _atom_end(text, start)


def _atom_end(text: str, start: int) -> int:
    match = _ATOM.match(text, start)
    if match is None or match.group() in KEYWORDS:
        return start
    exponent = _EXPONENT.match(text, match.end())
    end = match.end() if exponent is None else exponent.end()
    # `A_ND2` and `S_v` are names: a unit does not end inside a word.
    return start if text.startswith("_", end) else end
