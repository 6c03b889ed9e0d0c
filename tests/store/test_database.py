"""The database: transactions, migrations up and down, and URLs."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from verifier.errors import StoreError
from verifier.store.database import Database, file_url, open_database


def test_migrations_go_up_and_down(database: Database) -> None:
    """From the present tables back to nothing leaves nothing, and up again all of them."""
    with database.read() as connection:
        before = set(inspect(connection).get_table_names())
    database.migrate("base")
    with database.read() as connection:
        nothing = set(inspect(connection).get_table_names()) - {"alembic_version"}
    database.migrate()
    with database.read() as connection:
        after = set(inspect(connection).get_table_names())

    assert set() == nothing
    assert before == after
    assert "submission" in after


def test_programs_that_start_together_migrate_once(url: str) -> None:
    """Several programs that bring one empty database up at the same time all succeed."""
    failures: list[BaseException] = []

    def start() -> None:
        opened = open_database(url)
        try:
            opened.migrate()
        except BaseException as error:  # noqa: BLE001 -- handed to the test
            failures.append(error)
        finally:
            opened.close()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [] == failures


def test_what_raises_is_rolled_back(database: Database) -> None:
    """A transaction that raises leaves nothing."""

    def fail() -> None:
        with database.begin() as connection:
            connection.execute(text("INSERT INTO log_entry (entry) VALUES ('a')"))
            raise KeyError

    with pytest.raises(KeyError):
        fail()

    with database.read() as connection:
        assert 0 == connection.execute(text("SELECT count(*) FROM log_entry")).scalar()


def test_a_reader_keeps_nothing(database: Database) -> None:
    """What somebody writes by mistake in a reading transaction is not kept."""
    with database.read() as connection:
        connection.execute(text("INSERT INTO log_entry (entry) VALUES ('a')"))

    with database.read() as connection:
        assert 0 == connection.execute(text("SELECT count(*) FROM log_entry")).scalar()


def test_a_still_reader_sees_one_state(database: Database) -> None:
    """A backup's transaction does not see what is committed while it reads."""
    count = text("SELECT count(*) FROM log_entry")

    with database.read(still=True) as connection:
        before = connection.execute(count).scalar()
        with database.begin() as other:
            other.execute(text("INSERT INTO log_entry (entry) VALUES ('a')"))
        after = connection.execute(count).scalar()

    assert (0, 0) == (before, after)


def test_writers_queue(database: Database) -> None:
    """Twenty threads that add to one number lose no addition."""
    with database.begin() as connection:
        connection.execute(text("INSERT INTO log_entry (entry, log_index) VALUES ('a', 0)"))

    def add() -> None:
        for _ in range(5):
            with database.begin() as connection:
                connection.execute(text("UPDATE log_entry SET log_index = log_index + 1"))

    threads = [threading.Thread(target=add) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.read() as connection:
        assert 100 == connection.execute(text("SELECT log_index FROM log_entry")).scalar()


def test_a_write_inside_a_write_is_refused(database: Database) -> None:
    """A mistake that would hang for ever is an error at once."""
    with database.begin(), pytest.raises(RuntimeError), database.begin():
        pass


def test_sqlite_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    """SQLite writes ahead, syncs every commit, holds foreign keys, and is its owner's alone."""
    database = open_database(file_url(tmp_path / "a.sqlite3"))

    with database.read() as connection:
        pragmas = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    database.close()

    assert ["wal", 2, 1] == pragmas
    assert 0o600 == (tmp_path / "a.sqlite3").stat().st_mode & 0o777


@pytest.mark.parametrize(
    "url", ["mysql://root@host/name", "sqlite://", "sqlite:///:memory:", "no url", "", "postgresql+asyncpg2://x:y:z"]
)
def test_other_urls_are_refused(url: str) -> None:
    """What is neither a SQLite file nor PostgreSQL is refused with a sentence."""
    with pytest.raises(StoreError):
        open_database(url).migrate()


def test_a_refused_url_hides_its_password() -> None:
    """A sentence about a wrong URL does not repeat the password in it."""
    with pytest.raises(StoreError) as caught:
        open_database("mysql://root:hunter2@host/name")

    assert "hunter2" not in str(caught.value)


def test_a_database_that_is_away_is_a_sentence() -> None:
    """A server that does not answer is said to be unreachable."""
    database = open_database("postgresql://nobody@127.0.0.1:1/none")

    with pytest.raises(StoreError) as caught, database.read():
        pass

    assert "store_unreachable" == caught.value.code
    assert not database.answers()
