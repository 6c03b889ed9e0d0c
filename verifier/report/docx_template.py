"""An office's own DOCX as the form: its placeholders are filled from a report, everything else stays as it is.

Three placeholders are known. ``{{name}}`` is a single value; ``{{section:key}}``, alone in a paragraph, is a part of
the report; ``{{line.name}}`` makes its table row repeat, once a target. Nothing in a template is computed, so a
template from elsewhere cannot run anything, and text from a submission is never looked through for placeholders.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from difflib import get_close_matches
from io import BytesIO
from zipfile import BadZipFile, ZipFile

import docx
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from verifier.errors import ReportError
from verifier.report.document import Document, Section
from verifier.report.docx_blocks import WordWriter
from verifier.report.drawing import Picture

__all__ = ["fill_template"]

_PLACEHOLDER = re.compile(r"\{\{\s*([a-z_]+(?:[:.][a-z_]+)?)\s*\}\}")
_SECTION = "section:"
_OPTIONAL = ("charts", "waivers")
_LINE = "line."
_FILLED = "filled"
_LARGEST = 20_000_000
_LARGEST_UNPACKED = 100_000_000
_EMU_PER_MM = 36_000
_NARROWEST = 100


def fill_template(template: bytes, document: Document, picture: Picture, *, name: str) -> bytes:
    """The report in an office's DOCX.

    1. Rows with a ``{{line.…}}`` are repeated for each target and filled.
    2. Paragraphs that are a ``{{section:…}}`` are replaced by that part.
    3. Single values are filled in the body, the headers and the footers.

    Args:
        template: The DOCX file.
        document: The report.
        picture: Makes a PNG of a drawing, or None where it cannot.
        name: The template's name, for what is refused.

    Raises:
        ReportError: The file is no DOCX, is too large, or names an unknown placeholder.
    """
    word = _opened(template, name)
    values = dict(document.values)
    sections = {section.key: section for section in document.sections}
    # A part that this report does not have, such as charts, leaves its place empty.
    known = {*values, *(f"{_SECTION}{key}" for key in (*sections, *_OPTIONAL))}
    known |= {f"{_LINE}{key}" for line in document.lines[:1] for key, _ in line}
    _check(word, known, name, any_line=not document.lines)
    _repeat_lines(word, document.lines)
    writer = WordWriter(word, _width(word), picture, document.lang)
    for paragraph in list(word.element.body.iter(qn("w:p"))):
        found = _PLACEHOLDER.fullmatch(_text(paragraph).strip())
        if found and found[1].startswith(_SECTION):
            _put_section(writer, paragraph, sections.get(found[1].removeprefix(_SECTION)))
    # Written parts hold text of the submission: only what the template itself brought is filled.
    for paragraph in list(_paragraphs(word)):
        if paragraph.attrib.pop(_FILLED, None) is None:
            _fill(paragraph, values)
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def _opened(template: bytes, name: str) -> WordDocument:
    if len(template) > _LARGEST:
        raise ReportError("template_too_large", file=name, bytes=len(template), most=_LARGEST)
    try:
        with ZipFile(BytesIO(template)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > _LARGEST_UNPACKED:
            raise ReportError("template_too_large", file=name, bytes=unpacked, most=_LARGEST_UNPACKED)
        return docx.Document(BytesIO(template))
    except (BadZipFile, KeyError, ValueError, SyntaxError, NotImplementedError, OSError) as error:
        raise ReportError("template_no_docx", file=name) from error


def _check(word: WordDocument, known: set[str], name: str, *, any_line: bool) -> None:
    """Refuse placeholders that mean nothing, all of them together."""
    asked = dict.fromkeys(found for paragraph in _paragraphs(word) for found in _PLACEHOLDER.findall(_text(paragraph)))
    unknown = [key for key in asked if key not in known and not (any_line and key.startswith(_LINE))]
    if unknown:
        near = dict.fromkeys(key for slip in unknown for key in get_close_matches(slip, sorted(known), 2))
        raise ReportError(
            "template_placeholder_unknown", file=name, unknown=", ".join(unknown), nearest=", ".join(near) or "-"
        )


def _repeat_lines(word: WordDocument, lines: Iterable[tuple[tuple[str, str], ...]]) -> None:
    for row in list(word.element.body.iter(qn("w:tr"))):
        if not any(key.startswith(_LINE) for key in _PLACEHOLDER.findall("".join(map(_text, row.iter(qn("w:p")))))):
            continue
        for line in lines:
            copy = deepcopy(row)
            row.addprevious(copy)
            for paragraph in copy.iter(qn("w:p")):
                _fill(paragraph, {f"{_LINE}{key}": value for key, value in line})
                paragraph.set(_FILLED, "1")
        row.getparent().remove(row)


def _put_section(writer: WordWriter, place: BaseOxmlElement, section: Section | None) -> None:
    """Write the part at the end of the body, move it to its place, and mark it as filled."""
    body = writer.document.element.body
    before = set(body)
    if section is not None:
        writer.section(section, titled=False)
    for element in [element for element in body if element not in before]:
        place.addprevious(element)
        for paragraph in element.iter(qn("w:p")):
            paragraph.set(_FILLED, "1")
    parent = place.getparent()
    parent.remove(place)
    # A cell must end in a paragraph.
    if parent.tag == qn("w:tc") and (not len(parent) or parent[-1].tag != qn("w:p")):
        parent.append(OxmlElement("w:p"))


def _fill(paragraph: BaseOxmlElement, values: Mapping[str, str]) -> None:
    """Fill a paragraph's placeholders, which a word processor may have split over several runs.

    A placeholder's value takes the look of the run that it begins in.
    """
    pieces = list(paragraph.iter(qn("w:t")))
    whole = "".join(piece.text or "" for piece in pieces)
    for found in reversed(list(_PLACEHOLDER.finditer(whole))):
        if found[1] in values:
            _replace(pieces, found.start(), found.end(), values[found[1]])


def _replace(pieces: list[BaseOxmlElement], start: int, end: int, value: str) -> None:
    at = 0
    for piece in pieces:
        text = piece.text or ""
        low, high = max(start - at, 0), min(end - at, len(text))
        if low < high:
            # The first piece takes the value, the others lose their share of the placeholder.
            piece.text = text[:low] + (value if start >= at else "") + text[high:]
            piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        at += len(text)


def _paragraphs(word: WordDocument) -> Iterator[BaseOxmlElement]:
    """Every paragraph of the body, the headers and the footers."""
    yield from word.element.body.iter(qn("w:p"))
    for section in word.sections:
        parts = (section.header, section.first_page_header, section.even_page_header)
        feet = (section.footer, section.first_page_footer, section.even_page_footer)
        for part in (*parts, *feet):
            if not part.is_linked_to_previous:
                yield from part._element.iter(qn("w:p"))  # noqa: SLF001 -- python-docx has no name for it


def _text(paragraph: BaseOxmlElement) -> str:
    return "".join(piece.text or "" for piece in paragraph.iter(qn("w:t")))


def _width(word: WordDocument) -> int:
    """Usable width of the first page, in millimetres."""
    section = word.sections[0]
    page, left, right = section.page_width or 0, section.left_margin or 0, section.right_margin or 0
    return max((page - left - right) // _EMU_PER_MM, _NARROWEST)
