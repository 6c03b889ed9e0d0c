"""Whether a form that changes something came from a page of this server, shown to the same person."""

from __future__ import annotations

import hmac
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request

from verifier.errors import AccessError

__all__ = ["CSRF_FIELD", "CSRF_HEADER", "SAFE_METHODS", "check_origin", "check_token"]

CSRF_FIELD: Final = "csrf"
CSRF_HEADER: Final = "x-csrf-token"
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def check_origin(request: Request) -> None:
    """Refuse a change that a page of another site asks for, before anything of it is read.

    1. Sec-Fetch-Site, where the browser sends it, says where the page came from.
    2. Origin, where the browser sends it, must name the host that is asked.

    Raises:
        AccessError: The page that asks is another site's.

    Source:
        W3C Fetch Metadata (2021), 2.4; RFC 6454 (2011), 7.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise AccessError("web_foreign_site")
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
        raise AccessError("web_foreign_site")


def check_token(expected: str, sent: str | None) -> None:
    """Refuse a change whose token is not the one that this person's pages bear.

    Raises:
        AccessError: The token is absent or another's.
    """
    if not sent or not hmac.compare_digest(expected.encode(), sent.encode(errors="replace")):
        raise AccessError("web_csrf")
