"""Reports written to files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from verifier.acceptance import report_files
from verifier.acceptance.report_files import (
    DOCUMENT_ENDINGS,
    RESULT_ENDINGS,
    Layout,
    document_bytes,
    refuse_ending,
    result_bytes,
    write_result,
)
from verifier.errors import ExtraError, ReportError, UsageError
from verifier.report.fonts import find_typeface
from verifier.report.form import Printing, form_document

RESULT: dict[str, Any] = {"schema": "dabiao/result/v1", "as_of": "2026-11-22", "targets": [{"id": "a", "name": "甲"}]}
PRINTING = Printing("sha256:0f", "1")
STARTS = {
    ".html": b"<!DOCTYPE html>",
    ".json": b"{",
    ".docx": b"PK",
    ".xlsx": b"PK",
    ".pdf": b"%PDF-",
    ".xml": b"<?xml",
    ".md": b"# ",
}


def has_font() -> bool:
    """Whether this machine has a Chinese font."""
    try:
        find_typeface()
    except ReportError:
        return False
    return True


@pytest.mark.parametrize("ending", RESULT_ENDINGS)
def test_the_ending_says_the_kind(ending: str) -> None:
    """Each ending gives a file of that kind, in capitals too."""
    if ending == ".pdf" and not has_font():
        pytest.skip("no Chinese font is installed")

    data = result_bytes(RESULT, Path(f"report{ending.upper()}"), "zh", PRINTING, Layout())

    assert data.startswith(STARTS[ending])


@pytest.mark.parametrize("ending", DOCUMENT_ENDINGS)
def test_a_comparison_is_written_alike(ending: str) -> None:
    """A comparison has the endings of a document."""
    if ending == ".pdf" and not has_font():
        pytest.skip("no Chinese font is installed")
    document = form_document(RESULT, "en", PRINTING)

    assert document_bytes(document, RESULT, Path(f"t{ending}"), Layout()).startswith(STARTS[ending])


def test_an_unknown_ending_is_refused_with_the_known_ones() -> None:
    """The sentence lists what can be written."""
    with pytest.raises(UsageError) as refused:
        refuse_ending(Path("report.rtf"), RESULT_ENDINGS, Layout())

    assert ".docx, .xlsx, .pdf" in refused.value.text("zh")


def test_a_template_is_for_docx_alone(tmp_path: Path) -> None:
    """A template that would be ignored is refused instead."""
    with pytest.raises(UsageError) as refused:
        refuse_ending(Path("report.pdf"), RESULT_ENDINGS, Layout(docx_template=tmp_path))

    assert "template_not_used" == refused.value.code


@pytest.mark.parametrize(("ending", "extra"), [(".docx", "office"), (".xlsx", "office"), (".pdf", "pdf")])
def test_an_absent_library_names_its_extra(monkeypatch: pytest.MonkeyPatch, ending: str, extra: str) -> None:
    """Without the extra the command says which one to install, before anything is judged."""
    absent = {key: (f"no_such_{module}", name) for key, (module, name) in report_files._LIBRARIES.items()}
    monkeypatch.setattr(report_files, "_LIBRARIES", absent)

    with pytest.raises(ExtraError) as refused:
        refuse_ending(Path(f"report{ending}"), RESULT_ENDINGS, Layout())

    assert f"dabiao[{extra}]" in refused.value.text("en")


def test_a_docx_without_the_pdf_library_says_where_its_charts_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """A DOCX needs the office extra only."""
    monkeypatch.setattr(report_files, "has_library", lambda _: False)

    assert result_bytes(RESULT, Path("r.docx"), "zh", PRINTING, Layout()).startswith(b"PK")


def test_folders_are_made_and_json_is_the_result(tmp_path: Path) -> None:
    """A result is written as it is into a folder that was not there."""
    output = tmp_path / "new" / "result.json"

    write_result(RESULT, output, "zh", Layout())

    assert RESULT == json.loads(output.read_text(encoding="utf-8"))
