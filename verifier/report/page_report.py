"""A report that is no result form, such as a trend, as one self-contained HTML page."""

from __future__ import annotations

from verifier.report.document import Bullets, Document, Facts, Figure, Paragraph, Table
from verifier.report.html_report import page_environment
from verifier.report.verdict_words import SIGNS

__all__ = ["render_page"]

_KINDS = {Paragraph: "paragraph", Facts: "facts", Bullets: "bullets", Table: "table", Figure: "figure"}


def render_page(document: Document) -> str:
    """The report as HTML that loads nothing and runs nothing.

    Args:
        document: The report.
    """
    sections = [(section, [(_KINDS[type(block)], block) for block in section.blocks]) for section in document.sections]
    page = (
        page_environment(document.lang)
        .get_template("page.html")
        .render(
            document=document,
            sections=sections,
            verdicts=SIGNS,
            page_lang="zh-CN" if document.lang == "zh" else "en",
        )
    )
    return f"{page.strip()}\n"
