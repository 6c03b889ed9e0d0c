"""Invitations: links that bring one person into a project, or make one an administrator, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from verifier.store.membership import Role
from verifier.store.secret import digest_of, new_secret
from verifier.store.tables import invitation as table

__all__ = ["Invitation", "accept", "add_invitation", "find_invitation", "invitations"]

_LONGEST_NOTE: Final = 200


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation.

    Args:
        id: The store's own number.
        project_id: The project it leads into, None for none.
        role: The part in it.
        administrator: Whether it makes an administrator of the service.
        note: Whom it is for, as the inviter noted.
        created: When it was made.
        expires: When it ends.
        accepted: When it was used, None while it is open.
    """

    id: int
    project_id: int | None
    role: Role | None
    administrator: bool
    note: str
    created: datetime
    expires: datetime
    accepted: datetime | None


def add_invitation(
    connection: Connection,
    *,
    project_id: int | None,
    role: Role | None,
    administrator: bool,
    note: str,
    now: datetime,
    expires: datetime,
) -> str:
    """Make an invitation; returns its secret, which is kept nowhere."""
    secret = new_secret()
    connection.execute(
        insert(table).values(
            digest=digest_of(secret),
            project_id=project_id,
            role=role,
            administrator=administrator,
            note=note[:_LONGEST_NOTE],
            created=now,
            expires=expires,
        )
    )
    return secret


def find_invitation(connection: Connection, secret: str, now: datetime) -> Invitation | None:
    """The open invitation of a secret, None where there is none, it was used, or it has ended."""
    row = connection.execute(select(table).where(table.c.digest == digest_of(secret))).first()
    return None if row is None or row.accepted is not None or row.expires <= now else _invitation(row)


def accept(connection: Connection, invitation: Invitation, person_id: int, now: datetime) -> bool:
    """Use an invitation; False where somebody else just did."""
    open_still = (table.c.id == invitation.id, table.c.accepted.is_(None))
    return (
        connection.execute(update(table).where(*open_still).values(accepted=now, accepted_by=person_id)).rowcount == 1
    )


def invitations(connection: Connection, now: datetime) -> tuple[Invitation, ...]:
    """The open invitations, newest first."""
    wanted = select(table).where(table.c.accepted.is_(None), table.c.expires > now).order_by(table.c.id.desc())
    return tuple(_invitation(row) for row in connection.execute(wanted))


def _invitation(row: Any) -> Invitation:  # noqa: ANN401 -- a row of the library
    return Invitation(
        row.id,
        row.project_id,
        row.role,
        row.administrator,
        row.note,
        row.created,
        row.expires,
        row.accepted,
    )
