"""Which program calls, and for what its token may be used."""

from __future__ import annotations

import httpx
import pytest

from tests.web.world import Site
from verifier.service.sessions import make_token
from verifier.store.tokens import SCOPES, Scope


def _header(site: Site, name: str, *scopes: Scope, contract: str | None = None) -> dict[str, str]:
    _, text = make_token(site.service, site.people[name], name="t", scopes=scopes or SCOPES, contract=contract)
    return {"Authorization": f"Bearer {text}"}


def _ask(site: Site, method: str, path: str, headers: dict[str, str], **more: object) -> httpx.Response:
    return site.browser().request(method, path, headers=headers, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "/api/v1/projects", "read"),
        ("POST", "/api/v1/projects/HT-1/submissions", "submit"),
        ("POST", "/api/v1/submissions/1/seal", "seal"),
        ("GET", "/api/v1/audit/events", "audit"),
    ],
)
def test_a_token_is_for_its_scope_alone(site: Site, method: str, path: str, scope: Scope) -> None:
    """A token that is for everything but this is refused, and the scope is named."""
    others = [one for one in SCOPES if one != scope]

    answer = _ask(site, method, path, _header(site, "panel", *others))

    assert (403, "web_scope") == (answer.status_code, answer.json()["code"])
    assert scope in answer.json()["en"]


def test_a_token_never_opens_more_than_its_person_may(site: Site) -> None:
    """A token with every scope of somebody without a role opens nothing."""
    header = _header(site, "nobody")

    assert [] == _ask(site, "GET", "/api/v1/projects", header).json()
    assert 404 == _ask(site, "GET", "/api/v1/projects/HT-1", header).status_code
    assert 403 == _ask(site, "GET", "/api/v1/audit/events", header).status_code


def test_a_token_of_one_project_opens_no_other(site: Site) -> None:
    """A token for one project answers for all others as if they did not exist."""
    from verifier.service.people import give_role

    give_role(site.service, site.people["root"], "HT-2", "team", "team")
    theirs, ours = site.draft("stranger", "HT-2"), site.draft()
    header = _header(site, "team", contract="HT-1")

    assert ["HT-1"] == [one["contract"] for one in _ask(site, "GET", "/api/v1/projects", header).json()]
    assert 200 == _ask(site, "GET", f"/api/v1/submissions/{ours.id}", header).status_code
    for path in ("/projects/HT-2", "/projects/HT-2/submissions", "/projects/HT-2/records", f"/submissions/{theirs.id}",
                 f"/submissions/{theirs.id}/result", f"/submissions/{theirs.id}/files/data.csv"):  # fmt: skip
        assert 404 == _ask(site, "GET", f"/api/v1{path}", header).status_code
    sent = {"files": [("files", ("a.csv", b"x"))]}
    assert 404 == _ask(site, "POST", "/api/v1/projects/HT-2/submissions", header, **sent).status_code


@pytest.mark.parametrize(
    "value",
    [
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Basic dGVhbTp4",
        "bearer dabiao_" + "x" * 43,
        "Bearer " + "x" * 10_000,
        "x",
        "Bearer local",
    ],
    ids=range(8),
)
def test_what_is_no_token_is_nobody(site: Site, value: str) -> None:
    """Whatever else stands in the header is refused, also beside a session that is good."""
    answer = site.browser("team").get("/api/v1/projects", headers={"Authorization": value})

    assert (401, "web_token_unknown") == (answer.status_code, answer.json()["code"])
    assert "Bearer" == answer.headers["www-authenticate"]


def test_a_token_needs_no_form_s_token(site: Site) -> None:
    """A program with a token sends no token of a form; a page of another site cannot use its header."""
    sent = {"files": [("files", ("data.csv", "指标编号,实测值,单位\n3103.ttv,1,um\n".encode()))]}
    header = _header(site, "team", "submit")

    assert 201 == _ask(site, "POST", "/api/v1/projects/HT-1/submissions", header, **sent).status_code
    foreign = {**header, "Origin": "https://evil.example"}
    assert 403 == _ask(site, "POST", "/api/v1/projects/HT-1/submissions", foreign, **sent).status_code


def test_the_local_mode_has_a_word_for_a_token(local_site: Site) -> None:
    """Without a login a program says the word `local`; a change without it needs a page's token."""
    browser = local_site.browser()

    assert 200 == browser.get("/api/v1/projects", headers={"Authorization": "Bearer local"}).status_code
    assert 200 == browser.get("/api/v1/projects").status_code
    assert 403 == browser.post("/api/v1/submissions/1/seal").status_code
    assert 404 == browser.post("/api/v1/submissions/1/seal", headers={"Authorization": "Bearer local"}).status_code


def test_a_disabled_person_s_token_is_void(site: Site) -> None:
    """Whoever is disabled loses the tokens too."""
    from verifier.store.people import set_enabled

    header = _header(site, "team")
    with site.service.database.begin() as connection:
        set_enabled(connection, site.people["team"].id, enabled=False)

    assert 401 == _ask(site, "GET", "/api/v1/projects", header).status_code
