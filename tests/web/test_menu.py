"""The places that a person may go to."""

from __future__ import annotations

import pytest

from tests.web.world import Site
from verifier.service.running import local_person
from verifier.web.menu import menu_of


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("team", set()),
        ("panel", set()),
        ("auditor", {"/audit"}),
        ("administrator", {"/admin"}),
        ("root", {"/audit", "/admin"}),
    ],
)
def test_everybody_sees_her_places(site: Site, name: str, more: set[str]) -> None:
    """The audit log and the administration are shown to those whose they are, and can be opened by them."""
    places = {address for _, address in menu_of(site.service, site.people[name])}

    assert {"/", "/targets", "/compare"} | more == places
    assert {200} == {site.browser(name).get(address).status_code for address in places}


def test_nobody_sees_none() -> None:
    """Whoever is not signed in is shown no place."""
    assert () == menu_of(None, None)  # type: ignore[arg-type] # nothing is asked of the service


def test_the_local_person_sees_the_audit_log(local_site: Site) -> None:
    """The one person of the local mode has every role, and nobody to manage."""
    places = {address for _, address in menu_of(local_site.service, local_person(local_site.service))}

    assert {"/", "/targets", "/compare", "/audit"} == places
    assert 'href="/audit"' in local_site.browser().get("/").text
