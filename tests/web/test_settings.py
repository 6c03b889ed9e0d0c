"""How the service runs: addresses, names, and what the environment says."""

from __future__ import annotations

from pathlib import Path

import pytest

from verifier.errors import UsageError
from verifier.web.settings import LOOPBACK_NAMES, Settings, check_url, is_loopback, read_environment

_OIDC = {
    "DABIAO_OIDC_ISSUER": "https://id.example.org",
    "DABIAO_OIDC_CLIENT_ID": "dabiao",
    "DABIAO_OIDC_CLIENT_SECRET": "s",
}


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_addresses_of_this_machine(host: str) -> None:
    """An address that only this machine reaches is told from others."""
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org", ""])  # noqa: S104 -- none is listened on
def test_addresses_of_others(host: str) -> None:
    """An address that others reach, or may reach, is not this machine's alone."""
    assert not is_loopback(host)


def test_names_of_the_local_mode() -> None:
    """Without a login the server answers under loopback names alone."""
    assert LOOPBACK_NAMES == Settings(data=Path()).names


def test_names_of_a_public_server() -> None:
    """A server with a public address answers under that name; one where people sign in, under any."""
    named = Settings(data=Path(), login=True, public_url="https://dabiao.example.org/")

    assert LOOPBACK_NAMES | {"dabiao.example.org"} == named.names
    assert Settings(data=Path(), login=True).names is None
    assert "https://dabiao.example.org" == named.base_url
    assert named.secure


def test_an_ipv6_address_stands_in_brackets() -> None:
    """The address that is printed can be opened."""
    assert "http://[::1]:8000" == Settings(data=Path(), host="::1").base_url


def test_the_provider_is_read_whole() -> None:
    """The identity provider comes from three variables."""
    found = read_environment({**_OIDC, "DABIAO_OIDC_ADMIT": "1"}).oidc

    assert found is not None
    assert ("https://id.example.org", "dabiao", "s", True) == (
        found.issuer,
        found.client_id,
        found.client_secret,
        found.admit,
    )


@pytest.mark.parametrize("absent", sorted(_OIDC))
def test_a_provider_in_part_is_refused(absent: str) -> None:
    """A provider that is named in part is refused, and the variable that is absent is named."""
    with pytest.raises(UsageError, match=absent):
        read_environment({name: value for name, value in _OIDC.items() if name != absent})


def test_an_empty_environment_says_nothing() -> None:
    """Without variables there is no provider, no token and no database."""
    found = read_environment({})

    assert (None, None, None) == (found.oidc, found.metrics_token, found.database_url)


@pytest.mark.parametrize(
    "text",
    [
        "ftp://example.org",
        "javascript:alert(1)",
        "https://",
        "//example.org",
        "https://user@example.org",
        "https://example.org/?a=1",
        "https://example.org:99999",
        "https://ex ample.org",
        "https://example.org\r\nX: 1",
        "",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    """A text that nobody can open as an address is refused."""
    with pytest.raises(UsageError):
        check_url(text)
