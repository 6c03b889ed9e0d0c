"""Joining by an invitation: a link that works once and opens what the invitation names."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from verifier.errors import AccessError, StoreError, UsageError, VerifierError
from verifier.service.joining import invitation, join, join_as
from verifier.service.passwords import PASSWORD_LONGEST, PASSWORD_SHORTEST
from verifier.web.accounts.login import enter
from verifier.web.answering import go_to, page
from verifier.web.asking import Anyone, Asked, SignedIn
from verifier.web.refusal import status_of

__all__ = ["join_router"]

join_router = APIRouter()


@join_router.get("/join/{secret}")
def ask_join(asked: Anyone, secret: str) -> Response:
    """What the invitation opens, and the form that takes it up."""
    return _form(asked, secret)


@join_router.post("/join/{secret}")
def join_new(asked: Anyone, secret: str) -> Response:
    """Take the invitation up as a new person, who is then signed in."""
    name, shown_name = asked.form.text("name", 200), asked.form.text("shown_name", 200)
    password, again = (next(iter(asked.form.texts(field)), "") for field in ("password", "again"))
    try:
        _check_twice(password, again)
        person = join(asked.service, secret, name=name, shown_name=shown_name or name, password=password)
    except (AccessError, StoreError, UsageError) as error:
        return _form(asked, secret, error, name, shown_name)
    return enter(asked, person, "/", "web_said_joined")


@join_router.post("/join/{secret}/here")
def join_here(asked: SignedIn, secret: str) -> Response:
    """Take the invitation up as the person who is signed in."""
    join_as(asked.service, secret, asked.who)
    return go_to(asked, "/", "web_said_joined")


def _check_twice(password: str, again: str) -> None:
    if password != again:
        raise UsageError("web_password_twice")


def _form(
    asked: Asked, secret: str, error: VerifierError | None = None, name: str = "", shown_name: str = ""
) -> Response:
    """The form; an invitation that is void is refused as such whatever else was wrong."""
    invited, project = invitation(asked.service, secret)
    return page(
        asked,
        "join.html",
        200 if error is None else status_of(error),
        secret=secret,
        invited=invited,
        project=project,
        error=error,
        name=name,
        shown_name=shown_name,
        shortest=PASSWORD_SHORTEST,
        longest=PASSWORD_LONGEST,
    )
