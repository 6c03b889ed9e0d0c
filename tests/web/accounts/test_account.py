"""One's own account."""

from __future__ import annotations

import re

import pytest

from tests.web.world import Clock, Site
from verifier.service.passwords import hash_password
from verifier.service.people import check_login
from verifier.store.people import set_password_hash

_OLD = "the old password"
_NEW = "another good password"
_TOKEN = re.compile(r"dabiao_[A-Za-z0-9_-]{20,}")


@pytest.fixture
def known(site: Site) -> Site:
    """A site where the team's person has a password."""
    made = hash_password(site.service, _OLD)
    with site.service.database.begin() as connection:
        set_password_hash(connection, site.people["team"].id, made)
    return site


def test_a_new_password_ends_every_other_session(known: Site) -> None:
    """After a change of the password the browser goes on and every other one is out."""
    browser, other = known.browser("team"), known.browser("team")

    answer = browser.send_form("/account/password", {"old": _OLD, "new": _NEW, "again": _NEW})

    assert 303 == answer.status_code
    assert 200 == browser.get("/account").status_code
    assert 303 == other.get("/account").status_code
    assert known.people["team"].id == check_login(known.service, "team", _NEW, "192.0.2.1").id


@pytest.mark.parametrize(
    "form",
    [
        {"old": "wrong", "new": _NEW, "again": _NEW},
        {"old": _OLD, "new": "short", "again": "short"},
        {"old": _OLD, "new": _NEW, "again": _NEW + "x"},
        {},
    ],
)
def test_a_wrong_form_changes_nothing(known: Site, form: dict[str, str]) -> None:
    """A wrong old password, a short new one, or two that differ change nothing."""
    answer = known.browser("team").send_form("/account/password", form)

    assert answer.status_code in {401, 403, 422}
    assert check_login(known.service, "team", _OLD, "192.0.2.1").name == "team"


def test_the_local_mode_has_no_password(local_site: Site) -> None:
    """Where nobody signs in there is no password to change, and the page shows no form for it."""
    browser = local_site.browser()
    browser.csrf = None
    page = browser.get("/account").text

    assert 'action="/account/password"' not in page
    assert 'action="/account/tokens"' in page


def test_a_token_is_shown_once(site: Site) -> None:
    """A token's text stands on the page that makes it and nowhere else, and opens the API."""
    browser = site.browser("team")

    page = browser.send_form("/account/tokens", {"name": "CI <b>", "scope": "read", "days": "30"})

    (text,) = set(_TOKEN.findall(page.text))
    assert 201 == page.status_code
    assert text not in browser.get("/account").text
    assert "<b>" not in page.text
    answer = site.browser().get("/api/v1/projects", headers={"Authorization": f"Bearer {text}"})
    assert ["HT-1"] == [project["contract"] for project in answer.json()]


def test_a_revoked_token_opens_nothing(site: Site) -> None:
    """A token is void at the moment when it is revoked, and nobody revokes another's."""
    browser = site.browser("team")
    page = browser.send_form("/account/tokens", {"name": "CI", "scope": "read", "days": "30"}).text
    header = {"Authorization": f"Bearer {_TOKEN.findall(page)[0]}"}

    others = site.browser("panel").send_form("/account/tokens/1/revoke")
    assert 404 == others.status_code
    assert 200 == site.browser().get("/api/v1/projects", headers=header).status_code
    browser.send_form("/account/tokens/1/revoke")
    assert 401 == site.browser().get("/api/v1/projects", headers=header).status_code


def test_a_token_ends(site: Site, clock: Clock) -> None:
    """A token is void after its time."""
    page = site.browser("team").send_form("/account/tokens", {"name": "CI", "scope": "read", "days": "7"}).text
    header = {"Authorization": f"Bearer {_TOKEN.findall(page)[0]}"}
    clock.pass_by(days=7, seconds=1)

    assert 401 == site.browser().get("/api/v1/projects", headers=header).status_code


@pytest.mark.parametrize(
    "form", [{"days": "30"}, {"scope": "read"}, {"scope": "read", "days": "3650"}, {"scope": "all", "days": "7"}]
)
def test_a_token_needs_a_use_and_a_time(site: Site, form: dict[str, str]) -> None:
    """A token without a use or with a time that is not offered is refused."""
    assert 422 == site.browser("team").send_form("/account/tokens", {"name": "CI", **form}).status_code


def test_the_language_is_kept(site: Site) -> None:
    """The language of the account is that of pages from then on."""
    browser = site.browser("team")

    browser.send_form("/account/language", {"lang": "en"})

    assert '<html lang="en"' in browser.get("/account").text


def test_signing_out_everywhere(site: Site) -> None:
    """Every browser of the person is out, this one too."""
    browser, other, panel = site.browser("team"), site.browser("team"), site.browser("panel")

    browser.send_form("/account/sessions/end")

    assert [303, 303, 200] == [one.get("/account").status_code for one in (browser, other, panel)]
