"""Signing in with a name and a password, and out again."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from verifier.errors import AccessError
from verifier.service.people import check_login
from verifier.service.sessions import end_session, start_session
from verifier.store.people import Person
from verifier.web.answering import go_to, local_path, page
from verifier.web.asking import Anyone, Asked
from verifier.web.cookies import end_session_cookie, session_token, set_language_cookie, set_session_cookie
from verifier.web.refusal import status_of

__all__ = ["enter", "login_router"]

login_router = APIRouter()

_LONGEST_NAME = 200
_LONGEST_PASSWORD = 4_000


@login_router.get("/login")
def ask_login(asked: Anyone) -> Response:
    """The form that asks for name and password; whoever is signed in goes on."""
    onward = local_path(asked.request.query_params.get("next", "/"))
    if asked.person is not None:
        return go_to(asked, onward)
    return _form(asked, onward)


@login_router.post("/login")
def login(asked: Anyone) -> Response:
    """Check name and password, and start a session that has nothing of an earlier one."""
    onward = local_path(asked.form.text("next") or "/")
    if asked.local:
        return go_to(asked, onward)
    name = asked.form.text("name", _LONGEST_NAME)
    # A password keeps the blanks at its ends.
    password = next(iter(asked.form.texts("password")), "")[:_LONGEST_PASSWORD]
    try:
        person = check_login(asked.service, name, password, asked.address)
    except AccessError as error:
        return _form(asked, onward, error, name)
    return enter(asked, person, onward)


@login_router.post("/logout")
def logout(asked: Anyone) -> Response:
    """End this session, here and on the server."""
    response = go_to(asked, "/login" if asked.settings.login else "/")
    token = session_token(asked.request)
    if token is not None:
        end_session(asked.service, token)
    end_session_cookie(response, asked.settings)
    return response


def enter(asked: Asked, person: Person, onward: str, said: str = "") -> Response:
    """Start a new session for a person, end the one that the browser had, and go on.

    A new token at each login: one that somebody planted before is worth nothing after it.
    """
    old = session_token(asked.request)
    if old is not None:
        end_session(asked.service, old)
    response = go_to(asked, onward, said)
    _, token = start_session(asked.service, person, person.language)
    end_session_cookie(response, asked.settings)
    set_session_cookie(response, asked.settings, token, asked.service.limits.session_life)
    set_language_cookie(response, asked.settings, person.language)
    return response


def _form(asked: Asked, onward: str, error: AccessError | None = None, name: str = "") -> Response:
    status = 200 if error is None else status_of(error)
    oidc = asked.settings.oidc is not None
    return page(asked, "login.html", status, onward=onward, error=error, name=name, oidc=oidc)
