"""A report as Markdown (GitHub's dialect): every text stands as text, whatever marks it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from verifier.report.document import Block, Bullets, Cell, Document, Facts, Figure, Paragraph, Table

__all__ = ["escaped", "render_markdown"]

_MARKS = re.compile(r"([\\`*_{}\[\]()#+.!|~:$@-])")
_ENTITIES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


def render_markdown(document: Document) -> str:
    """The report as Markdown; drawings are told by their descriptions and tables."""
    lines = [f"# {escaped(document.title)}", ""]
    for section in document.sections:
        lines += [f"## {escaped(section.title)}", ""]
        for block in section.blocks:
            lines += [*_block(block), ""]
    return "\n".join(lines)


def escaped(text: str) -> str:
    r"""The text with every mark that Markdown or HTML would act on made plain.

    >>> print(escaped("<b> 1*2 | x_y"))
    &lt;b&gt; 1\*2 \| x\_y
    """
    for mark, entity in _ENTITIES:
        text = text.replace(mark, entity)
    return _MARKS.sub(r"\\\1", text)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text, tone):
            shown = escaped(text)
            yield f"**{shown}**" if shown and tone not in ("plain", "quiet") else shown
        case Facts(pairs):
            yield from (f"- {escaped(name)} — {escaped(value)}" for name, value in pairs)
        case Bullets(items):
            yield from (f"- {escaped(item)}" for item in items)
        case Table():
            yield from _table(block)
        case Figure(drawing):
            yield f"### {escaped(drawing.title)}"
            yield ""
            yield escaped(drawing.description)
            if drawing.rows:
                yield ""
                rows = tuple(tuple(Cell(text) for text in row) for row in drawing.rows)
                yield from _table(Table("", drawing.head, (1,) * len(drawing.head), rows))


def _table(table: Table) -> Iterator[str]:
    if table.caption:
        yield f"**{escaped(table.caption)}**"
        yield ""
    yield _line([escaped(name) for name in table.head])
    yield _line(["---"] * len(table.head))
    yield from (_line([_cell(cell) for cell in row]) for row in table.rows)


def _cell(cell: Cell) -> str:
    return "<br>".join(escaped(part) for part in (cell.text, cell.note) if part)


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
