"""The PDF report."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytest.importorskip("typst", reason="the extra pdf is not installed")

from verifier.errors import ReportError
from verifier.report.fonts import Typeface, find_typeface
from verifier.report.form import Printing, form_document
from verifier.report.pdf_report import picture_maker, render_pdf
from verifier.report.probability_chart import probability_drawing
from verifier.report.result_reader import read_result
from verifier.wording import Language


@pytest.fixture(scope="module")
def typeface() -> Typeface:
    """A Chinese font of this machine."""
    try:
        return find_typeface()
    except ReportError:
        pytest.skip("no Chinese font is installed")


def pdf_of(result: dict[str, Any], typeface: Typeface, lang: Language = "zh") -> bytes:
    """The PDF of a result."""
    return render_pdf(form_document(result, lang, Printing(f"sha256:{'0f' * 32}", "1")), typeface)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("shape", ["every_verdict", "nothing_submitted", "hundred_targets", "many_rows", "hostile"])
def test_it_is_archival_and_tagged(
    shape: str, lang: Language, typeface: Typeface, request: pytest.FixtureRequest
) -> None:
    """Whatever was submitted, the file claims PDF/A-2a and PDF/UA-1, names its language and holds no script."""
    data = pdf_of(request.getfixturevalue(shape), typeface, lang)

    assert re.search(rb"<pdfaid:part>2</pdfaid:part>\s*<pdfaid:conformance>A</pdfaid:conformance>", data)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in data
    assert b"/JavaScript" not in data
    assert len(data) < 3_000_000


def test_same_result_gives_the_same_bytes(every_verdict: dict[str, Any], typeface: Typeface) -> None:
    """The file bears the result's date, not the clock's."""
    assert pdf_of(every_verdict, typeface) == pdf_of(every_verdict, typeface)


def test_the_font_is_on_record(every_verdict: dict[str, Any], typeface: Typeface) -> None:
    """The file's own data names the digest of each file of the font that it was set in."""
    digests = [digest for _, digest in typeface.files]

    assert digests
    assert [] == [digest for digest in digests if digest.encode() not in pdf_of(every_verdict, typeface)]


def test_a_glyph_that_the_font_lacks_is_named(every_verdict: dict[str, Any], typeface: Typeface) -> None:
    """A character is never dropped or boxed in silence: the error names it with its code point."""
    every_verdict["contractor"] = "某公司\U0001f600ᚠ"

    with pytest.raises(ReportError) as refused:
        pdf_of(every_verdict, typeface)

    assert "glyph_absent" == refused.value.code
    assert "U+1F600" in refused.value.text("zh")
    assert "U+16A0" in refused.value.text("zh")


def test_markup_is_set_as_text(every_verdict: dict[str, Any], typeface: Typeface) -> None:
    """The marks of the typesetter do nothing: a file that asks to be read is a file name."""
    every_verdict["contractor"] = '#read("/etc/passwd") $x^2$ *b* @ref <label> `raw`'

    assert pdf_of(every_verdict, typeface).startswith(b"%PDF-")


def test_a_drawing_becomes_a_picture(typeface: Typeface) -> None:
    """For a DOCX a drawing is a PNG."""
    row = {"value": "9.5", "unit": "V", "uncertainty": "1", "k": "2"}
    target = {"id": "a", "unit": "V", "verdict": "pass", "value": "9.5", "limit": "10", "margin": "0.5", "rows": [row]}
    drawing = probability_drawing(read_result({"targets": [target]}, "zh").targets, "zh")

    assert drawing is not None
    assert (picture_maker(typeface)(drawing) or b"").startswith(b"\x89PNG")
