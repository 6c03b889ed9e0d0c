"""The database: SQLite in a file by default, PostgreSQL by its URL; one way to open a transaction on either."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from verifier.errors import StoreError

__all__ = ["Database", "file_url", "open_database"]

_BUSY_MILLISECONDS: Final = 30_000
_PAUSE: Final = 0.02
_CONNECTIONS: Final = 10
_MORE_CONNECTIONS: Final = 50
# Any number that no other program locks in the same PostgreSQL database.
_MIGRATION_LOCK: Final = 7_301_446_102
_WRITES: Final = "dabiao_writes"
_MIGRATIONS: Final = Path(__file__).parent / "migrations"


class Database:
    """An open database.

    Args:
        engine: SQLAlchemy's engine on it.
    """

    __slots__ = ("_engine", "_writer", "_writing")

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # SQLite has one writer at a time and lets the others poll: here they queue instead.
        self._writer = threading.Lock() if self.is_sqlite else None
        self._writing = threading.local()

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a SQLite file."""
        return self._engine.dialect.name == "sqlite"

    @contextlib.contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction that writes: committed when the block ends, rolled back when it raises.

        Raises:
            StoreError: The database cannot be reached, or too many ask at once.
            RuntimeError: This thread is inside such a block already.
        """
        if getattr(self._writing, "now", False):
            msg = "a write transaction inside another one of the same thread"
            raise RuntimeError(msg)
        if self._writer is not None:
            self._writer.acquire()
        self._writing.now = True
        try:
            with self._connected(writes=True) as connection, connection.begin():
                yield connection
        finally:
            self._writing.now = False
            if self._writer is not None:
                self._writer.release()

    @contextlib.contextmanager
    def read(self, *, still: bool = False) -> Iterator[Connection]:
        """A transaction that only reads; it never waits for a writer.

        Args:
            still: Whether all of it sees one state, as a backup needs; SQLite gives that always.

        Raises:
            StoreError: The database cannot be reached.
        """
        with self._connected(writes=False) as connection:
            if still and not self.is_sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901
            with connection.begin() as transaction:
                yield connection
                transaction.rollback()

    def migrate(self, revision: str = "head") -> None:
        """Bring the tables to a revision, under a lock, so that two programs that start together do it once.

        Args:
            revision: The revision; `base` removes all tables and what is in them.

        Raises:
            StoreError: The database cannot be reached, or has tables that this program does not know.
        """
        from alembic import command
        from alembic.config import Config
        from alembic.util.exc import CommandError

        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        with self.begin() as connection:
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _MIGRATION_LOCK})
            config.attributes["connection"] = connection
            move = command.downgrade if revision == "base" else command.upgrade
            try:
                move(config, revision)
            except CommandError as error:
                raise StoreError("store_revision") from error

    def answers(self) -> bool:
        """Whether the database answers now."""
        try:
            with self.read() as connection:
                return bool(connection.execute(text("SELECT 1")).scalar())
        except StoreError:
            return False

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    @contextlib.contextmanager
    def _connected(self, *, writes: bool) -> Iterator[Connection]:
        try:
            with self._engine.connect().execution_options(**{_WRITES: writes}) as connection:
                yield connection
        except OperationalError as error:
            raise StoreError("store_unreachable", why=type(error.orig).__name__) from error
        except PoolTimeout as error:
            raise StoreError("store_busy") from error


def file_url(path: Path) -> str:
    """The URL of a SQLite database in a file."""
    return URL.create("sqlite", database=str(path)).render_as_string(hide_password=False)


def open_database(url: str) -> Database:
    """A database by its URL: ``sqlite:///…`` or ``postgresql://…``.

    Raises:
        StoreError: The URL is of neither form, or the driver is not installed.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StoreError("store_url", read=url.partition("@")[2] or url) from error
    kind = parsed.drivername.partition("+")[0]
    if kind in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
        options: dict[str, Any] = {"pool_pre_ping": True, "isolation_level": "READ COMMITTED"}
    elif kind == "sqlite" and parsed.database and parsed.database != ":memory:":
        parsed = parsed.set(drivername="sqlite+pysqlite")
        options = {"connect_args": {"timeout": _BUSY_MILLISECONDS / 1000, "check_same_thread": False}}
    else:
        raise StoreError("store_url", read=parsed.render_as_string(hide_password=True))
    try:
        engine = create_engine(parsed, pool_size=_CONNECTIONS, max_overflow=_MORE_CONNECTIONS, **options)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise StoreError("store_driver", read=parsed.drivername) from error
    if engine.dialect.name == "sqlite":
        # Made here for its owner only: SQLite would let everybody of the machine read it.
        with contextlib.suppress(OSError):
            Path(parsed.database or "").touch(mode=0o600)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return Database(engine)


def _prepare_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401 -- a connection of the driver
    # The driver would begin transactions by itself, and too late: `_begin_sqlite` does it.
    connection.isolation_level = None
    cursor = connection.cursor()
    _write_ahead(cursor)
    for pragma in (
        # With NORMAL an acknowledged commit may be lost when the power fails.
        "synchronous = FULL",
        f"busy_timeout = {_BUSY_MILLISECONDS}",
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _write_ahead(cursor: Any) -> None:  # noqa: ANN401 -- a cursor of the driver
    """Log writes ahead; where two programs ask a new database for it at once, SQLite has one fail without waiting."""
    until = time.monotonic() + _BUSY_MILLISECONDS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later could find that another one wrote in between, and fail.
    writes = connection.get_execution_options().get(_WRITES, True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN DEFERRED")
