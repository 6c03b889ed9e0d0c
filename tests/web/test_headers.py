"""The headers of every answer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.web.world import Site, open_site
from verifier.web.headers import POLICY

_PATHS = ["/", "/p/HT-1", "/p/HT-1/upload", "/p/HT-1/t/3103.ttv", "/targets", "/compare", "/audit", "/help", "/about",
          "/account", "/login", "/nosuch", "/static/app.css", "/static/nosuch", "/look/report.css", "/healthz",
          "/api/v1/projects", "/api/v1/nosuch", "/api/v1/openapi.json", "/verify", "/log/checkpoint"]  # fmt: skip


@pytest.mark.parametrize("path", _PATHS)
def test_every_answer_is_guarded(site: Site, path: str) -> None:
    """Whatever is answered, a page runs no script of others and stands in no frame of others."""
    headers = site.browser("team").get(path).headers

    assert POLICY == headers["content-security-policy"]
    assert ("nosniff", "DENY", "same-origin") == (
        headers["x-content-type-options"],
        headers["x-frame-options"],
        headers["referrer-policy"],
    )
    assert headers["cache-control"]


def test_the_policy_allows_no_inline_script() -> None:
    """The policy names no place but this server, and no exception for scripts or styles in the page."""
    assert "unsafe" not in POLICY
    assert "*" not in POLICY
    assert "frame-ancestors 'none'" in POLICY
    assert "form-action 'self'" in POLICY


def test_what_a_person_sees_is_not_kept(site: Site) -> None:
    """Pages are not kept by browsers or proxies; files of the package are."""
    browser = site.browser("team")

    assert "no-store" == browser.get("/p/HT-1").headers["cache-control"]
    assert "public" in browser.get("/static/app.css").headers["cache-control"]


def test_https_is_asked_for_where_it_is_spoken(tmp_path: Path) -> None:
    """Behind https a browser is told to come by https only; without it, it is not."""
    with open_site(tmp_path / "one", behind_https=True) as site:
        assert "max-age" in site.browser().get("/help").headers["strict-transport-security"]
    with open_site(tmp_path / "two") as site:
        assert "strict-transport-security" not in site.browser().get("/help").headers


@pytest.mark.parametrize("path", ["/", "/p/HT-1", "/p/HT-1/t/3103.ttv", "/targets", "/help", "/account", "/login"])
def test_pages_hold_no_script_or_style_of_their_own(site: Site, path: str) -> None:
    """No page has a script, a style or a handler in its text: the policy would stop it."""
    site.submitted()
    page = site.browser("team").get(path).text

    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:", page)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page)
