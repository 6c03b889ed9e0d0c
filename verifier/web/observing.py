"""Each request counted, timed and written down, by its route and never by its address or its asker."""

from __future__ import annotations

import secrets
import time
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from verifier.errors import UsageError
from verifier.web.limits import TooLargeError
from verifier.web.logs import log_event, log_fault
from verifier.web.metrics import Metrics
from verifier.web.refusal import refusal_response

__all__ = ["REQUEST_ID", "Observing", "route_of"]

REQUEST_ID: Final = "X-Request-ID"
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def route_of(scope: Scope) -> str:
    """The template of the route that answered, e.g. `/p/{contract}`; what no route answered counts as one."""
    if str(scope["path"]).startswith("/static/"):
        return "/static"
    return str(getattr(scope.get("route"), "path", "-"))


class Observing:
    """The outermost layer: a number for the request, its line in the log, and an answer whatever happens."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and see it to its end."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        identity, started, status, sent = secrets.token_hex(8), time.perf_counter(), 0, 0

        async def noted(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = identity
            elif message["type"] == "http.response.body":
                sent += len(message.get("body", b""))
            await send(message)

        scope.setdefault("state", {})["request_id"] = identity
        self.metrics.begin()
        try:
            await self.app(scope, receive, noted)
        except TooLargeError as error:
            if status == 0:
                await refusal_response(scope, error)(scope, receive, noted)
        except Exception as error:  # noqa: BLE001 -- the last place where a fault can still become a sentence
            log_fault(error, id=identity, route=route_of(scope))
            if status == 0:
                await refusal_response(scope, UsageError("web_fault", request=identity))(scope, receive, noted)
        finally:
            seconds = time.perf_counter() - started
            method = scope["method"] if scope["method"] in _METHODS else "-"
            self.metrics.end(method, route_of(scope), status, seconds)
            milliseconds = round(seconds * 1000)
            log_event(
                "request",
                id=identity,
                method=method,
                route=route_of(scope),
                status=status,
                ms=milliseconds,
                bytes=sent,
            )
