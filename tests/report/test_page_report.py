"""Comparisons as pages."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest

from verifier.report.form import Printing, form_document
from verifier.report.page_report import render_page

INERT = {"script", "iframe", "object", "embed", "link", "base", "form", "img"}


class Elements(HTMLParser):
    """The elements of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the element."""
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("shape", ["every_verdict", "nothing_submitted", "hostile"])
def test_page_runs_and_loads_nothing(shape: str, request: pytest.FixtureRequest) -> None:
    """Whatever was submitted, the page holds no element that runs or loads, and no handler."""
    page = render_page(form_document(request.getfixturevalue(shape), "en", Printing("sha256:0f", "1")))

    found = Elements(page).found
    assert set() == {tag for tag, _ in found} & INERT
    assert [] == [name for _, names in found for name in names if name.startswith("on") or name in {"src", "style"}]


def test_every_table_has_a_caption_and_scopes(every_verdict: dict[str, Any]) -> None:
    """A screen reader is told what a table is and which heading a cell belongs to."""
    found = Elements(render_page(form_document(every_verdict, "en", Printing("sha256:0f", "1")))).found

    tags = [tag for tag, _ in found]
    assert tags.count("table") == tags.count("caption")
    assert set() == {names.get("scope") for tag, names in found if tag == "th"} - {"col", "row"}
