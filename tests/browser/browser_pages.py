"""Every page in a real browser: no violation that axe knows, no message of the policy, and usable when narrow."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from verifier.store.projects import projects
from verifier.store.records import project_records

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Site

WIDTHS = {"wide": 1440, "narrow": 390, "least": 320}
Opened = Callable[..., "Page"]

_SMALL = """all => all.filter(one => one.offsetHeight && one.offsetHeight < 43.5)
  .map(one => one.innerText.slice(0, 40) + " " + one.offsetHeight)"""


@pytest.fixture(scope="session")
def violations() -> Callable[[Page], list[str]]:
    """What axe finds on a page: WCAG 2.2 AA and its best practices."""
    if os.environ.get("DABIAO_REQUIRE") != "all":
        pytest.importorskip("axe_playwright_python")
    from axe_playwright_python.sync_playwright import Axe

    def found(page: Page) -> list[str]:
        results = Axe().run(page).response["violations"]
        return [f"{page.url} {one['id']}: {node['html'][:200]}" for one in results for node in one["nodes"]]

    return found


def _walk(page: Page, site: Site) -> Iterator[str]:
    """Go to one page of each kind that the person's own pages lead to."""
    known: set[str] = set()
    waiting = ["/", "/help", "/about", "/targets", "/compare", "/verify", *_compared(site)]
    while waiting:
        address = waiting.pop(0)
        if _kind(address) in known:
            continue
        answer = page.goto(address)
        if answer is None or answer.status != 200:
            continue
        known.add(_kind(address))
        links = page.locator("main a[href^='/']:not([download]), header nav a[href^='/']")
        found = links.evaluate_all("all => all.map(one => one.getAttribute('href').split('#')[0])")
        waiting += dict.fromkeys(href for href in found if _kind(href) not in known)
        yield address


def _compared(site: Site) -> tuple[str, str]:
    """The pages of the project that has two records."""
    with site.service.database.read() as connection:
        for project in projects(connection, None):
            records = project_records(connection, project.id)
            if len(records) > 1:
                both = f"/compare?a={records[1].id}&b={records[0].id}"
                return both, f"/p/{quote(project.contract, safe='')}/history"
    pytest.fail("the demonstration has no project with two records")


def _kind(address: str) -> str:
    """The address with what differs from project to project left out."""
    path, _, query = address.partition("?")
    parts = path.strip("/").split("/")
    if parts[0] in {"p", "s", "r", "targets"} and len(parts) > 1:
        parts[1] = "*"
    if len(parts) > 3 and parts[2] == "t":
        parts[3] = "*"
    return "/".join(parts) + ("?a" if query.startswith("a=") else "")


_EVERYBODY = {"", "help", "about", "targets", "targets/*"}
_REVIEW = _EVERYBODY | {"p/*", "p/*/t/*", "p/*/history", "s/*", "r/*", "r/*/verify", "verify", "compare", "compare?a"}
_REACHED = {
    "team": _REVIEW | {"p/*/upload"},
    "panel": _REVIEW | {"p/*/upload", "p/*/meeting", "p/*/meeting/sheet"},
    "auditor": _REVIEW | {"audit"},
    "administrator": _EVERYBODY | {"p/*", "audit", "admin"},
}


@pytest.mark.parametrize(
    ("role", "lang"), [("team", "zh"), ("panel", "en"), ("auditor", "zh"), ("administrator", "en")]
)
def test_axe_finds_nothing(
    role: str, lang: str, opened: Opened, site: Site, violations: Callable[[Page], list[str]]
) -> None:
    """No page that a role can reach has a violation that axe knows, wide or narrow, and each has one h1."""
    found: list[str] = []
    reached = set()
    page = opened(role, lang=lang)

    for address in _walk(page, site):
        reached.add(_kind(address))
        found += violations(page)
        found += [] if page.locator("h1").count() == 1 else [f"{address}: h1"]
        page.set_viewport_size({"width": WIDTHS["narrow"], "height": 800})
        found += violations(page)
        page.set_viewport_size({"width": WIDTHS["wide"], "height": 900})

    assert [] == sorted(set(found))
    assert set() == _REACHED[role] - reached


@pytest.mark.parametrize(("role", "lang"), [("panel", "zh"), ("team", "en"), ("administrator", "zh")])
def test_narrow_screens_are_enough(role: str, lang: str, opened: Opened, site: Site) -> None:
    """At 320 pixels no page is wider than the screen, and what is pressed is at least 44 pixels high."""
    page = opened(role, lang=lang, width=WIDTHS["least"])
    found = []

    for address in _walk(page, site):
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{address} is too wide")
        small = page.locator(".button, header a, header button, select, textarea, summary").evaluate_all(_SMALL)
        found += [f"{address}: {one}" for one in small]

    assert [] == found


def test_the_skip_link_is_first(opened: Opened) -> None:
    """The first stop of the Tab key leads past the bar to the content."""
    page = opened("team")
    page.goto("/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.url.endswith("#content")
    assert "content" == page.evaluate("document.activeElement.id")


def test_errors_are_pages(opened: Opened, violations: Callable[[Page], list[str]]) -> None:
    """What is refused is said on a page of its own, without a violation."""
    page = opened("team")

    for address, status in {"/nowhere": 404, "/p/none": 404, "/s/999999": 404, "/r/999999": 404, "/audit": 403}.items():
        answer = page.goto(address)

        assert answer is not None
        assert status == answer.status
        assert 1 == page.locator("h1").count()
        assert [] == violations(page)
