"""`dabiao serve`: what it asks and what it refuses."""

from __future__ import annotations

import importlib.util
import socket
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from verifier.cli.serve_command import serve
from verifier.web import serving
from verifier.web.settings import Settings


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Settings, dict[str, Any]]]:
    """With what the server would have begun; it does not begin."""
    seen: list[tuple[Settings, dict[str, Any]]] = []

    def remember(settings: Settings, listening: socket.socket, **options: Any) -> None:  # noqa: ANN401 -- as it is called
        assert listening.getsockname()[1] == settings.port
        options["say"](serving.Begun(settings.base_url, "secret" if settings.login else None, ()))
        seen.append((settings, options))

    monkeypatch.setattr(serving, "serve", remember)
    for name in ("DATABASE_URL", "METRICS_TOKEN", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"):
        monkeypatch.delenv(f"DABIAO_{name}", raising=False)
    return seen


def _serve(*options: str) -> Result:
    return CliRunner().invoke(serve, ["--lang", "en", "--port", "0", *options])


def test_this_machine_alone_needs_no_login(begun: list[tuple[Settings, dict[str, Any]]], tmp_path: Path) -> None:
    """On this machine's own address nobody signs in."""
    outcome = _serve("--data", str(tmp_path))

    assert 0 == outcome.exit_code
    assert "no login" in outcome.output
    assert not begun[0][0].login


@pytest.mark.parametrize(
    "options",
    [("--login",), ("--host", "0.0.0.0"), ("--public-url", "https://dabiao.example.org")],  # noqa: S104 -- nothing listens long
)
def test_where_others_come_people_sign_in(
    begun: list[tuple[Settings, dict[str, Any]]], tmp_path: Path, options: tuple[str, ...]
) -> None:
    """Where others can reach the server people sign in, asked for or not, and the first one is invited."""
    outcome = _serve("--data", str(tmp_path), *options)

    assert 0 == outcome.exit_code
    assert begun[0][0].login
    assert "/join/secret" in outcome.output


def test_passwords_in_the_clear_are_warned_of(begun: list[tuple[Settings, dict[str, Any]]], tmp_path: Path) -> None:
    """A server that others reach without https says so; behind https it does not."""
    plain = _serve("--data", str(tmp_path), "--host", "0.0.0.0")  # noqa: S104 -- nothing listens long
    https = _serve("--data", str(tmp_path), "--host", "0.0.0.0", "--behind-https")  # noqa: S104 -- nothing listens long

    assert "in the clear" in plain.output
    assert "in the clear" not in https.output
    assert 2 == len(begun)


def test_secrets_come_from_the_environment(
    begun: list[tuple[Settings, dict[str, Any]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database's address may come from the environment, but not from both places."""
    monkeypatch.setenv("DABIAO_DATABASE_URL", "postgresql://u:p@h/d")

    assert 0 == _serve("--data", str(tmp_path)).exit_code
    assert "postgresql://u:p@h/d" == begun[0][0].database_url
    assert 2 == _serve("--data", str(tmp_path), "--database", "postgresql://h/e").exit_code


def test_a_taken_port_is_status_2(begun: list[tuple[Settings, dict[str, Any]]], tmp_path: Path) -> None:
    """A port that another program holds is a sentence and status 2."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        outcome = CliRunner().invoke(serve, ["--port", str(other.getsockname()[1]), "--data", str(tmp_path)])

    assert 2 == outcome.exit_code
    assert "--port" in outcome.output
    assert [] == begun


@pytest.mark.parametrize("options", [("--public-url", "javascript:x"), ("--host", "x.invalid"), ("--workers", "0")])
def test_what_cannot_be_served_is_status_2(
    begun: list[tuple[Settings, dict[str, Any]]], tmp_path: Path, options: tuple[str, ...]
) -> None:
    """An option that cannot be used is a sentence and status 2."""
    outcome = _serve("--data", str(tmp_path), *options)

    assert 2 == outcome.exit_code
    assert "Traceback" not in outcome.output
    assert [] == begun


def test_an_absent_library_names_its_extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without the libraries of the service the command says which extra brings them."""
    found = importlib.util.find_spec
    monkeypatch.setattr("verifier.report.extras.find_spec", lambda name: None if name == "fastapi" else found(name))

    outcome = _serve("--data", str(tmp_path))

    assert 2 == outcome.exit_code
    assert "dabiao[serve]" in outcome.output
