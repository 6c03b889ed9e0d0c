"""The DOCX report."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

pytest.importorskip("docx", reason="the extra office is not installed")

import docx

from verifier.report.docx_report import render_docx
from verifier.report.drawing import Drawing
from verifier.report.form import Printing, form_document
from verifier.report.verdict_words import SIGNS, verdict_label
from verifier.wording import Language, words

SHAPES = ["every_verdict", "nothing_submitted", "hundred_targets", "many_rows", "hostile"]


def no_picture(_: Drawing) -> bytes | None:
    """No picture can be made."""
    return None


def word_of(result: dict[str, Any], lang: Language = "zh") -> Any:  # noqa: ANN401 -- a python-docx document
    """The report of a result, opened again."""
    return docx.Document(BytesIO(render_docx(form_document(result, lang, Printing("sha256:0f", "1")), no_picture)))


@pytest.mark.parametrize("shape", SHAPES)
def test_it_opens_and_holds_every_target(shape: str, request: pytest.FixtureRequest) -> None:
    """Whatever was submitted, the file opens again and its sheet has a row a target."""
    result = request.getfixturevalue(shape)

    tables = word_of(result).tables
    sheet = next(table for table in tables if len(table.columns) == 9)
    assert len(result["targets"]) + 1 == len(sheet.rows)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_verdicts_and_statement_are_printed(every_verdict: dict[str, Any], lang: Language) -> None:
    """Every verdict has sign and word, and the statement stands on the paper."""
    word = word_of(every_verdict, lang)
    texts = "\n".join([p.text for p in word.paragraphs] + [c.text for t in word.tables for c in t._cells])

    assert [] == [verdict for verdict in SIGNS if verdict_label(verdict, lang) not in texts]
    assert words("report_statement", lang) in texts


def test_the_page_is_a4_landscape_with_page_numbers(every_verdict: dict[str, Any]) -> None:
    """A4 on its side; the foot holds the digest and both page fields."""
    section = word_of(every_verdict).sections[0]

    foot = section.footer.paragraphs[0]._p.xml
    assert (297, 210) == (round(section.page_width.mm), round(section.page_height.mm))
    assert ("sha256:0f" in foot, " PAGE " in foot, " NUMPAGES " in foot) == (True, True, True)


def test_nothing_is_loaded_from_outside(hostile: dict[str, Any]) -> None:
    """No relationship of the file points outside it, and no field but the page numbers is computed."""
    data = render_docx(form_document(hostile, "zh", Printing("sha256:0f", "1")), no_picture)

    with ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    assert not any('TargetMode="External"' in text for name, text in parts.items() if name.endswith(".rels"))
    assert "instrText" not in parts["word/document.xml"]
