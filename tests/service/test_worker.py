"""Workers: they take jobs, stop, and leave none behind."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from tests.service.world import CONTRACT, TABLE, World, open_world, sent
from verifier.service.upload import receive
from verifier.service.worker import Workers, run_pending
from verifier.store import jobs
from verifier.store.jobs import Job


def _until(done: Callable[[], bool]) -> None:
    given_up = time.monotonic() + 60
    while not done():
        assert time.monotonic() < given_up
        time.sleep(0.05)


def _job(world: World, submission_id: int) -> Job:
    with world.service.database.read() as connection:
        job = jobs.job_of(connection, submission_id, "check")
    assert job is not None
    return job


def test_workers_take_what_waits_and_stop(either_world: World) -> None:
    """Six uploads are all checked by two workers, and after a stop nothing is taken."""
    world = either_world
    workers = Workers(world.service, 2)
    workers.start()
    drafts = [receive(world.service, world.team, CONTRACT, sent(("a.csv", TABLE))) for _ in range(6)]
    _until(lambda: workers.queue()["done"] == 6)
    assert workers.alive()
    workers.stop()

    assert not workers.alive()
    assert all("done" == _job(world, draft.id).state for draft in drafts)
    late = receive(world.service, world.team, CONTRACT, sent(("a.csv", TABLE)))
    assert "queued" == _job(world, late.id).state
    assert 1 == run_pending(world.service)


def test_a_job_of_a_dead_worker_is_done_by_the_next(tmp_path: Path) -> None:
    """A job that a killed server left running is taken up half a minute later, by whoever is there."""
    with open_world(tmp_path / "data") as world:
        draft = receive(world.service, world.team, CONTRACT, sent(("a.csv", TABLE)))
        with world.service.database.begin() as connection:
            jobs.claim(connection, "dead", world.service.now())
        assert 0 == run_pending(world.service)

        world.clock.pass_by(seconds=31)

        assert 1 == run_pending(world.service)
        assert ("done", 2) == (_job(world, draft.id).state, _job(world, draft.id).tries)
