"""An office's own DOCX."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

pytest.importorskip("docx", reason="the extra office is not installed")

import docx

from verifier.errors import ReportError
from verifier.report.docx_template import fill_template
from verifier.report.example_form import example_form
from verifier.report.form import Printing, form_document


def filled(template: bytes, result: dict[str, Any]) -> Any:  # noqa: ANN401 -- a python-docx document
    """The template filled from a result, opened again."""
    document = form_document(result, "zh", Printing("sha256:0f", "1"))
    return docx.Document(BytesIO(fill_template(template, document, lambda _: None, name="t.docx")))


def template_of(*paragraphs: str) -> bytes:
    """A DOCX with these paragraphs."""
    word, out = docx.Document(), BytesIO()
    for text in paragraphs:
        word.add_paragraph(text)
    word.save(out)
    return out.getvalue()


def texts(word: Any) -> list[str]:  # noqa: ANN401 -- a python-docx document
    """Every paragraph of the body and its tables."""
    return [p.text for p in word.paragraphs] + [c.text for t in word.tables for c in t._cells]


@pytest.mark.parametrize("shape", ["every_verdict", "nothing_submitted", "hundred_targets", "many_rows", "hostile"])
def test_the_example_is_filled_completely(shape: str, request: pytest.FixtureRequest) -> None:
    """The shipped example names known placeholders only, and none of its own is left."""
    result = request.getfixturevalue(shape)
    word = filled(example_form(), result)

    lines = next(table for table in word.tables if len(table.columns) == 6)
    assert len(result["targets"]) + 1 == len(lines.rows)
    assert [] == [text for text in texts(word) if "{{section:" in text or "{{line." in text or "{{code}}" in text]


def test_a_placeholder_split_over_runs_is_filled(every_verdict: dict[str, Any]) -> None:
    """A word processor may cut a placeholder into pieces; its value takes the look of the first."""
    word, out = docx.Document(), BytesIO()
    paragraph = word.add_paragraph("项目 ")
    for number, piece in enumerate(("{{co", "de}", "} 完")):
        paragraph.add_run(piece).bold = number == 0
    word.save(out)

    runs = filled(out.getvalue(), every_verdict).paragraphs[-1].runs
    assert "项目 3103 完" == "".join(run.text for run in runs)
    assert [True] == [run.bold for run in runs if "3103" in run.text]


def test_headers_are_filled(every_verdict: dict[str, Any]) -> None:
    """Values stand in headers and footers too."""
    word, out = docx.Document(), BytesIO()
    word.sections[0].header.paragraphs[0].text = "{{ as_of }}"
    word.save(out)

    assert "2026-11-22" == filled(out.getvalue(), every_verdict).sections[0].header.paragraphs[0].text


def test_text_of_a_submission_is_not_looked_through(every_verdict: dict[str, Any]) -> None:
    """A name that looks like a placeholder is printed as it stands."""
    every_verdict["targets"][0]["name"] = {"zh": "{{digest}}", "en": "{{digest}}"}
    every_verdict["project_name"] = {"zh": "{{version}}", "en": "{{version}}"}

    found = texts(filled(template_of("{{project}}", "{{section:table}}"), every_verdict))

    assert "{{version}}" in found
    assert any(text.startswith("{{digest}}") for text in found)


def test_an_unknown_placeholder_is_named() -> None:
    """A slip of the pen in a template is refused with what is known."""
    with pytest.raises(ReportError) as refused:
        filled(template_of("{{projekt}} {{section:tabel}}"), {"targets": []})

    assert "projekt, section:tabel" in refused.value.text("en")
    assert "section:table" in refused.value.text("en")


def test_what_is_no_docx_is_refused() -> None:
    """A text file, a ZIP of something else and a bomb are refused with a reason."""
    bomb, other = BytesIO(), BytesIO()
    with ZipFile(bomb, "w", compression=8) as archive:
        archive.writestr("word/document.xml", b"\0" * 101_000_000)
    with ZipFile(other, "w") as archive:
        archive.writestr("a.txt", b"a")

    codes = []
    for data in (b"not a zip", other.getvalue(), bomb.getvalue(), b"x" * 20_000_001):
        with pytest.raises(ReportError) as refused:
            filled(data, {"targets": []})
        codes.append(refused.value.code)
    assert ["template_no_docx", "template_no_docx", "template_too_large", "template_too_large"] == codes
