"""A document as a workbook."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

pytest.importorskip("xlsxwriter", reason="the extra office is not installed")

from python_calamine import CalamineWorkbook

from verifier.report.document import Block, Bullets, Cell, Document, Facts, Paragraph, Section, Table
from verifier.report.xlsx_document import render_workbook


def _sheets(*sections: tuple[str, tuple[Block, ...]]) -> dict[str, Any]:
    made = tuple(Section(f"k{number}", title, blocks) for number, (title, blocks) in enumerate(sections))
    workbook = CalamineWorkbook.from_filelike(BytesIO(render_workbook(Document("en", "T", "2026-11-22", "", made))))
    return {name: workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names}


def test_each_section_is_a_worksheet() -> None:
    """A table stands with its heading, small print below its text; other text stands beside or below."""
    table = Table("", ("a", "b"), (1, 1), ((Cell("x", "note"), Cell("1")),))

    found = _sheets(("One", (table, Paragraph("said"))), ("Two", (Facts((("n", "v"),)), Bullets(("i",)))))

    assert [["a", "b"], ["x\nnote", "1"], ["", "said"]] == found["One"]
    assert [["n", "v"], ["", "i"]] == found["Two"]


def test_a_second_table_stands_below_the_first() -> None:
    """Both tables keep their headings."""
    tables = tuple(Table("", (name,), (1,), ((Cell(name * 2),),)) for name in ("a", "b"))

    assert [["a"], ["aa"], ["b"], ["bb"]] == _sheets(("One", tables))["One"]


def test_names_that_spreadsheets_refuse_are_mended() -> None:
    """Forbidden marks go, long names are cut, and no name stands twice."""
    names = list(_sheets(("a/b:c*[d]?", ()), ("x" * 40, ()), ("X" * 40, ()), ("", ())))

    assert ["a b c  d", "x" * 31, f"{'X' * 27} 2", "-"] == names


def test_a_formula_stays_text() -> None:
    """Text that looks like a formula is text."""
    table = Table("", ("a",), (1,), ((Cell("=1+1"),),))

    assert [["a"], ["=1+1"]] == _sheets(("One", (table,)))["One"]
