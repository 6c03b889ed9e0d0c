"""The routes of accounts, in one place; those of an identity provider only where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from verifier.web.accounts.account import account_router
from verifier.web.accounts.admin import admin_router
from verifier.web.accounts.join import join_router
from verifier.web.accounts.login import login_router
from verifier.web.accounts.staff import staff_router
from verifier.web.settings import Settings

if TYPE_CHECKING:
    # Its libraries come with an extra of their own.
    from verifier.web.accounts.provider import Provider

__all__ = ["account_routers", "open_provider"]


def account_routers(settings: Settings) -> tuple[APIRouter, ...]:
    """The routers of accounts."""
    routers = (login_router, join_router, account_router, admin_router, staff_router)
    if settings.oidc is None:
        return routers
    from verifier.web.accounts.oidc import oidc_router

    return (*routers, oidc_router)


def open_provider(settings: Settings) -> Provider | None:
    """The identity provider that the settings name, if they name one."""
    if settings.oidc is None:
        return None
    from verifier.web.accounts.provider import Provider

    return Provider(settings.oidc)
