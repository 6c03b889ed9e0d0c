"""Joining by an invitation."""

from __future__ import annotations

from tests.web.world import Clock, Site
from verifier.service.joining import first_invitation, invite
from verifier.service.people import members

_FORM = {"name": "xin", "shown_name": "新人", "password": "a long password", "again": "a long password"}


def _secret(site: Site) -> str:
    return invite(site.service, site.people["root"], contract="HT-1", role="auditor", hours=24)


def test_an_invitation_makes_an_account_with_its_role(site: Site) -> None:
    """Whoever takes an invitation up is signed in and has the role that it names."""
    browser = site.browser()

    answer = browser.send_form(f"/join/{_secret(site)}", _FORM)

    assert 303 == answer.status_code
    assert 200 == browser.get("/p/HT-1").status_code
    found = {member.person.name: member.roles for member in members(site.service, site.people["root"], "HT-1")}
    assert frozenset({"auditor"}) == found["xin"]


def test_an_invitation_works_once(site: Site) -> None:
    """The second who opens the link finds it void, and makes no account."""
    secret = _secret(site)
    site.browser().send_form(f"/join/{secret}", _FORM)

    again = site.browser().send_form(f"/join/{secret}", {**_FORM, "name": "zwei"})

    assert 404 == again.status_code
    assert 404 == site.browser().get(f"/join/{secret}").status_code


def test_an_invitation_ends(site: Site, clock: Clock) -> None:
    """An invitation is void after its time."""
    secret = _secret(site)
    clock.pass_by(hours=24, seconds=1)

    assert 404 == site.browser().send_form(f"/join/{secret}", _FORM).status_code


def test_what_the_form_lacks_is_said(site: Site) -> None:
    """A short password, two that differ, and a name that is taken are said, and the invitation still holds."""
    secret = _secret(site)
    wrong = [{"password": "short", "again": "short"}, {"again": "another password"}, {"name": "team"}]

    statuses = [site.browser().send_form(f"/join/{secret}", {**_FORM, **part}).status_code for part in wrong]

    assert [422, 422, 409] == statuses
    assert 303 == site.browser().send_form(f"/join/{secret}", _FORM).status_code


def test_somebody_with_an_account_joins_with_it(site: Site) -> None:
    """Whoever is signed in takes the role without a second account."""
    browser = site.browser("nobody")

    assert 303 == browser.send_form(f"/join/{_secret(site)}/here").status_code
    assert 200 == browser.get("/p/HT-1").status_code


def test_the_page_shows_what_it_opens(site: Site) -> None:
    """The page names the contract and the role; a secret that is none shows nothing."""
    page = site.browser().get(f"/join/{_secret(site)}?lang=en").text

    assert "HT-1" in page
    assert "auditor" in page
    assert 404 == site.browser().get("/join/" + "x" * 43).status_code


def test_the_first_administrator(site: Site) -> None:
    """Where there is an administrator, no further first invitation is made."""
    assert first_invitation(site.service) is None
