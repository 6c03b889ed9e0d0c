"""Under which names the server answers: a foreign name that leads to this machine is refused."""

from __future__ import annotations

import re
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from verifier.errors import UsageError
from verifier.web.refusal import refusal_response
from verifier.web.settings import Settings

__all__ = ["HostCheck", "host_name"]

_HOST: Final = re.compile(r"(?:\[([0-9a-f:.]{2,45})\]|([a-z0-9](?:[a-z0-9.-]{0,252})))(?::\d{1,5})?")


def host_name(header: str) -> str | None:
    """The name in a Host header without its port, in lower case; None where it is no host's name."""
    match = _HOST.fullmatch(header.lower())
    return None if match is None else match[1] or match[2]


class HostCheck:
    """Refuses a request whose Host header is absent, doubled, no name, or not this server's.

    Without it, a page elsewhere could give its own name the address 127.0.0.1 and read what the server shows
    to the one person at this machine (DNS rebinding).
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.names = settings.names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on if it asks for this server."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        name = host_name(hosts[0]) if len(hosts) == 1 else None
        if name is None or (self.names is not None and name not in self.names):
            await refusal_response(scope, UsageError("web_host_unknown"), 400)(scope, receive, send)
            return
        await self.app(scope, receive, send)
