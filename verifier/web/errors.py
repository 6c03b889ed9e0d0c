"""Every error of a page or of the API becomes a sentence with a status, in one place."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from verifier.acceptance.refused import Refused
from verifier.errors import UsageError, VerifierError
from verifier.web.csrf import SAFE_METHODS
from verifier.web.limits import TooLargeError
from verifier.web.refusal import is_api, refusal_response, status_of

__all__ = ["handle_errors"]

_UNAUTHORIZED: Final = 401
_NOT_FOUND: Final = 404
_METHOD: Final = 405


def handle_errors(app: FastAPI) -> None:
    """Give an application its answers to errors; what none of them knows is a fault, answered further out."""
    app.add_exception_handler(VerifierError, _refused)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(HTTPException, _from_http)
    app.add_exception_handler(RequestValidationError, _from_validation)


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, VerifierError | Refused):
        raise error
    status = status_of(error)
    reads = request.method in SAFE_METHODS
    if status == _UNAUTHORIZED and not is_api(request.scope) and reads and "hx-request" not in request.headers:
        # After the login people go on to the page that they asked for.
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/login?next={quote(path, safe='')}", 303, {"Cache-Control": "no-store"})
    return refusal_response(request.scope, error, status)


async def _from_http(request: Request, error: Exception) -> Response:
    """What the framework refuses by itself: an unknown address, a method that an address has not, a broken body."""
    if not isinstance(error, HTTPException):
        raise error
    if isinstance(error.__cause__, TooLargeError):
        return refusal_response(request.scope, error.__cause__)
    if error.status_code == _NOT_FOUND:
        return refusal_response(request.scope, UsageError("web_not_found"))
    if error.status_code == _METHOD:
        response = refusal_response(request.scope, UsageError("web_method"))
        response.headers.update(error.headers or {})
        return response
    return refusal_response(request.scope, UsageError("web_request_odd"), 400)


async def _from_validation(request: Request, error: Exception) -> Response:
    """A part of a request that is not what the address takes: an address that says so by its form is unknown."""
    if not isinstance(error, RequestValidationError):
        raise error
    places = [fault["loc"] for fault in error.errors()]
    if any(place and place[0] == "path" for place in places):
        return refusal_response(request.scope, UsageError("web_not_found"))
    named = ", ".join(".".join(str(part) for part in place) for place in places[:10])
    return refusal_response(request.scope, UsageError("web_fields_odd", fields=named), 422)
