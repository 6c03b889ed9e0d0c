"""Sessions of browsers, and tokens of programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from verifier.errors import AccessError, UsageError
from verifier.service.access import Action, find_project
from verifier.service.running import Service
from verifier.store import sessions as store
from verifier.store import tokens as kept_tokens
from verifier.store.events import add_event
from verifier.store.people import Person, person_by_id
from verifier.store.projects import Project, project_by_id
from verifier.store.sessions import Session
from verifier.store.tokens import ApiToken, Scope
from verifier.wording import Language

__all__ = [
    "Signed",
    "end_session",
    "end_sessions",
    "find_session",
    "find_token",
    "make_token",
    "revoke_token",
    "start_session",
    "tokens",
]

_MOST_DAYS: Final = 366
_TOKEN_SEEN: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Signed:
    """A session, and who signed in with it; None before that."""

    session: Session
    person: Person | None


def start_session(service: Service, person: Person | None, language: Language | None = None) -> tuple[Session, str]:
    """Begin a session: always a new one at login, so that a planted one is worth nothing.

    Returns:
        The session, and the token that the browser keeps.
    """
    with service.database.begin() as connection:
        return store.start(
            connection, None if person is None else person.id, service.now(), service.limits.session_life, language
        )


def find_session(service: Service, token: str) -> Signed | None:
    """The session of a token, None where there is none, it has ended, or its person may no longer sign in."""
    now = service.now()
    with service.database.read() as connection:
        session = store.find(connection, token, now, service.limits.session_idle)
        if session is None:
            return None
        person = None if session.person_id is None else person_by_id(connection, session.person_id)
    if session.person_id is not None and (person is None or not person.enabled):
        return None
    if store.is_due(session, now):
        with service.database.begin() as connection:
            store.touch(connection, session, now)
    return Signed(session, person)


def end_session(service: Service, token: str) -> None:
    """End the session of a token."""
    with service.database.begin() as connection:
        store.end(connection, token)


def end_sessions(service: Service, person: Person) -> None:
    """End every session of a person."""
    with service.database.begin() as connection:
        store.end_all(connection, person.id)


def make_token(
    service: Service,
    person: Person,
    *,
    name: str,
    scopes: Iterable[Scope],
    contract: str | None = None,
    days: int = 90,
) -> tuple[ApiToken, str]:
    """Make a token for a program that acts for a person.

    Args:
        service: The service.
        person: The person.
        name: What the person calls it.
        scopes: What it may be used for.
        contract: The one project it is for, None for all of the person's.
        days: How long it holds.

    Returns:
        The token, and its text, which is shown once.

    Raises:
        AccessError: There is no such project for the person.
        StoreError: The name or the purposes cannot be kept.
        UsageError: The time is out of range.
    """
    if not 0 < days <= _MOST_DAYS:
        raise UsageError("token_days", most=_MOST_DAYS)
    now = service.now()
    with service.database.begin() as connection:
        project = None
        if contract is not None:
            project, _ = find_project(service, connection, person, contract, Action.SEE_PROJECT)
        made = kept_tokens.add_token(
            connection,
            person_id=person.id,
            name=name,
            scopes=frozenset(scopes),
            project_id=None if project is None else project.id,
            now=now,
            expires=now + timedelta(days=days),
        )
        add_event(
            connection,
            action="make_token",
            now=now,
            person_id=person.id,
            project_id=None if project is None else project.id,
            object=made[0].name,
            scopes=" ".join(sorted(made[0].scopes)),
        )
    return made


def tokens(service: Service, person: Person) -> tuple[ApiToken, ...]:
    """The tokens of a person, newest first."""
    with service.database.read() as connection:
        return kept_tokens.tokens_of(connection, person.id)


def revoke_token(service: Service, person: Person, token_id: int) -> None:
    """End a token of a person.

    Raises:
        AccessError: The person has no such token.
    """
    with service.database.begin() as connection:
        if not kept_tokens.revoke(connection, person.id, token_id):
            raise AccessError("access_not_found")
        add_event(connection, action="revoke_token", now=service.now(), person_id=person.id, object=str(token_id))


def find_token(service: Service, text: str) -> tuple[ApiToken, Person, Project | None] | None:
    """The token of a text, in whose name it acts, and the one project it is for.

    None where there is none, it has ended, or its person may no longer sign in.
    """
    now = service.now()
    with service.database.read() as connection:
        token = kept_tokens.find_token(connection, text, now)
        person = None if token is None else person_by_id(connection, token.person_id)
        if token is None or person is None or not person.enabled:
            return None
        project = None if token.project_id is None else project_by_id(connection, token.project_id)
    if token.last_used is None or token.last_used + _TOKEN_SEEN <= now:
        with service.database.begin() as connection:
            kept_tokens.used(connection, token.id, now)
    return token, person, project
