"""Markdown."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from verifier.report.form import Printing, form_document
from verifier.report.markdown_report import escaped, render_markdown

PRINTING = Printing("sha256:0f", "1.0.0")
PARSER = MarkdownIt("commonmark").enable("table")


def page_of(result: dict[str, Any]) -> str:
    """The Markdown of a result."""
    return render_markdown(form_document(result, "zh", PRINTING))


@given(st.text(alphabet=st.characters(codec="ascii", min_codepoint=33), min_size=1))
def test_any_text_stands_as_text(text: str) -> None:
    """What a renderer shows is the text itself: no element comes of it."""
    tokens = PARSER.parseInline(f"x{escaped(text)}")[0].children or []

    assert {"text", "text_special"} >= {token.type for token in tokens}
    assert f"x{text}" == "".join(token.content for token in tokens)


@pytest.mark.parametrize("shape", ["every_verdict", "hundred_targets", "hostile"])
def test_every_row_of_the_table_has_nine_cells(shape: str, request: pytest.FixtureRequest) -> None:
    """A bar in a cell does not start another one."""
    result = request.getfixturevalue(shape)
    tokens = PARSER.parse(page_of(result))

    starts = [number for number, token in enumerate(tokens) if token.type == "table_open"]
    ends = [number for number, token in enumerate(tokens) if token.type == "table_close"]
    sheet = tokens[starts[0] : ends[0]]
    assert 9 * len(result["targets"]) == sum(token.type == "td_open" for token in sheet)


def test_hostile_text_makes_no_html_and_no_link(hostile: dict[str, Any]) -> None:
    """The only HTML in a report is the line break inside a cell."""
    tokens = [child for token in PARSER.parse(page_of(hostile)) for child in (token, *(token.children or []))]

    assert {"<br>"} >= {token.content for token in tokens if token.type.startswith("html")}
    assert [] == [token for token in tokens if token.type in {"link_open", "image"}]
