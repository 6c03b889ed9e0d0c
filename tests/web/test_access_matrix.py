"""Every route, every role: who gets an answer, who is told that it is not allowed, and who learns nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from tests.web.world import ROLES, Browser, Clock, Site, open_site

# Who knows that a thing exists; whoever does not is told the same as if it did not.
_KNOWN: dict[str, frozenset[str]] = {
    "open": frozenset(ROLES),
    "service": frozenset(ROLES),
    "project": frozenset({"root", "administrator", "panel", "team", "auditor"}),
    "submitted": frozenset({"panel", "team", "auditor"}),
    "draft": frozenset({"team"}),
    "record": frozenset({"panel", "team", "auditor"}),
}
_ALL = " ".join(ROLES)
_MEMBERS = "root administrator panel team auditor"
_REVIEW = "panel team auditor"


@dataclass(frozen=True)
class Route:
    """One route: what it is about, who may, and what is sent."""

    about: str
    may: str
    form: dict[str, Any] = field(default_factory=dict)
    json: dict[str, Any] | None = None
    query: str = ""
    # A change that ends what others ask about is tried on a thing that is not there for anybody else's route.
    thing: str = ""


_FINDING = {"agree": "yes", "note": "", "target": "{target}", "submission": "{submission}"}
_TABLE: dict[str, Route] = {
    "GET /healthz": Route("open", _ALL),
    "GET /login": Route("open", _ALL),
    "POST /login": Route("open", "", {"name": "team", "password": "wrong"}),
    "POST /logout": Route("open", _ALL),
    "GET /help": Route("open", _ALL),
    "GET /about": Route("open", _ALL),
    "GET /look/report.css": Route("open", _ALL),
    "GET /api/v1/openapi.json": Route("open", _ALL),
    "GET /": Route("service", _ALL),
    "GET /targets": Route("service", _ALL),
    "GET /targets/{target}": Route("service", _ALL),
    "GET /compare": Route("service", _ALL),
    "GET /account": Route("service", _ALL),
    "POST /account/password": Route("service", "", {"old": "x", "new": "y" * 20, "again": "y" * 20}),
    "POST /account/language": Route("service", _ALL, {"lang": "zh"}),
    "POST /account/sessions/end": Route("service", _ALL),
    "POST /account/tokens": Route("service", _ALL, {"name": "t", "scope": "read", "days": "30"}),
    "GET /admin": Route("service", "root administrator"),
    "GET /admin/people": Route("service", "root"),
    "POST /admin/people/{person}/enabled": Route("service", "root", {"enabled": "yes"}),
    "POST /admin/invitations": Route("service", "root", {"hours": "24", "administrator": "yes"}),
    "POST /admin/projects": Route("service", "root", {"contract": "HT-9", "code": "3103"}),
    "GET /admin/projects/{contract}": Route("project", "root administrator"),
    "POST /admin/projects/{contract}": Route("project", "root administrator", {"title": "甲"}),
    "POST /admin/projects/{contract}/members": Route(
        "project", "root administrator", {"name": "panel", "role": "panel"}
    ),
    "POST /admin/projects/{contract}/members/take": Route(
        "project", "root administrator", {"name": "stranger", "role": "panel"}
    ),
    "POST /admin/projects/{contract}/invitations": Route(
        "project", "root administrator", {"role": "auditor", "hours": "24"}
    ),
    "GET /p/{contract}": Route("project", _MEMBERS),
    "GET /p/{contract}/upload": Route("project", "panel team"),
    "POST /p/{contract}/upload": Route("project", "panel team"),
    "GET /p/{contract}/template.{ending}": Route("project", _MEMBERS),
    "GET /p/{contract}/history": Route("project", _REVIEW),
    "GET /p/{contract}/t/{target}": Route("project", _MEMBERS),
    "POST /p/{contract}/t/{target}/finding": Route("submitted", "panel", _FINDING),
    "GET /p/{contract}/meeting": Route("project", "panel"),
    "POST /p/{contract}/meeting": Route("submitted", "panel", _FINDING),
    "GET /p/{contract}/meeting/sheet": Route("project", "panel"),
    "GET /s/{submission}": Route("submitted", _REVIEW),
    "GET /s/{submission}/progress": Route("submitted", _REVIEW),
    "GET /s/{submission}/errors.csv": Route("submitted", _REVIEW),
    "GET /s/{submission}/result.{ending}": Route("submitted", _REVIEW),
    "GET /s/{submission}/file": Route("submitted", _REVIEW, query="?name=data.csv"),
    "GET /s/{submission}/proof": Route("submitted", _REVIEW),
    "POST /s/{submission}/check": Route("submitted", "panel"),
    "POST /s/{submission}/seal": Route("submitted", "panel", {"sure": "yes"}),
    "POST /s/{submission}/encoding": Route("draft", "team", {"encoding": "utf-8", "version": "1"}),
    "POST /s/{submission}/files": Route("draft", "team", {"version": "1"}),
    "POST /s/{submission}/remove": Route("draft", "team", {"name": "no.csv", "version": "1"}),
    "POST /s/{submission}/submit": Route("draft", "team", {"version": "999", "sure": "yes"}),
    "POST /s/{submission}/withdraw": Route("draft", "team", {"version": "999", "sure": "yes"}),
    "GET /r/{record}": Route("record", _REVIEW),
    "GET /r/{record}/download.{ending}": Route("record", _REVIEW),
    "GET /r/{record}/proof": Route("record", _REVIEW),
    "GET /r/{record}/verify": Route("record", _REVIEW),
    "POST /r/{record}/verify": Route("record", _REVIEW),
    "GET /verify": Route("service", _ALL),
    "POST /verify": Route("service", _ALL),
    "GET /audit": Route("service", "root auditor"),
    "GET /audit/export.csv": Route("service", "root auditor"),
    "POST /audit/check": Route("service", "root auditor"),
    "POST /audit/consistency": Route("service", "root auditor"),
    "GET /log/checkpoint": Route("service", _ALL),
    "GET /log/consistency/{size}": Route("service", _ALL),
    "GET /api/v1/projects": Route("service", _ALL),
    "GET /api/v1/projects/{contract}": Route("project", _MEMBERS),
    "GET /api/v1/projects/{contract}/submissions": Route("project", _MEMBERS),
    "GET /api/v1/projects/{contract}/records": Route("project", _MEMBERS),
    "POST /api/v1/projects/{contract}/submissions": Route("project", "panel team"),
    "GET /api/v1/submissions/{submission}": Route("submitted", _REVIEW),
    "GET /api/v1/submissions/{submission}/result": Route("submitted", _REVIEW),
    "GET /api/v1/submissions/{submission}/errors": Route("submitted", _REVIEW),
    "GET /api/v1/submissions/{submission}/files/{name}": Route("submitted", _REVIEW),
    "GET /api/v1/submissions/{submission}/proof": Route("submitted", _REVIEW),
    "GET /api/v1/submissions/{submission}/findings": Route("submitted", "panel auditor"),
    "PUT /api/v1/submissions/{submission}/findings/{target}": Route("submitted", "panel", json={"agree": True}),
    "POST /api/v1/submissions/{submission}/seal": Route("submitted", "panel"),
    "POST /api/v1/submissions/{submission}/submit": Route("draft", "team", json={"version": 999}),
    "POST /api/v1/submissions/{submission}/withdraw": Route("draft", "team", json={"version": 999}),
    "GET /api/v1/records/{record}": Route("record", _REVIEW),
    "GET /api/v1/records/{record}/bundle": Route("record", _REVIEW),
    "GET /api/v1/records/{record}/proof": Route("record", _REVIEW),
    "POST /api/v1/records/{record}/rerun": Route("record", _REVIEW),
    "GET /api/v1/log": Route("service", _ALL),
    "GET /api/v1/log/checkpoint": Route("service", _ALL),
    "GET /api/v1/log/consistency": Route("service", _ALL, query="?from=1"),
    "GET /api/v1/audit/events": Route("service", "root auditor"),
}
# Routes whose secret or token is the right to use them; their own tests try them.
_BY_SECRET = {
    "GET /join/{secret}",
    "POST /join/{secret}",
    "POST /join/{secret}/here",
    "POST /account/tokens/{token}/revoke",
    "GET /metrics",
}


@dataclass(frozen=True)
class World:
    """A site with a draft, a submission and a record of the team."""

    site: Site
    names: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One site for all routes: no route here changes what another asks about."""
    folder: Path = tmp_path_factory.mktemp("matrix")
    with open_site(folder / "data", clock=Clock()) as site:
        record = site.sealed()
        submitted, draft = site.submitted().id, site.draft().id
        common = {"contract": "HT-1", "target": "3103.ttv", "record": record, "person": site.people["nobody"].id}
        common |= {"ending": "csv", "size": 1, "name": "data.csv"}
        names = {about: {**common, "submission": submitted} for about in _KNOWN}
        names["draft"]["submission"] = draft
        yield World(site, names)


