"""Sessions: a browser that somebody signed in with, known by a random token of which only the digest is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.engine import Connection

from verifier.store.secret import digest_of, new_secret
from verifier.store.tables import session as table
from verifier.wording import Language

__all__ = ["Session", "end", "end_all", "find", "is_due", "start", "sweep", "touch"]

_TOUCHED: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Session:
    """A session.

    Args:
        digest: Digest of its token.
        person_id: Who signed in, None before that.
        csrf: What its forms carry, so that no other site can send them.
        created: When it began.
        seen: When it was last used, to the minute.
        expires: When it ends whatever happens.
        language: The language that was chosen in it, None where none was.
    """

    digest: str
    person_id: int | None
    csrf: str
    created: datetime
    seen: datetime
    expires: datetime
    language: Language | None


def start(
    connection: Connection, person_id: int | None, now: datetime, life: timedelta, language: Language | None = None
) -> tuple[Session, str]:
    """Begin a session.

    Returns:
        The session, and its token, which is kept nowhere.
    """
    token = new_secret()
    made = Session(digest_of(token), person_id, new_secret(), now, now, now + life, language)
    connection.execute(
        insert(table).values(
            digest=made.digest,
            person_id=made.person_id,
            csrf=made.csrf,
            created=made.created,
            seen=made.seen,
            expires=made.expires,
            language=made.language,
        )
    )
    return made, token


def find(connection: Connection, token: str, now: datetime, idle: timedelta) -> Session | None:
    """The session of a token, None where there is none or it has ended."""
    row = connection.execute(select(table).where(table.c.digest == digest_of(token))).first()
    if row is None or row.expires <= now or row.seen + idle <= now:
        return None
    return Session(row.digest, row.person_id, row.csrf, row.created, row.seen, row.expires, row.language)


def touch(connection: Connection, session: Session, now: datetime) -> None:
    """Keep that a session is in use."""
    connection.execute(update(table).where(table.c.digest == session.digest).values(seen=now))


def is_due(session: Session, now: datetime) -> bool:
    """Whether the use of a session is worth keeping: a write at every click would be too many."""
    return session.seen + _TOUCHED <= now


def end(connection: Connection, token: str) -> None:
    """End the session of a token."""
    connection.execute(delete(table).where(table.c.digest == digest_of(token)))


def end_all(connection: Connection, person_id: int) -> None:
    """End every session of a person."""
    connection.execute(delete(table).where(table.c.person_id == person_id))


def sweep(connection: Connection, now: datetime, idle: timedelta) -> int:
    """Remove the sessions that have ended; returns how many."""
    return connection.execute(delete(table).where(or_(table.c.expires <= now, table.c.seen <= now - idle))).rowcount
