"""The administration of projects: beginning one, its settings, and the people who have a role in it."""

from __future__ import annotations

from datetime import date
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from verifier.errors import AccessError, UsageError, VerifierError
from verifier.service.access import Action, allowed
from verifier.service.joining import invite
from verifier.service.people import give_role, members, take_role
from verifier.service.projects import ProjectCard, change_project, create_project, list_projects
from verifier.store.membership import ROLES, Role
from verifier.web.answering import go_to, page
from verifier.web.asking import Asked, SignedIn
from verifier.web.refusal import status_of
from verifier.web.rendering import segment

__all__ = ["HOURS", "admin_router", "as_role", "hours_of"]

admin_router = APIRouter()

HOURS: Final = (24, 72, 168)
_LONGEST: Final = 200
_MOST_CONTRACT_BYTES: Final = 1024 * 1024


@admin_router.get("/admin")
def admin(asked: SignedIn) -> Response:
    """The projects that the person may manage, and the form that begins one."""
    return _admin(asked)


@admin_router.post("/admin/projects")
def begin_project(asked: SignedIn) -> Response:
    """Begin a project under its contract's number."""
    form = asked.form
    try:
        contract_file = next((stream.read(_MOST_CONTRACT_BYTES + 1) for _, stream in form.files("contract_file")), None)
        if contract_file is not None and len(contract_file) > _MOST_CONTRACT_BYTES:
            raise UsageError("web_too_large", limit=_MOST_CONTRACT_BYTES)
        project = create_project(
            asked.service,
            asked.who,
            contract=form.text("contract", _LONGEST),
            code=form.text("code", _LONGEST),
            title=form.text("title", _LONGEST),
            contractor=form.text("contractor", _LONGEST),
            period=_period(asked),
            contract_file=contract_file,
            rule=form.text("rule", _LONGEST) or None,
        )
    except AccessError:
        raise
    except VerifierError as error:
        return _admin(asked, error)
    return go_to(asked, f"/admin/projects/{segment(project.contract)}", "web_said_saved")


@admin_router.get("/admin/projects/{contract}")
def project(asked: SignedIn, contract: str) -> Response:
    """One project's settings and members."""
    return _project(asked, contract)


@admin_router.post("/admin/projects/{contract}")
def settle_project(asked: SignedIn, contract: str) -> Response:
    """Change what a project's contract leaves to its administrators."""
    form = asked.form
    try:
        change_project(
            asked.service,
            asked.who,
            contract,
            title=form.text("title", _LONGEST),
            contractor=form.text("contractor", _LONGEST),
            period=_period(asked),
            archived=form.text("archived") == "yes",
        )
    except AccessError:
        raise
    except VerifierError as error:
        return _project(asked, contract, error)
    return go_to(asked, f"/admin/projects/{segment(contract)}", "web_said_saved")


@admin_router.post("/admin/projects/{contract}/members")
def add_member(asked: SignedIn, contract: str) -> Response:
    """Give somebody who has an account a role in a project."""
    return _change_role(asked, contract, give=True)


@admin_router.post("/admin/projects/{contract}/members/take")
def remove_member(asked: SignedIn, contract: str) -> Response:
    """Take a role away."""
    return _change_role(asked, contract, give=False)


@admin_router.post("/admin/projects/{contract}/invitations")
def invite_member(asked: SignedIn, contract: str) -> Response:
    """Invite somebody to a role; the link is shown on this page and never again."""
    try:
        role = as_role(asked.form.text("role"))
        note, hours = asked.form.text("note", _LONGEST), hours_of(asked)
        secret = invite(asked.service, asked.who, contract=contract, role=role, note=note, hours=hours)
    except AccessError:
        raise
    except VerifierError as error:
        return _project(asked, contract, error)
    link, back = f"{asked.base_url}/join/{secret}", f"/admin/projects/{segment(contract)}"
    return page(asked, "admin_invited.html", 201, link=link, back=back, hours=hours)


def as_role(text: str) -> Role:
    """A role by its name.

    Raises:
        UsageError: There is no such role.
    """
    role = next((role for role in ROLES if role == text), None)
    if role is None:
        raise UsageError("web_role_unknown", read=text)
    return role


def hours_of(asked: Asked) -> int:
    """For how long an invitation is to hold.

    Raises:
        UsageError: The form names no such time.
    """
    hours = asked.form.number("hours")
    if hours not in HOURS:
        raise UsageError("web_field_odd", field="hours")
    return hours


def _change_role(asked: Asked, contract: str, *, give: bool) -> Response:
    change = give_role if give else take_role
    try:
        change(asked.service, asked.who, contract, asked.form.text("name", _LONGEST), as_role(asked.form.text("role")))
    except AccessError:
        raise
    except VerifierError as error:
        return _project(asked, contract, error)
    return go_to(asked, f"/admin/projects/{segment(contract)}", "web_said_saved")


def _period(asked: Asked) -> tuple[date, date] | None:
    """The period that a form names: both days or none.

    Raises:
        UsageError: One of the two alone, or no date.
    """
    texts = asked.form.text("period_start", 20), asked.form.text("period_end", 20)
    if not any(texts):
        return None
    try:
        start, end = (date.fromisoformat(text) for text in texts)
    except ValueError:
        raise UsageError("web_period", start=texts[0], end=texts[1]) from None
    return start, end


def _managed(asked: Asked) -> tuple[ProjectCard, ...]:
    running, over = (list_projects(asked.service, asked.who, archived=archived) for archived in (False, True))
    return tuple(
        card
        for card in (*running, *over)
        if Action.MANAGE_MEMBERS in allowed(asked.service, asked.who, card.project.contract)
    )


def _admin(asked: Asked, error: VerifierError | None = None) -> Response:
    cards, founder = _managed(asked), asked.who.administrator
    if not cards and not founder:
        raise AccessError("web_no_administration")
    return page(
        asked,
        "admin.html",
        200 if error is None else status_of(error),
        error=error,
        cards=cards,
        founder=founder,
    )


def _project(asked: Asked, contract: str, error: VerifierError | None = None) -> Response:
    people = members(asked.service, asked.who, contract)
    card = next((card for card in _managed(asked) if card.project.contract == contract), None)
    if card is None:
        raise AccessError("web_no_administration")
    return page(
        asked,
        "admin_project.html",
        200 if error is None else status_of(error),
        error=error,
        project=card.project,
        members=people,
        roles=ROLES,
        hours=HOURS,
    )
