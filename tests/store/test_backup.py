"""Backup and restore: all that is kept comes back, into either database, and nothing that was changed does."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.postgres import new_database
from tests.service.world import CONTRACT, World, open_world, sent
from verifier.errors import StoreError
from verifier.service.findings import record_finding
from verifier.service.records import record_view
from verifier.service.running import Service, open_service
from verifier.service.seal import seal_now
from verifier.service.sessions import start_session
from verifier.service.upload import receive
from verifier.store.backup import backup, restore
from verifier.store.database import Database, file_url, open_database
from verifier.store.tables import login_attempt, metadata, session


def _url(kind: str, data: Path) -> str:
    return new_database() if kind == "postgresql" else file_url(data / "dabiao.sqlite3")


def _rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.read() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
            if table not in {session, login_attempt}
        }


def _worked(world: World) -> None:
    submission = world.submitted()
    record_finding(
        world.service, world.panel, submission.id, "3103.industrialised", agree=True, note="同意", expected=None
    )
    seal_now(world.service, world.panel, submission.id)
    world.upload(world.panel)
    start_session(world.service, world.team)


def _backed_up(service: Service, place: Path) -> Path:
    target = place / "backup.zip"
    backup(service.data, service.database, target, service.now())
    return target


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = open_database(url)
    try:
        yield database
    finally:
        database.close()


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A backup of a service that was at work, on SQLite."""
    with open_world(tmp_path / "first") as world:
        _worked(world)
        return _backed_up(world.service, tmp_path)


@pytest.mark.parametrize(
    ("source", "target"), [("sqlite", "sqlite"), ("sqlite", "postgresql"), ("postgresql", "sqlite")]
)
def test_all_comes_back_in_either_database(tmp_path: Path, source: str, target: str) -> None:
    """Every row, file, key and log entry comes back; the service goes on with the next numbers."""
    (tmp_path / "second").mkdir()
    with open_world(tmp_path / "first", _url(source, tmp_path / "first")) as world:
        _worked(world)
        place = _backed_up(world.service, tmp_path)
        before = _rows(world.service.database)
        log, key = world.service.log().signed, world.service.key.public
    url = _url(target, tmp_path / "second")
    with _opened(url) as database:
        summary = restore(place, tmp_path / "second", database)
        after = _rows(database)

    service = open_service(tmp_path / "second", url)
    team, panel = world.team, world.panel
    more = receive(service, team, CONTRACT, sent(("a.csv", b"target,value\n3103.diameter,1\n")))
    view = record_view(service, panel, 1)
    blobs = sorted(path.name for path in (tmp_path / "second" / "blobs").rglob("*") if path.is_file())
    service.close()

    assert before == after
    assert sum(map(len, before.values())) == summary.rows
    assert (log, key) == (service.log().signed, service.key.public)
    assert view.fault is None
    assert 3 == more.number
    assert len(blobs) >= summary.blobs
    assert 0o600 == place.stat().st_mode & 0o777


def test_a_backup_is_taken_while_the_service_works(tmp_path: Path) -> None:
    """What is uploaded after the rows were read is not half in it."""
    with open_world(tmp_path / "first") as world:
        world.submitted()
        place = tmp_path / "backup.zip"
        with world.service.database.read(still=True):
            world.upload()
        backup(world.service.data, world.service.database, place, world.service.now())
        world.upload()
    with _opened(file_url(tmp_path / "second.sqlite3")) as database:
        restore(place, tmp_path / "second", database)
        rows = _rows(database)

    assert 2 == len(rows["submission"])


def test_nobody_is_signed_in_after_a_restore(saved: Path, tmp_path: Path) -> None:
    """Sessions do not come back; passwords and tokens stay with their people."""
    with zipfile.ZipFile(saved) as archive:
        assert not any("session" in name or "attempt" in name for name in archive.namelist())
    with _opened(file_url(tmp_path / "x.sqlite3")) as database:
        restore(saved, tmp_path / "second", database)
        with database.read() as connection:
            assert [] == connection.execute(select(session)).all()


