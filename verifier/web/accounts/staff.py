"""The administration of people: who may sign in, and invitations that belong to no project."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from verifier.errors import AccessError, VerifierError
from verifier.service.joining import invite
from verifier.service.people import people, set_enabled
from verifier.web.accounts.admin import HOURS, hours_of
from verifier.web.answering import go_to, page
from verifier.web.asking import Asked, Numbered, SignedIn
from verifier.web.refusal import status_of

__all__ = ["staff_router"]

staff_router = APIRouter()


@staff_router.get("/admin/people")
def staff(asked: SignedIn) -> Response:
    """Everybody who has an account."""
    return _staff(asked)


@staff_router.post("/admin/people/{person}/enabled")
def let_in(asked: SignedIn, person: Numbered) -> Response:
    """Let somebody sign in, or no more; what was done under the account stays under its name."""
    try:
        set_enabled(asked.service, asked.who, person, enabled=asked.form.text("enabled") == "yes")
    except AccessError:
        raise
    except VerifierError as error:
        return _staff(asked, error)
    return go_to(asked, "/admin/people", "web_said_saved")


@staff_router.post("/admin/invitations")
def invite_person(asked: SignedIn) -> Response:
    """Invite somebody to an account of its own, as an administrator or without any role."""
    try:
        hours = hours_of(asked)
        administrator = asked.form.text("administrator") == "yes"
        note = asked.form.text("note", 200)
        secret = invite(asked.service, asked.who, administrator=administrator, note=note, hours=hours)
    except AccessError:
        raise
    except VerifierError as error:
        return _staff(asked, error)
    link = f"{asked.base_url}/join/{secret}"
    return page(asked, "admin_invited.html", 201, link=link, back="/admin/people", hours=hours)


def _staff(asked: Asked, error: VerifierError | None = None) -> Response:
    found = people(asked.service, asked.who)
    status = 200 if error is None else status_of(error)
    return page(asked, "admin_people.html", status, error=error, people=found, hours=HOURS)
