"""Back up all that a service keeps into one file, while it runs, and restore it, into either database."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy import Table, insert, select, text
from sqlalchemy.engine import Connection

from verifier.errors import RecordError, StoreError
from verifier.record.durable import sync_folder
from verifier.record.log import open_log
from verifier.store.blobs import Blobs
from verifier.store.database import Database
from verifier.store.tables import (
    login_attempt,
    metadata,
    project,
    result,
    sealed_record,
    session,
    submission,
    submission_file,
)

__all__ = ["Summary", "backup", "restore"]

_SCHEMA: Final = "dabiao/backup/v1"
_MANIFEST: Final = "backup.json"
_CHUNK: Final = 1 << 20
_ROWS: Final = 500
_TRIES: Final = 10
# Who is signed in, and who failed to, is nothing to bring back.
_LEFT_OUT: Final = (session, login_attempt)
_NAMED: Final = (
    submission_file.c.sha256,
    submission.c.manifest,
    result.c.sha256,
    sealed_record.c.blob,
    project.c.contract_blob,
)
_MEMBER: Final = re.compile(
    r"tables/[a-z_]+\.jsonl|blobs/([0-9a-f]{2})/\1[0-9a-f]{62}|keys/[a-z]+\.[a-z]+"
    # No part begins with a dot, so that none leads out of the folder.
    r"|log/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*"
)


@dataclass(frozen=True, slots=True)
class Summary:
    """What was backed up or restored: rows of all tables, files of submissions and records, and bytes."""

    rows: int
    blobs: int
    bytes: int


def backup(data: Path, database: Database, target: Path, now: datetime) -> Summary:
    """Back up a service that may be running.

    1. One state of all tables is read, in one transaction.
    2. The files that those rows name are copied; what came later is not in it, and none of them ever changes.
    3. Key and log are copied; the log holds at least what the rows say it holds.
    4. The list of all members with their digests is written last, and the file takes its name.

    Args:
        data: The service's folder.
        database: Its database.
        target: The file; it must not exist, and only its owner can read it.
        now: The time.

    Raises:
        StoreError: The folder is no service's, the file exists, or a file that is named is absent or damaged.
        RecordError: The log is damaged.
    """
    if not (data / "keys" / "service.key").is_file():
        raise StoreError("backup_no_service", folder=data)
    if target.exists():
        raise StoreError("backup_exists", file=target)
    blobs = Blobs(data / "blobs")
    descriptor, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
                writing = _Writing(archive)
                # 1.
                with database.read(still=True) as connection:
                    named = _dump(connection, writing)
                    revision = _revision(connection)
                # 2.
                for digest in sorted(named):
                    with blobs.open(digest) as blob:
                        found = writing.add(f"blobs/{digest[:2]}/{digest}", blob)
                    if found != digest:
                        raise StoreError("blob_damaged", digest=digest)
                # 3.
                for key in sorted((data / "keys").iterdir()):
                    with key.open("rb") as file:
                        writing.add(f"keys/{key.name}", file)
                _copy_log(data / "log", writing)
                # 4.
                manifest = {
                    "schema": _SCHEMA,
                    "revision": revision,
                    "made": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                    "members": writing.members,
                }
                archive.writestr(_MANIFEST, json.dumps(manifest, indent=1))
            stream.flush()
            os.fsync(stream.fileno())
        os.link(temporary, target)
    except FileExistsError as error:
        raise StoreError("backup_exists", file=target) from error
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
    sync_folder(target.parent)
    return Summary(writing.rows, len(named), target.stat().st_size)


def restore(source: Path, data: Path, database: Database) -> Summary:
    """Restore a backup into an empty folder and an empty database, of either kind.

    1. Every member is one that a backup has, and has the digest that is listed; nothing is written before that.
    2. Files, key and log are written.
    3. The tables are made and filled, in one transaction.
    4. Every file that a row names is there, and the log is whole.

    Args:
        source: The backup.
        data: The folder: absent, empty, or holding nothing but the database.
        database: The database.

    Raises:
        StoreError: The folder or the database holds something, or the file is no whole backup of this version.
        RecordError: The log in it is damaged.
    """
    if _holds_a_service(data):
        raise StoreError("restore_not_empty", folder=data)
    try:
        with zipfile.ZipFile(source) as archive:
            # 1.
            manifest = _checked(archive, source)
            database.migrate()
            with database.read() as connection:
                if _revision(connection) != manifest["revision"]:
                    raise StoreError("backup_revision", file=source.name, read=manifest["revision"])
                if any(connection.execute(select(table).limit(1)).first() for table in metadata.sorted_tables):
                    raise StoreError("restore_database_not_empty")
            # 2.
            members = [name for name in manifest["members"] if not name.startswith("tables/")]
            for name in members:
                _write(archive, name, data)
            for folder in {(data / name).parent for name in members}:
                sync_folder(folder)
            # 3.
            with database.begin() as connection:
                rows = sum(_fill(connection, table, archive, manifest) for table in metadata.sorted_tables)
                if connection.dialect.name == "postgresql":
                    _count_on(connection)
    except zipfile.BadZipFile as error:
        raise StoreError("backup_form", file=source.name) from error
    # 4.
    blobs = Blobs(data / "blobs")
    with database.read() as connection:
        for digest in _digests(connection):
            blobs.path(digest)
    open_log(data / "log").check()
    return Summary(rows, sum(name.startswith("blobs/") for name in members), source.stat().st_size)


class _Writing:
    """An archive that is being written, with what was put into it."""

    __slots__ = ("_archive", "members", "rows")

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.members: dict[str, dict[str, object]] = {}
        self.rows = 0

    def add(self, name: str, stream: IO[bytes]) -> str:
        """Put in what a stream holds; returns its digest."""
        with self.member(name) as put:
            while chunk := stream.read(_CHUNK):
                put(chunk)
        return str(self.members[name]["sha256"])

    @contextlib.contextmanager
    def member(self, name: str) -> Iterator[Any]:
        """A member that is written piece by piece."""
        digest, size = hashlib.sha256(), 0
        with self._archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as stream:

            def put(chunk: bytes) -> None:
                nonlocal size
                digest.update(chunk)
                size += len(chunk)
                stream.write(chunk)

            yield put
        self.members[name] = {"sha256": digest.hexdigest(), "bytes": size}


def _tables() -> list[Table]:
    return [table for table in metadata.sorted_tables if table not in _LEFT_OUT]


def _dump(connection: Connection, writing: _Writing) -> set[str]:
    """Write every table as JSON lines; returns the digests that rows name."""
    for table in _tables():
        ordered = select(table).order_by(*table.primary_key.columns)
        rows = connection.execution_options(yield_per=_ROWS).execute(ordered).mappings()
        with writing.member(f"tables/{table.name}.jsonl") as put:
            for row in rows:
                fields = {name: _plain(value) for name, value in row.items()}
                put(json.dumps(fields, ensure_ascii=False).encode() + b"\n")
                writing.rows += 1
    return _digests(connection)


def _digests(connection: Connection) -> set[str]:
    return {
        digest for column in _NAMED for digest in connection.execute(select(column)).scalars() if digest is not None
    }


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return {"moment": value.astimezone(UTC).isoformat()}
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _typed(value: object) -> object:
    match value:
        case {"moment": str(moment)}:
            return datetime.fromisoformat(moment)
        case {"day": str(day)}:
            return date.fromisoformat(day)
        case _:
            return value


def _revision(connection: Connection) -> str:
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())


def _copy_log(folder: Path, writing: _Writing) -> None:
    """Copy the log as a checkpoint of it states it, while it may be growing."""
    for _ in range(_TRIES):
        with tempfile.TemporaryDirectory(prefix="dabiao-") as name:
            copy = Path(name)
            # The checkpoint first: tiles only grow after it, and what lies beyond it does not exist.
            files = [folder / "checkpoint", folder / "vkey"]
            files += sorted(path for path in (folder / "tile").rglob("*") if path.is_file())
            for path in files:
                place = copy / path.relative_to(folder)
                place.parent.mkdir(parents=True, exist_ok=True)
                # A partial tile gives way to the full one while the log grows.
                with contextlib.suppress(FileNotFoundError):
                    place.write_bytes(path.read_bytes())
            try:
                open_log(copy).check()
            except RecordError:
                continue
            for path in sorted(path for path in copy.rglob("*") if path.is_file()):
                with path.open("rb") as file:
                    writing.add(f"log/{path.relative_to(copy).as_posix()}", file)
            return
    # Not growth but damage: say which.
    open_log(folder).check()
    raise StoreError("backup_log_busy")


def _holds_a_service(data: Path) -> bool:
    return any((data / name).exists() for name in ("keys", "blobs", "log", "work"))


def _checked(archive: zipfile.ZipFile, source: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(archive.read(_MANIFEST))
        members = manifest["members"]
        stated = {str(name): (str(about["sha256"]), int(about["bytes"])) for name, about in members.items()}
        right = manifest["schema"] == _SCHEMA and isinstance(manifest["revision"], str)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise StoreError("backup_form", file=source.name) from error
    names = [info.filename for info in archive.infolist()]
    if not right or sorted(names) != sorted([*stated, _MANIFEST]):
        raise StoreError("backup_form", file=source.name)
    for name, (digest, size) in stated.items():
        if not _MEMBER.fullmatch(name) or archive.getinfo(name).file_size != size:
            raise StoreError("backup_member", file=source.name, name=name)
        if _digest(archive, name) != digest or (name.startswith("blobs/") and not name.endswith(digest)):
            raise StoreError("backup_member", file=source.name, name=name)
    return manifest


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _write(archive: zipfile.ZipFile, name: str, data: Path) -> None:
    place = data / name
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with archive.open(name) as stream, os.fdopen(descriptor, "wb") as file:
        while chunk := stream.read(_CHUNK):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def _fill(connection: Connection, table: Table, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> int:
    name = f"tables/{table.name}.jsonl"
    if name not in manifest["members"]:
        return 0
    count = 0
    with archive.open(name) as stream:
        batch: list[dict[str, object]] = []
        for line in stream:
            batch.append({key: _typed(value) for key, value in json.loads(line).items()})
            count += 1
            if len(batch) == _ROWS:
                connection.execute(insert(table), batch)
                batch = []
        if batch:
            connection.execute(insert(table), batch)
    return count


def _count_on(connection: Connection) -> None:
    """Have PostgreSQL count on behind the highest number of each table."""
    for table in metadata.sorted_tables:
        for column in table.primary_key.columns:
            if column.autoincrement is True:
                highest = f"(SELECT COALESCE(MAX({column.name}), 0) + 1 FROM {table.name})"  # noqa: S608 -- own names
                sequence = f"pg_get_serial_sequence('{table.name}', '{column.name}')"
                connection.execute(text(f"SELECT setval({sequence}, {highest}, false)"))
