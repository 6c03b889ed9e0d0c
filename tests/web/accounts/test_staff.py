"""The administration of people."""

from __future__ import annotations

import re

from tests.web.world import Site


def test_somebody_is_disabled_and_enabled(site: Site) -> None:
    """Whoever is disabled is out at once, and in again when enabled."""
    root, team = site.browser("root"), site.browser("team")
    path = f"/admin/people/{site.people['team'].id}/enabled"

    root.send_form(path, {"enabled": "no"})
    assert 303 == team.get("/account").status_code
    root.send_form(path, {"enabled": "yes"})
    assert 200 == site.browser("team").get("/account").status_code


def test_somebody_who_is_not_there(site: Site) -> None:
    """A number that is nobody's is not found, however large."""
    root = site.browser("root")

    statuses = [
        root.send_form(f"/admin/people/{number}/enabled", {"enabled": "no"}).status_code
        for number in ("987654", "0", "-1", "9" * 40, "x", "١")
    ]

    assert {404} == set(statuses)


def test_an_administrator_is_invited(site: Site) -> None:
    """An invitation without a project may make an administrator of the service."""
    page = site.browser("root").send_form("/admin/invitations", {"administrator": "yes", "hours": "24"})
    (link,) = re.findall(r"http://127\.0\.0\.1:8000(/join/[\w-]+)", page.text)
    browser = site.browser()

    browser.send_form(link, {"name": "zwei", "password": "a long password", "again": "a long password"})

    assert 200 == browser.get("/admin/people").status_code


def test_a_time_that_is_not_offered(site: Site) -> None:
    """An invitation for ever is not made."""
    assert 422 == site.browser("root").send_form("/admin/invitations", {"hours": "999999"}).status_code
