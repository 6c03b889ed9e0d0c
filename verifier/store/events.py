"""The audit log: who did what to which project, written in the transaction that did it, and never changed."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, insert, select
from sqlalchemy.engine import Connection

from verifier.store.tables import event as table
from verifier.store.tables import person

__all__ = ["Event", "add_event", "events"]

_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Event:
    """One event; it holds no address, no password and nothing of any file.

    Args:
        sequence: Its number.
        at: When.
        person_id: Who, None for the service itself.
        person_name: The name that others see.
        action: What was done.
        project_id: The project, None where it is about none.
        object: To what.
        detail: What else is worth knowing.
    """

    sequence: int
    at: datetime
    person_id: int | None
    person_name: str
    action: str
    project_id: int | None
    object: str
    detail: Mapping[str, str]


def add_event(
    connection: Connection,
    *,
    action: str,
    now: datetime,
    person_id: int | None,
    project_id: int | None = None,
    object: str = "",  # noqa: A002 -- what was acted on, as an auditor calls it
    **detail: object,
) -> None:
    """Write an event."""
    kept = {name: str(value)[:_LONGEST] for name, value in detail.items()}
    connection.execute(
        insert(table).values(
            at=now,
            person_id=person_id,
            action=action,
            project_id=project_id,
            object=object[:_LONGEST],
            detail=json.dumps(kept, ensure_ascii=False),
        )
    )


def events(
    connection: Connection,
    *,
    projects: Collection[int] | None = None,
    action: str | None = None,
    before: int | None = None,
    without: Collection[str] = (),
    limit: int = 100,
) -> tuple[Event, ...]:
    """Events, newest first.

    Args:
        connection: An open transaction.
        projects: The projects that they are about; None for all, and for what is about none.
        action: What was done, None for anything.
        before: The number that they lie below, None to begin with the newest.
        without: What they must not be about.
        limit: How many at most.
    """
    wanted: Select[Any] = select(table, person.c.shown_name).join(
        person, person.c.id == table.c.person_id, isouter=True
    )
    if projects is not None:
        wanted = wanted.where(table.c.project_id.in_(projects))
    if action is not None:
        wanted = wanted.where(table.c.action == action)
    if without:
        wanted = wanted.where(table.c.object.not_in(without))
    if before is not None:
        wanted = wanted.where(table.c.sequence < before)
    rows = connection.execute(wanted.order_by(table.c.sequence.desc()).limit(limit))
    return tuple(
        Event(
            row.sequence,
            row.at,
            row.person_id,
            row.shown_name or "",
            row.action,
            row.project_id,
            row.object,
            json.loads(row.detail),
        )
        for row in rows
    )
