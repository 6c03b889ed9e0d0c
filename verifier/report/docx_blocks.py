"""Paragraphs, tables and drawings of a report written into a DOCX: our own, or one that an office brings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell as WordCell
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from verifier.report.document import Block, Bullets, Cell, Facts, Figure, Paragraph, Section, Table
from verifier.report.drawing import PAINTS, Drawing, Picture
from verifier.wording import Language, words

__all__ = ["WordWriter", "set_fonts"]

_BODY, _HEAD, _LATIN = "宋体", "黑体", "Arial"
_SIZE, _SMALL, _LARGE = Pt(9), Pt(7.5), Pt(13)
_GREY = RGBColor(0x4A, 0x4A, 0x4A)
_BORDER = "B4B4B4"
_SHADE = "F3F4F6"
_PICTURE_WIDTH, _PICTURE_HEIGHT = Mm(130), Mm(140)


def set_fonts(run: Run, *, head: bool = False) -> None:
    """Give a run its families; without the East Asian one, Chinese falls back to whatever a machine has."""
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()  # noqa: SLF001 -- python-docx has no name for it
    for name in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(name), _LATIN)
    fonts.set(qn("w:eastAsia"), _HEAD if head else _BODY)


class WordWriter:
    """Writes blocks at the end of a DOCX's body.

    Args:
        document: The document.
        width: Usable width of its page, in millimetres.
        picture: Makes a picture of a drawing.
        lang: Language of every text.
    """

    def __init__(self, document: WordDocument, width: int, picture: Picture, lang: Language) -> None:
        self.document = document
        self.width = width
        self.picture = picture
        self.lang: Language = lang

    def section(self, section: Section, *, titled: bool = True) -> None:
        """A part of the report with its heading.

        Args:
            section: The part.
            titled: Whether to write the heading; an office's template has its own.
        """
        before = list(self.document.element.body)
        if titled:
            heading = self.paragraph(section.title, size=_LARGE, bold=True)
            heading.paragraph_format.space_before = Pt(8)
            heading.paragraph_format.keep_with_next = True
            heading.paragraph_format.page_break_before = section.new_page
            if "Heading 2" in {style.name for style in self.document.styles}:
                heading.style = self.document.styles["Heading 2"]
        for block in section.blocks:
            self.block(block)
        if section.together:
            self._keep([element for element in self.document.element.body if element not in before])

    def block(self, block: Block) -> None:
        """One block."""
        match block:
            case Paragraph(text, tone):
                colour = PAINTS[tone].stroke if tone in PAINTS else ""
                quiet = tone == "quiet"
                written = self.paragraph(text, size=_LARGE if colour else _SIZE, bold=bool(colour) or tone == "strong")
                for run in written.runs:
                    run.font.color.rgb = RGBColor.from_string(colour[1:]) if colour else _GREY if quiet else None
            case Facts(pairs):
                self.facts(pairs)
            case Bullets(items):
                for item in items:
                    written = self.paragraph(f"• {item}")
                    written.paragraph_format.left_indent = Mm(5)
                    written.paragraph_format.first_line_indent = Mm(-3)
            case Table():
                self.table(block)
            case Figure(drawing):
                self.figure(drawing)

    def paragraph(self, text: str, *, size: Pt = _SIZE, bold: bool = False) -> WordParagraph:
        """One paragraph at the end of the body."""
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        self._run(paragraph, text, size=size, bold=bold)
        return paragraph

    def facts(self, pairs: tuple[tuple[str, str], ...]) -> None:
        """Names and what they are, as a table without rules."""
        table = self._grid(len(pairs), (1, 5), borders=False)
        for (name, value), (left, right) in zip(pairs, _rows(table, 2), strict=True):
            self._fill(left, Cell(name), quiet=True)
            self._fill(right, Cell(value))

    def table(self, content: Table) -> None:
        """A table whose heading repeats and whose rows stay whole."""
        if content.caption:
            caption = self.paragraph(content.caption, bold=True)
            caption.paragraph_format.keep_with_next = True
        table = self._grid(len(content.rows) + 1, content.widths)
        cells = _rows(table, len(content.head))
        for cell, text in zip(next(cells), content.head, strict=True):
            self._fill(cell, Cell(text), bold=True)
            _shade(cell, _SHADE)
        _mark_row(table, 0, "w:tblHeader")
        for number, row in enumerate(content.rows, start=1):
            _mark_row(table, number, "w:cantSplit")
            if content.height:
                table.rows[number].height = Mm(content.height)
            for place, (cell, held) in enumerate(zip(next(cells), row, strict=True)):
                self._fill(cell, held, bold=place == content.named_by)
        # Two tables that touch would be joined into one.
        self.paragraph("", size=Pt(4))

    def figure(self, drawing: Drawing) -> None:
        """A drawing as a picture with its description, and its figures as a table."""
        title = self.paragraph(drawing.title, bold=True)
        title.paragraph_format.keep_with_next = True
        picture = self.picture(drawing)
        width = min(_PICTURE_WIDTH, _PICTURE_HEIGHT * drawing.width // drawing.height)
        if picture is None:
            self.block(Paragraph(words("report_picture_absent", self.lang), "quiet"))
        else:
            holder = self.document.add_paragraph()
            holder.alignment = WD_ALIGN_PARAGRAPH.LEFT
            holder.paragraph_format.keep_with_next = True
            shape = holder.add_run().add_picture(BytesIO(picture), width=width)
            properties = shape._inline.docPr  # noqa: SLF001 -- python-docx has no name for a picture's description
            properties.set("title", drawing.title)
            properties.set("descr", drawing.description)
        self.block(Paragraph(drawing.description, "quiet"))
        if drawing.rows:
            rows = tuple(tuple(Cell(text) for text in row) for row in drawing.rows)
            self.table(Table("", drawing.head, (1,) * len(drawing.head), rows))

    def _grid(self, rows: int, shares: tuple[int, ...], *, borders: bool = True) -> WordTable:
        table: WordTable = self.document.add_table(rows=rows, cols=len(shares))
        table.autofit = False
        widths = [Mm(self.width * share / sum(shares)) for share in shares]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for cells in _rows(table, len(shares)):
            for cell, width in zip(cells, widths, strict=True):
                cell.width = width
        if borders:
            _draw_borders(table)
        return table

    def _fill(self, cell: WordCell, held: Cell, *, bold: bool = False, quiet: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        colour = PAINTS[held.verdict].stroke if held.verdict in PAINTS else ""
        run = self._run(paragraph, held.text, size=_SIZE, bold=bold or bool(colour))
        if colour or quiet:
            run.font.color.rgb = RGBColor.from_string(colour[1:]) if colour else _GREY
        if held.note:
            small = cell.add_paragraph()
            small.paragraph_format.space_after = Pt(0)
            self._run(small, held.note, size=_SMALL).font.color.rgb = _GREY

    def _run(self, paragraph: WordParagraph, text: str, *, size: Pt, bold: bool = False) -> Run:
        run = paragraph.add_run(text)
        run.font.size, run.font.bold = size, bold
        set_fonts(run, head=bold)
        return run

    def _keep(self, elements: Iterable[object]) -> None:
        """Keep everything on one page: each paragraph with the next, but for the last."""
        found = [paragraph for element in elements for paragraph in element.iter(qn("w:p"))]  # type: ignore[attr-defined]
        for paragraph in found[:-1]:
            paragraph.get_or_add_pPr().get_or_add_keepNext()


def _rows(table: WordTable, columns: int) -> Iterator[list[WordCell]]:
    """The cells by row; asking a table for each row anew costs the square of its length."""
    cells = table._cells  # noqa: SLF001 -- see above
    return iter([cells[start : start + columns] for start in range(0, len(cells), columns)])


def _mark_row(table: WordTable, number: int, name: str) -> None:
    properties = table._tbl.tr_lst[number].get_or_add_trPr()  # noqa: SLF001 -- python-docx has no name for it
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    properties.append(mark)


def _shade(cell: WordCell, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", colour)):
        shade.set(qn(name), value)
    cell._element.get_or_add_tcPr().append(shade)  # noqa: SLF001 -- python-docx has no name for it


def _draw_borders(table: WordTable) -> None:
    """Rules of the table itself, so that it does not depend on a style that a template may lack."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        rule = OxmlElement(f"w:{side}")
        for name, value in (("w:val", "single"), ("w:sz", "4"), ("w:space", "0"), ("w:color", _BORDER)):
            rule.set(qn(name), value)
        borders.append(rule)
    table._tbl.tblPr.append(borders)  # noqa: SLF001 -- python-docx has no name for it
