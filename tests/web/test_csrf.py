"""Where a change was asked from."""

from __future__ import annotations

import pytest

from tests.web.world import Site

_FORM = {"lang": "en"}


def test_a_form_of_this_server_is_taken(site: Site) -> None:
    """A form with its person's token is taken."""
    assert 303 == site.browser("team").send_form("/account/language", _FORM).status_code


@pytest.mark.parametrize("token", ["", "wrong", "é", "x" * 200])
def test_a_wrong_token_is_refused(site: Site, token: str) -> None:
    """A form with another token is refused."""
    answer = site.browser("team").post("/account/language", data={**_FORM, "csrf": token})

    assert 403 == answer.status_code


def test_an_absent_token_is_refused(site: Site) -> None:
    """A form without a token is refused, and so is a change without a form."""
    browser = site.browser("team")

    assert 403 == browser.post("/account/language", data=_FORM).status_code
    assert 403 == browser.post("/account/language").status_code


def test_another_person_s_token_is_refused(site: Site) -> None:
    """A token belongs to one session."""
    stolen = site.browser("panel").csrf

    answer = site.browser("team").post("/account/language", data={**_FORM, "csrf": stolen})

    assert 403 == answer.status_code


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_s_page_is_refused(site: Site, headers: dict[str, str]) -> None:
    """A change that another site's page asks for is refused, even with the right token."""
    answer = site.browser("team").send_form("/account/language", _FORM, headers=headers)

    assert 403 == answer.status_code


def test_the_token_may_stand_in_a_header(site: Site) -> None:
    """A script of the page may send the token as a header; a wrong one is refused."""
    browser = site.browser("team")

    right = browser.post("/account/language", data=_FORM, headers={"X-CSRF-Token": browser.csrf or ""})
    wrong = browser.send_form("/account/language", _FORM, headers={"X-CSRF-Token": "wrong"})

    assert (303, 403) == (right.status_code, wrong.status_code)


def test_the_local_mode_is_guarded_too(local_site: Site) -> None:
    """Where nobody signs in, another site's page still cannot send a form."""
    browser = local_site.browser()

    assert 403 == browser.post("/account/language", data=_FORM).status_code
    assert 403 == browser.post("/account/language", data={**_FORM, "csrf": "x"}).status_code


def test_a_login_form_is_guarded(site: Site) -> None:
    """Nobody can be signed in to a stranger's account by a form of another site."""
    answer = site.browser().post("/login", data={"name": "team", "password": "x"})

    assert 403 == answer.status_code
