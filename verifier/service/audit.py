"""The audit: who did what, and what the transparency log proves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy.engine import Connection

from verifier.acceptance.logbook import check_growth
from verifier.errors import AccessError
from verifier.record.log import Log
from verifier.record.note import Checkpoint
from verifier.service.access import SITE, Action, find_project, holders_of, may
from verifier.service.running import Service
from verifier.store import events as store
from verifier.store.events import Event
from verifier.store.membership import roles_of
from verifier.store.people import Person
from verifier.store.projects import project_by_id
from verifier.store.submissions import project_submissions

__all__ = [
    "ACTIONS",
    "LogState",
    "check_log",
    "check_saved",
    "checkpoint",
    "consistency",
    "events",
    "log_state",
]

ACTIONS: Final = (
    "ask_seal",
    "change_password",
    "change_project",
    "create_project",
    "disable_person",
    "enable_person",
    "give_role",
    "invite",
    "join",
    "login",
    "make_token",
    "record_finding",
    "remove_file",
    "revoke_token",
    "seal",
    "set_encoding",
    "submit",
    "take_role",
    "upload",
    "withdraw",
)
"""What an event may say was done."""

_MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class LogState:
    """The transparency log as it stands.

    Args:
        size: How many entries it holds.
        root: The root of its tree, hexadecimal.
        origin: Its name.
        signed: The signed checkpoint.
        key: Its public key.
    """

    size: int
    root: str
    origin: str
    signed: bytes
    key: str


def events(
    service: Service,
    person: Person,
    *,
    contract: str | None = None,
    action: str | None = None,
    before: int | None = None,
    limit: int = 100,
) -> tuple[Event, ...]:
    """Events that a person may read, newest first: an auditor those of his projects, an administrator all.

    A draft is for those of its author's part: what was done to one an auditor reads once it was submitted.

    Args:
        service: The service.
        person: Who reads.
        contract: The project, None for all.
        action: What was done, None for anything.
        before: The number that they lie below.
        limit: How many at most.

    Raises:
        AccessError: The person may not read events, or there is no such project for it.
    """
    with service.database.read() as connection:
        everything = SITE in holders_of(service, connection, person)
        projects: list[int] | None = None
        if contract is not None:
            projects = [find_project(service, connection, person, contract, Action.READ_AUDIT)[0].id]
        elif not everything:
            roles = roles_of(connection, person.id)
            projects = [project for project, parts in roles.items() if may(frozenset(parts), Action.READ_AUDIT)]
            if not projects:
                raise AccessError("access_forbidden")
        return store.events(
            connection,
            projects=projects,
            action=action,
            before=before,
            without=() if everything else _unsubmitted(connection, projects or ()),
            limit=min(max(limit, 1), _MOST),
        )


def checkpoint(service: Service) -> bytes:
    """The signed checkpoint of the log as it stands."""
    return service.log().signed


def log_state(service: Service) -> LogState:
    """The log as it stands."""
    return _state(service.log())


def consistency(service: Service, old_size: int) -> bytes:
    """The proof that the log as it stands begins with what it was at an older size.

    Raises:
        RecordError: The older size is 0 or above the log's.
    """
    return service.log().prove_consistency(old_size)


def check_log(service: Service, person: Person) -> LogState:
    """Check every tile and entry of the log against its checkpoint, and that it is the service's own.

    Raises:
        AccessError: The person may not read the audit.
        RecordError: A tile is absent or damaged, or an entry is not the one that was logged.
    """
    events(service, person, limit=1)
    log = service.log()
    log.check()
    return _state(log)


def check_saved(service: Service, saved: bytes) -> tuple[Checkpoint, Checkpoint]:
    """A checkpoint that somebody saved and the present one, after the log was found to have only grown between them.

    Raises:
        RecordError: The saved one is not this log's, or the log does not begin with it.
    """
    return check_growth(saved, service.log_folder, service.log_key)


def _unsubmitted(connection: Connection, projects: Collection[int]) -> list[str]:
    found: list[str] = []
    for project_id in projects:
        project = project_by_id(connection, project_id)
        if project is not None:
            kept = project_submissions(connection, project_id)
            found += [f"{project.contract}#{one.number}" for one in kept if one.state != "submitted"]
    return found


def _state(log: Log) -> LogState:
    stated = log.checkpoint
    return LogState(stated.size, stated.root.hex(), stated.origin, log.signed, log.key.text)
