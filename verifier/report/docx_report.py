"""A report as DOCX for Word, WPS and LibreOffice: A4 landscape, with page numbers and the digest at the foot."""

from __future__ import annotations

from io import BytesIO

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from verifier.report.document import Document
from verifier.report.docx_blocks import WordWriter, set_fonts
from verifier.report.drawing import Picture
from verifier.report.moment import moment_of

__all__ = ["render_docx"]

_WIDTH, _HEIGHT, _SIDE = 297, 210, 12
_LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}


def render_docx(document: Document, picture: Picture) -> bytes:
    """The report as a DOCX file; its structure follows from the report, its bytes also hold the time of writing.

    Args:
        document: The report.
        picture: Makes a PNG of a drawing, or None where it cannot.
    """
    word = docx.Document()
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(_WIDTH), Mm(_HEIGHT)
    section.left_margin = section.right_margin = Mm(_SIDE)
    section.top_margin, section.bottom_margin = Mm(11), Mm(15)
    _set_styles(word)
    properties = word.core_properties
    properties.title, properties.author, properties.comments = document.title, "dabiao", ""
    properties.language = _LANGUAGES[document.lang]
    properties.created = properties.modified = moment_of(document.as_of)
    _foot(section.footer.paragraphs[0], document.footer)
    writer = WordWriter(word, _WIDTH - 2 * _SIDE, picture, document.lang)
    heading = writer.paragraph(document.title, size=Pt(16), bold=True)
    heading.style = word.styles["Heading 1"]
    for part in document.sections:
        writer.section(part)
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def _set_styles(word: WordDocument) -> None:
    for name, size, head in (("Normal", 9, False), ("Heading 1", 16, True), ("Heading 2", 13, True)):
        style = word.styles[name]
        style.font.size = Pt(size)
        style.font.color.rgb = RGBColor(0x1A, 0x1A, 0x1A)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        # A theme's font, where one is named, wins over a family.
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{script}"), "Arial")
        fonts.set(qn("w:eastAsia"), "黑体" if head else "宋体")


def _foot(paragraph: WordParagraph, digest: str) -> None:
    """The digest and `page / pages`."""
    for part in (f"{digest}    ", "PAGE", " / ", "NUMPAGES"):
        run = paragraph.add_run("" if part.isupper() else part)
        run.font.size = Pt(7.5)
        set_fonts(run)
        if part.isupper():
            for kind in ("begin", part, "end"):
                run._element.append(_field(kind))  # noqa: SLF001 -- python-docx has no name for a field


def _field(kind: str) -> BaseOxmlElement:
    if kind in ("begin", "end"):
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        return mark
    code = OxmlElement("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {kind} "
    return code
