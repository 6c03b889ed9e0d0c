"""People: names, and what is kept of them."""

from __future__ import annotations

import time

import pytest

from tests.store.kept import NOW, somebody
from verifier.errors import StoreError
from verifier.store import people
from verifier.store.database import Database


def test_a_person_is_found_by_name_and_number(database: Database) -> None:
    """Who was added is found, with all that was said."""
    with database.begin() as connection:
        made = people.add_person(
            connection, name="zhang", shown_name="张三", now=NOW, language="en", oidc_subject="https://idp#1"
        )

    with database.read() as connection:
        assert made == people.person_by_id(connection, made.id)
        assert made == people.person_by_name(connection, "zhang")
        assert made == people.by_oidc_subject(connection, "https://idp#1")
        assert (made,) == people.people(connection)
        assert {made.id: "张三"} == people.shown_names(connection)


def test_two_forms_of_one_name_are_one(database: Database) -> None:
    """A name typed with a combining accent is the name typed with an accented letter."""
    with database.begin() as connection:
        made = somebody(connection, "Ren\u00e9")

        assert made == people.person_by_name(connection, "Rene\u0301")
        with pytest.raises(StoreError) as caught:
            somebody(connection, "Rene\u0301")

    assert "person_name_taken" == caught.value.code


@pytest.mark.parametrize("name", ["", "  ", "a" * 81, "a\0b", "a\nb", "\ud800", "\u202eb", "a" * 10_000_000])
def test_a_hostile_name_is_refused_at_once(database: Database, name: str) -> None:
    """A name that cannot be seen or is too long is refused in milliseconds, and found nowhere."""
    begun = time.perf_counter()

    with database.begin() as connection:
        with pytest.raises(StoreError):
            somebody(connection, name)
        assert people.person_by_name(connection, name) is None

    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize("number", [0, -1, 2**63, 10**400])
def test_a_number_that_no_database_holds_names_nobody(database: Database, number: int) -> None:
    """A number out of range is nobody's, and no error of the database."""
    with database.read() as connection:
        assert people.person_by_id(connection, number) is None


def test_what_changes_is_kept(database: Database) -> None:
    """Password hash, language, right to sign in and to manage are kept."""
    with database.begin() as connection:
        made = somebody(connection)
        assert people.password_hash_of(connection, made.id) is None
        assert not people.any_administrator(connection)
        people.set_password_hash(connection, made.id, "$argon2id$x")
        people.set_language(connection, made.id, "en")
        people.set_administrator(connection, made.id)
        assert people.any_administrator(connection)
        people.set_enabled(connection, made.id, enabled=False)
        found = people.person_by_id(connection, made.id)

        assert found is not None
        assert ("en", True, False) == (found.language, found.administrator, found.enabled)
        assert "$argon2id$x" == people.password_hash_of(connection, made.id)
        assert not people.any_administrator(connection)
