"""A report that is no result form, such as a round or a trend, as a workbook: one worksheet a section."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from verifier.report.document import Bullets, Cell, Document, Facts, Figure, Paragraph, Section, Table
from verifier.report.moment import moment_of
from verifier.report.xlsx_cells import CellWriter

__all__ = ["render_workbook"]

_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31
_WIDTH = 150
_TEXT_WIDTHS = (34, 110)


def render_workbook(document: Document) -> bytes:
    """The report as an XLSX file; a drawing is told by its table of figures.

    Args:
        document: The report.
    """
    out = BytesIO()
    workbook = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"title": document.title, "created": moment_of(document.as_of)})
    cells = CellWriter(workbook)
    taken: set[str] = set()
    for section in document.sections:
        _section(workbook.add_worksheet(_name(section.title, taken)), cells, section)
    workbook.close()
    return out.getvalue()


def _name(title: str, taken: set[str]) -> str:
    """A worksheet's name: what spreadsheets forbid is left out, and no name stands twice."""
    plain = _FORBIDDEN.sub(" ", title).strip() or "-"
    tries = (plain[:_LONGEST_NAME], *(f"{plain[: _LONGEST_NAME - 4]} {number}" for number in range(2, 1000)))
    name = next(name for name in tries if name.casefold() not in taken)
    taken.add(name.casefold())
    return name


def _section(sheet: Worksheet, cells: CellWriter, section: Section) -> None:
    row = 0
    cells.printed(sheet)
    match section.blocks:
        case [Table() as table, *rest]:
            row = _table(sheet, cells, table, 0)
            sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.head) - 1)
            sheet.freeze_panes(1, 0)
            sheet.repeat_rows(0)
        case rest:
            for column, width in enumerate(_TEXT_WIDTHS):
                sheet.set_column(column, column, width)
    for block in rest:
        match block:
            case Paragraph(text):
                row = _lines(sheet, cells, [("", text)], row)
            case Facts(pairs):
                row = _lines(sheet, cells, pairs, row)
            case Bullets(items):
                row = _lines(sheet, cells, [("", item) for item in items], row)
            case Table():
                row = _table(sheet, cells, block, row)
            case Figure(drawing):
                row = _lines(sheet, cells, [(drawing.title, drawing.description)], row)
                rows = tuple(tuple(Cell(text) for text in figures) for figures in drawing.rows)
                row = _table(sheet, cells, Table("", drawing.head, (1,) * len(drawing.head), rows), row)


def _lines(sheet: Worksheet, cells: CellWriter, pairs: Sequence[tuple[str, str]], row: int) -> int:
    for number, pair in enumerate(pairs):
        for column, text in enumerate(pair):
            cells.text(sheet, row + number, column, text)
        cells.height(sheet, row + number, pair, _TEXT_WIDTHS)
    return row + len(pairs)


def _table(sheet: Worksheet, cells: CellWriter, table: Table, row: int) -> int:
    """Write a table from a row on; the first one of a sheet sets the widths of the columns."""
    widths = tuple(max(10, share * _WIDTH // sum(table.widths)) for share in table.widths)
    if row == 0:
        cells.headings(sheet, 0, table.head, widths)
    else:
        for column, head in enumerate(table.head):
            sheet.write_string(row, column, head, cells.head)
    for number, line in enumerate(table.rows, start=row + 1):
        texts = ["\n".join(part for part in (cell.text, cell.note) if part) for cell in line]
        for column, cell in enumerate(line):
            cells.text(sheet, number, column, texts[column], cell.verdict)
        cells.height(sheet, number, texts, widths)
    return row + 1 + len(table.rows)
