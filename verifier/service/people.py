"""People: sign in, change a password, and who has which part in which project."""

from __future__ import annotations

from typing import Final

from sqlalchemy.engine import Connection

from verifier.errors import AccessError, StoreError, UsageError
from verifier.service.access import Action, find_project, require
from verifier.service.passwords import check_password, hash_password, matches, needs_new_hash
from verifier.service.running import Service
from verifier.store import attempts, membership, sessions
from verifier.store import people as store
from verifier.store.events import add_event
from verifier.store.membership import ROLES, Member, Role
from verifier.store.people import Person
from verifier.wording import LANGUAGES, Language

__all__ = [
    "add_role",
    "change_password",
    "check_login",
    "give_role",
    "members",
    "people",
    "set_enabled",
    "set_language",
    "take_role",
]

_APART: Final = frozenset({"team", "panel"})


def check_login(service: Service, name: str, password: str, address: str) -> Person:
    """The person of a name and a password.

    Args:
        service: The service.
        name: The name.
        password: The password.
        address: Where the attempt comes from; only its digest is kept, for a quarter of an hour.

    Raises:
        AccessError: They do not fit, or too many attempts failed before.
    """
    now = service.now()
    with service.database.read() as connection:
        blocked = attempts.blocked_until(connection, name, address, now)
        person = store.person_by_name(connection, name)
        kept = None if person is None else store.password_hash_of(connection, person.id)
    if blocked is not None:
        raise AccessError("login_blocked", minutes=int((blocked - now).total_seconds() // 60) + 1)
    # One that is wrong takes as long as one that is right, and as one of nobody.
    fits = matches(service, password, kept)
    if person is None or kept is None or not fits or not person.enabled:
        with service.database.begin() as connection:
            attempts.record(connection, name, address, now)
        raise AccessError("login_refused")
    renewed = hash_password(service, password) if needs_new_hash(kept) else None
    with service.database.begin() as connection:
        attempts.forget(connection, name)
        if renewed is not None:
            store.set_password_hash(connection, person.id, renewed)
        add_event(connection, action="login", now=now, person_id=person.id)
    return person


def change_password(service: Service, person: Person, old: str, new: str) -> None:
    """Change the password of a person, and end all of the person's sessions.

    Raises:
        AccessError: The old password does not fit.
        UsageError: The new one may not be used.
    """
    check_password(new)
    with service.database.read() as connection:
        kept = store.password_hash_of(connection, person.id)
    if kept is not None and not matches(service, old, kept):
        raise AccessError("login_refused")
    made = hash_password(service, new)
    with service.database.begin() as connection:
        store.set_password_hash(connection, person.id, made)
        sessions.end_all(connection, person.id)
        add_event(connection, action="change_password", now=service.now(), person_id=person.id)


def set_language(service: Service, person: Person, language: Language) -> None:
    """Keep the language of a person's pages.

    Raises:
        UsageError: It is none of the program's.
    """
    if language not in LANGUAGES:
        raise UsageError("language_unknown", read=language, known=", ".join(LANGUAGES))
    with service.database.begin() as connection:
        store.set_language(connection, person.id, language)


def people(service: Service, person: Person) -> tuple[Person, ...]:
    """Everybody, by name.

    Raises:
        AccessError: The person does not manage people.
    """
    with service.database.read() as connection:
        require(service, connection, person, Action.MANAGE_PEOPLE)
        return store.people(connection)


def set_enabled(service: Service, person: Person, person_id: int, *, enabled: bool) -> None:
    """Let somebody sign in, or no longer, and then end that person's sessions.

    Raises:
        AccessError: The person does not manage people, or there is nobody of that number.
        UsageError: It is the person himself or herself.
    """
    with service.database.begin() as connection:
        require(service, connection, person, Action.MANAGE_PEOPLE)
        other = store.person_by_id(connection, person_id)
        if other is None:
            raise AccessError("access_not_found")
        if other.id == person.id:
            raise UsageError("person_self")
        store.set_enabled(connection, person_id, enabled=enabled)
        if not enabled:
            sessions.end_all(connection, person_id)
        add_event(
            connection,
            action="enable_person" if enabled else "disable_person",
            now=service.now(),
            person_id=person.id,
            object=other.name,
        )


def members(service: Service, person: Person, contract: str) -> tuple[Member, ...]:
    """Who has a part in a project.

    Raises:
        AccessError: There is no such project, or the person may not see its members.
    """
    with service.database.read() as connection:
        project, _ = find_project(service, connection, person, contract, Action.SEE_MEMBERS)
        return membership.members(connection, project.id)


def give_role(service: Service, person: Person, contract: str, name: str, role: Role) -> None:
    """Give somebody a part in a project.

    Raises:
        AccessError: The person may not manage its members.
        StoreError: There is nobody of that name.
        UsageError: There is no such part, or the person has one that it does not go with.
    """
    with service.database.begin() as connection:
        project, _ = find_project(service, connection, person, contract, Action.MANAGE_MEMBERS)
        other = _named(connection, name)
        add_role(connection, project.id, other, role)
        add_event(
            connection,
            action="give_role",
            now=service.now(),
            person_id=person.id,
            project_id=project.id,
            object=other.name,
            role=role,
        )


def take_role(service: Service, person: Person, contract: str, name: str, role: Role) -> None:
    """Take somebody's part in a project away.

    Raises:
        AccessError: The person may not manage its members.
        StoreError: There is nobody of that name.
    """
    with service.database.begin() as connection:
        project, _ = find_project(service, connection, person, contract, Action.MANAGE_MEMBERS)
        other = _named(connection, name)
        membership.take_role(connection, project.id, other.id, role)
        add_event(
            connection,
            action="take_role",
            now=service.now(),
            person_id=person.id,
            project_id=project.id,
            object=other.name,
            role=role,
        )


def add_role(connection: Connection, project_id: int, person: Person, role: Role) -> None:
    """Give a person a part in a project, unless it does not go with one that the person has.

    Nobody judges what he has handed in, and who is of the team sees no finding before it is sealed.

    Raises:
        UsageError: There is no such part, or it does not go with another.
    """
    if role not in ROLES:
        raise UsageError("role_unknown", read=role, known=", ".join(ROLES))
    if role in _APART and (_APART - {role}) & membership.roles_in(connection, project_id, person.id):
        raise UsageError("role_apart", name=person.name)
    membership.give_role(connection, project_id, person.id, role)


def _named(connection: Connection, name: str) -> Person:
    found = store.person_by_name(connection, name)
    if found is None:
        raise StoreError("person_unknown", name=name)
    return found
