"""The one-file HTML report."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any

import pytest

from verifier.report.html_report import render_html
from verifier.report.verdict_words import SIGNS, verdict_word
from verifier.wording import Language

DIGEST = f"sha256:{'0f' * 32}"
SHAPES = ["every_verdict", "nothing_submitted", "hundred_targets", "many_rows", "hostile"]
VOID = {"meta", "col", "wbr", "line", "rect"}
ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "a", "header", "h1", "h2", "h3", "p", "dl", "dt", "dd"),
    *("div", "span", "main", "section", "ul", "ol", "li", "b", "i", "small", "code", "wbr", "footer"),
    *("table", "caption", "colgroup", "col", "thead", "tbody", "tr", "th", "td", "details", "summary"),
    *("svg", "desc", "line", "text", "rect"),
}


class Outline(HTMLParser):
    """What a page holds: its elements with attributes, checked for balance."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.faults: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the element, and open it unless it is void."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the element that closes itself."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Close the last element, which must be this one."""
        if not self.stack or self.stack.pop() != tag:
            self.faults.append(tag)

    def handle_data(self, data: str) -> None:
        """Keep a text with the element that it stands in."""
        self.texts.append((self.stack[-1] if self.stack else "", data))

    def handle_comment(self, data: str) -> None:
        """A comment can only come from outside."""
        self.faults.append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of one name."""
        return [attributes for name, attributes in self.elements if name == tag]


def page_of(result: dict[str, Any], lang: Language = "zh") -> str:
    """The report of a result."""
    return render_html(result, lang, digest=DIGEST, version="1.0.0")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("shape", SHAPES)
def test_page_is_balanced_and_inert(shape: str, lang: Language, request: pytest.FixtureRequest) -> None:
    """Whatever was submitted, the page has known elements only, runs nothing and loads nothing."""
    page = page_of(request.getfixturevalue(shape), lang)

    outline = Outline(page)
    attributes = [(name, value or "") for _, found in outline.elements for name, value in found.items()]
    assert ([], []) == (outline.faults, outline.stack)
    assert set() == {tag for tag, _ in outline.elements} - ALLOWED
    assert [] == [
        name for name, _ in attributes if name.startswith("on") or name in {"src", "style", "action", "srcset"}
    ]
    assert [] == [value for name, value in attributes if name == "href" and not re.fullmatch(r"#[\w-]+", value)]
    assert "url(" not in page.split("</style>")[0]
    assert "@import" not in page.split("</style>")[0]


@pytest.mark.parametrize("shape", SHAPES)
def test_ids_are_unique_and_every_reference_resolves(shape: str, request: pytest.FixtureRequest) -> None:
    """Links and labels point to one element each."""
    outline = Outline(page_of(request.getfixturevalue(shape)))

    ids = [found["id"] for _, found in outline.elements if "id" in found]
    labels = [name for _, found in outline.elements for name in (found.get("aria-labelledby") or "").split()]
    links = [(found.get("href") or "#")[1:] for found in outline.of("a")]
    assert len(ids) == len(set(ids))
    assert set() == {*labels, *links} - set(ids)


def test_policy_forbids_everything_but_the_inline_style(every_verdict: dict[str, Any]) -> None:
    """The content security policy is the strictest that shows the page."""
    outline = Outline(page_of(every_verdict))

    policies = [m["content"] for m in outline.of("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert ["default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"] == policies


def test_hostile_text_is_shown_as_text(hostile: dict[str, Any]) -> None:
    """Markup is escaped, template marks are not computed, and characters that reorder are spelled out."""
    page = page_of(hostile)

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7*7 }}{% raw %}" in page
    assert "\\u202eabc\\u2066\\u2069\\u0000\\u001b[31m\\ud800" in page
    assert set() == set(page) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x1b\ud800")
    assert len(page.encode("utf-8")) < 2_000_000


def test_same_result_gives_the_same_bytes(every_verdict: dict[str, Any]) -> None:
    """Two renderings do not differ in a byte."""
    assert page_of(every_verdict).encode("utf-8") == page_of(every_verdict).encode("utf-8")


def test_five_thousand_rows_are_summarised(many_rows: dict[str, Any]) -> None:
    """Two hundred rows are listed, the others counted, and the page stays small."""
    page = page_of(many_rows, "en")

    rows = page[page.index('<table class="rows">') :].split("</table>")[0]
    assert 201 == rows.count("<tr>")
    assert "4800 more rows are not listed: achieved 4800." in page
    assert len(page.encode("utf-8")) < 2_000_000


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_verdict_has_sign_and_word(every_verdict: dict[str, Any], lang: Language) -> None:
    """A verdict is told by sign and word, never by colour alone."""
    page = page_of(every_verdict, lang)

    labels = [f'<i aria-hidden="true">{SIGNS[v]}</i>{verdict_word(v, lang)}</span>' for v in SIGNS]
    assert [] == [label for label in labels if label not in page]


def test_page_has_what_a_screen_reader_needs(every_verdict: dict[str, Any]) -> None:
    """One h1, a skip link first, captions, scopes, focusable scrolling regions, a titled drawing, a language."""
    outline = Outline(page_of(every_verdict, "en"))

    names = [tag for tag, _ in outline.elements]
    assert 1 == names.count("h1")
    assert {"class": "skip", "href": "#sheet"} == outline.of("a")[0]
    assert names.count("table") == names.count("caption")
    assert set() == {th.get("scope") for th in outline.of("th")} - {"col", "row"}
    assert {("region", "0")} == {
        (d.get("role"), d.get("tabindex")) for d in outline.of("div") if d.get("class") == "scroll"
    }
    assert names.count("svg") == names.count("desc") == len([svg for svg in outline.of("svg") if svg["role"] == "img"])
    assert ["en"] == [found.get("lang") for found in outline.of("html")]
    assert ("span", "某某半导体材料有限公司") in outline.texts


def test_table_has_nine_columns_and_a_row_a_target(hundred_targets: dict[str, Any]) -> None:
    """The printed sheet has the nine columns of the form and every target."""
    sheet = page_of(hundred_targets).split('<table class="sheet">')[1].split("</table>")[0]

    assert 9 == sheet.count('scope="col"')
    assert 100 == sheet.count('scope="row"')


def test_open_targets_are_unfolded(every_verdict: dict[str, Any]) -> None:
    """On the screen the details of a passed target are folded, all others stand open; print opens all."""
    page = page_of(every_verdict)

    opened = ["open" in found for found in Outline(page).of("details")]
    assert [target["verdict"] != "pass" for target in every_verdict["targets"]] == opened
    assert "details::details-content { display: block; content-visibility: visible; }" in page


def test_footer_names_digest_version_and_command(every_verdict: dict[str, Any]) -> None:
    """What was judged can be run again from the page."""
    page = page_of(every_verdict | {"rule": {"id": "guarded", "parameters": {"r": "2"}}})

    footer = page.split("<footer>")[1]
    assert DIGEST in footer
    assert "1.0.0" in footer
    assert "dabiao check . --project 3103 --guide js2023 --rule guarded:2 --as-of 2026-11-22" in footer


def test_given_command_and_strange_digest_are_text() -> None:
    """A command is printed as given; a digest that is none stays out of the style sheet."""
    page = render_html({}, "en", digest='"} * { x', version="<b>", rerun="dabiao rerun <bundle>")

    assert '"} * {' not in page.split("</style>")[0]
    assert "dabiao rerun &lt;bundle&gt;" in page
    assert "&lt;b&gt;" in page


def luminance(colour: str) -> float:
    """Relative luminance of a colour, as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_meet_wcag_aa() -> None:
    """Text on its ground has a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3)."""
    style = files("verifier.report").joinpath("templates", "report.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", style))
    grounds = ("paper", "shade", *(f"{verdict}-bg" for verdict in SIGNS))
    pairs = [(text, ground) for text in ("ink", "soft") for ground in grounds]
    pairs += [(verdict, ground) for verdict in SIGNS for ground in ("paper", f"{verdict}-bg")] + [("link", "paper")]

    ratios = {pair: (luminance(colours[pair[1]]) + 0.05) / (luminance(colours[pair[0]]) + 0.05) for pair in pairs}

    assert {} == {pair: ratio for pair, ratio in ratios.items() if ratio < 4.5}


def test_details_stand_below_a_line_that_has_rows(every_verdict: dict[str, Any]) -> None:
    """The details of a target with rows are told, what nobody provided in one line; without rows there are none."""
    rows = {target["id"]: bool(target["rows"]) for target in every_verdict["targets"]}

    page = render_html(every_verdict, "en", digest=DIGEST, version="1")

    assert sum(rows.values()) == page.count("Not provided: ")
    assert sum(rows.values()) == page.count("<dt>Raw data file / rows</dt>")


def test_waivers_are_shown_and_escaped(every_verdict: dict[str, Any]) -> None:
    """A record's waivers stand on page one and beside their target, with whatever text as text."""
    waiver = {"target": "3103.ttv", "kind": "waiver", "state": "applies", "from": "2026-01-01", "until": None}
    said = {**waiver, "approver": "<b>组长</b>", "justification": "样片不足"}

    page = render_html({**every_verdict, "waivers": [said]}, "zh", digest=DIGEST, version="1")

    assert 2 == page.count("豁免（有效，2026-01-01 至 -），批准人 &lt;b&gt;组长&lt;/b&gt;：样片不足")
    assert "不改变任何结论" in page
