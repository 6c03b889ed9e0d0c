"""The administration of projects."""

from __future__ import annotations

import re

import pytest

from tests.web.world import Site
from verifier.service.people import members


def _roles(site: Site, contract: str = "HT-1") -> dict[str, frozenset[str]]:
    found = members(site.service, site.people["root"], contract)
    return {member.person.name: frozenset(member.roles) for member in found}


def test_a_project_is_begun(site: Site) -> None:
    """A project is begun by a form and can be managed at once."""
    browser = site.browser("root")

    form = {"contract": "合同 2025-9", "code": "3103", "title": "衬底", "contractor": "甲公司"}
    answer = browser.send_form("/admin/projects", {**form, "period_start": "2024-01-01", "period_end": "2026-12-31"})

    assert 303 == answer.status_code
    assert "衬底" in browser.get(answer.headers["location"]).text


@pytest.mark.parametrize(
    "form",
    [
        {"contract": "HT-1", "code": "3103"},
        {"contract": "a/b", "code": "3103"},
        {"contract": "", "code": "3103"},
        {"contract": "HT-8", "code": "nosuch"},
        {"contract": "HT-8", "code": "3103", "rule": "by feeling"},
        {"contract": "HT-8", "code": "3103", "period_start": "2024-01-01"},
        {"contract": "HT-8", "code": "3103", "period_start": "gestern", "period_end": "heute"},
        {"contract": "HT-8\r\nX: 1", "code": "3103"},
        {"contract": "x" * 500, "code": "3103"},
    ],
)
def test_what_cannot_be_begun_is_said(site: Site, form: dict[str, str]) -> None:
    """A form that cannot be kept is shown again with the reason, and no project is begun."""
    browser = site.browser("root")

    answer = browser.send_form("/admin/projects", form)

    assert answer.status_code in {404, 409, 422}
    assert 2 == len(browser.get("/api/v1/projects").json())


def test_roles_are_given_and_taken(site: Site) -> None:
    """A role is given to somebody who has an account, and taken away."""
    browser = site.browser("administrator")

    given = browser.send_form("/admin/projects/HT-1/members", {"name": "nobody", "role": "auditor"})
    assert 303 == given.status_code
    assert frozenset({"auditor"}) == _roles(site)["nobody"]
    browser.send_form("/admin/projects/HT-1/members/take", {"name": "nobody", "role": "auditor"})
    assert "nobody" not in _roles(site)


@pytest.mark.parametrize("form", [{"name": "nosuch", "role": "team"}, {"name": "nobody", "role": "emperor"}])
def test_a_role_that_cannot_be_given_is_said(site: Site, form: dict[str, str]) -> None:
    """Somebody who is not there, and a role that is none, are refused."""
    before = _roles(site)

    assert site.browser("administrator").send_form("/admin/projects/HT-1/members", form).status_code in {404, 422}
    assert before == _roles(site)


def test_a_project_s_administrator_manages_no_other(site: Site) -> None:
    """Whoever manages one project sees nothing of another."""
    browser = site.browser("administrator")

    assert 404 == browser.get("/admin/projects/HT-2").status_code
    assert 404 == browser.send_form("/admin/projects/HT-2/members", {"name": "team", "role": "team"}).status_code
    assert "HT-2" not in browser.get("/admin").text


def test_an_invitation_is_a_link_that_works(site: Site) -> None:
    """The link on the page leads to the invitation."""
    page = site.browser("administrator").send_form("/admin/projects/HT-1/invitations", {"role": "team", "hours": "24"})

    (link,) = re.findall(r"http://127\.0\.0\.1:8000(/join/[\w-]+)", page.text)
    assert 200 == site.browser().get(link).status_code


def test_a_project_that_is_over(site: Site) -> None:
    """A project that is over stays in the administration and takes no upload."""
    browser = site.browser("root")

    browser.send_form("/admin/projects/HT-1", {"title": "t", "archived": "yes"})

    assert "HT-1" in browser.get("/admin").text
    answer = site.browser("team").send_form("/p/HT-1/upload", files={"files": ("a.csv", b"x")})
    assert answer.status_code in {403, 409}


def test_a_stored_script_is_text(site: Site) -> None:
    """Whatever a project or person is called, pages show it as text."""
    script = "<script>alert(1)</script>"
    browser = site.browser("root")
    browser.send_form("/admin/projects", {"contract": "HT-7", "code": "3103", "title": script, "contractor": script})

    for path in ("/", "/admin", "/admin/projects/HT-7", "/p/HT-7"):
        assert script not in browser.get(path).text
