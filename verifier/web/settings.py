"""How the service runs: where it listens, who may ask for it by which name, and how long things may take."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from verifier.errors import UsageError

__all__ = [
    "LOOPBACK_NAMES",
    "Environment",
    "OidcSettings",
    "Settings",
    "check_url",
    "is_loopback",
    "read_environment",
]

LOOPBACK_NAMES: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_MIB: Final = 1024 * 1024
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """The provider that may vouch for people: its address, and this service's name and secret there.

    Attributes:
        issuer: The provider's address, as it stands in its tokens.
        client_id: This service's name at the provider.
        client_secret: Its secret there, never on a command line.
        admit: Whether a person whom the provider knows and the service does not may enter without an invitation.
    """

    issuer: str
    client_id: str
    client_secret: str
    admit: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """How one server runs.

    Attributes:
        data: Folder of what the server keeps.
        database_url: Address of the database; a file in `data` where absent.
        host: Address to listen on.
        port: Port to listen on.
        login: Whether people sign in; without it one person at this machine has every role.
        public_url: The address that people type, where a proxy stands before the server.
        behind_https: Whether a proxy speaks https for this server: cookies are then marked secure.
        workers: Threads that judge, each with a process of its own.
        form_bytes: Bytes of an ordinary form.
        upload_bytes: Bytes of one upload.
        upload_files: Files of one upload.
        request_seconds: Time of an ordinary request.
        upload_seconds: Time of one upload.
        metrics_token: What a collector of metrics shows; without it metrics are for the local mode only.
        oidc: The provider of identities, where there is one.
    """

    data: Path
    database_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    login: bool = False
    public_url: str | None = None
    behind_https: bool = False
    workers: int = 1
    form_bytes: int = _MIB
    upload_bytes: int = 257 * _MIB
    upload_files: int = 1_000
    request_seconds: float = 60
    upload_seconds: float = 900
    metrics_token: str | None = None
    oidc: OidcSettings | None = None

    @property
    def secure(self) -> bool:
        """Whether people reach the server by https."""
        return self.behind_https or (self.public_url or "").startswith("https://")

    @property
    def names(self) -> frozenset[str] | None:
        """The host names under which the server answers; None: under any, since people sign in there."""
        if self.public_url is not None:
            return LOOPBACK_NAMES | {urlsplit(self.public_url).hostname or ""}
        return None if self.login else LOOPBACK_NAMES

    @property
    def base_url(self) -> str:
        """The address that people type, without a slash at its end."""
        if self.public_url is not None:
            return self.public_url.rstrip("/")
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.behind_https else 'http'}://{host}:{self.port}"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host in LOOPBACK_NAMES:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Environment:
    """What may not stand on a command line, where every user of the machine can read it.

    Attributes:
        database_url: Address of the database, with its password.
        metrics_token: What a collector of metrics shows.
        oidc: The identity provider.
    """

    database_url: str | None
    metrics_token: str | None
    oidc: OidcSettings | None


def read_environment(environment: Mapping[str, str]) -> Environment:
    """What the environment says.

    Raises:
        UsageError: The provider is named in part only, or its address is no http address.
    """
    names = ("DABIAO_OIDC_ISSUER", "DABIAO_OIDC_CLIENT_ID", "DABIAO_OIDC_CLIENT_SECRET")
    issuer, client, secret = (environment.get(name, "").strip() for name in names)
    oidc = None
    if issuer or client or secret:
        absent = [name for name in names if not environment.get(name, "").strip()]
        if absent:
            raise UsageError("web_oidc_incomplete", names=", ".join(absent))
        check_url(issuer)
        admit = environment.get("DABIAO_OIDC_ADMIT", "").strip().lower() in {"1", "true", "yes"}
        oidc = OidcSettings(issuer, client, secret, admit)
    return Environment(
        database_url=environment.get("DABIAO_DATABASE_URL", "").strip() or None,
        metrics_token=environment.get("DABIAO_METRICS_TOKEN", "").strip() or None,
        oidc=oidc,
    )


def check_url(text: str) -> str:
    """An address that people or programs can open.

    Raises:
        UsageError: It is none: another scheme, no host, or a part that does not belong to it.
    """
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise UsageError("web_url_odd", read=text) from None
    named = _HOST.fullmatch(host) is not None or is_loopback(host)
    if parts.scheme not in {"http", "https"} or not named or parts.username or parts.query or parts.fragment:
        raise UsageError("web_url_odd", read=text)
    return text
