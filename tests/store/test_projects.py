"""Projects: known by their contract number."""

from __future__ import annotations

from datetime import date

import pytest

from tests.store.kept import NOW, some_project
from verifier.errors import StoreError
from verifier.store import projects
from verifier.store.database import Database


def test_a_project_is_found_by_contract_and_number(database: Database) -> None:
    """What was added is found, with all that was said."""
    with database.begin() as connection:
        made = projects.add_project(
            connection,
            contract="2023YFB0001（甲）",
            code="3103",
            guide="js2023",
            now=NOW,
            title="衬底",
            contractor="示例公司",
            period=(date(2023, 1, 1), date(2026, 6, 30)),
            contract_blob="ab" * 32,
            rule="rounded",
        )

        assert made == projects.project_of(connection, "2023YFB0001（甲）")
        assert made == projects.project_by_id(connection, made.id)
        assert projects.project_of(connection, "2023yfb0001（甲）") is None
        assert projects.project_by_id(connection, 2**80) is None


def test_a_contract_number_is_taken_once(database: Database) -> None:
    """Two projects never share a contract number; what was begun beside it stays possible."""
    with database.begin() as connection:
        some_project(connection)
        with pytest.raises(StoreError) as caught:
            some_project(connection)
        other = some_project(connection, "ht-1")

        assert "project_contract_taken" == caught.value.code
        assert other.contract == "ht-1"


@pytest.mark.parametrize("contract", ["", " ", "a/b", "a\\b", "..", "a?b", "a#b", "50%", "a\0", "\ud800", "x" * 10**7])
def test_what_cannot_stand_in_an_address_is_refused(database: Database, contract: str) -> None:
    """A contract number names a page: what would name another one is refused, and found nowhere."""
    with database.begin() as connection:
        with pytest.raises(StoreError) as caught:
            some_project(connection, contract)

        assert "project_contract_form" == caught.value.code
        assert projects.project_of(connection, contract) is None


def test_lists_leave_out_what_is_archived(database: Database) -> None:
    """A list has the projects of some numbers, or all, archived ones apart."""
    with database.begin() as connection:
        one, two = some_project(connection), some_project(connection, "HT-2")
        projects.lock_project(connection, two.id)
        projects.change_project(connection, two.id, archived=True, title="旧")
        projects.change_project(connection, two.id)
        archived = projects.projects(connection, None, archived=True)

        assert (one,) == projects.projects(connection, None)
        assert (one,) == projects.projects(connection, [one.id, two.id])
        assert () == projects.projects(connection, [])
        assert [("HT-2", "旧")] == [(project.contract, project.title) for project in archived]
