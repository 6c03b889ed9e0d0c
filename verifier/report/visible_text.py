"""Text from outside as a report may show it: nothing invisible, nothing that reorders, nothing endless."""

from __future__ import annotations

import unicodedata

__all__ = ["LONGEST_SHOWN", "has_han", "visible"]

LONGEST_SHOWN = 400
"""Characters of one text that a report prints; the rest is counted."""

_LAST_OF_FOUR_DIGITS = 0xFFFF
# Control, format (bidi marks and overrides among them), surrogate, private use, unassigned, line and paragraph ends.
_SPELLED_OUT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def visible(text: str, longest: int = LONGEST_SHOWN) -> str:
    r"""The text with every invisible or reordering character spelled out, and clipped with its length.

    Args:
        text: Any text, also with lone surrogates.
        longest: Characters kept.

    >>> print(visible("5\u202e um"))
    5\u202e um
    """
    kept = text if len(text) <= longest else text[:longest]
    if not kept.isascii() or not kept.isprintable():
        kept = "".join(_spelled(c) for c in kept)
    return kept if len(text) <= longest else f"{kept}… ({len(text)})"


def has_han(text: str) -> bool:
    """Whether the text holds a Chinese character, so that a page in another language marks it as Chinese."""
    return any("\u3400" <= c <= "\u9fff" or "\uf900" <= c <= "\ufaff" or c >= "\U00020000" for c in text)


def _spelled(character: str) -> str:
    if unicodedata.category(character) not in _SPELLED_OUT:
        return character
    point = ord(character)
    return f"\\U{point:08x}" if point > _LAST_OF_FOUR_DIGITS else f"\\u{point:04x}"
