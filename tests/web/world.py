"""A small service in a folder, with people of every role, and browsers that reach it without a network."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from verifier.service.projects import create_project
from verifier.service.running import Service, ServiceLimits, open_service
from verifier.service.sessions import start_session
from verifier.service.upload import receive
from verifier.service.worker import run_pending
from verifier.store.membership import give_role
from verifier.store.people import Person, add_person
from verifier.store.projects import Project
from verifier.store.submissions import Submission
from verifier.web.app import create_app
from verifier.web.cookies import SESSION_COOKIE
from verifier.web.settings import Settings

__all__ = ["ROLES", "Asgi", "Browser", "Site", "open_site", "table"]

CONTRACT = "HT-1"
OTHER = "HT-2"
# Who takes part: `root` manages the service, `stranger` has a role in another project only, `nobody` in none.
ROLES = ("root", "administrator", "panel", "team", "auditor", "stranger", "nobody")
_TABLE = "指标编号,实测值,单位,测试条件\n3103.ttv,{value},um,wafer_class = 6英寸\n"
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')


def table(value: str = "0.9") -> bytes:
    """A table with one row."""
    return _TABLE.format(value=value).encode()


class Asgi(httpx.BaseTransport):
    """Hands requests to an application in this process, each in a loop of its own."""

    def __init__(self, app: Any, client: tuple[str, int] = ("127.0.0.1", 4321)) -> None:  # noqa: ANN401 -- any application
        self.transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=client)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and read its whole answer."""
        body = request.read()

        async def send() -> httpx.Response:
            sent = httpx.Request(request.method, request.url, headers=request.headers, content=body)
            response = await self.transport.handle_async_request(sent)
            content = await response.aread()
            return httpx.Response(response.status_code, headers=response.headers, content=content)

        return asyncio.run(send())


class Browser(httpx.Client):
    """A browser that is signed in, or not, and sends the token of its pages with every form."""

    def __init__(self, app: Any, token: str | None, csrf: str | None) -> None:  # noqa: ANN401 -- any application
        super().__init__(base_url="http://127.0.0.1:8000", transport=Asgi(app))
        if token is not None:
            self.cookies.set(SESSION_COOKIE, token, domain="127.0.0.1", path="/")
        self.csrf = csrf

    def send_form(self, path: str, data: Mapping[str, Any] | None = None, **more: Any) -> httpx.Response:  # noqa: ANN401 -- the library's options
        """Send a form with its token; a visitor takes the token from the login page first."""
        if self.csrf is None:
            self.csrf = csrf_of(self.get("/login").text)
        return self.post(path, data={"csrf": self.csrf, **(data or {})}, **more)


def csrf_of(page: str) -> str:
    """The token that a page's forms bear."""
    found = _CSRF.search(page)
    assert found is not None
    return found[1]


class Site:
    """One running service, its people and its two projects."""

    def __init__(self, service: Service, settings: Settings) -> None:
        self.service = service
        self.settings = settings
        self.app: FastAPI = create_app(service, settings)
        self.people: dict[str, Person] = {}

    def settle(self) -> None:
        """Add the people and the projects."""
        now = self.service.now()
        with self.service.database.begin() as connection:
            for name in ROLES:
                self.people[name] = add_person(
                    connection, name=name, shown_name=f"{name} 某", now=now, administrator=name == "root"
                )
        for contract in (CONTRACT, OTHER):
            create_project(self.service, self.people["root"], contract=contract, code="3103")
        with self.service.database.begin() as connection:
            for role in ("administrator", "panel", "team", "auditor"):
                give_role(connection, self.project().id, self.people[role].id, role)
            give_role(connection, self.project(OTHER).id, self.people["stranger"].id, "team")

    def project(self, contract: str = CONTRACT) -> Project:
        """A project by its contract."""
        from verifier.store.projects import project_of

        with self.service.database.read() as connection:
            found = project_of(connection, contract)
        assert found is not None
        return found

    def browser(self, name: str | None = None) -> Browser:
        """A browser of one of the people; without a name, of nobody."""
        if name is None:
            return Browser(self.app, None, None)
        session, token = start_session(self.service, self.people[name])
        return Browser(self.app, token, session.csrf)

    def draft(self, name: str = "team", contract: str = CONTRACT, data: bytes | None = None) -> Submission:
        """A draft that is checked."""
        from io import BytesIO

        files = [("data.csv", BytesIO(table() if data is None else data))]
        draft = receive(self.service, self.people[name], contract, files)
        run_pending(self.service)
        return self.submission(draft.id)

    def submission(self, number: int) -> Submission:
        """A submission as it stands."""
        from verifier.store.submissions import submission_by_id

        with self.service.database.read() as connection:
            found = submission_by_id(connection, number)
        assert found is not None
        return found

    def submitted(self, name: str = "team", contract: str = CONTRACT) -> Submission:
        """A submission that was submitted."""
        from verifier.service.submit import submit

        draft = self.draft(name, contract)
        return submit(self.service, self.people[name], draft.id, expected=draft.version)

    def sealed(self) -> int:
        """The number of a sealed record."""
        from verifier.service.seal import seal_now

        return seal_now(self.service, self.people["panel"], self.submitted().id).id


class Clock:
    """A clock that goes only when a test says so."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The time."""
        return self.now

    def pass_by(self, **parts: float) -> None:
        """Let time go by."""
        self.now += timedelta(**parts)


@contextmanager
def open_site(
    folder: Path,
    *,
    login: bool = True,
    clock: Clock | None = None,
    limits: ServiceLimits | None = None,
    **options: Any,  # noqa: ANN401 -- fields by name
) -> Iterator[Site]:
    """A service in an empty folder, with its people where they sign in."""
    settings = replace(Settings(data=folder, login=login), **options)
    service = open_service(folder, limits=limits, local=not login, clock=clock or Clock())
    try:
        site = Site(service, settings)
        if login:
            site.settle()
        yield site
    finally:
        service.close()
