"""A report as paragraphs, tables and drawings: what DOCX, PDF, Markdown and a plain page are all written from.

One content for every format is what keeps a signed table the same on paper and on the screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from verifier.report.drawing import Drawing
from verifier.wording import Language

__all__ = ["Block", "Bullets", "Cell", "Document", "Facts", "Figure", "Paragraph", "Section", "Table"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph.

    Args:
        text: What it says.
        tone: ``plain``, ``quiet``, ``strong``, or a verdict whose colour it wears.
    """

    text: str
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and what they are, one pair a line."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without order."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, the small print below it, and the verdict whose colour it wears."""

    text: str = ""
    note: str = ""
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose heading repeats on every page and whose rows are never split.

    Args:
        caption: Its caption; may be empty.
        head: Headings.
        widths: Width of each column, as shares of the whole.
        rows: The cells.
        named_by: The column that names its row; None where none does.
        height: Least height of a row in millimetres, for a table that people write into.
    """

    caption: str
    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    named_by: int | None = None
    height: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with its table of figures."""

    drawing: Drawing


Block: TypeAlias = Paragraph | Facts | Bullets | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a document.

    Args:
        key: Name by which an office's template asks for it.
        title: Heading.
        blocks: What stands below it.
        new_page: Whether it begins a page.
        together: Whether it stays on one page.
    """

    key: str
    title: str
    blocks: tuple[Block, ...]
    new_page: bool = False
    together: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report in one language.

    Args:
        lang: Language of every text.
        title: Its title.
        as_of: The civil date that it bears, as ISO text; may be empty.
        footer: One line for the foot of every page.
        sections: Its parts.
        values: Single values by the name that an office's template asks for.
        lines: The comparison table's lines by the same kind of name, for a template's own table.
    """

    lang: Language
    title: str
    as_of: str
    footer: str
    sections: tuple[Section, ...]
    values: tuple[tuple[str, str], ...] = ()
    lines: tuple[tuple[tuple[str, str], ...], ...] = ()
