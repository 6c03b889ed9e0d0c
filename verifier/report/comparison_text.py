"""Comparisons of results as text for a terminal or a pipe: one line a change."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from verifier.report.document import Bullets, Cell, Document, Paragraph, Table
from verifier.report.milestones import diff_document, trend_document
from verifier.report.result_reader import Fields
from verifier.wording import Language

__all__ = ["render_diff", "render_trend"]


def render_diff(diff: Fields, lang: Language) -> str:
    """The difference of two results: each changed target, then a line a change, `before -> after`."""
    return _text(diff_document(diff, lang), _change)


def render_trend(trend: Fields, lang: Language) -> str:
    """A trend: what fell back, then each target with its verdicts in order."""
    return _text(trend_document(trend, lang), " -> ".join)


def _text(document: Document, line: Callable[[list[str]], str]) -> str:
    """The document's paragraphs, lists and tables; a table's row is what `line` makes of its cells."""
    lines = [document.title.rstrip()]
    for section in document.sections:
        for block in section.blocks:
            match block:
                case Paragraph(text):
                    lines.append(text)
                case Bullets(items):
                    lines += [f"  - {item}" for item in items]
                case Table():
                    lines += _rows(block, line)
                case _:
                    # Charts and heads are for pages; their figures stand in the table.
                    continue
    return "\n".join([*lines, document.footer]) + "\n"


def _rows(table: Table, line: Callable[[list[str]], str]) -> Iterator[str]:
    for named, *rest in table.rows:
        if named.text:
            yield ""
            yield _joined(named)
        yield f"    {line([_joined(cell) for cell in rest])}"


def _change(cells: list[str]) -> str:
    what, *sides = cells
    return f"{what}: {' -> '.join(sides)}"


def _joined(cell: Cell) -> str:
    return " · ".join(part for part in (cell.text, cell.note) if part)
