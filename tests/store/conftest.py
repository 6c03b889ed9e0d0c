"""An empty database for each test, once in SQLite and once in PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.postgres import new_database
from verifier.store.database import Database, file_url, open_database
from verifier.store.tables import metadata


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which of the two."""
    return str(request.param)


@pytest.fixture
def url(kind: str, tmp_path: Path) -> str:
    """The URL of an empty database."""
    return new_database() if kind == "postgresql" else file_url(tmp_path / "store.sqlite3")


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the present tables, to be copied."""
    place = tmp_path_factory.mktemp("migrated") / "store.sqlite3"
    _migrate(file_url(place))
    return place


@pytest.fixture
def database(kind: str, tmp_path: Path, migrated_file: Path) -> Iterator[Database]:
    """A database with the present tables: migrated once, and emptied or copied for each test."""
    if kind == "postgresql":
        opened = open_database(_migrated_server())
        names = ", ".join(table.name for table in metadata.sorted_tables)
        with opened.begin() as connection:
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    else:
        shutil.copyfile(migrated_file, tmp_path / "store.sqlite3")
        opened = open_database(file_url(tmp_path / "store.sqlite3"))
    yield opened
    opened.close()


@cache
def _migrated_server() -> str:
    url = new_database()
    _migrate(url)
    return url


def _migrate(url: str) -> None:
    opened = open_database(url)
    opened.migrate()
    opened.close()
