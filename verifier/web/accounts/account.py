"""One's own account: the password, the language, and the tokens that programs use."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from verifier.errors import AccessError, StoreError, UsageError, VerifierError
from verifier.service.passwords import PASSWORD_LONGEST, PASSWORD_SHORTEST
from verifier.service.people import change_password, set_language
from verifier.service.projects import list_projects
from verifier.service.sessions import end_sessions, make_token, revoke_token, tokens
from verifier.store.tokens import SCOPES, Scope
from verifier.web.accounts.login import enter
from verifier.web.answering import go_to, page
from verifier.web.asking import Asked, Numbered, SignedIn
from verifier.web.cookies import end_session_cookie, set_language_cookie
from verifier.web.language import as_language
from verifier.web.refusal import status_of

__all__ = ["account_router"]

account_router = APIRouter()

_DAYS = (7, 30, 90, 365)


@account_router.get("/account")
def account(asked: SignedIn) -> Response:
    """The account of the person who asks."""
    return _account(asked)


@account_router.post("/account/password")
def new_password(asked: SignedIn) -> Response:
    """Change the password: every session of the person ends, and this browser gets a new one."""
    old, new, again = (next(iter(asked.form.texts(field)), "") for field in ("old", "new", "again"))
    try:
        _check_twice(asked, new, again)
        change_password(asked.service, asked.who, old, new)
    except (AccessError, UsageError) as error:
        return _account(asked, error)
    return enter(asked, asked.who, "/account", "web_said_password_changed")


@account_router.post("/account/language")
def new_language(asked: SignedIn) -> Response:
    """Keep the language in which the person is spoken to."""
    lang = as_language(asked.form.text("lang")) or asked.lang
    if not asked.local:
        set_language(asked.service, asked.who, lang)
    response = go_to(asked, "/account", "web_said_saved")
    set_language_cookie(response, asked.settings, lang)
    return response


@account_router.post("/account/sessions/end")
def end_everywhere(asked: SignedIn) -> Response:
    """Sign out in every browser."""
    end_sessions(asked.service, asked.who)
    response = go_to(asked, "/login")
    end_session_cookie(response, asked.settings)
    return response


@account_router.post("/account/tokens")
def new_token(asked: SignedIn) -> Response:
    """Make a token for a program; its text is shown on this page and never again."""
    try:
        days, scopes = _use(asked)
        token, text = make_token(
            asked.service,
            asked.who,
            name=asked.form.text("name", 200),
            scopes=scopes,
            contract=asked.form.text("contract", 200) or None,
            days=days,
        )
    except (AccessError, StoreError, UsageError) as error:
        return _account(asked, error)
    return page(asked, "account_token.html", 201, token=token, text=text)


@account_router.post("/account/tokens/{token}/revoke")
def void_token(asked: SignedIn, token: Numbered) -> Response:
    """Make a token void."""
    revoke_token(asked.service, asked.who, token)
    return go_to(asked, "/account", "web_said_revoked")


def _check_twice(asked: Asked, new: str, again: str) -> None:
    """See that a new password was typed alike twice, where there are passwords.

    Raises:
        UsageError: It was not, or there are none.
    """
    if asked.local:
        raise UsageError("web_local_account")
    if new != again:
        raise UsageError("web_password_twice")


def _use(asked: Asked) -> tuple[int, frozenset[Scope]]:
    """For how many days a token is to hold, and what it is for.

    Raises:
        UsageError: The form does not say both.
    """
    days = asked.form.number("days")
    scopes = frozenset(scope for scope in SCOPES if scope in asked.form.texts("scope"))
    if days not in _DAYS or not scopes:
        raise UsageError("web_token_form")
    return days, scopes


def _account(asked: Asked, error: VerifierError | None = None) -> Response:
    cards = list_projects(asked.service, asked.who)
    return page(
        asked,
        "account.html",
        200 if error is None else status_of(error),
        error=error,
        tokens=tokens(asked.service, asked.who),
        contracts=[card.project.contract for card in cards],
        scopes=SCOPES,
        days=_DAYS,
        shortest=PASSWORD_SHORTEST,
        longest=PASSWORD_LONGEST,
    )
