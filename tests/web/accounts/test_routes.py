"""The routes of accounts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from verifier.web.accounts.routes import account_routers, open_provider
from verifier.web.settings import OidcSettings, Settings


def test_a_provider_adds_its_routes() -> None:
    """The routes of an identity provider are there only where there is one."""
    plain = Settings(data=Path())
    vouched = replace(plain, oidc=OidcSettings("https://id.example.org", "a", "b"))

    assert 1 == len(account_routers(vouched)) - len(account_routers(plain))
    assert open_provider(plain) is None
    assert open_provider(vouched) is not None
