"""A report as PDF/A-2a and PDF/UA-1: tagged, and for one date the same bytes every time.

The layout is a template of the package; what it sets comes to it as data, so that text is never read as markup.
"""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import typst

from verifier.errors import ReportError
from verifier.report.document import Block, Bullets, Cell, Document, Facts, Figure, Paragraph, Section, Table
from verifier.report.drawing import PAINTS, Drawing, Picture
from verifier.report.fonts import SIGN_FONT, Typeface
from verifier.report.moment import moment_of
from verifier.wording import words

__all__ = ["picture_maker", "render_pdf"]

_STANDARDS: list[Any] = ["a-2a", "ua-1"]
_LACKING = re.compile(r"the text `\"(?P<text>.+?)\"` could not be displayed")
_CODEPOINT = re.compile(r"\\u\{([0-9a-f]+)\}")
_WORD = re.compile(r"[!-~]{16,}")
_JOINT = re.compile(r"[^._/;,=-]{1,16}[._/;,=-]?|[._/;,=-]")
_ZERO_WIDTH_SPACE = "\u200b"
_UNSPLIT = 300
_PIXELS_PER_INCH = 220
_FIGURE_WIDTH, _FIGURE_HEIGHT = 118, 150
"""Millimetres that a drawing takes at most, so that it stands on one page with its title."""


def render_pdf(document: Document, typeface: Typeface) -> bytes:
    """The report as a PDF file.

    Args:
        document: The report.
        typeface: The family that it is set in.

    Raises:
        ReportError: A character has no glyph in that family.
    """
    colophon = _colophon(document, typeface)
    data = {
        "colophon": [_breakable(line) for line in colophon],
        "keywords": [f"{name} sha256:{digest}" for name, digest in typeface.files],
        "title": document.title,
        "date": [int(part) for part in moment_of(document.as_of).date().isoformat().split("-")],
        "lang": document.lang,
        "footer": document.footer,
        "paints": {verdict: paint.stroke for verdict, paint in PAINTS.items()},
        "fonts": [typeface.family, SIGN_FONT],
        "sections": [_section(section, typeface) for section in document.sections],
    }
    source = files("verifier.report").joinpath("templates", "report.typ").read_bytes()
    compiler = typst.Compiler(
        source, font_paths=typeface.fonts, ignore_system_fonts=True, sys_inputs={"data": _json(data)}
    )
    try:
        made = compiler.compile(
            format="pdf", pdf_standards=_STANDARDS, timestamp=int(moment_of(document.as_of).timestamp())
        )
    except typst.TypstError as error:
        raise _refusal(error, typeface) from error
    return _single(made)


def _colophon(document: Document, typeface: Typeface) -> list[str]:
    """What the bytes depend on beside the report: the typesetter's version and the files of the font."""
    said = {"typesetter": f"typst {version('typst')}", "family": typeface.family}
    held = (words("report_pdf_font", document.lang, file=name, digest=digest) for name, digest in typeface.files)
    return [words("report_pdf_set", document.lang, **said), *held]


def picture_maker(typeface: Typeface) -> Picture:
    """What turns a drawing into a PNG, for formats that hold no SVG."""

    def picture(drawing: Drawing) -> bytes:
        source = files("verifier.report").joinpath("templates", "picture.typ").read_bytes()
        inputs = {"svg": drawing.svg(_families(typeface)), "width": str(drawing.width)}
        compiler = typst.Compiler(source, font_paths=typeface.fonts, ignore_system_fonts=True, sys_inputs=inputs)
        return _single(compiler.compile(format="png", ppi=_PIXELS_PER_INCH))

    return picture


def _refusal(error: typst.TypstError, typeface: Typeface) -> ReportError:
    lacking = dict.fromkeys(found["text"] for found in _LACKING.finditer(f"{error.message}\n{error.diagnostic}"))
    if not lacking:
        return ReportError("pdf_refused", why=error.message)
    named = []
    for text in lacking:
        plain = _CODEPOINT.sub(lambda found: chr(int(found[1], 16)), text)
        named.append(f"{text} ({' '.join(f'U+{ord(c):04X}' for c in plain)})")
    return ReportError("glyph_absent", glyphs=", ".join(named[:5]), font=typeface.family)


def _single(made: bytes | list[bytes] | None) -> bytes:
    return b"".join(made) if isinstance(made, list) else made or b""


def _families(typeface: Typeface) -> str:
    return f"{typeface.family}, {SIGN_FONT}"


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)


def _section(section: Section, typeface: Typeface) -> dict[str, Any]:
    return {
        "title": section.title,
        "new_page": section.new_page,
        "together": section.together,
        "blocks": [_block(block, typeface) for block in section.blocks],
    }


def _block(block: Block, typeface: Typeface) -> dict[str, Any]:
    match block:
        case Paragraph(text, tone):
            return {"kind": "paragraph", "text": _breakable(text), "tone": tone}
        case Facts(pairs):
            return {"kind": "facts", "pairs": [[name, _breakable(value)] for name, value in pairs]}
        case Bullets(items):
            return {"kind": "bullets", "items": [_breakable(item) for item in items]}
        case Table():
            return _table(block)
        case Figure(drawing):
            rows = tuple(tuple(Cell(text) for text in row) for row in drawing.rows)
            figures = Table("", drawing.head, (1,) * len(drawing.head), rows)
            return {
                "kind": "figure",
                "title": drawing.title,
                "description": drawing.description,
                "svg": drawing.svg(_families(typeface)),
                "width": min(_FIGURE_WIDTH, _FIGURE_HEIGHT * drawing.width // drawing.height),
                "table": _table(figures) if drawing.rows else None,
            }


def _table(table: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": _breakable(table.caption),
        "head": list(table.head),
        "widths": list(table.widths),
        "height": table.height,
        "rows": [_row(row, table) for row in table.rows],
    }


def _row(row: tuple[Cell, ...], table: Table) -> dict[str, Any]:
    # A row is kept whole, unless it might be taller than a page.
    whole = max(len(cell.text) + len(cell.note) for cell in row) <= _UNSPLIT
    cells = [
        {
            "text": _breakable(cell.text),
            "note": _breakable(cell.note),
            "verdict": cell.verdict,
            "strong": place == table.named_by,
        }
        for place, cell in enumerate(row)
    ]
    return {"whole": whole, "cells": cells}


def _breakable(text: str) -> str:
    """A long word may break inside a narrow cell; on paper the break is all that is seen of it."""
    return _WORD.sub(lambda word: _ZERO_WIDTH_SPACE.join(_JOINT.findall(word[0])), text)
