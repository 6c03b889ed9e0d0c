"""Invitations: used once, until they end."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.engine import Connection

from tests.store.kept import NOW, some_project, somebody
from verifier.store import invitations
from verifier.store.database import Database

_LATER = NOW + timedelta(hours=72)


def _secret(connection: Connection) -> str:
    project = some_project(connection)
    return invitations.add_invitation(
        connection,
        project_id=project.id,
        role="panel",
        administrator=False,
        note="专家" * 200,
        now=NOW,
        expires=_LATER,
    )


def test_an_invitation_is_used_once(database: Database) -> None:
    """Of two people who use one invitation, one comes in."""
    with database.begin() as connection:
        secret = _secret(connection)
        found = invitations.find_invitation(connection, secret, NOW)
        assert found is not None
        assert ("panel", False, 200) == (found.role, found.administrator, len(found.note))
        assert (found,) == invitations.invitations(connection, NOW)

        assert invitations.accept(connection, found, somebody(connection).id, NOW)
        assert not invitations.accept(connection, found, somebody(connection, "乙").id, NOW)
        assert invitations.find_invitation(connection, secret, NOW) is None
        assert () == invitations.invitations(connection, NOW)


def test_an_invitation_ends(database: Database) -> None:
    """After its time it is void."""
    with database.begin() as connection:
        secret = _secret(connection)

        assert invitations.find_invitation(connection, secret, _LATER) is None
        assert invitations.find_invitation(connection, "guess", NOW) is None
        assert () == invitations.invitations(connection, _LATER)
