"""Every error of a page or of the API becomes a sentence with a status."""

from __future__ import annotations

import pytest

from tests.web.world import Site


def test_an_unknown_page_is_a_page(site: Site) -> None:
    """An address that is none is a page with one heading and a way back."""
    answer = site.browser("team").get("/nosuch?lang=en")

    assert 404 == answer.status_code
    assert 1 == answer.text.count("<h1")
    assert 'href="/"' in answer.text


def test_an_unknown_address_of_the_api_is_a_problem(site: Site) -> None:
    """An address of the API that is none is a problem document with a code and both languages."""
    answer = site.browser("team").get("/api/v1/nosuch")

    assert (404, "application/problem+json") == (answer.status_code, answer.headers["content-type"])
    assert {"code", "zh", "en", "status", "title", "type"} == set(answer.json())


@pytest.mark.parametrize("path", ["/login", "/p/HT-1", "/api/v1/projects"])
def test_a_method_that_is_none(site: Site, path: str) -> None:
    """A method that an address has not is 405, and the answer names those that it has."""
    answer = site.browser("team").request("DELETE", path)

    assert 405 == answer.status_code
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", "9" * 30, "%00", "1%0d%0aX:1", "٣", "1e3", "../1"])
def test_a_number_that_is_none_is_an_unknown_address(site: Site, number: str) -> None:
    """An address with a number that cannot be one is unknown, and never fails the program."""
    browser = site.browser("team")

    assert {404} == {
        browser.get(f"{place}/{number}").status_code for place in ("/s", "/r", "/api/v1/submissions", "/api/v1/records")
    }


@pytest.mark.parametrize(
    "contract", ["a%2Fb", "%00", "..%2F..%2Fetc", "x" * 3000, "%F0%9F%92%A9", "'%20OR%201=1--", "%ff"]
)
def test_a_contract_that_is_none_is_unknown(site: Site, contract: str) -> None:
    """A contract's number of any form is looked up as text."""
    browser = site.browser("team")

    assert 404 == browser.get(f"/p/{contract}").status_code
    assert 404 == browser.get(f"/api/v1/projects/{contract}").status_code


def test_the_login_knows_where_to_go_on(site: Site) -> None:
    """Whoever has to sign in first goes on to the page that she asked for."""
    answer = site.browser().get("/p/HT-1?lang=en")

    assert (303, "/login?next=%2Fp%2FHT-1%3Flang%3Den") == (answer.status_code, answer.headers["location"])


def test_a_header_of_the_answer_has_one_line(site: Site) -> None:
    """What an address holds cannot begin a header of its own."""
    answer = site.browser().get("/p/x%0d%0aSet-Cookie:%20evil=1")

    assert "evil" not in answer.headers.get("set-cookie", "")
    assert "\r" not in answer.headers["location"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"version": "1"}', b'{"version": 1, "x": 2}', b"\xff", b"[" * 100_000]
)
def test_a_body_that_is_none_is_said(site: Site, body: bytes) -> None:
    """A JSON body that cannot be read is refused with a problem document."""
    draft = site.draft()
    browser = site.browser("team")
    headers = {"X-CSRF-Token": browser.csrf or "", "Content-Type": "application/json"}

    answer = browser.post(f"/api/v1/submissions/{draft.id}/submit", content=body, headers=headers)

    assert answer.status_code in {400, 422}
    assert "application/problem+json" == answer.headers["content-type"]


def test_a_large_body_is_refused_by_the_api(site: Site) -> None:
    """A JSON body that announces more than a form may hold is 413."""
    browser = site.browser("team")
    headers = {"X-CSRF-Token": browser.csrf or "", "Content-Type": "application/json"}

    answer = browser.post("/api/v1/submissions/1/submit", content=b" " * 2_000_000, headers=headers)

    assert (413, "web_too_large") == (answer.status_code, answer.json()["code"])
