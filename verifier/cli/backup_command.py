"""`dabiao backup` and `dabiao restore`: all that a service keeps, as one file."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from verifier.cli.face import DONE, command_options, language, say
from verifier.report.extras import require
from verifier.wording import words

if TYPE_CHECKING:
    from verifier.store.database import Database

__all__ = ["backup", "restore"]

_URL: Final = "DABIAO_DATABASE_URL"
_data = click.option("--data", required=True, type=click.Path(path_type=Path, file_okay=False), help="The data folder.")
_database = click.option(
    "--database", metavar="URL", help=f"The database; default: {_URL}, else a SQLite file in the data folder."
)


@click.command()
@_data
@_database
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The backup, ZIP.")
@command_options
def backup(data: Path, database: str | None, output: Path, **_: Any) -> None:  # noqa: ANN401 -- click's options
    """Back up a service, running or not: tables, files, log and key, for its owner's eyes only.

    Example: dabiao backup --data /var/lib/dabiao -o dabiao.zip
    """
    _need_libraries()
    from verifier.store.backup import backup as back_up

    opened = _opened(data, database)
    try:
        summary = back_up(data, opened, output, datetime.now(UTC))
    finally:
        opened.close()
    parts = {"rows": summary.rows, "files": summary.blobs, "bytes": summary.bytes}
    say(words("backup_written", language(), file=output, **parts))
    raise SystemExit(DONE)


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_data
@_database
@command_options
def restore(source: Path, data: Path, database: str | None, **_: Any) -> None:  # noqa: ANN401 -- click's options
    """Restore a backup into an empty data folder and an empty database, SQLite or PostgreSQL.

    Example: dabiao restore dabiao.zip --data /var/lib/dabiao
    """
    _need_libraries()
    from verifier.store.backup import restore as bring_back

    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    opened = _opened(data, database)
    try:
        summary = bring_back(source, data, opened)
    finally:
        opened.close()
    say(words("backup_restored", language(), folder=data, rows=summary.rows, files=summary.blobs))
    raise SystemExit(DONE)


def _need_libraries() -> None:
    for library in ("sqlalchemy", "alembic"):
        require(library, "serve", "dabiao backup")


def _opened(data: Path, database: str | None) -> Database:
    from verifier.store.database import file_url, open_database

    return open_database(database or os.environ.get(_URL) or file_url(data / "dabiao.sqlite3"))
