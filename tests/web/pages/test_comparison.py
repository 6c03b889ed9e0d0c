"""Two records side by side."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.world import CONTRACT, Site
from verifier.web.pages.comparison import sides


@pytest.fixture
def records(site: Site) -> tuple[int, int]:
    """Two sealed records of one project."""
    return site.sealed(), site.sealed()


def _result(**verdicts: str) -> dict[str, Any]:
    return {"targets": [{"id": name, "verdict": verdict, "rows": []} for name, verdict in verdicts.items()]}


def test_every_target_of_both_is_listed_once() -> None:
    """A target that only one of the results has stands beside nothing; what differs is marked."""
    pairs = sides(_result(a="pass", b="fail"), _result(b="pass", c="missing"), {"b": 1, "c": 1}, "zh")

    assert [("a", True, False), ("b", True, True), ("c", False, True)] == [
        (pair.id, pair.before is not None, pair.after is not None) for pair in pairs
    ]
    assert ["b", "c"] == [pair.id for pair in pairs if pair.changed]


def test_two_records_are_compared(site: Site, records: tuple[int, int]) -> None:
    """Two records of the same measurements do not differ, and the page says so."""
    page = site.browser("auditor").get(f"/compare?a={records[0]}&b={records[1]}").text

    assert "没有差别" in page
    assert all(f'href="/r/{record}"' in page for record in records)


def test_one_record_twice_is_said(site: Site, records: tuple[int, int]) -> None:
    """The same record on both sides is told."""
    assert "同一份记录" in site.browser("team").get(f"/compare?a={records[0]}&b={records[0]}").text


def test_records_are_chosen(site: Site, records: tuple[int, int]) -> None:
    """Without two numbers the page offers the project's records."""
    page = site.browser("team").get(f"/compare?contract={CONTRACT}").text

    assert all(f'<option value="{record}"' in page for record in records)


@pytest.mark.parametrize("query", ["a=1", "a=x&b=y", "a=-1&b=1", f"a={'9' * 400}&b=1"])
def test_numbers_that_are_none_ask_again(site: Site, query: str) -> None:
    """What is no pair of numbers leads to the choice."""
    assert 200 == site.browser("team").get(f"/compare?{query}").status_code


def test_records_of_others_are_not_there(site: Site, records: tuple[int, int]) -> None:
    """Who has no part in the project cannot compare its records."""
    assert 404 == site.browser("stranger").get(f"/compare?a={records[0]}&b={records[1]}").status_code


def test_history_needs_two_records(site: Site) -> None:
    """One record has no history; two have one."""
    site.sealed()
    before = site.browser("team").get(f"/p/{CONTRACT}/history").text
    site.sealed()
    after = site.browser("team").get(f"/p/{CONTRACT}/history").text

    assert "至少要两份" in before
    assert "3103.ttv" in after
