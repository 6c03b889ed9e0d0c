"""Reports written to files: the ending says which kind, and a kind whose library is absent says what to install."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from verifier import __version__
from verifier.acceptance.digest import result_digest
from verifier.errors import ReportError, UsageError
from verifier.report.extras import has_library, require
from verifier.wording import Language

if TYPE_CHECKING:
    from verifier.report.document import Document
    from verifier.report.drawing import Drawing, Picture
    from verifier.report.form import Printing

__all__ = [
    "DOCUMENT_ENDINGS",
    "RESULT_ENDINGS",
    "Layout",
    "document_bytes",
    "refuse_ending",
    "result_bytes",
    "write_document",
    "write_result",
]

RESULT_ENDINGS: Final = (".html", ".json", ".docx", ".xlsx", ".pdf", ".xml", ".md")
"""What a result can be written as."""

DOCUMENT_ENDINGS: Final = (".html", ".json", ".docx", ".xlsx", ".pdf", ".md")
"""What a comparison of results, or a round of applications, can be written as."""

_LIBRARIES: Final = {
    ".docx": ("docx", "office"),
    ".xlsx": ("xlsxwriter", "office"),
    ".pdf": ("typst", "pdf"),
}

Result = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a report is laid out beyond what it says.

    Args:
        font_path: A font file or folder for PDF, None for the system's.
        docx_template: An office's DOCX with placeholders, None for the program's own form.
        rerun: The command that gives the result again; put together from the result where empty.
    """

    font_path: Path | None = None
    docx_template: Path | None = None
    rerun: str = ""


def refuse_ending(output: Path, endings: tuple[str, ...], layout: Layout) -> None:
    """Refuse a file before any work is done for it: an unknown ending, a library that is absent.

    Raises:
        UsageError: The ending is not known, or a template is given for something that is no DOCX.
        ExtraError: The ending's library is not installed.
    """
    ending = output.suffix.lower()
    if ending not in endings:
        raise UsageError("output_unknown", file=output, known=", ".join(endings))
    if layout.docx_template is not None and ending != ".docx":
        raise UsageError("template_not_used", file=output)
    if ending in _LIBRARIES:
        require(*_LIBRARIES[ending], purpose=ending)


def write_result(result: Result, output: Path, lang: Language, layout: Layout) -> None:
    """Write a result as the kind of report that the file's ending names.

    Raises:
        UsageError: The ending is not known.
        ExtraError: Its library is not installed.
        ReportError: A font, a glyph or a template stands in the way.
    """
    from verifier.report.form import Printing

    printing = Printing(result_digest(dict(result)), __version__, layout.rerun)
    _write(output, result_bytes(result, output, lang, printing, layout))


def result_bytes(result: Result, output: Path, lang: Language, printing: Printing, layout: Layout) -> bytes:
    """A result as the kind of report that a file's ending names; nothing is written.

    Args:
        result: The result object, `dabiao/result/v1`.
        output: The file that is going to be written.
        lang: Language of every sentence.
        printing: Digest, version and command.
        layout: Font and template.

    Raises:
        UsageError: The ending is not known.
        ExtraError: Its library is not installed.
        ReportError: A font, a glyph or a template stands in the way.
    """
    refuse_ending(output, RESULT_ENDINGS, layout)
    match output.suffix.lower():
        case ".html":
            from verifier.report.html_report import render_html

            digest, version, rerun = printing.digest, printing.version, printing.rerun or None
            return _bytes(render_html(result, lang, digest=digest, version=version, rerun=rerun))
        case ".json":
            return _bytes(json.dumps(dict(result), ensure_ascii=False, indent=2) + "\n")
        case ".xlsx":
            from verifier.report.xlsx_report import render_xlsx

            return render_xlsx(result, lang, printing)
        case ".xml":
            from verifier.report.junit_report import render_junit

            return _bytes(render_junit(result, lang, printing))
        case _:
            from verifier.report.form import form_document

            return _document(form_document(result, lang, printing), output, layout)


def write_document(document: Document, content: Result, output: Path, layout: Layout) -> None:
    """Write a comparison of results; as `document_bytes`."""
    _write(output, document_bytes(document, content, output, layout))


def document_bytes(document: Document, content: Result, output: Path, layout: Layout) -> bytes:
    """A comparison of results as the kind of report that a file's ending names.

    Args:
        document: The report.
        content: The object that it was made from, for `.json`.
        output: The file that is going to be written.
        layout: Font and template.

    Raises:
        UsageError: The ending is not known.
        ExtraError: Its library is not installed.
        ReportError: A font, a glyph or a template stands in the way.
    """
    refuse_ending(output, DOCUMENT_ENDINGS, layout)
    match output.suffix.lower():
        case ".json":
            return _bytes(json.dumps(dict(content), ensure_ascii=False, indent=2) + "\n")
        case ".html":
            from verifier.report.page_report import render_page

            return _bytes(render_page(document))
        case ".xlsx":
            from verifier.report.xlsx_document import render_workbook

            return render_workbook(document)
        case _:
            return _document(document, output, layout)


def _document(document: Document, output: Path, layout: Layout) -> bytes:
    match output.suffix.lower():
        case ".md":
            from verifier.report.markdown_report import render_markdown

            return _bytes(render_markdown(document))
        case ".pdf":
            from verifier.report.fonts import find_typeface
            from verifier.report.pdf_report import render_pdf

            return render_pdf(document, find_typeface(layout.font_path))
        case _:
            picture = _picture(layout.font_path)
            if layout.docx_template is None:
                from verifier.report.docx_report import render_docx

                return render_docx(document, picture)
            from verifier.report.docx_template import fill_template

            template = layout.docx_template
            return fill_template(template.read_bytes(), document, picture, name=template.name)


def _picture(font_path: Path | None) -> Picture:
    """Pictures for a DOCX where the PDF library and a Chinese font are there; else none, and the report says so."""
    if not has_library("typst"):
        return _no_picture
    from verifier.report.fonts import find_typeface
    from verifier.report.pdf_report import picture_maker

    try:
        return picture_maker(find_typeface(font_path))
    except ReportError:
        if font_path is not None:
            raise
        return _no_picture


def _no_picture(drawing: Drawing) -> bytes | None:  # noqa: ARG001 -- one signature for all pictures
    return None


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _write(output: Path, data: bytes) -> None:
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(data)
