"""One server from its start to its end: the socket, the service, the workers, and an orderly stop."""

from __future__ import annotations

import errno
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

import uvicorn

from verifier.errors import UsageError
from verifier.service.demo import DemoPerson, fill_demo
from verifier.service.joining import first_invitation
from verifier.service.running import Service, ServiceLimits, open_service
from verifier.service.worker import Workers
from verifier.web.app import create_app
from verifier.web.logs import configure, log_event
from verifier.web.settings import Settings

__all__ = ["Begun", "bind", "serve"]

_BACKLOG: Final = 512
_STOP_SECONDS: Final = 10
_ROOM_FOR_FORM: Final = 1024 * 1024


class Begun:
    """What is said when a server begins.

    Args:
        url: The address that people open.
        invitation: The secret of the first administrator's invitation, where there is no administrator yet.
        people: The people of a demonstration, with their passwords.
    """

    __slots__ = ("invitation", "people", "url")

    def __init__(self, url: str, invitation: str | None, people: tuple[DemoPerson, ...]) -> None:
        self.url = url
        self.invitation = invitation
        self.people = people


def bind(host: str, port: int) -> socket.socket:
    """The socket that the server listens on; port 0 takes a free one.

    Raises:
        UsageError: The port is taken, needs rights that the server has not, or the address is not this machine's.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UsageError("serve_address", host=host, port=port) from error
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(address)
        bound.listen(_BACKLOG)
    except OSError as error:
        bound.close()
        code = {errno.EADDRINUSE: "serve_port_taken", errno.EACCES: "serve_port_rights"}.get(
            error.errno or 0, "serve_address"
        )
        raise UsageError(code, host=host, port=port) from error
    bound.set_inheritable(True)
    return bound


def serve(
    settings: Settings,
    listening: socket.socket,
    *,
    judge_seconds: float,
    demo: bool,
    guide_path: Path | None,
    proxy: str,
    say: Callable[[Begun], None],
) -> None:
    """Run a server until it is asked to stop.

    1. The service is opened; a demonstration fills it, and the first administrator's invitation is made.
    2. The workers begin, then the server answers.
    3. Asked to stop, it takes no more requests, ends those that it has, and puts a check that runs back in the queue.

    Args:
        settings: How it runs.
        listening: The socket that it listens on.
        judge_seconds: How long a check may take.
        demo: Whether an empty service is filled with worked submissions.
        guide_path: Where guides lie, None for the program's own.
        proxy: Address of the proxy that is believed to say who asks, where there is one.
        say: Told once that the server begins.
    """
    configure()
    limits = ServiceLimits(submission_bytes=settings.upload_bytes - _ROOM_FOR_FORM, seconds=judge_seconds)
    with _stoppable(), _opened(settings, limits, guide_path) as service:
        # 1.
        people = fill_demo(service) if demo else ()
        invitation = first_invitation(service) if settings.login else None
        workers = Workers(service, settings.workers)
        server = uvicorn.Server(
            uvicorn.Config(
                create_app(service, settings, workers),
                log_config=None,
                access_log=False,
                ws="none",
                http="h11",
                lifespan="off",
                server_header=False,
                proxy_headers=settings.secure,
                forwarded_allow_ips=proxy,
                timeout_graceful_shutdown=_STOP_SECONDS,
                # Longer than a proxy keeps an idle connection, so that it is never the server that hangs up first.
                timeout_keep_alive=75,
            )
        )
        # 2.
        workers.start()
        try:
            say(Begun(settings.base_url, invitation, people))
            server.run(sockets=[listening])
        finally:
            # 3.
            workers.stop(_STOP_SECONDS)
            log_event("stopped")


@contextmanager
def _opened(settings: Settings, limits: ServiceLimits, guide_path: Path | None) -> Iterator[Service]:
    service = open_service(
        settings.data, settings.database_url, limits=limits, guide_path=guide_path, local=not settings.login
    )
    try:
        yield service
    finally:
        service.close()


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let a request to end the process unwind it, so that every block above is left in order."""

    def stop(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 -- as the system calls it
        raise _Stopped

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    except (_Stopped, KeyboardInterrupt):
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Stopped(BaseException):
    """The process was asked to end."""
