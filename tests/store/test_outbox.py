"""The outbox: what waits for the transparency log."""

from __future__ import annotations

from verifier.store import outbox
from verifier.store.database import Database


def test_entries_wait_until_they_have_a_place(database: Database) -> None:
    """An entry waits, in order, until the log has placed it; the same entry is one entry."""
    with database.begin() as connection:
        one = outbox.add_entry(connection, '{"id":"合同#1"}'.encode())
        two = outbox.add_entry(connection, b"{}")
        assert one == outbox.add_entry(connection, '{"id":"合同#1"}'.encode())
        assert [one, two] == [entry.id for entry in outbox.waiting(connection)]
        assert '{"id":"合同#1"}'.encode() == outbox.waiting(connection)[0].entry

        outbox.place(connection, one, 0)

        assert [two] == [entry.id for entry in outbox.waiting(connection)]
