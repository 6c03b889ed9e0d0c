"""How migrations run: on the connection that is handed over."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import inspect

from verifier.errors import StoreError
from verifier.store.database import file_url, open_database


def test_a_migration_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """A revision that does not exist changes nothing: tables come in one transaction or not at all."""
    database = open_database(file_url(tmp_path / "a.sqlite3"))

    with pytest.raises(StoreError) as caught:
        database.migrate("no-such-revision")
    with database.read() as connection:
        found = inspect(connection).get_table_names()
    database.close()

    assert "store_revision" == caught.value.code
    assert [] == [name for name in found if name != "alembic_version"]
