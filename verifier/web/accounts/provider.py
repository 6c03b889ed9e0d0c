"""A provider of identities: where it asks people who they are, and what it vouches for."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from verifier.errors import AccessError, UsageError
from verifier.web.settings import OidcSettings, check_url, is_loopback

__all__ = ["Identity", "Provider"]

_SECONDS: Final = 10
_MOST_BYTES: Final = 1_000_000
_LEEWAY_SECONDS: Final = 120
# Signatures that only the provider can make; a secret that this server shares with it signs nothing here.
_ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_OK: Final = 200


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody as the provider knows her.

    Attributes:
        subject: Issuer and subject, together unique for ever.
        name: The name that she signs in with there.
        shown_name: The name that others see.
    """

    subject: str
    name: str
    shown_name: str


class Provider:
    """One provider, by its settings; what it says of itself is asked once and kept.

    Source:
        OpenID Connect Core 1.0 (2014), 3.1; OpenID Connect Discovery 1.0 (2014), 4; RFC 7636 (2015).
    """

    def __init__(self, settings: OidcSettings, transport: httpx.BaseTransport | None = None) -> None:
        self.settings = settings
        self._client = httpx.Client(timeout=_SECONDS, follow_redirects=False, transport=transport, trust_env=False)
        self._lock = threading.Lock()
        self._places: dict[str, str] | None = None
        self._keys: KeySet | None = None

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def login_url(self, redirect: str, state: str, nonce: str, verifier: str) -> str:
        """Where somebody is sent to say who she is.

        Args:
            redirect: Address of this server that she comes back to.
            state: Ties the answer to her browser.
            nonce: Ties the token to this login.
            verifier: What only this server can show when it fetches the token.

        Raises:
            UsageError: The provider cannot be reached or says nothing of use.
        """
        url = prepare_grant_uri(
            self._discovered()["authorization_endpoint"],
            self.settings.client_id,
            "code",
            redirect_uri=redirect,
            scope="openid profile",
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return str(url)

    def identity(self, code: str, redirect: str, nonce: str, verifier: str, now: datetime) -> Identity:
        """Who came back with a code.

        1. The code is changed for a token, with this server's secret and the verifier.
        2. The token's signature is the provider's.
        3. It was made by this provider, for this server, for this login, and has not expired.

        Raises:
            UsageError: The provider cannot be reached.
            AccessError: It does not vouch for anybody by this code.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
            "code_verifier": verifier,
        }
        auth = httpx.BasicAuth(self.settings.client_id, self.settings.client_secret)
        answer = self._asked("POST", self._discovered()["token_endpoint"], data=form, auth=auth)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise AccessError("web_oidc_refused")
        return self._vouched(token, nonce, now)

    def _vouched(self, token: str, nonce: str, now: datetime) -> Identity:
        claims: dict[str, Any] | None = None
        for fresh in (False, True):
            # A provider changes its keys from time to time: they are asked for once more before a token is refused.
            try:
                claims = jwt.decode(token, self._key_set(fresh=fresh), algorithms=_ALGORITHMS).claims
                break
            except (JoseError, ValueError) as error:
                if fresh:
                    raise AccessError("web_oidc_refused") from error
        registry = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": self.settings.issuer},
            aud={"essential": True, "value": self.settings.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            registry.validate(claims or {})
        except (JoseError, ValueError) as error:
            raise AccessError("web_oidc_refused") from error
        said = claims or {}
        party = said.get("azp", self.settings.client_id)
        subject = str(said["sub"])
        if party != self.settings.client_id or not 0 < len(subject) <= 255:  # noqa: PLR2004 -- OpenID Connect Core, 2
            raise AccessError("web_oidc_refused")
        name = _text(said.get("preferred_username")) or subject
        return Identity(f"{self.settings.issuer}#{subject}", name, _text(said.get("name")) or name)

    def _discovered(self) -> dict[str, str]:
        with self._lock:
            if self._places is None:
                issuer = self.settings.issuer.rstrip("/")
                found = self._asked("GET", f"{issuer}/.well-known/openid-configuration")
                names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
                places = {name: found.get(name) for name in names}
                if found.get("issuer") != self.settings.issuer:
                    raise UsageError("web_oidc_unreachable", issuer=self.settings.issuer)
                self._places = {name: _place(place, self.settings.issuer) for name, place in places.items()}
            return self._places

    def _key_set(self, *, fresh: bool) -> KeySet:
        place = self._discovered()["jwks_uri"]
        with self._lock:
            if self._keys is None or fresh:
                found = self._asked("GET", place)
                try:
                    self._keys = KeySet.import_key_set(found)  # type: ignore[arg-type] # checked by the library as it reads
                except (JoseError, ValueError, KeyError, TypeError) as error:
                    raise UsageError("web_oidc_unreachable", issuer=self.settings.issuer) from error
            return self._keys

    def _asked(self, method: str, url: str, **options: Any) -> dict[str, Any]:  # noqa: ANN401 -- the library's options
        try:
            response = self._client.request(method, url, **options)
            document = response.json() if len(response.content) <= _MOST_BYTES else None
        except (httpx.HTTPError, ValueError) as error:
            raise UsageError("web_oidc_unreachable", issuer=self.settings.issuer) from error
        if not isinstance(document, dict):
            raise UsageError("web_oidc_unreachable", issuer=self.settings.issuer)
        if response.status_code != _OK:
            raise AccessError("web_oidc_refused")
        return document


def _place(text: object, issuer: str) -> str:
    """An address that the provider names: https, or on this machine.

    Raises:
        UsageError: It is none.
    """
    if not isinstance(text, str):
        raise UsageError("web_oidc_unreachable", issuer=issuer)
    url = httpx.URL(check_url(text.partition("?")[0]))
    if url.scheme != "https" and not is_loopback(url.host):
        raise UsageError("web_oidc_unreachable", issuer=issuer)
    return text


def _text(value: object) -> str:
    """A claim as a name: printable, of a length that a name has."""
    return "".join(c for c in value if c.isprintable())[:80].strip() if isinstance(value, str) else ""
