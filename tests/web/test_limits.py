"""How much a request may send, and how long it may take."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from starlette.concurrency import run_in_threadpool
from starlette.types import Message, Receive, Scope, Send

from verifier.web.limits import BodyLimit, TimeLimit, TooLargeError, takes_uploads
from verifier.web.settings import Settings

_SETTINGS = Settings(data=Path(), form_bytes=100, upload_bytes=1_000, request_seconds=0.05)


def _scope(path: str = "/account/language", headers: Iterable[tuple[bytes, bytes]] = ()) -> Scope:
    return {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": list(headers), "state": {}}


async def _reader(_: Scope, receive: Receive, send: Send) -> None:
    """Read the whole body, then answer."""
    more = True
    while more:
        more = (await receive()).get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def _ask(app: Any, scope: Scope, chunks: Iterable[bytes] = (b"",)) -> tuple[int, int]:  # noqa: ANN401 -- any application
    """The status, and how many parts of the body were taken."""
    parts = iter(chunks)
    statuses: list[int] = []
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        part = next(parts, None)
        taken += part is not None
        return {"type": "http.request", "body": part or b"", "more_body": part is not None}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    asyncio.run(app(scope, receive, send))
    return statuses[0], taken


@pytest.mark.parametrize("length", [b"101", b"99999999999999999999999", b"-1", b"abc", b"1e3", b"+5", b"\xb2"])
def test_a_length_that_is_too_large_or_none_is_refused_unread(length: bytes) -> None:
    """A body that announces too much, or no number, is refused before anything of it is taken."""
    assert (413, 0) == _ask(BodyLimit(_reader, _SETTINGS), _scope(headers=[(b"content-length", length)]), [b"x"])


def test_a_body_without_a_length_is_counted() -> None:
    """A body that announces nothing is stopped where it passes the limit, not read to its end."""
    endless = (b"x" * 40 for _ in range(10**9))

    with pytest.raises(TooLargeError):
        _ask(BodyLimit(_reader, _SETTINGS), _scope(), endless)


def test_a_body_within_the_limit_passes() -> None:
    """A body up to the limit is passed on."""
    assert 200 == _ask(BodyLimit(_reader, _SETTINGS), _scope(headers=[(b"content-length", b"100")]), [b"x" * 100])[0]


def test_uploads_may_be_larger() -> None:
    """An address that takes files has the larger limit."""
    length = [(b"content-length", b"1000")]

    assert 200 == _ask(BodyLimit(_reader, _SETTINGS), _scope("/p/HT-1/upload", length))[0]
    assert 413 == _ask(BodyLimit(_reader, _SETTINGS), _scope("/p/HT-1/other", length))[0]


@pytest.mark.parametrize("path", ["/p/HT-1/upload/", "/p/a/b/upload", "/upload", "/login", "//p/HT-1/upload"])
def test_other_addresses_take_no_uploads(path: str) -> None:
    """An address that only looks like an upload's has the small limit."""
    assert not takes_uploads(_scope(path))


def test_a_request_that_takes_too_long_is_answered() -> None:
    """A request that does not end is answered with 503."""

    async def endless(*_: object) -> None:
        await asyncio.sleep(60)

    assert 503 == _ask(TimeLimit(endless, _SETTINGS), _scope())[0]


def test_a_request_whose_thread_does_not_end_is_answered() -> None:
    """A request that waits for a thread is answered in time; the thread ends unseen, and sends nothing any more."""
    started = time.monotonic()
    seconds: list[float] = []

    async def busy(scope: Scope, receive: Receive, send: Send) -> None:
        await run_in_threadpool(time.sleep, 1.5)
        await _reader(scope, receive, send)

    async def timed(scope: Scope, receive: Receive, send: Send) -> None:
        await TimeLimit(busy, _SETTINGS)(scope, receive, send)
        seconds.append(time.monotonic() - started)

    assert 503 == _ask(timed, _scope())[0]
    assert seconds[0] < 1.4


def test_a_fault_in_time_stays_a_fault() -> None:
    """What a request raises in time is raised."""

    async def fails(*_: object) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        _ask(TimeLimit(fails, _SETTINGS), _scope())


def test_a_request_in_time_is_left_alone() -> None:
    """A request that ends in time is passed on as it is."""
    assert 200 == _ask(TimeLimit(_reader, _SETTINGS), _scope())[0]
