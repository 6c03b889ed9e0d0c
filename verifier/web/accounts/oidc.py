"""Signing in by a provider of identities: sent there with what only this browser brings back."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from verifier.errors import AccessError, UsageError
from verifier.service.joining import invitation, knows_oidc, oidc_person
from verifier.web.accounts.login import enter
from verifier.web.accounts.provider import Provider
from verifier.web.answering import local_path
from verifier.web.asking import Anyone, Asked, Opened
from verifier.web.secret import Secret

__all__ = ["FLOW_COOKIE", "oidc_router"]

oidc_router = APIRouter()

FLOW_COOKIE: Final = "dabiao_oidc"
_PURPOSE: Final = "oidc"
_SECONDS: Final = 600
_PATH: Final = "/oidc"
_JOIN: Final = "/join/"


@oidc_router.get("/oidc/login")
def begin(asked: Anyone) -> Response:
    """Send somebody to the provider, with a state, a nonce and a verifier that are kept in her browser alone."""
    state, nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    flow = {
        "state": state,
        "nonce": nonce,
        "verifier": verifier,
        "next": local_path(asked.request.query_params.get("next", "/")),
        "until": int(asked.service.now().timestamp()) + _SECONDS,
    }
    url = _provider(asked).login_url(_redirect(asked), state, nonce, verifier)
    response = RedirectResponse(url, 303)
    text = base64.urlsafe_b64encode(json.dumps(flow).encode()).decode()
    value = f"{text}.{_secret(asked).sign(_PURPOSE, text)}"
    response.set_cookie(
        FLOW_COOKIE, value, _SECONDS, path=_PATH, secure=asked.settings.secure, httponly=True, samesite="lax"
    )
    return response


@oidc_router.get("/oidc/return")
def end(asked: Anyone) -> Response:
    """Take back whom the provider vouches for, if it is the browser that was sent there.

    Raises:
        AccessError: It is not, the provider refused, or nobody here knows the person.
    """
    query, flow = asked.request.query_params, _flow(asked)
    state, issuer = query.get("state", ""), query.get("iss", _provider(asked).settings.issuer)
    alike = secrets.compare_digest(state.encode(errors="replace"), str(flow["state"]).encode())
    if not alike or "code" not in query or issuer != _provider(asked).settings.issuer:
        raise AccessError("web_oidc_refused")
    found = _provider(asked).identity(
        query["code"], _redirect(asked), flow["nonce"], flow["verifier"], asked.service.now()
    )
    onward = str(flow["next"])
    if not _provider(asked).settings.admit and not knows_oidc(asked.service, found.subject):
        # Whoever is new needs an invitation: without one this raises.
        if not onward.startswith(_JOIN):
            raise AccessError("web_oidc_stranger")
        invitation(asked.service, onward.removeprefix(_JOIN))
    person = oidc_person(asked.service, found.subject, name=found.name, shown_name=found.shown_name)
    response = enter(asked, person, onward)
    response.delete_cookie(FLOW_COOKIE, path=_PATH, secure=asked.settings.secure, httponly=True, samesite="lax")
    return response


def _flow(asked: Asked) -> dict[str, Any]:
    """What the browser was sent away with.

    Raises:
        AccessError: It brings nothing back, or nothing of this server's, or too late.
    """
    text, _, signature = asked.request.cookies.get(FLOW_COOKIE, "").rpartition(".")
    if not text or not _secret(asked).signed(_PURPOSE, text, signature):
        raise AccessError("web_oidc_refused")
    try:
        flow: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text))
    except (binascii.Error, ValueError) as error:
        raise AccessError("web_oidc_refused") from error
    if flow["until"] < asked.service.now().timestamp():
        raise AccessError("web_oidc_refused")
    return flow


def _redirect(asked: Asked) -> str:
    return f"{asked.base_url}{_PATH}/return"


def _provider(asked: Asked) -> Provider:
    """The provider that the application was made with.

    Raises:
        UsageError: There is none.
    """
    provider: Provider | None = asked.request.app.state.provider
    if provider is None:
        raise UsageError("web_not_found")
    return provider


def _secret(asked: Asked) -> Secret:
    opened: Opened = asked.request.app.state.opened
    return opened.secret
