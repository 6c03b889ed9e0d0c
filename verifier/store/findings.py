"""Findings of panel members: each member's own on each target, and every state that one ever had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from verifier.errors import StaleError
from verifier.store.tables import finding as table
from verifier.store.tables import finding_change, person

__all__ = ["PanelFinding", "findings_of", "put_finding"]


@dataclass(frozen=True, slots=True)
class PanelFinding:
    """What a member of the panel finds on a target.

    Args:
        submission_id: The submission.
        target: The target's id.
        person_id: The member.
        person_name: The name that others see.
        agree: Whether the member finds the target met.
        note: Why.
        version: Goes up by one with every change.
        at: When it was recorded last.
    """

    submission_id: int
    target: str
    person_id: int
    person_name: str
    agree: bool
    note: str
    version: int
    at: datetime


def put_finding(
    connection: Connection,
    *,
    submission_id: int,
    target: str,
    person_id: int,
    agree: bool,
    note: str,
    expected: int | None,
    now: datetime,
) -> PanelFinding:
    """Record a finding.

    Args:
        connection: An open transaction.
        submission_id: The submission.
        target: The target's id.
        person_id: The member.
        agree: Whether the member finds the target met.
        note: Why.
        expected: The version that was seen, None where there was no finding yet.
        now: The time.

    Raises:
        StaleError: Another write came first: its parts tell what stands now.
    """
    values = {"agree": agree, "note": note, "version": (expected or 0) + 1, "at": now}
    key = {"submission_id": submission_id, "target": target, "person_id": person_id}
    mine = [table.c[name] == value for name, value in key.items()]
    if expected is None:
        try:
            with connection.begin_nested():
                connection.execute(insert(table).values(**key, **values))
        except IntegrityError as error:
            raise _stale(connection, submission_id, target, person_id) from error
    elif connection.execute(update(table).where(*mine, table.c.version == expected).values(**values)).rowcount != 1:
        raise _stale(connection, submission_id, target, person_id)
    connection.execute(insert(finding_change).values(**key, **values))
    return _own(connection, submission_id, target, person_id)[0]


def findings_of(connection: Connection, submission_id: int, target: str | None = None) -> tuple[PanelFinding, ...]:
    """The findings on a submission, by target and member."""
    wanted = (
        select(table, person.c.shown_name)
        .join(person, person.c.id == table.c.person_id)
        .where(table.c.submission_id == submission_id)
        .order_by(table.c.target, table.c.person_id)
    )
    if target is not None:
        wanted = wanted.where(table.c.target == target)
    return tuple(
        PanelFinding(
            row.submission_id, row.target, row.person_id, row.shown_name, row.agree, row.note, row.version, row.at
        )
        for row in connection.execute(wanted)
    )


def _own(connection: Connection, submission_id: int, target: str, person_id: int) -> list[PanelFinding]:
    return [one for one in findings_of(connection, submission_id, target) if one.person_id == person_id]


def _stale(connection: Connection, submission_id: int, target: str, person_id: int) -> StaleError:
    stands = _own(connection, submission_id, target, person_id)
    if not stands:
        return StaleError("stale_finding_absent", target=target)
    one = stands[0]
    return StaleError("stale_finding", target=target, version=one.version, agree=one.agree, note=one.note, at=one.at)
