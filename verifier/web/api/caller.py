"""Which program calls, in whose name, and for what its token may be used."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

from fastapi import Depends
from fastapi.security import HTTPBearer
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from verifier.errors import AccessError
from verifier.service.running import Service, local_person
from verifier.service.sessions import find_token
from verifier.store.people import Person
from verifier.store.projects import Project
from verifier.store.tokens import SCOPES, Scope
from verifier.web.asking import Opened, ask_browser
from verifier.web.csrf import CSRF_HEADER, SAFE_METHODS, check_origin, check_token
from verifier.web.form import EMPTY, Form, read_form
from verifier.web.settings import Settings

__all__ = ["LOCAL_TOKEN", "Auditing", "Caller", "Reading", "Sealing", "Submitting"]

LOCAL_TOKEN: Final = "local"  # noqa: S105 -- it opens nothing: the local mode asks nobody who she is
_ALL: Final = frozenset(SCOPES)
_FORM: Final = "multipart/form-data"
_LONGEST_TOKEN: Final = 200
_bearer: Final = HTTPBearer(auto_error=False, description="A token from /account; without a login, the word local.")


@dataclass(frozen=True, slots=True)
class Caller:
    """One request of a program.

    Attributes:
        service: The use cases.
        settings: How the server runs.
        person: In whose name it calls.
        scopes: For what the token may be used.
        project: The one project that the token is for; None for all of the person's.
        form: What was uploaded.
        idempotency: The key by which a repeated request is known.
    """

    service: Service
    settings: Settings
    person: Person
    scopes: frozenset[Scope]
    project: Project | None
    form: Form
    idempotency: str | None

    def fits(self, *, contract: str | None = None, project_id: int | None = None) -> None:
        """Refuse what belongs to another project than the token's, as if it did not exist.

        Raises:
            AccessError: It does.
        """
        if self.project is not None and (self.project.contract != contract and self.project.id != project_id):
            raise AccessError("access_not_found")


def _caller(scope: Scope) -> Any:  # noqa: ANN401 -- a dependency, as the framework takes it
    async def called(request: Request, _: Annotated[object, Depends(_bearer)]) -> AsyncIterator[Caller]:
        opened: Opened = request.app.state.opened
        authorization = request.headers.get("authorization")
        if authorization is None:
            caller = await _by_session(request, opened)
        else:
            caller = await run_in_threadpool(_by_token, authorization, opened)
            if request.method not in SAFE_METHODS:
                check_origin(request)
        if scope not in caller.scopes:
            raise AccessError("web_scope", scope=scope)
        form = EMPTY
        if request.headers.get("content-type", "").lower().startswith(_FORM):
            form = await read_form(request, opened.settings)
        key = request.headers.get("idempotency-key")
        try:
            yield replace(caller, form=form, idempotency=key)
        finally:
            await form.data.close()

    return Depends(called)


def _by_token(authorization: str, opened: Opened) -> Caller:
    """The caller whom a token names.

    Raises:
        AccessError: It names nobody: unknown, void, expired, or its person may no longer sign in.
    """
    kind, _, text = authorization.partition(" ")
    text = text.strip()
    if kind.lower() != "bearer" or len(text) > _LONGEST_TOKEN:
        raise AccessError("web_token_unknown")
    if not opened.settings.login and text == LOCAL_TOKEN:
        return Caller(opened.service, opened.settings, local_person(opened.service), _ALL, None, EMPTY, None)
    found = find_token(opened.service, text)
    if found is None:
        raise AccessError("web_token_unknown")
    token, person, project = found
    return Caller(opened.service, opened.settings, person, token.scopes, project, EMPTY, None)


async def _by_session(request: Request, opened: Opened) -> Caller:
    """The caller by a browser's session; a change needs the token of its pages as a header.

    Raises:
        AccessError: There is no session, or no such header.
    """
    asked = await ask_browser(request)
    person = asked.who
    if request.method not in SAFE_METHODS:
        check_origin(request)
        check_token(asked.csrf, request.headers.get(CSRF_HEADER))
    return Caller(opened.service, opened.settings, person, _ALL, None, EMPTY, None)


Reading = Annotated[Caller, _caller("read")]
Submitting = Annotated[Caller, _caller("submit")]
Sealing = Annotated[Caller, _caller("seal")]
Auditing = Annotated[Caller, _caller("audit")]
