"""The six verdicts as people read them: one word and one sign each, the same on every face."""

from __future__ import annotations

from verifier.wording import Language, words

__all__ = ["SIGNS", "verdict_label", "verdict_sign", "verdict_word"]

SIGNS: dict[str, str] = {
    "pass": "✓",
    "fail": "✗",
    "undecided": "?",
    "not_evaluable": "!",
    "expert": "◇",
    "missing": "○",
}
"""The sign of each verdict, in the order in which counts are shown: six signs that greyscale keeps apart."""


def verdict_sign(verdict: str) -> str:
    """The sign of a verdict.

    Raises:
        KeyError: No such verdict.
    """
    return SIGNS[verdict]


def verdict_word(verdict: str, lang: Language) -> str:
    """The word of a verdict in one language.

    Raises:
        KeyError: No such verdict.
    """
    return words(f"verdict_{verdict}", lang)


def verdict_label(verdict: str, lang: Language) -> str:
    """Sign and word of a verdict, as a table shows them.

    Raises:
        KeyError: No such verdict.
    """
    return f"{SIGNS[verdict]} {verdict_word(verdict, lang)}"