def test_nothing_is_overwritten(saved: Path, tmp_path: Path) -> None:
    """A folder, a database or a backup that is there already stays as it is."""
    with _opened(file_url(tmp_path / "first" / "dabiao.sqlite3")) as database:
        with pytest.raises(StoreError) as folder:
            restore(saved, tmp_path / "first", database)
        with pytest.raises(StoreError) as rows:
            restore(saved, tmp_path / "second", database)
        with pytest.raises(StoreError) as file:
            backup(tmp_path / "first", database, saved, open_service(tmp_path / "first").now())
        with pytest.raises(StoreError) as absent:
            backup(tmp_path / "second", database, tmp_path / "b.zip", open_service(tmp_path / "first").now())

    assert ["restore_not_empty", "restore_database_not_empty", "backup_exists", "backup_no_service"] == [
        caught.value.code for caught in (folder, rows, file, absent)
    ]
    assert not (tmp_path / "second").exists()
    assert not list(tmp_path.glob(".*.part"))


def _changed(saved: Path, change: str) -> bytes:
    """The backup with one thing about it changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(saved) as archive, zipfile.ZipFile(stream, "w") as other:
        members = {name: archive.read(name) for name in archive.namelist()}
        manifest = json.loads(members["backup.json"])
        blob = next(name for name in members if name.startswith("blobs/"))
        match change:
            case "a byte of a blob":
                members[blob] = members[blob][:-1] + b"?"
            case "a row":
                members["tables/finding.jsonl"] = members["tables/finding.jsonl"].replace(b"true", b"false")
            case "a member too many":
                members["keys/other.key"] = b""
            case "a member too few":
                del members[blob]
            case "a path":
                members["../evil"] = b"x"
                manifest["members"]["../evil"] = {"sha256": "0" * 64, "bytes": 1}
            case "another schema":
                manifest["schema"] = "dabiao/backup/v9"
            case "another revision":
                manifest["revision"] = "9999"
            case "a list that is none":
                manifest["members"] = 7
        members["backup.json"] = json.dumps(manifest).encode()
        for name, data in members.items():
            other.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        "a byte of a blob", "a row", "a member too many", "a member too few", "a path", "another schema",
        "another revision", "a list that is none",
    ],
)  # fmt: skip
def test_what_was_changed_is_not_restored(saved: Path, tmp_path: Path, change: str) -> None:
    """A backup that differs in anything from what was written is refused, and no file of it is written."""
    place = tmp_path / "changed.zip"
    place.write_bytes(_changed(saved, change))

    with _opened(file_url(tmp_path / "x.sqlite3")) as database, pytest.raises(StoreError) as caught:
        restore(place, tmp_path / "second", database)

    assert caught.value.code in {"backup_form", "backup_member", "backup_revision"}
    assert not (tmp_path / "second").exists()


@pytest.mark.parametrize("data", [b"", b"PK", b"x" * 10_000], ids=["empty", "begun", "other"])
def test_what_is_no_backup_is_a_sentence(tmp_path: Path, data: bytes) -> None:
    """Any other file is refused."""
    place = tmp_path / "no.zip"
    place.write_bytes(data)

    with _opened(file_url(tmp_path / "x.sqlite3")) as database, pytest.raises(StoreError) as caught:
        restore(place, tmp_path / "second", database)

    assert "backup_form" == caught.value.code


def test_a_service_that_lost_a_file_is_not_backed_up_as_whole(tmp_path: Path) -> None:
    """A file that is named and absent, or changed, is said when the backup is taken, not when it is needed."""
    with open_world(tmp_path / "first") as world:
        draft = world.upload()
        place = world.service.blobs.path(draft.files[0].sha256)
        data = place.read_bytes()
        codes = []
        for damage in (lambda: place.write_bytes(data + b"x"), place.unlink):
            damage()
            with pytest.raises(StoreError) as caught:
                _backed_up(world.service, tmp_path)
            codes.append(caught.value.code)

    assert ["blob_damaged", "blob_absent"] == codes
    assert [] == list(tmp_path.glob("*.zip"))
    assert [] == list(tmp_path.glob(".*.part"))
