"""Failed attempts to sign in, by name and by address, so that guessing gets slower than it is worth."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.engine import Connection

from verifier.store.secret import digest_of
from verifier.store.tables import login_attempt as table

__all__ = ["blocked_until", "forget", "record"]

_WINDOW: Final = timedelta(minutes=15)
_MOST_BY_NAME: Final = 10
# One address may be that of a whole institute.
_MOST_BY_ADDRESS: Final = 50


def record(connection: Connection, name: str, address: str, now: datetime) -> None:
    """Keep a failed attempt; of name and address only digests are kept, and those for a quarter of an hour."""
    connection.execute(delete(table).where(table.c.at <= now - _WINDOW))
    connection.execute(insert(table).values(name_digest=digest_of(name), address_digest=digest_of(address), at=now))


def blocked_until(connection: Connection, name: str, address: str, now: datetime) -> datetime | None:
    """When a name or an address may try again, None where it may now."""
    blocks = [
        _until(connection, table.c.name_digest == digest_of(name), _MOST_BY_NAME, now),
        _until(connection, table.c.address_digest == digest_of(address), _MOST_BY_ADDRESS, now),
    ]
    return max((block for block in blocks if block is not None), default=None)


def forget(connection: Connection, name: str) -> None:
    """Forget the failed attempts of a name, once its owner has signed in."""
    connection.execute(delete(table).where(table.c.name_digest == digest_of(name)))


def _until(connection: Connection, condition: ColumnElement[bool], most: int, now: datetime) -> datetime | None:
    recent = select(func.count(), func.max(table.c.at)).where(condition, table.c.at > now - _WINDOW)
    count, last = connection.execute(recent).one()
    return last + _WINDOW if count >= most else None
