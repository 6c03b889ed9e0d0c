"""Text that a spreadsheet might take for a formula, and how it is kept text.

Source: OWASP, CSV Injection: cells that begin with `=`, `+`, `-`, `@`, tab or carriage return.
"""

from __future__ import annotations

__all__ = ["guarded", "looks_like_formula"]

_LEADING = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "−")


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet might compute the text rather than show it; blanks in front do not help."""
    return text.startswith(_LEADING) or text.lstrip(" \u00a0\u3000").startswith(_LEADING)


def guarded(text: str) -> str:
    """The text for a CSV cell: an apostrophe stands before what looks like a formula.

    >>> guarded("=1+1"), guarded("12.1")
    ("'=1+1", '12.1')
    """
    return f"'{text}" if looks_like_formula(text) else text
