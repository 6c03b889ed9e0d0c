"""Failed attempts to sign in slow down who guesses."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from tests.store.kept import NOW
from verifier.store import attempts
from verifier.store.database import Database
from verifier.store.tables import login_attempt

_QUARTER = timedelta(minutes=15)


def test_ten_failures_block_a_name_for_a_quarter_of_an_hour(database: Database) -> None:
    """The tenth failure blocks the name from any address, and no other name."""
    with database.begin() as connection:
        for number in range(10):
            assert attempts.blocked_until(connection, "zhang", "other", NOW) is None
            attempts.record(connection, "zhang", f"address {number}", NOW)

        assert NOW + _QUARTER == attempts.blocked_until(connection, "zhang", "other", NOW)
        assert attempts.blocked_until(connection, "li", "other", NOW) is None
        assert attempts.blocked_until(connection, "zhang", "other", NOW + _QUARTER) is None


def test_fifty_failures_block_an_address(database: Database) -> None:
    """Who tries one password on many names is blocked as well."""
    with database.begin() as connection:
        for number in range(50):
            attempts.record(connection, f"name {number}", "10.0.0.1", NOW)

        assert attempts.blocked_until(connection, "li", "10.0.0.1", NOW) is not None
        assert attempts.blocked_until(connection, "li", "10.0.0.2", NOW) is None


def test_a_success_forgets_and_time_does(database: Database) -> None:
    """What the owner of a name forgot is forgotten, and old failures are removed; nothing readable was kept."""
    with database.begin() as connection:
        for _ in range(10):
            attempts.record(connection, "zhang", "10.0.0.1", NOW)
        kept = str(connection.execute(select(login_attempt)).all())
        attempts.forget(connection, "zhang")
        assert attempts.blocked_until(connection, "zhang", "x", NOW) is None
        attempts.record(connection, "zhang", "10.0.0.1", NOW)
        attempts.record(connection, "li", "10.0.0.1", NOW + _QUARTER)

        assert 1 == len(connection.execute(select(login_attempt)).all())
    assert "zhang" not in kept
    assert "10.0.0.1" not in kept
