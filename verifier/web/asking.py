"""Who asks, in which language, and with which form: what every page is handed before it does anything."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import Depends, Path
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from verifier.errors import AccessError
from verifier.service.running import Service, local_person
from verifier.service.sessions import find_session
from verifier.store.people import Person
from verifier.store.sessions import Session
from verifier.web.cookies import session_token, visit_of
from verifier.web.csrf import CSRF_FIELD, CSRF_HEADER, SAFE_METHODS, check_origin, check_token
from verifier.web.form import EMPTY, Form, read_form
from verifier.web.language import language_of
from verifier.web.menu import menu_of
from verifier.web.secret import Secret
from verifier.web.settings import Settings
from verifier.wording import Language

__all__ = ["Anyone", "Asked", "Numbered", "Opened", "SignedIn", "ask_browser"]

# What the server's secret signs is a visit's name, and nothing else by that word.
_VISIT: Final = "visit"


@dataclass(frozen=True, slots=True)
class Opened:
    """What one server has open while it runs.

    Attributes:
        service: The use cases.
        settings: How the server runs.
        secret: What it signs for visitors.
    """

    service: Service
    settings: Settings
    secret: Secret


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as a page sees it.

    Attributes:
        request: The request itself, for its query and headers.
        service: The use cases.
        settings: How the server runs.
        lang: Language of the answer.
        person: Who asks; None where nobody is signed in.
        session: The session, where there is one.
        csrf: The token that every form of the answer bears.
        visit: The name of a visit without a session; what a new cookie is set to.
        form: What was sent.
    """

    request: Request
    service: Service
    settings: Settings
    lang: Language
    person: Person | None
    session: Session | None
    csrf: str
    visit: str | None
    form: Form

    @property
    def who(self) -> Person:
        """The person who asks.

        Raises:
            AccessError: Nobody is signed in.
        """
        if self.person is None:
            raise AccessError("web_sign_in")
        return self.person

    @property
    def local(self) -> bool:
        """Whether the server serves one person at this machine, without a login."""
        return not self.settings.login

    @property
    def menu(self) -> tuple[tuple[str, str], ...]:
        """The places that this person may go to: code of the label, and address."""
        return menu_of(self.service, self.person)

    @property
    def section(self) -> str:
        """The address of the menu that the page is under."""
        head = "/" + self.request.url.path.split("/", 2)[1]
        return head if head in {"/targets", "/compare", "/audit", "/admin"} else "/"

    @property
    def other_language(self) -> str:
        """This address in the other language."""
        query = [(name, value) for name, value in self.request.query_params.multi_items() if name != "lang"]
        query.append(("lang", "en" if self.lang == "zh" else "zh"))
        return f"?{urlencode(query, errors='replace')}"

    @property
    def said(self) -> str:
        """Code of the sentence that the page before this one wants said, e.g. that something was saved."""
        return self.request.query_params.get("said", "")

    @property
    def base_url(self) -> str:
        """The address of this server as the person who asks reaches it, without a slash at its end."""
        if self.settings.public_url is not None:
            return self.settings.base_url
        scheme = "https" if self.settings.secure else "http"
        return f"{scheme}://{self.request.headers.get('host', '')}"

    @property
    def address(self) -> str:
        """Where the request came from, for the limit on attempts to sign in; it is counted and not kept."""
        return self.request.client.host if self.request.client is not None else "-"


async def _ask_visitor(request: Request) -> AsyncIterator[Asked]:
    """Who asks for a page that anyone may see.

    1. The session, or the one person of the local mode.
    2. For a change: the page that asks must be one of this server's.
    3. Its form is read, and bears the token of this person's pages.

    Raises:
        AccessError: A change that another site's page asks for.
        UsageError: A form that is no form.
    """
    asked = await _asked(request, signed_in=False)
    try:
        yield asked
    finally:
        # What was uploaded lies in temporary files until here.
        await asked.form.data.close()


async def _ask_person(request: Request) -> AsyncIterator[Asked]:
    """Who asks for a page that only people see; nothing of a form is read for anybody else."""
    asked = await _asked(request, signed_in=True)
    try:
        yield asked
    finally:
        # What was uploaded lies in temporary files until here.
        await asked.form.data.close()


# A number in an address, small enough for every database; anything else there is an unknown address.
Numbered = Annotated[int, Path(ge=1, le=2**53 - 1)]
Anyone = Annotated[Asked, Depends(_ask_visitor)]
SignedIn = Annotated[Asked, Depends(_ask_person)]


async def ask_browser(request: Request) -> Asked:
    """Whose browser asks, before anything of a form is read."""
    opened: Opened = request.app.state.opened
    asked = await run_in_threadpool(_identified, request, opened)
    request.state.asked = asked
    return asked


async def _asked(request: Request, *, signed_in: bool) -> Asked:
    asked = await ask_browser(request)
    if signed_in:
        _ = asked.who
    if request.method in SAFE_METHODS:
        return asked
    check_origin(request)
    header = request.headers.get(CSRF_HEADER)
    if header is not None:
        check_token(asked.csrf, header)
    form = await read_form(request, asked.settings)
    if header is None:
        check_token(asked.csrf, form.text(CSRF_FIELD, 200))
    asked = replace(asked, form=form)
    request.state.asked = asked
    return asked


def _identified(request: Request, opened: Opened) -> Asked:
    """Whose request it is, by its session; a visit without one is told apart by a cookie of no meaning."""
    parts: dict[str, Any] = {
        "request": request,
        "service": opened.service,
        "settings": opened.settings,
        "lang": language_of(request),
        "form": EMPTY,
    }
    token = session_token(request)
    found = find_session(opened.service, token) if token is not None and opened.settings.login else None
    if found is not None and found.person is not None:
        return Asked(person=found.person, session=found.session, csrf=found.session.csrf, visit=None, **parts)
    person = None if opened.settings.login else local_person(opened.service)
    visit = visit_of(request) or secrets.token_urlsafe(32)
    return Asked(person=person, session=None, csrf=opened.secret.sign(_VISIT, visit), visit=visit, **parts)
