"""Who asks, in which language."""

from __future__ import annotations

from tests.web.world import Browser, Site
from verifier.web.cookies import SESSION_COOKIE, VISIT_COOKIE


def test_a_session_is_its_person(site: Site) -> None:
    """A page is shown to the person of the session."""
    assert "panel 某" in site.browser("panel").get("/account").text


def test_a_token_that_is_none_is_nobody(site: Site) -> None:
    """A cookie that no session has is nobody's."""
    assert 303 == Browser(site.app, "x" * 43, None).get("/account").status_code


def test_the_local_mode_is_one_person(local_site: Site) -> None:
    """Without a login every browser at this machine is the same person, and a session's cookie says nothing."""
    browser = Browser(local_site.app, "x" * 43, None)

    answer = browser.get("/account")

    assert 200 == answer.status_code
    assert SESSION_COOKIE not in answer.headers.get("set-cookie", "")


def test_a_visitor_keeps_one_visit(site: Site) -> None:
    """A visitor's name is set once, and her forms hold together."""
    browser = site.browser()

    assert VISIT_COOKIE in browser.get("/login").headers.get("set-cookie", "")
    assert VISIT_COOKIE not in browser.get("/login").headers.get("set-cookie", "")


def test_a_chosen_language_is_kept(site: Site) -> None:
    """The language that an address chose is that of the next page."""
    browser = site.browser("team")

    assert '<html lang="en"' in browser.get("/help?lang=en").text
    assert '<html lang="en"' in browser.get("/help").text


def test_the_other_language_keeps_the_question(site: Site) -> None:
    """The way to the other language keeps what else the address asks, as text."""
    page = site.browser("team").get("/compare?a=1&b=2&x=%22%3E%3Cscript%3E&lang=zh").text

    assert "a=1&amp;b=2" in page
    assert "&amp;lang=en" in page
    assert "<script>" not in page


def test_a_head_is_answered_like_a_get(site: Site) -> None:
    """HEAD has the status of GET."""
    assert 200 == site.browser("team").head("/p/HT-1").status_code
    assert 200 == site.browser().head("/healthz").status_code
