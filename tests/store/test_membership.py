"""Membership: who has which part in which project."""

from __future__ import annotations

from tests.store.kept import some_project, somebody
from verifier.store import membership
from verifier.store.database import Database


def test_parts_are_given_and_taken(database: Database) -> None:
    """A person may have several parts, in several projects, each once."""
    with database.begin() as connection:
        person, other = somebody(connection), somebody(connection, "乙")
        first, second = some_project(connection), some_project(connection, "HT-2")
        assert membership.give_role(connection, first.id, person.id, "panel")
        assert not membership.give_role(connection, first.id, person.id, "panel")
        assert membership.give_role(connection, first.id, person.id, "administrator")
        assert membership.give_role(connection, second.id, person.id, "auditor")
        assert membership.give_role(connection, first.id, other.id, "team")

        assert {"panel", "administrator"} == membership.roles_in(connection, first.id, person.id)
        assert {first.id: {"panel", "administrator"}, second.id: {"auditor"}} == membership.roles_of(
            connection, person.id
        )
        assert {"甲": {"panel", "administrator"}, "乙": {"team"}} == {
            member.person.name: member.roles for member in membership.members(connection, first.id)
        }
        assert membership.take_role(connection, first.id, person.id, "panel")
        assert not membership.take_role(connection, first.id, person.id, "panel")
        assert {"administrator"} == membership.roles_in(connection, first.id, person.id)
