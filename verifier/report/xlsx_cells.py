"""Cells of a workbook: text is always text, and a number stands beside its exact text, never instead of it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from rich.cells import cell_len
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from verifier.report.drawing import PAINTS
from verifier.report.figures import exact
from verifier.report.formula_guard import looks_like_formula

__all__ = ["CellWriter", "near_double"]

_RULES = {"border": 1, "border_color": "#B4B4B4"}
_FONT = {"font_name": "宋体", "font_size": 10, "valign": "top", "text_wrap": True, **_RULES}
_HEAD = {**_FONT, "bold": True, "bg_color": "#F3F4F6"}
_LARGEST = Fraction(10) ** 300
_LONGEST = 32_000
_LINE, _HIGHEST = 13.5, 405


def near_double(text: str) -> float | None:
    """The double nearest to an exact number's text, for sorting and charts in a spreadsheet; None for any other.

    >>> near_double("17/200"), near_double("<0.3")
    (0.085, None)
    """
    value = exact(text)
    return None if value is None or abs(value) > _LARGEST else float(value)


class CellWriter:
    """Writes cells of one workbook.

    Args:
        workbook: The workbook.
    """

    def __init__(self, workbook: Workbook) -> None:
        self.head: Format = workbook.add_format(_HEAD)
        self.plain: Format = workbook.add_format({**_FONT, "num_format": "@"})
        # The quote prefix keeps a cell text even when somebody opens it for editing.
        self.quoted: Format = workbook.add_format({**_FONT, "num_format": "@", "quote_prefix": True})
        self.number: Format = workbook.add_format(_FONT)
        self.verdicts: dict[str, Format] = {
            verdict: workbook.add_format({**_FONT, "bold": True, "font_color": paint.stroke})
            for verdict, paint in PAINTS.items()
        }

    def text(self, sheet: Worksheet, row: int, column: int, text: str, verdict: str = "") -> None:
        """A text cell; empty text leaves the cell empty but ruled.

        Args:
            sheet: The worksheet.
            row: Row from 0.
            column: Column from 0.
            text: What it says.
            verdict: The verdict whose colour it wears.
        """
        if not text:
            sheet.write_blank(row, column, None, self.plain)
            return
        style = self.quoted if looks_like_formula(text) else self.verdicts.get(verdict, self.plain)
        sheet.write_string(row, column, text[:_LONGEST], style)

    def double(self, sheet: Worksheet, row: int, column: int, text: str) -> None:
        """The double nearest to an exact text; an empty cell where there is none."""
        value = near_double(text)
        if value is None:
            sheet.write_blank(row, column, None, self.number)
        else:
            sheet.write_number(row, column, value, self.number)

    def height(self, sheet: Worksheet, row: int, texts: Sequence[str], widths: Sequence[int]) -> None:
        """Make a row as high as its longest cell needs: not every program does so by itself.

        Args:
            sheet: The worksheet.
            row: Row from 0.
            texts: Its cells.
            widths: Width of each column in characters.
        """
        lines = max(
            sum(max(1, ceil(cell_len(line) / (width - 1))) for line in text[:_LONGEST].split("\n"))
            for text, width in zip(texts, widths, strict=True)
        )
        if lines > 1:
            sheet.set_row(row, min(lines * _LINE, _HIGHEST))

    def printed(self, sheet: Worksheet, wide: int = 1) -> None:
        """Print a sheet across A4 with page numbers.

        Args:
            sheet: The worksheet.
            wide: Pages side by side; the first column stands on each.
        """
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(wide, 0)
        if wide > 1:
            sheet.repeat_columns(0)
        sheet.set_footer("&R&P / &N")

    def headings(self, sheet: Worksheet, row: int, names: tuple[str, ...], widths: tuple[int, ...]) -> None:
        """A row of headings that stays in sight, with the columns' widths in characters."""
        for column, (name, width) in enumerate(zip(names, widths, strict=True)):
            sheet.write_string(row, column, name, self.head)
            sheet.set_column(column, column, width)
        self.height(sheet, row, names, widths)
        sheet.freeze_panes(row + 1, 0)
