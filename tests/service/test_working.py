"""One job from its claim to its end."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.service.world import BROKEN, CONTRACT, TABLE, World, open_world, sent
from verifier.service.child import Child
from verifier.service.running import ServiceLimits
from verifier.service.upload import receive, set_encoding
from verifier.service.working import claim_job, run_here, work_on
from verifier.store import jobs
from verifier.store.jobs import Job
from verifier.store.results import result_of


@pytest.fixture
def child() -> Iterator[Child]:
    """A process that judges."""
    made = Child()
    yield made
    made.kill()


def _asked(world: World, table: bytes = TABLE) -> Job:
    receive(world.service, world.team, CONTRACT, sent(("a.csv", table)))
    job = claim_job(world.service, "w")
    assert job is not None
    return job


def _found(world: World, job: Job) -> Job:
    with world.service.database.read() as connection:
        found = jobs.job_by_id(connection, job.id)
    assert found is not None
    return found


def test_the_process_and_the_service_come_to_the_same(world: World, child: Child) -> None:
    """A job that is carried out here or in its own process keeps the same result, byte for byte."""
    one, two = _asked(world), _asked(world)
    assert work_on(world.service, one, child, lambda: False)
    assert run_here(world.service, two)

    with world.service.database.read() as connection:
        results = [result_of(connection, job.submission_id) for job in (one, two)]
    assert results[0] is not None
    assert results[1] is not None
    assert results[0].sha256 == results[1].sha256
    assert "done" == _found(world, one).state
    assert claim_job(world.service, "w") is None


def test_faults_are_kept_with_their_places(world: World, child: Child) -> None:
    """A submission that is refused says all of it, in both languages, with file, line and column."""
    job = _asked(world, BROKEN)
    work_on(world.service, job, child, lambda: False)

    failed = _found(world, job)
    assert "failed" == failed.state
    assert [("table_row_short", "3")] == [(fault.code, fault.line) for fault in failed.faults]
    assert all(fault.file == "a.csv" and fault.zh and fault.en and fault.zh != fault.en for fault in failed.faults)


def test_a_check_past_its_time_has_failed(tmp_path: Path, child: Child) -> None:
    """The process is killed at the limit, and the job says so."""
    with open_world(tmp_path / "data", limits=ServiceLimits(seconds=0)) as world:
        job = _asked(world)
        assert work_on(world.service, job, child, lambda: False)

        assert ["job_too_long"] == [fault.code for fault in _found(world, job).faults]


def test_a_stop_puts_the_job_back(world: World, child: Child) -> None:
    """A job that runs when the service stops waits for the next start, and the try does not count."""
    job = _asked(world)
    assert not work_on(world.service, job, child, lambda: True)

    assert ("queued", 0) == (_found(world, job).state, _found(world, job).tries)


def test_a_process_that_dies_puts_the_job_back(world: World, child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed in the middle, a job waits again; it is given up after the third time."""
    started = Child._started

    def start_and_kill(self: Child) -> object:
        pipe = started(self)
        assert self._process is not None
        assert self._process.pid is not None
        os.kill(self._process.pid, signal.SIGKILL)
        return pipe

    monkeypatch.setattr(Child, "_started", start_and_kill)
    job = _asked(world)
    for number in range(3):
        assert ("running", number + 1) == (_found(world, job).state, _found(world, job).tries)
        work_on(world.service, job, child, lambda: False)
        job = claim_job(world.service, "w") or job

    assert ("failed", ["job_broken"]) == (_found(world, job).state, [fault.code for fault in _found(world, job).faults])


def test_a_submission_that_changes_meanwhile_is_checked_as_it_is(world: World, child: Child) -> None:
    """A check of what the submission no longer is keeps no result."""
    job = _asked(world)
    set_encoding(world.service, world.team, job.submission_id, "utf-8", expected=1)

    assert not work_on(world.service, job, child, lambda: False)
    with world.service.database.read() as connection:
        assert result_of(connection, job.submission_id) is None
    assert "queued" == _found(world, job).state
    assert not run_here(world.service, replace(_found(world, job), version=1))