def _path(world: World, key: str, route: Route) -> str:
    names = dict(world.names[route.about])
    if "result." in key or "download." in key:
        names["ending"] = "json"
    return key.partition(" ")[2].format(**names) + route.query


def _ask(world: World, browser: Browser, key: str, route: Route) -> httpx.Response:
    method, path = key.split(" ", maxsplit=1)[0], _path(world, key, route)
    if method == "GET":
        return browser.get(path)
    if path.startswith("/api/"):
        headers = {"X-CSRF-Token": browser.csrf or "none"}
        if "submissions" in path.rpartition("/")[2]:
            return browser.post(path, headers=headers, files={"files": ("../x.exe", b"x")})
        return browser.request(method, path, headers=headers, json=route.json)
    names = world.names[route.about]
    return browser.send_form(path, {name: value.format(**names) for name, value in route.form.items()})


def test_every_route_stands_in_the_table(world: World) -> None:
    """A route that is added without saying who may use it fails here; so does a line for a route that is gone."""
    routes = {
        f"{method} {route.path}"
        for route in iter_route_contexts(world.site.app.routes)
        for method in (getattr(route, "methods", None) or ())
        if method != "HEAD"
    }

    assert set(_TABLE) | _BY_SECRET == routes


@pytest.mark.parametrize("key", sorted(_TABLE))
def test_who_may(world: World, key: str) -> None:
    """Whoever may gets an answer; whoever may know of it is told 403; whoever may not know of it, 404."""
    route = _TABLE[key]
    statuses = {}
    for role in ROLES:
        statuses[role] = _ask(world, world.site.browser(role), key, route).status_code
    wrong = {}
    for role, status in statuses.items():
        if role in route.may.split():
            right = status < 500 and status not in {401, 403, 404, 405}
        elif route.may == "":
            # Anybody may try, and this try is refused for what it says.
            right = status in {303, 401, 422}
        else:
            right = status == (403 if role in _KNOWN[route.about] else 404)
        if not right:
            wrong[role] = status

    assert {} == wrong


