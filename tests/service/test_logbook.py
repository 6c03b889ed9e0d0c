"""The service's log: what was committed goes in once, whatever happens in between."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from tests.service.world import World
from verifier.record.bundle import unpack_bundle
from verifier.record.log import entry_of
from verifier.record.proof import check_inclusion
from verifier.service import logbook, submit, working
from verifier.service.running import open_service
from verifier.service.seal import seal_now
from verifier.store import outbox
from verifier.store.records import project_records


def test_a_crash_between_commit_and_log_heals_at_the_next_start(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A submission and a record that were committed and not logged are logged when the service starts again."""
    draft = world.upload()
    monkeypatch.setattr(submit, "log_now", lambda _: False)
    monkeypatch.setattr(working, "log_now", lambda _: False)
    submitted = submit.submit(world.service, world.team, draft.id, expected=draft.version)
    record = seal_now(world.service, world.panel, draft.id)
    assert (None, None, 0) == (submitted.log_index, record.log_index, world.service.log().checkpoint.size)

    again = open_service(tmp_path / "data")

    with again.database.read() as connection:
        healed = project_records(connection, world.project.id)[0]
    proof = unpack_bundle(again.blobs.read(healed.blob)).proof
    again.close()
    assert 0 == world.now(submitted).log_index
    assert 1 == healed.log_index
    assert proof is not None
    assert 1 == check_inclusion(proof, entry_of(record.name, record.payload), again.log_key)[0]


def test_a_crash_after_the_log_and_before_the_commit_enters_nothing_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the log holds and the database does not know yet keeps its place."""
    submitted = world.submitted()
    with world.service.database.begin() as connection:
        connection.exec_driver_sql("UPDATE log_entry SET log_index = NULL")
    before = world.service.log().checkpoint

    assert 1 == logbook.heal(world.service)
    assert 0 == logbook.heal(world.service)
    assert before == world.service.log().checkpoint
    assert submitted.log_index == world.now(submitted).log_index == 0
    monkeypatch.undo()


def test_many_threads_write_one_log(world: World) -> None:
    """Entries that come at once all go in, each once."""
    with world.service.database.begin() as connection:
        for number in range(8):
            outbox.add_entry(connection, entry_of(f"e{number}", "ab" * 32))
    threads = [threading.Thread(target=logbook.enter_waiting, args=(world.service,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    world.service.log().check()
    assert 8 == world.service.log().checkpoint.size


def test_a_log_that_another_process_holds_is_waited_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A submission stands even where the log cannot be written now; it is entered later."""
    import fcntl

    monkeypatch.setattr(logbook, "_PATIENCE", 0.1)
    with (world.service.log_folder / "lock").open("ab") as held:
        fcntl.flock(held.fileno(), fcntl.LOCK_EX)
        waiting = world.submitted()
        assert waiting.log_index is None
        assert not logbook.log_now(world.service)
    assert logbook.log_now(world.service)

    assert 0 == world.now(waiting).log_index
    assert replace(waiting, log_index=0) == world.now(waiting)
