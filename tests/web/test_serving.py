"""One server from its start to its end."""

from __future__ import annotations

import re
import signal
import socket
from pathlib import Path

import httpx
import pytest

from tests.web.running import running
from verifier.errors import UsageError
from verifier.web.serving import bind

_SECONDS = 90.0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_starts_answers_and_stops(tmp_path: Path, number: signal.Signals) -> None:
    """A server says its address, answers there, and asked to stop it ends in order with status 0."""
    with running(tmp_path / "data") as server:
        health = server.answers()
        assert {"status": "ok", "database": "ok", "disk": "ok", "workers": "ok"} == health.json()
        assert "no login" in server.said[1]
        server.process.send_signal(number)
        assert 0 == server.process.wait(_SECONDS)


def test_the_first_administrator_is_invited(tmp_path: Path) -> None:
    """Where people sign in, the first start prints a link that opens an invitation."""
    with running(tmp_path / "data", "--login") as server:
        link = re.search(r"/join/[\w-]+", server.said[1])
        assert link is not None
        server.answers()
        assert "administer" in httpx.get(f"{server.address}{link[0]}?lang=en", timeout=60).text
        assert 303 == httpx.get(server.address, timeout=60).status_code


def test_a_taken_port_is_said() -> None:
    """A port that another program holds is refused with its number and what to do."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(UsageError, match=f"{port}.*--port"):
            bind("127.0.0.1", port)


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host", "", "é" * 100, "x.invalid"])
def test_an_address_of_others_is_said(host: str) -> None:
    """An address that is not this machine's is refused with a sentence."""
    with pytest.raises(UsageError, match="--host"):
        bind(host, 0)


def test_a_free_port_is_found() -> None:
    """Port 0 takes a free one."""
    with bind("127.0.0.1", 0) as bound:
        assert bound.getsockname()[1] > 0
