"""An identity provider, and what it may not do."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from verifier.errors import AccessError, UsageError, VerifierError
from verifier.web.accounts.provider import Identity, Provider
from verifier.web.settings import OidcSettings

_ISSUER = "https://id.example.org"
_NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
_KEY = RSAKey.generate_key(2048, {"kid": "one"})
_OTHER = RSAKey.generate_key(2048, {"kid": "one"})
_SETTINGS = OidcSettings(_ISSUER, "dabiao", "secret")
_PLACES = {
    "issuer": _ISSUER,
    "authorization_endpoint": f"{_ISSUER}/authorize",
    "token_endpoint": f"{_ISSUER}/token",
    "jwks_uri": f"{_ISSUER}/keys",
}
_CLAIMS: dict[str, Any] = {
    "iss": _ISSUER,
    "aud": "dabiao",
    "sub": "u-1",
    "exp": int(_NOW.timestamp()) + 300,
    "iat": int(_NOW.timestamp()),
    "nonce": "n",
    "preferred_username": "zhang",
    "name": "张工",
}


def _provider(
    token: Callable[[], str], places: dict[str, Any] | None = None, keys: list[RSAKey] | None = None
) -> tuple[Provider, list[httpx.Request]]:
    seen: list[httpx.Request] = []
    served = list(keys or [_KEY])

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        match request.url.path:
            case "/.well-known/openid-configuration":
                return httpx.Response(200, json=_PLACES if places is None else places)
            case "/keys":
                key = served.pop(0) if len(served) > 1 else served[0]
                return httpx.Response(200, json={"keys": [key.as_dict(private=False)]})
            case _:
                return httpx.Response(200, json={"id_token": token()})

    return Provider(_SETTINGS, httpx.MockTransport(answer)), seen


def _signed(claims: dict[str, Any], key: RSAKey = _KEY, algorithm: str = "RS256") -> str:
    return jwt.encode({"alg": algorithm, "kid": "one"}, claims, key)


def _identity(token: Callable[[], str], **more: Any) -> Identity:  # noqa: ANN401 -- how the provider answers
    provider, _ = _provider(token, **more)
    return provider.identity("code", "https://here/oidc/return", "n", "v", _NOW)


def test_somebody_is_vouched_for() -> None:
    """A whole token names somebody by issuer and subject."""
    assert Identity(f"{_ISSUER}#u-1", "zhang", "张工") == _identity(lambda: _signed(_CLAIMS))


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"aud": ["dabiao", "another"], "azp": "another"},
        {"nonce": "another"},
        {"exp": int(_NOW.timestamp()) - 600},
        {"iat": int(_NOW.timestamp()) + 600},
        {"sub": ""},
        {"sub": "x" * 256},
        {"sub": 7},
        {"exp": "soon"},
    ],
)
def test_a_token_for_something_else_is_refused(change: dict[str, Any]) -> None:
    """A token of another issuer, server or login, or out of its time, vouches for nobody."""
    with pytest.raises(AccessError):
        _identity(lambda: _signed({**_CLAIMS, **change}))


@pytest.mark.parametrize("name", ["iss", "aud", "sub", "exp", "iat", "nonce"])
def test_a_token_that_lacks_a_claim_is_refused(name: str) -> None:
    """A token that does not say all of it vouches for nobody."""
    with pytest.raises(AccessError):
        _identity(lambda: _signed({key: value for key, value in _CLAIMS.items() if key != name}))


def _unsigned() -> str:
    head, body = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
                  for part in ({"alg": "none"}, _CLAIMS))  # fmt: skip
    return f"{head}.{body}."


def _by_the_secret() -> str:
    """A token that is signed with what both sides know, by the public key's own letters."""
    secret = OctKey.import_key(json.dumps(_KEY.as_dict(private=False)))
    return jwt.encode({"alg": "HS256", "kid": "one"}, _CLAIMS, secret, algorithms=["HS256"])


@pytest.mark.parametrize(
    "token",
    [lambda: _signed(_CLAIMS, _OTHER), _unsigned, _by_the_secret, lambda: "", lambda: "a.b.c", lambda: "x" * 100_000],
    ids=["another's", "unsigned", "by the secret", "empty", "no token", "long"],
)
def test_a_token_that_the_provider_did_not_sign(token: Callable[[], str]) -> None:
    """A token with another's signature, with none, or with one that anybody could make is refused."""
    with pytest.raises(AccessError):
        _identity(token)


def test_a_changed_key_is_asked_for_once_more() -> None:
    """After the provider changed its keys the new ones are fetched, and the login goes on."""
    assert "zhang" == _identity(lambda: _signed(_CLAIMS, _OTHER), keys=[_KEY, _OTHER]).name


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "https://evil.example"},
        {"authorization_endpoint": "http://id.example.org/authorize"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": None},
        {"jwks_uri": "file:///etc/passwd"},
    ],
)
def test_a_provider_that_says_odd_things_is_not_used(change: dict[str, Any]) -> None:
    """A provider that claims another's name, or names addresses that are not https, is not used."""
    provider, _ = _provider(lambda: "", {**_PLACES, **change})

    with pytest.raises(VerifierError):
        provider.login_url("https://here/oidc/return", "s", "n", "v")


def test_a_provider_that_does_not_answer() -> None:
    """A provider that does not answer is said to be unreachable."""

    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(request.method, request=request)

    with pytest.raises(UsageError, match=r"id\.example\.org"):
        Provider(_SETTINGS, httpx.MockTransport(fail)).login_url("https://here", "s", "n", "v")


def test_the_login_binds_state_nonce_and_verifier() -> None:
    """The address of the login bears state, nonce and the verifier's challenge; the token's has the verifier."""
    provider, seen = _provider(lambda: _signed(_CLAIMS))
    query = parse_qs(urlsplit(provider.login_url("https://here/oidc/return", "s", "n", "verifier")).query)

    provider.identity("code", "https://here/oidc/return", "n", "verifier", _NOW)

    challenge = base64.urlsafe_b64encode(hashlib.sha256(b"verifier").digest()).rstrip(b"=").decode()
    assert (["s"], ["n"], [challenge], ["S256"]) == tuple(
        query[name] for name in ("state", "nonce", "code_challenge", "code_challenge_method")
    )
    (sent,) = [request for request in seen if request.url.path == "/token"]
    assert ["verifier"] == parse_qs(sent.content.decode())["code_verifier"]
    assert "Basic" in sent.headers["authorization"]
