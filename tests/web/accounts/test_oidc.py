"""Signing in by an identity provider that runs on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.web.world import Browser, Clock, Site, open_site
from verifier.service.joining import invite, oidc_person
from verifier.web.settings import OidcSettings

_KEY = RSAKey.generate_key(2048, {"kid": "one"})


class _Provider:
    """A small provider: it vouches for `subject` with whatever nonce it was sent."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.subject = "u-1"
        self.nonces: dict[str, str] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_address[1]}"

    def visit(self, url: str) -> str:
        """What the provider's page does after somebody signed in there: the address that it sends her back to."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        self.nonces["code-1"] = query["nonce"]
        return f"/oidc/return?code=code-1&state={query['state']}"

    def _handler(provider) -> type[BaseHTTPRequestHandler]:  # noqa: N805 -- the handler's own self is inside
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path.endswith("openid-configuration"):
                    places = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
                    found = {name: provider.issuer + path for name, path in places.items()}
                    self._say({"issuer": provider.issuer, **found})
                else:
                    self._say({"keys": [_KEY.as_dict(private=False)]})

            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
                now = int(provider.clock().timestamp())
                claims = {
                    "iss": provider.issuer,
                    "aud": "dabiao",
                    "sub": provider.subject,
                    "iat": now,
                    "exp": now + 60,
                    "nonce": provider.nonces[form["code"][0]],
                    "preferred_username": "li",
                    "name": "李工",
                }
                self._say({"id_token": jwt.encode({"alg": "RS256", "kid": "one"}, claims, _KEY)})

            def _say(self, document: dict[str, Any]) -> None:
                body = json.dumps(document).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the library's name
                """Say nothing."""

        return Handler


@contextmanager
def _running(clock: Clock) -> Iterator[_Provider]:
    provider = _Provider(clock)
    thread = threading.Thread(target=provider.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.server.shutdown()
        provider.server.server_close()
        thread.join()


@pytest.fixture
def vouched(tmp_path: Path, clock: Clock) -> Iterator[tuple[Site, _Provider]]:
    """A site whose people may sign in by a provider."""
    with _running(clock) as provider:
        oidc = OidcSettings(provider.issuer, "dabiao", "secret")
        with open_site(tmp_path / "data", clock=clock, oidc=oidc) as site:
            yield site, provider
            site.app.state.provider.close()


def _round(browser: Browser, provider: _Provider, onward: str = "/account") -> httpx.Response:
    """Go to the provider and come back."""
    sent = browser.get("/oidc/login", params={"next": onward})
    return browser.get(provider.visit(sent.headers["location"]))


def test_a_known_person_comes_in(vouched: tuple[Site, _Provider]) -> None:
    """Somebody whom the provider and the service know is signed in and goes on."""
    site, provider = vouched
    oidc_person(site.service, f"{provider.issuer}#u-1", name="li", shown_name="李工")
    browser = site.browser()

    answer = _round(browser, provider)

    assert (303, "/account") == (answer.status_code, answer.headers["location"])
    assert "李工" in browser.get("/account").text


def test_a_stranger_does_not(vouched: tuple[Site, _Provider]) -> None:
    """Somebody whom only the provider knows needs an invitation."""
    site, provider = vouched
    browser = site.browser()

    assert 403 == _round(browser, provider).status_code
    assert 404 == _round(browser, provider, "/join/" + "x" * 43).status_code
    assert 303 == browser.get("/account").status_code


def test_a_stranger_with_an_invitation_comes_in(vouched: tuple[Site, _Provider]) -> None:
    """With an invitation somebody new gets an account, and takes the invitation up."""
    site, provider = vouched
    secret = invite(site.service, site.people["root"], contract="HT-1", role="team", hours=24)
    browser = site.browser()

    answer = _round(browser, provider, f"/join/{secret}")
    browser.csrf = None
    page = browser.get(answer.headers["location"]).text
    browser.csrf = page.partition('name="csrf" value="')[2].partition('"')[0]

    assert 303 == browser.send_form(f"/join/{secret}/here").status_code
    assert 200 == browser.get("/p/HT-1").status_code


def test_another_browser_cannot_take_the_answer(vouched: tuple[Site, _Provider]) -> None:
    """An answer that was meant for another browser signs nobody in."""
    site, provider = vouched
    oidc_person(site.service, f"{provider.issuer}#u-1", name="li", shown_name="李工")
    victim, attacker = site.browser(), site.browser()
    back = provider.visit(attacker.get("/oidc/login").headers["location"])

    assert 403 == victim.get(back).status_code
    victim.get("/oidc/login")
    assert 403 == victim.get(back).status_code
    assert 303 == victim.get("/account").status_code


@pytest.mark.parametrize("change", ["", "x", "no.signature", "e30=.00"])
def test_a_changed_cookie_is_refused(vouched: tuple[Site, _Provider], change: str) -> None:
    """What the browser was sent away with cannot be changed."""
    site, provider = vouched
    browser = site.browser()
    back = provider.visit(browser.get("/oidc/login").headers["location"])
    browser.cookies.set("dabiao_oidc", change, domain="127.0.0.1", path="/oidc")

    assert 403 == browser.get(back).status_code


def test_the_answer_comes_in_time(vouched: tuple[Site, _Provider], clock: Clock) -> None:
    """Whoever comes back after ten minutes begins again."""
    site, provider = vouched
    browser = site.browser()
    back = provider.visit(browser.get("/oidc/login").headers["location"])
    clock.now += timedelta(minutes=11)

    assert 403 == browser.get(back).status_code


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?code=code-1&state=x", "?error=access_denied"])
def test_an_answer_that_is_none(vouched: tuple[Site, _Provider], query: str) -> None:
    """An answer without a code or with another state signs nobody in."""
    site, _ = vouched
    browser = site.browser()
    browser.get("/oidc/login")

    assert 403 == browser.get(f"/oidc/return{query}").status_code
