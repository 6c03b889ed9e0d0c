"""Sessions: found by their token until they end."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from tests.store.kept import NOW, somebody
from verifier.store import sessions
from verifier.store.database import Database
from verifier.store.tables import session as table

_LIFE = timedelta(days=7)
_IDLE = timedelta(hours=8)


def test_a_session_is_found_by_its_token_alone(database: Database) -> None:
    """The token finds the session; what is kept is not the token."""
    with database.begin() as connection:
        made, token = sessions.start(connection, somebody(connection).id, NOW, _LIFE, "en")

        assert made == sessions.find(connection, token, NOW, _IDLE)
        assert sessions.find(connection, made.digest, NOW, _IDLE) is None
        assert sessions.find(connection, token[:-1], NOW, _IDLE) is None
        kept = str(connection.execute(select(table)).all())

    assert token not in kept


def test_a_session_ends_unused_and_in_any_case(database: Database) -> None:
    """Eight hours without use end it; use keeps it alive, but not beyond its life."""
    with database.begin() as connection:
        made, token = sessions.start(connection, None, NOW, _LIFE)
        assert sessions.find(connection, token, NOW + _IDLE, _IDLE) is None
        assert not sessions.is_due(made, NOW + timedelta(seconds=59))
        assert sessions.is_due(made, NOW + timedelta(seconds=60))
        sessions.touch(connection, made, NOW + timedelta(hours=7))
        assert sessions.find(connection, token, NOW + _IDLE, _IDLE) is not None
        sessions.touch(connection, made, NOW + _LIFE)

        assert sessions.find(connection, token, NOW + _LIFE, _IDLE) is None


def test_sessions_are_ended(database: Database) -> None:
    """One is ended by its token, all of a person's at once, and those that have ended are swept."""
    with database.begin() as connection:
        person, other = somebody(connection), somebody(connection, "乙")
        _, one = sessions.start(connection, person.id, NOW, _LIFE)
        _, two = sessions.start(connection, person.id, NOW, _LIFE)
        _, three = sessions.start(connection, other.id, NOW, _LIFE)
        sessions.end(connection, one)
        assert sessions.find(connection, one, NOW, _IDLE) is None
        sessions.end_all(connection, person.id)
        assert sessions.find(connection, two, NOW, _IDLE) is None
        assert sessions.find(connection, three, NOW, _IDLE) is not None

        assert 0 == sessions.sweep(connection, NOW, _IDLE)
        assert 1 == sessions.sweep(connection, NOW + _IDLE, _IDLE)