@pytest.mark.parametrize("key", sorted(key for key, route in _TABLE.items() if route.about != "open"))
def test_nobody_without_a_session(world: World, key: str) -> None:
    """Whoever is not signed in is sent to the login page or refused, whether the thing exists or not."""
    answer = _ask(world, world.site.browser(), key, _TABLE[key])

    if key.startswith("GET ") and not key.startswith("GET /api/"):
        assert 303 == answer.status_code
        assert answer.headers["location"].startswith("/login?next=%2F")
    else:
        assert 401 == answer.status_code


@pytest.mark.parametrize("key", sorted(key for key in _TABLE if not key.startswith("GET ") and "login" not in key))
def test_no_change_without_the_form_s_token(world: World, key: str) -> None:
    """A change without the token of its person's pages is refused, whoever asks."""
    method, path = key.split(" ", maxsplit=1)[0], _path(world, key, _TABLE[key])
    browser = world.site.browser("team")

    answer = browser.request(method, path, json=_TABLE[key].json if "/api/" in path else None)

    assert 403 == answer.status_code


def test_what_is_hidden_looks_absent(world: World) -> None:
    """A project, submission or record of others answers exactly as one that does not exist."""
    stranger = world.site.browser("stranger")
    names = world.names["submitted"]
    pairs = [
        ("/api/v1/projects/HT-1", "/api/v1/projects/HT-77"),
        (f"/api/v1/submissions/{names['submission']}", "/api/v1/submissions/987654321"),
        (f"/api/v1/records/{names['record']}", "/api/v1/records/987654321"),
    ]

    for hidden, absent in pairs:
        assert stranger.get(hidden).json() == stranger.get(absent).json()
