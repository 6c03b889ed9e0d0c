"""Cookies and what guards them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response

from verifier.web.cookies import (
    end_session_cookie,
    session_token,
    set_language_cookie,
    set_session_cookie,
    set_visit_cookie,
    visit_of,
)
from verifier.web.settings import Settings

_PLAIN = Settings(data=Path(), login=True)
_HTTPS = Settings(data=Path(), login=True, behind_https=True)


def _request(cookie: str) -> Request:
    return Request(
        {
            "type": "http",
            "method": "GET",
            "path": "/",
            "query_string": b"",
            "headers": [(b"cookie", cookie.encode("latin-1"))],
        }
    )


@pytest.mark.parametrize("settings", [_PLAIN, _HTTPS])
def test_every_cookie_is_guarded(settings: Settings) -> None:
    """Each cookie is for this server's whole path, unseen by scripts, and secure where people come by https."""
    response = Response()
    set_session_cookie(response, settings, "t" * 43, timedelta(hours=1))
    set_visit_cookie(response, settings)
    set_language_cookie(response, settings, "en")
    end_session_cookie(response, settings)

    cookies = response.headers.getlist("set-cookie")
    assert 5 == len(cookies)
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
        assert settings.secure == ("Secure" in cookie)


def test_a_session_s_cookie_ends_with_the_session() -> None:
    """The browser forgets the session when it ends at the latest."""
    response = Response()
    set_session_cookie(response, _PLAIN, "t" * 43, timedelta(hours=1))

    assert "Max-Age=3600" in response.headers["set-cookie"]


@pytest.mark.parametrize("value", ["", "short", "a b" * 20, "<script>" * 5, "x" * 10_000, "é" * 43, "../" * 10])
def test_what_is_no_token_is_none(value: str) -> None:
    """A cookie that cannot be a token is not looked for in the database."""
    assert session_token(_request(f"dabiao_session={value}")) is None
    assert visit_of(_request(f"dabiao_visit={value}")) is None
