"""API tokens: for some purposes and until a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Connection

from tests.store.kept import NOW, some_project, somebody
from verifier.errors import StoreError
from verifier.store import tokens
from verifier.store.database import Database
from verifier.store.people import Person
from verifier.store.tables import api_token
from verifier.store.tokens import ApiToken

_LATER = NOW + timedelta(days=90)


def _made(connection: Connection, person: Person, project_id: int | None = None) -> tuple[ApiToken, str]:
    scopes = frozenset({"read", "submit"})
    return tokens.add_token(
        connection,
        person_id=person.id,
        name="CI",
        scopes=scopes,  # type: ignore[arg-type]
        project_id=project_id,
        now=NOW,
        expires=_LATER,
    )


def test_a_token_is_found_by_its_text_until_it_ends(database: Database) -> None:
    """The text finds the token; what is kept is not the text; after its day it is found no more."""
    with database.begin() as connection:
        person = somebody(connection)
        made, text = _made(connection, person, some_project(connection).id)

        assert made == tokens.find_token(connection, text, NOW)
        assert tokens.find_token(connection, text, _LATER) is None
        assert tokens.find_token(connection, f"{text}x", NOW) is None
        assert (made,) == tokens.tokens_of(connection, person.id)
        assert text not in str(connection.execute(select(api_token)).all())
        tokens.used(connection, made.id, _LATER)
        assert _LATER == tokens.tokens_of(connection, person.id)[0].last_used


def test_a_token_is_revoked_by_its_owner_only(database: Database) -> None:
    """Nobody ends somebody else's token."""
    with database.begin() as connection:
        person, other = somebody(connection), somebody(connection, "乙")
        made, text = _made(connection, person)

        assert not tokens.revoke(connection, other.id, made.id)
        assert not tokens.revoke(connection, person.id, 2**70)
        assert tokens.find_token(connection, text, NOW) is not None
        assert tokens.revoke(connection, person.id, made.id)
        assert tokens.find_token(connection, text, NOW) is None


@pytest.mark.parametrize("scopes", [frozenset(), frozenset({"read", "everything"})])
def test_a_token_is_for_something_known(database: Database, scopes: frozenset[str]) -> None:
    """A token for nothing, or for what is not known, is not made."""
    with database.begin() as connection, pytest.raises(StoreError):
        tokens.add_token(
            connection,
            person_id=somebody(connection).id,
            name="CI",
            scopes=scopes,  # type: ignore[arg-type]
            project_id=None,
            now=NOW,
            expires=_LATER,
        )
