"""A drawing as SVG that stands alone: the same bytes go into a page, into a PDF and, as a picture, into a DOCX.

Shapes carry their colours as attributes, because a style sheet of the page does not travel with the drawing.
What a colour says a sign, a hatch or an outline says too, so that greyscale keeps it apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import TypeAlias

from verifier.report.visible_text import visible

__all__ = [
    "FONTS",
    "INK",
    "PAINTS",
    "SOFT",
    "Drawing",
    "Length",
    "Paint",
    "Picture",
    "circle",
    "cross",
    "line",
    "rect",
    "text",
]

FONTS = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
"""Families that a drawing asks for, a Chinese one first."""

INK, SOFT, PAPER = "#1a1a1a", "#4a4a4a", "#ffffff"
_LONGEST_LABEL = 120
_LONGEST_DESCRIPTION = 4000

Length: TypeAlias = int | Fraction


@dataclass(frozen=True, slots=True)
class Paint:
    """How a shape is filled and outlined."""

    fill: str
    stroke: str = "none"
    width: str = "1.5"
    dash: str = ""

    @property
    def attributes(self) -> str:
        """The paint as SVG attributes."""
        dash = f' stroke-dasharray="{self.dash}"' if self.dash else ""
        return f'fill="{self.fill}" stroke="{self.stroke}" stroke-width="{self.width}"{dash}'


PAINTS: dict[str, Paint] = {
    "pass": Paint("#0b5d2b", "#0b5d2b"),
    "fail": Paint("#f2b8b8", "#9b1c1c", "2.5"),
    "undecided": Paint("#fcf0d2", "#704500", dash="6 3"),
    "not_evaluable": Paint("#f4e8f9", "#652482", dash="2 2"),
    "expert": Paint("#e5edfa", "#17468a"),
    "missing": Paint("#ececec", "#444444"),
}
"""The paint of each verdict: dark and solid for a pass, pale with a heavy outline for a fail, dashed for the rest."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing, with what a reader who cannot see it is told, and the figures beside it.

    Args:
        id: Name that is unique in a report.
        title: Title in one line.
        description: What the drawing shows, as sentences.
        width: Width in pixels.
        height: Height in pixels.
        shapes: SVG elements, already escaped.
        head: Headings of the table beside it; empty where the report's own table holds the same figures.
        rows: That table's rows.
    """

    id: str
    title: str
    description: str
    width: int
    height: int
    shapes: tuple[str, ...]
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def svg(self, fonts: str = FONTS) -> str:
        """The drawing as one SVG element that loads nothing.

        Args:
            fonts: Families of the labels, in order of preference.
        """
        title, desc = f"{self.id}-title", f"{self.id}-desc"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" role="img"'
            f' aria-labelledby="{title} {desc}" font-family="{escape(fonts)}" font-size="13">\n'
            f'<title id="{title}">{escape(visible(self.title))}</title>\n'
            f'<desc id="{desc}">{escape(visible(self.description, _LONGEST_DESCRIPTION))}</desc>\n'
            + "\n".join(self.shapes)
            + "\n</svg>"
        )


Picture: TypeAlias = Callable[[Drawing], bytes | None]
"""Makes a PNG of a drawing, or None where no picture can be made here."""


def line(x1: Length, y1: Length, x2: Length, y2: Length, colour: str = INK, *, width: str = "1", dash: str = "") -> str:
    """A straight line."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    ends = f'x1="{tenths(x1)}" y1="{tenths(y1)}" x2="{tenths(x2)}" y2="{tenths(y2)}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{width}"{dashed}/>'


def rect(x: Length, y: Length, width: Length, height: Length, paint: Paint) -> str:
    """A rectangle."""
    place = f'x="{tenths(x)}" y="{tenths(y)}" width="{tenths(width)}" height="{tenths(height)}"'
    return f"<rect {place} {paint.attributes}/>"


def circle(x: Length, y: Length, radius: Length, paint: Paint) -> str:
    """A circle."""
    return f'<circle cx="{tenths(x)}" cy="{tenths(y)}" r="{tenths(radius)}" {paint.attributes}/>'


def cross(x: Length, y: Length, radius: Length, colour: str) -> str:
    """A diagonal cross, the mark of a value outside the limits."""
    arms = (
        f"M{tenths(x - radius)} {tenths(y - radius)}L{tenths(x + radius)} {tenths(y + radius)}"
        f"M{tenths(x - radius)} {tenths(y + radius)}L{tenths(x + radius)} {tenths(y - radius)}"
    )
    return f'<path d="{arms}" fill="none" stroke="{colour}" stroke-width="2"/>'


def text(x: Length, y: Length, words: str, *, anchor: str = "start", size: str = "13", colour: str = INK) -> str:
    """A label with a pale rim, so that it is read across lines.

    Args:
        x: Where it starts, or its middle or end.
        y: Its baseline.
        words: What it says; escaped here, invisible characters spelled out.
        anchor: ``start``, ``middle`` or ``end``.
        size: Size in pixels.
        colour: Colour of the letters.
    """
    rim = f'stroke="{PAPER}" stroke-width="3" paint-order="stroke"'
    shown = escape(visible(words, _LONGEST_LABEL))
    place = f'x="{tenths(x)}" y="{tenths(y)}"'
    return f'<text {place} font-size="{size}" text-anchor="{anchor}" fill="{colour}" {rim}>{shown}</text>'


def tenths(position: Length) -> str:
    """A coordinate at a tenth of a pixel.

    >>> tenths(Fraction(-1, 3)), tenths(7)
    ('-0.3', '7')
    """
    scaled = round(position * 10)
    sign, (whole, tenth) = "-" if scaled < 0 else "", divmod(abs(scaled), 10)
    return f"{sign}{whole}.{tenth}" if tenth else f"{sign}{whole}"
