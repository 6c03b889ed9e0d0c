"""How much one request may send, and how long it may take."""

from __future__ import annotations

import asyncio
import re
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from verifier.errors import UsageError
from verifier.web.refusal import refusal_response
from verifier.web.settings import Settings

__all__ = ["BodyLimit", "TimeLimit", "TooLargeError", "takes_uploads"]

_UPLOADS: Final = re.compile(
    r"/p/[^/]+/upload|/s/[^/]+/files|/r/[^/]+/verify|/verify|/admin/projects|/admin/projects/[^/]+"
    r"|/api/v1/projects/[^/]+/submissions|/api/v1/records/[^/]+/rerun"
)


class TooLargeError(UsageError):
    """A request that sends more than it may."""


def takes_uploads(scope: Scope) -> bool:
    """Whether a request goes to an address that takes files."""
    return scope["method"] == "POST" and _UPLOADS.fullmatch(scope["path"]) is not None


class BodyLimit:
    """Refuses a body by the length that it announces, and stops one that announces none while it is counted."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, with its body counted."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.settings.upload_bytes if takes_uploads(scope) else self.settings.form_bytes
        lengths = [value for name, value in scope["headers"] if name == b"content-length"]
        if any(not value.isdigit() or len(value) > 18 or int(value) > limit for value in lengths):  # noqa: PLR2004 -- digits of a length that any file has
            response = refusal_response(scope, TooLargeError("web_too_large", limit=limit))
            response.headers["Connection"] = "close"
            await response(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > limit:
                    raise TooLargeError("web_too_large", limit=limit)
            return message

        await self.app(scope, counted, send)


class TimeLimit:
    """Answers a request that takes too long; what it does in a thread ends there, unseen."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, for as long as it may take."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = over = False

        async def noticed(message: Message) -> None:
            nonlocal begun
            if not over:
                begun = True
                await send(message)

        seconds = self.settings.upload_seconds if takes_uploads(scope) else self.settings.request_seconds
        # A task of its own: a thread cannot be stopped, and nobody is to wait for it.
        task = asyncio.ensure_future(self.app(scope, receive, noticed))
        try:
            await asyncio.wait({task}, timeout=seconds)
        finally:
            if not task.done():
                task.add_done_callback(_look_away)
                task.cancel()
        if task.done():
            await task
            return
        over = True
        if begun:
            raise TimeoutError
        await refusal_response(scope, UsageError("web_too_slow", seconds=f"{seconds:g}"), 503)(scope, receive, send)


def _look_away(task: asyncio.Future[None]) -> None:
    """Take what a task ended with that nobody waits for any more."""
    if not task.cancelled():
        task.exception()
