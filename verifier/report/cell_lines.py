"""Text laid out in terminal cells: Chinese breaks between characters, other words stay whole or end in an ellipsis."""

from __future__ import annotations

import re

from rich.cells import cell_len, set_cell_size

__all__ = ["clipped", "padded", "wrapped"]

_OPENING, _CLOSING = "（「『【《〈“‘", "，。；：、？！）」』】》〉”’"
_WIDE = (
    "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003fffd"
)
# A piece is what never breaks: one wide character with the punctuation that clings to it, or one word.
_PIECE = re.compile(rf"\s+|[{_OPENING}]*[{_WIDE}][{_CLOSING}]*|[^\s{_WIDE}]+[{_CLOSING}]*")
_JOINT = re.compile(r"[^._/;,=-]*[._/;,=-]+|[^._/;,=-]+")
_ELLIPSIS = "…"


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells; a word longer than a line is cut with an ellipsis.

    A long word first breaks at its joints (`3103.growth_` / `rate`), unless it is a number.

    Args:
        text: One paragraph.
        width: Cells of a line, at least 2.
    """
    lines, line = [], ""
    for piece in _pieces(text, width):
        if piece.isspace():
            line = f"{line} " if line else ""
        elif cell_len(line) + cell_len(piece) <= width:
            line += piece
        else:
            if line.strip():
                lines.append(line.rstrip())
            line = piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def clipped(text: str, width: int) -> str:
    """The text within `width` cells, with an ellipsis where something was cut."""
    if cell_len(text) <= width:
        return text
    return f"{set_cell_size(text, width - 1).rstrip()}{_ELLIPSIS}"


def padded(text: str, width: int) -> str:
    """The text followed by blanks up to `width` cells."""
    return text + " " * (width - cell_len(text))


def _pieces(text: str, width: int) -> list[str]:
    pieces: list[str] = []
    for piece in _PIECE.findall(text):
        if cell_len(piece) <= width:
            pieces.append(piece)
        elif any(c.isalpha() for c in piece):
            pieces.extend(clipped(part, width) for part in _JOINT.findall(piece))
        else:
            pieces.append(clipped(piece, width))
    return pieces
