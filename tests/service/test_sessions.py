"""Sessions and tokens."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.engine import Connection

from tests.service.world import CONTRACT, World
from verifier.errors import AccessError, StoreError, UsageError
from verifier.service import people, sessions
from verifier.store import sessions as store
from verifier.store.sessions import Session


def test_a_session_carries_its_person(either_world: World) -> None:
    """The token finds session and person; each login gets a token of its own."""
    world = either_world
    _, before = sessions.start_session(world.service, None)
    made, token = sessions.start_session(world.service, world.team, "en")
    found = sessions.find_session(world.service, token)

    assert found is not None
    assert (made.digest, world.team, "en") == (found.session.digest, found.person, found.session.language)
    assert before != token
    anonymous = sessions.find_session(world.service, before)
    assert anonymous is not None
    assert anonymous.person is None
    sessions.end_session(world.service, token)
    assert sessions.find_session(world.service, token) is None
    assert sessions.find_session(world.service, "guess") is None


def test_use_keeps_a_session_alive_and_is_written_once_a_minute(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page every hour keeps it alive for days, not beyond its life; a click every second writes nothing."""
    _, token = sessions.start_session(world.service, world.team)
    touched: list[Session] = []
    touch = store.touch

    def count(connection: Connection, session: Session, now: datetime) -> None:
        touched.append(session)
        touch(connection, session, now)

    monkeypatch.setattr(store, "touch", count)
    for _ in range(30):
        assert sessions.find_session(world.service, token) is not None
    assert [] == touched
    for _ in range(7 * 24 - 1):
        world.clock.pass_by(hours=1)
        assert sessions.find_session(world.service, token) is not None
    assert touched
    world.clock.pass_by(hours=1)

    assert sessions.find_session(world.service, token) is None


def test_an_unused_session_ends(world: World) -> None:
    """Eight hours without a page end it; all of a person's are ended at once."""
    _, one = sessions.start_session(world.service, world.team)
    world.clock.pass_by(hours=8)
    assert sessions.find_session(world.service, one) is None
    _, two = sessions.start_session(world.service, world.team)
    _, three = sessions.start_session(world.service, world.panel)

    sessions.end_sessions(world.service, world.team)

    assert sessions.find_session(world.service, two) is None
    assert sessions.find_session(world.service, three) is not None


def test_a_token_acts_for_its_person(world: World) -> None:
    """A token finds person, purposes and project until it is revoked, by its owner only."""
    made, text = sessions.make_token(world.service, world.team, name="CI", scopes=["read"], contract=CONTRACT)
    found = sessions.find_token(world.service, text)

    assert found is not None
    assert (world.team, world.project) == found[1:]
    assert frozenset({"read"}) == found[0].scopes
    assert sessions.tokens(world.service, world.team)[0].last_used is not None
    with pytest.raises(AccessError):
        sessions.revoke_token(world.service, world.panel, made.id)
    sessions.revoke_token(world.service, world.team, made.id)
    assert sessions.find_token(world.service, text) is None


def test_a_token_of_a_closed_account_is_worth_nothing(world: World) -> None:
    """With the account its tokens are closed; so are those whose time is over."""
    _, text = sessions.make_token(world.service, world.team, name="CI", scopes=["read"], days=1)
    people.set_enabled(world.service, world.site, world.team.id, enabled=False)
    assert sessions.find_token(world.service, text) is None
    people.set_enabled(world.service, world.site, world.team.id, enabled=True)
    assert sessions.find_token(world.service, text) is not None
    world.clock.pass_by(days=1)

    assert sessions.find_token(world.service, text) is None


def test_wrong_tokens_are_not_made(world: World) -> None:
    """A token for nothing, for ever, without a name or for somebody else's project is refused."""
    for terms, error in (
        ({"scopes": []}, StoreError),
        ({"scopes": ["rule"]}, StoreError),
        ({"scopes": ["read"], "days": 0}, UsageError),
        ({"scopes": ["read"], "days": 10**12}, UsageError),
        ({"scopes": ["read"], "name": ""}, StoreError),
        ({"scopes": ["read"], "contract": "none"}, AccessError),
    ):
        with pytest.raises(error):
            sessions.make_token(world.service, world.stranger, **{"name": "CI", **terms})  # type: ignore[arg-type]
    with pytest.raises(AccessError):
        sessions.make_token(world.service, world.stranger, name="CI", scopes=["read"], contract=CONTRACT)
