"""The cookies of the service: who is signed in, which visitor a form was shown to, and the language."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import Final

from starlette.requests import HTTPConnection
from starlette.responses import Response

from verifier.web.language import LANGUAGE_COOKIE
from verifier.web.settings import Settings
from verifier.wording import Language

__all__ = [
    "SESSION_COOKIE",
    "VISIT_COOKIE",
    "end_session_cookie",
    "session_token",
    "set_language_cookie",
    "set_session_cookie",
    "set_visit_cookie",
    "visit_of",
]

SESSION_COOKIE: Final = "dabiao_session"
VISIT_COOKIE: Final = "dabiao_visit"
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{20,128}")
_LANGUAGE_SECONDS: Final = 365 * 24 * 3600


def session_token(request: HTTPConnection) -> str | None:
    """The session's token in a request; None where there is none or nothing that could be one."""
    token = request.cookies.get(SESSION_COOKIE, "")
    return token if _TOKEN.fullmatch(token) else None


def visit_of(request: HTTPConnection) -> str | None:
    """The name of a visit without a session: random, of no meaning, and not kept by the server."""
    visit = request.cookies.get(VISIT_COOKIE, "")
    return visit if _TOKEN.fullmatch(visit) else None


def set_session_cookie(response: Response, settings: Settings, token: str, life: timedelta) -> None:
    """Give a browser its session: no script reads it, and no other site's form sends it."""
    _set(response, settings, SESSION_COOKIE, token, int(life.total_seconds()))


def end_session_cookie(response: Response, settings: Settings) -> None:
    """Take a browser's session away, and the visit's name with it."""
    for name in (SESSION_COOKIE, VISIT_COOKIE):
        response.delete_cookie(name, path="/", secure=settings.secure, httponly=True, samesite="lax")


def set_visit_cookie(response: Response, settings: Settings, visit: str | None = None) -> None:
    """Give a browser the name of its visit, until it is closed."""
    _set(response, settings, VISIT_COOKIE, visit or secrets.token_urlsafe(32), None)


def set_language_cookie(response: Response, settings: Settings, lang: Language) -> None:
    """Keep the language that somebody chose."""
    _set(response, settings, LANGUAGE_COOKIE, lang, _LANGUAGE_SECONDS)


def _set(response: Response, settings: Settings, name: str, value: str, seconds: int | None) -> None:
    response.set_cookie(name, value, max_age=seconds, path="/", secure=settings.secure, httponly=True, samesite="lax")
