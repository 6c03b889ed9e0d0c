"""Results: the last one of each submission."""

from __future__ import annotations

from dataclasses import replace

from tests.store.kept import NOW, some_draft, some_project, somebody
from verifier.store.database import Database
from verifier.store.results import StoredResult, drop_result, latest_results, put_result, result_of


def test_the_last_result_stands(database: Database) -> None:
    """A second check replaces the first one's result; a change of the files drops it."""
    with database.begin() as connection:
        draft = some_draft(connection, somebody(connection), some_project(connection))
        first = StoredResult(draft.id, "ab" * 32, "sha256:ab", {"pass": 1, "fail": 0}, "2026-11-22", "验收", NOW)
        second = replace(first, sha256="cd" * 32, stage=None)
        assert result_of(connection, draft.id) is None
        put_result(connection, first)
        put_result(connection, second)

        assert second == result_of(connection, draft.id)
        assert {draft.id: second} == latest_results(connection, [draft.id, 99])
        drop_result(connection, draft.id)
        assert {} == latest_results(connection, [draft.id])
