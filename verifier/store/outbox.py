"""The outbox of the transparency log: an entry is committed here with what it is about, then goes into the log.

Between the two the power may fail: what has no index yet is entered when the service starts again.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from verifier.store.tables import log_entry as table

__all__ = ["Waiting", "add_entry", "place", "waiting"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry that the log does not hold yet."""

    id: int
    entry: bytes


def add_entry(connection: Connection, entry: bytes) -> int:
    """Put an entry into the outbox; returns its number."""
    text = entry.decode("utf-8")
    found = connection.execute(select(table.c.id).where(table.c.entry == text)).scalar()
    if found is not None:
        return int(found)
    made: int = connection.execute(insert(table).values(entry=text).returning(table.c.id)).scalar_one()
    return made


def waiting(connection: Connection) -> tuple[Waiting, ...]:
    """The entries that the log does not hold yet, oldest first."""
    wanted = select(table.c.id, table.c.entry).where(table.c.log_index.is_(None)).order_by(table.c.id)
    return tuple(Waiting(row.id, row.entry.encode("utf-8")) for row in connection.execute(wanted))


def place(connection: Connection, entry_id: int, index: int) -> None:
    """Keep where the log holds an entry."""
    connection.execute(update(table).where(table.c.id == entry_id).values(log_index=index))
