"""Invitations: how somebody comes to be a person of the service, or into a project."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy.engine import Connection

from verifier.errors import AccessError, UsageError
from verifier.service.access import Action, find_project, require
from verifier.service.passwords import hash_password
from verifier.service.people import add_role
from verifier.service.running import Service
from verifier.store import invitations as store
from verifier.store import people
from verifier.store.events import add_event
from verifier.store.invitations import Invitation
from verifier.store.membership import ROLES, Role
from verifier.store.people import Person
from verifier.store.projects import Project, project_by_id

__all__ = ["first_invitation", "invitation", "invitations", "invite", "join", "join_as", "knows_oidc", "oidc_person"]

_FIRST_HOURS: Final = 24
_MOST_HOURS: Final = 24 * 30
_LONGEST_NOTE: Final = 200


def invite(
    service: Service,
    person: Person,
    *,
    contract: str | None = None,
    role: Role | None = None,
    administrator: bool = False,
    note: str = "",
    hours: int = 72,
) -> str:
    """Make an invitation, for one person and one use.

    Args:
        service: The service.
        person: Who invites.
        contract: The project it leads into, None for none.
        role: The part in it.
        administrator: Whether it makes an administrator of the service.
        note: Whom it is for.
        hours: How long it holds.

    Returns:
        Its secret, which is shown once.

    Raises:
        AccessError: The person may not invite to this.
        UsageError: There is no such part, or the note or the time cannot be kept.
    """
    if (role is None) != (contract is None) or (role is not None and role not in ROLES):
        raise UsageError("role_unknown", read=role or "-", known=", ".join(ROLES))
    if len(note) > _LONGEST_NOTE or not note.isprintable() or not 0 < hours <= _MOST_HOURS:
        raise UsageError("invitation_form", most=_LONGEST_NOTE, hours=_MOST_HOURS)
    now = service.now()
    with service.database.begin() as connection:
        project = None
        if contract is not None:
            project, _ = find_project(service, connection, person, contract, Action.MANAGE_MEMBERS)
        if administrator or project is None:
            require(service, connection, person, Action.MANAGE_PEOPLE)
        secret = store.add_invitation(
            connection,
            project_id=None if project is None else project.id,
            role=role,
            administrator=administrator,
            note=note,
            now=now,
            expires=now + timedelta(hours=hours),
        )
        add_event(
            connection,
            action="invite",
            now=now,
            person_id=person.id,
            project_id=None if project is None else project.id,
            object="" if project is None else project.contract,
            role="administrator of the service" if administrator else role or "",
        )
    return secret


def first_invitation(service: Service) -> str | None:
    """The secret of an invitation for the first administrator, None where there is one already."""
    now = service.now()
    with service.database.begin() as connection:
        if people.any_administrator(connection):
            return None
        return store.add_invitation(
            connection,
            project_id=None,
            role=None,
            administrator=True,
            note="",
            now=now,
            expires=now + timedelta(hours=_FIRST_HOURS),
        )


def invitation(service: Service, secret: str) -> tuple[Invitation, Project | None]:
    """The open invitation of a secret, and the project that it leads into.

    Raises:
        AccessError: There is none, it was used, or it has ended.
    """
    with service.database.read() as connection:
        return _open(service, connection, secret)


def invitations(service: Service, person: Person) -> tuple[Invitation, ...]:
    """The open invitations, newest first.

    Raises:
        AccessError: The person does not manage people.
    """
    with service.database.read() as connection:
        require(service, connection, person, Action.MANAGE_PEOPLE)
        return store.invitations(connection, service.now())


def join(service: Service, secret: str, *, name: str, shown_name: str, password: str) -> Person:
    """Become a person of the service by an invitation.

    Raises:
        AccessError: The invitation is void.
        StoreError: The name is taken or cannot be kept.
        UsageError: The password may not be used.
    """
    invitation(service, secret)
    made = hash_password(service, password)
    with service.database.begin() as connection:
        found, _ = _open(service, connection, secret)
        person = people.add_person(
            connection, name=name, shown_name=shown_name, now=service.now(), administrator=found.administrator
        )
        people.set_password_hash(connection, person.id, made)
        _accept(service, connection, found, person)
    return person


def join_as(service: Service, secret: str, person: Person) -> Person:
    """Use an invitation as somebody who is known already.

    Raises:
        AccessError: The invitation is void.
        UsageError: Its part does not go with one that the person has.
    """
    with service.database.begin() as connection:
        found, _ = _open(service, connection, secret)
        if found.administrator:
            people.set_administrator(connection, person.id)
        _accept(service, connection, found, person)
        return people.person_by_id(connection, person.id) or person


def knows_oidc(service: Service, subject: str) -> bool:
    """Whether an account elsewhere is somebody's here.

    Args:
        service: The service.
        subject: Issuer and subject of the account, as they were proved.
    """
    with service.database.read() as connection:
        return people.by_oidc_subject(connection, subject) is not None


def oidc_person(service: Service, subject: str, *, name: str, shown_name: str) -> Person:
    """The person of an account elsewhere; one who comes for the first time is added, and has no part anywhere yet.

    Args:
        service: The service.
        subject: Issuer and subject of the account, as they were proved.
        name: The name there; where it is taken here, a number follows it.
        shown_name: The name that others see.

    Raises:
        AccessError: The person may no longer sign in.
        StoreError: The name cannot be kept.
    """
    with service.database.read() as connection:
        known = people.by_oidc_subject(connection, subject)
    if known is None:
        with service.database.begin() as connection:
            known = people.by_oidc_subject(connection, subject)
            if known is None:
                free = _free_name(connection, people.check_person_name(name))
                known = people.add_person(
                    connection, name=free, shown_name=shown_name, now=service.now(), oidc_subject=subject
                )
                add_event(connection, action="join", now=service.now(), person_id=known.id, object=known.name)
    if not known.enabled:
        raise AccessError("login_refused")
    return known


def _free_name(connection: Connection, name: str) -> str:
    number, free = 1, name
    while people.person_by_name(connection, free) is not None:
        number += 1
        free = f"{name[:70]}-{number}"
    return free


def _open(service: Service, connection: Connection, secret: str) -> tuple[Invitation, Project | None]:
    found = store.find_invitation(connection, secret, service.now())
    if found is None:
        raise AccessError("invitation_void")
    return found, None if found.project_id is None else project_by_id(connection, found.project_id)


def _accept(service: Service, connection: Connection, found: Invitation, person: Person) -> None:
    if not store.accept(connection, found, person.id, service.now()):
        raise AccessError("invitation_void")
    if found.project_id is not None and found.role is not None:
        add_role(connection, found.project_id, person, found.role)
    add_event(
        connection,
        action="join",
        now=service.now(),
        person_id=person.id,
        project_id=found.project_id,
        object=person.name,
        role=found.role or "",
    )
