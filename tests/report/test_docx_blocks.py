"""Blocks in a DOCX."""

from __future__ import annotations

import pytest

pytest.importorskip("docx", reason="the extra office is not installed")

import docx
from docx.oxml.ns import qn

from verifier.report.document import Cell, Figure, Section, Table
from verifier.report.docx_blocks import WordWriter
from verifier.report.drawing import Drawing


def writer() -> WordWriter:
    """A writer into an empty document that has no pictures."""
    return WordWriter(docx.Document(), 270, lambda _: None, "en")


def test_every_run_names_an_east_asian_font() -> None:
    """Chinese never depends on what a machine falls back to."""
    word = writer()
    word.table(Table("表", ("一", "二"), (1, 1), ((Cell("甲", "小"), Cell("乙")),)))

    runs = list(word.document.element.body.iter(qn("w:r")))
    fonts = [run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}") for run in runs]
    assert runs
    assert all(font is not None and font.get(qn("w:eastAsia")) in ("宋体", "黑体") for font in fonts)


def test_a_heading_repeats_and_rows_stay_whole() -> None:
    """The first row repeats on every page; no other row is split."""
    word = writer()
    word.table(Table("", ("a",), (1,), ((Cell("x"),), (Cell("y"),))))

    rows = list(word.document.element.body.iter(qn("w:tr")))
    assert [True, False, False] == [bool(list(row.iter(qn("w:tblHeader")))) for row in rows]
    assert [False, True, True] == [bool(list(row.iter(qn("w:cantSplit")))) for row in rows]


def test_a_section_that_stays_together_is_chained() -> None:
    """Every paragraph but the last is kept with the next one."""
    word = writer()
    word.section(Section("s", "S", (Table("", ("a",), (1,), ((Cell("x"),),)),), together=True))

    paragraphs = list(word.document.element.body.iter(qn("w:p")))
    kept = [bool(list(paragraph.iter(qn("w:keepNext")))) for paragraph in paragraphs]
    assert [True] * (len(kept) - 1) + [False] == kept


def test_a_drawing_that_cannot_be_made_is_told() -> None:
    """Without a picture the document says what it needs, and the figures stand in a table."""
    word = writer()
    word.block(Figure(Drawing("d", "Title", "what it shows", 10, 10, (), ("n",), (("3",),))))

    texts = "\n".join(paragraph.text for paragraph in word.document.paragraphs)
    assert "dabiao[pdf]" in texts
    assert ["n", "3"] == [cell.text for row in word.document.tables[0].rows for cell in row.cells]
