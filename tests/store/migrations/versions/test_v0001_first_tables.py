"""The first revision makes the tables that the code works with."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from tests.postgres import new_database
from verifier.store.database import file_url, open_database
from verifier.store.tables import metadata


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_migrations_make_the_present_tables(kind: str, tmp_path: Path) -> None:
    """After all migrations nothing differs from the tables as the code describes them."""
    database = open_database(new_database() if kind == "postgresql" else file_url(tmp_path / "a.sqlite3"))
    database.migrate()

    with database.read() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    database.close()

    assert [] == differences
