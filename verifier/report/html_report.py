"""A result as one HTML file: for the screen, for a telephone, and for A4 paper that a panel signs.

The file loads nothing and runs nothing. The same result gives the same bytes.
"""

from __future__ import annotations

import re
from functools import partial

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from verifier.report.charts import overview_drawings, target_drawings
from verifier.report.comparison import gate, gate_sentence, remark, to_fix
from verifier.report.details import detail_texts, not_provided
from verifier.report.figures import exact, readable
from verifier.report.result_reader import Fields, read_result
from verifier.report.row_notes import MOST_NOTES, row_notes
from verifier.report.sheet import COLUMNS, head_facts, rerun_command, sheet_lines
from verifier.report.verdict_words import SIGNS, verdict_word
from verifier.report.visible_text import has_han, visible
from verifier.wording import Language, messages, words

__all__ = ["page_environment", "render_html"]

_MOST_ROWS = 200
_MOST_FIXES = 5
_UNSPLIT_ROWS = 8
_DIGEST = re.compile(r"(?:sha256:)?[0-9a-f]{64}")
_HTML_LANG = {"zh": "zh-CN", "en": "en"}
_PANEL_LINES = 7


def render_html(result: Fields, lang: Language, *, digest: str, version: str, rerun: str | None = None) -> str:
    """The result as one self-contained HTML page.

    Args:
        result: The result object, `dabiao/result/v1`.
        lang: Language of every sentence.
        digest: SHA-256 of the result's canonical bytes, printed in the footer of every page.
        version: The program's version.
        rerun: The command that gives this result again; put together from the result unless given.
    """
    view = read_result(result, lang)
    lines = sheet_lines(view, _MOST_ROWS)
    numbers = {id(line.target): line.number for line in lines}
    details = {line.number: detail_texts(view, line.target, visible(version)) for line in lines}
    page = (
        page_environment(lang)
        .get_template("report.html")
        .render(
            view=view,
            page_lang=_HTML_LANG[lang],
            lines=lines,
            columns=COLUMNS,
            facts=head_facts(view),
            signs=SIGNS,
            gate=gate(view),
            gate_sentence=gate_sentence(view),
            fixes=[(numbers[id(target)], target, remark(target, lang)) for target in to_fix(view)[:_MOST_FIXES]],
            fixes_left=max(0, len(to_fix(view)) - _MOST_FIXES),
            excluded=row_notes(view, "excluded"),
            unjudged=row_notes(view, "unjudged"),
            ignored=(view.ignored[:MOST_NOTES], max(0, len(view.ignored) - MOST_NOTES)),
            few_rows=_UNSPLIT_ROWS,
            charts=overview_drawings(view),
            drawn={line.number: target_drawings(line.target, line.number, lang) for line in lines},
            details=details,
            lacking={number: not_provided(texts, lang) for number, texts in details.items()},
            undrawn=sum(exact(line.target.margin) is None for line in lines),
            panel_lines=range(1, _PANEL_LINES + 1),
            digest=visible(digest),
            printed_digest=digest if _DIGEST.fullmatch(digest) else "",
            version=visible(version),
            rerun=visible(rerun_command(view) if rerun is None else rerun),
        )
    )
    return f"{page.strip()}\n"


def page_environment(lang: Language) -> Environment:
    """The templates of pages, with what they may call: sentences, verdict words, readable numbers."""
    environment = Environment(
        loader=PackageLoader("verifier.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        t=partial(_sentence, lang=lang),
        word=partial(verdict_word, lang=lang),
        role=partial(_role, lang=lang),
        shown=readable,
    )
    environment.filters["spoken"] = partial(_spoken, lang=lang)
    environment.filters["jointed"] = _jointed
    # A drawing escapes its own texts.
    environment.filters["drawn"] = lambda drawing: Markup(drawing.svg())  # noqa: S704
    return environment


def _sentence(code: str, *, lang: Language, **parts: object) -> str:
    return words(code, lang, **parts)


def _spoken(text: str, *, lang: Language) -> str:
    """Chinese on an English page is marked as Chinese, so that it is read aloud and broken as such."""
    if lang == "en" and has_han(text):
        return Markup('<span lang="zh-CN">{}</span>').format(text)
    return text


def _jointed(name: str) -> Markup:
    """A target's id that a narrow column breaks at its dots and underscores first."""
    return Markup("<wbr>").join(re.findall(r"[^._]*[._]+|[^._]+", name))


def _role(role: str, *, lang: Language) -> str:
    code = f"report_role_{role}"
    return words(code, lang) if code in messages() else role
