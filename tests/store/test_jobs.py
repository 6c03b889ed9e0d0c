"""Jobs: taken once, put back when their worker dies, and given up after three tries."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from tests.store.kept import NOW, some_draft, some_project, somebody
from verifier.store import jobs
from verifier.store.database import Database
from verifier.store.jobs import Fault, Job, Kind
from verifier.store.submissions import Submission

_FAULT = Fault("job_broken", "坏了", "it broke", "a.csv", "3", "2 (值)", "x")


@pytest.fixture
def drafts(database: Database) -> list[Submission]:
    """Three drafts of one project."""
    with database.begin() as connection:
        person, project = somebody(connection), some_project(connection)
        return [some_draft(connection, person, project) for _ in range(3)]


def _ask(database: Database, draft: Submission, kind: Kind = "check", version: int = 1) -> Job:
    with database.begin() as connection:
        return jobs.enqueue(
            connection, submission_id=draft.id, kind=kind, asked_by=draft.author_id, version=version, now=NOW
        )


def _claim(database: Database, worker: str = "w") -> Job:
    with database.begin() as connection:
        job = jobs.claim(connection, worker, NOW)
    assert job is not None
    return job


def _found(database: Database, job: Job) -> Job:
    with database.read() as connection:
        found = jobs.job_by_id(connection, job.id)
    assert found is not None
    return found


def test_one_open_job_a_submission_and_kind(database: Database, drafts: list[Submission]) -> None:
    """Asking again while a job waits gives the same job; another kind is another job."""
    first = _ask(database, drafts[0])

    assert first.id == _ask(database, drafts[0]).id
    assert first.id != _ask(database, drafts[0], "seal").id
    with database.read() as connection:
        assert first == jobs.job_of(connection, drafts[0].id, "check")
        assert {"queued": 2, "running": 0, "done": 0, "failed": 0} == jobs.counts(connection)
        assert {drafts[0].id: first} == jobs.latest_jobs(connection, [draft.id for draft in drafts], "check")


def test_twenty_who_ask_at_once_get_one_job(database: Database, drafts: list[Submission]) -> None:
    """A button that is clicked everywhere asks for one check."""
    got: list[int] = []
    threads = [threading.Thread(target=lambda: got.append(_ask(database, drafts[0]).id)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [got[0]] * 20 == got


def test_no_two_workers_take_one_job(database: Database, drafts: list[Submission]) -> None:
    """Eight workers that reach for three jobs at once take three jobs, each once, oldest first."""
    asked = [_ask(database, draft).id for draft in drafts]
    taken: list[int] = []

    def work() -> None:
        with database.begin() as connection:
            job = jobs.claim(connection, threading.current_thread().name, NOW)
            if job is not None:
                taken.append(job.id)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # On PostgreSQL a worker may pass over a job that another one is just taking, and come away with nothing.
    while len(taken) < len(asked):
        work()

    assert asked == sorted(taken)
    work()
    assert asked == sorted(taken)


def test_a_job_is_told_and_ended_by_its_worker_only(database: Database, drafts: list[Submission]) -> None:
    """Progress and end are the worker's that runs it; a stranger changes nothing."""
    _ask(database, drafts[0])
    job = _claim(database)
    stranger = Job(**{**{name: getattr(job, name) for name in Job.__slots__}, "worker": "other"})

    with database.begin() as connection:
        assert jobs.beat(connection, job, NOW, done=5, total=10, rows=3)
        assert not jobs.beat(connection, stranger, NOW, done=0, total=0, rows=0)
        assert not jobs.finish(connection, stranger, NOW)
        told = jobs.job_by_id(connection, job.id)
        assert told is not None
        assert (5, 10, 3, True) == (told.done, told.total, told.rows, told.is_open)
        assert jobs.finish(connection, job, NOW)
        assert not jobs.finish(connection, job, NOW)

    assert ("done", NOW) == (_found(database, job).state, _found(database, job).ended)


def test_why_a_job_failed_is_kept(database: Database, drafts: list[Submission]) -> None:
    """The sentences and their places come back in both languages; a new check may be asked for then."""
    _ask(database, drafts[0])
    job = _claim(database)
    with database.begin() as connection:
        assert jobs.fail(connection, job, [_FAULT], NOW)

    found = _found(database, job)
    assert ("failed", (_FAULT,), False) == (found.state, found.faults, found.is_open)
    assert ("坏了", "it broke") == (found.faults[0].text("zh"), found.faults[0].text("en"))
    assert job.id != _ask(database, drafts[0]).id


def test_a_changed_submission_begins_its_job_again(database: Database, drafts: list[Submission]) -> None:
    """A worker that checks an older version cannot end the job any more."""
    _ask(database, drafts[0])
    old = _claim(database, "old")

    again = _ask(database, drafts[0], version=2)

    assert (old.id, "queued", 2) == (again.id, again.state, again.version)
    with database.begin() as connection:
        assert not jobs.finish(connection, old, NOW)
        assert not jobs.release(connection, old)
    assert 2 == _claim(database, "new").version


def test_a_silent_worker_s_job_is_put_back_three_times(database: Database, drafts: list[Submission]) -> None:
    """After half a minute of silence a job waits again; after the third try it has failed, and says why."""
    _ask(database, drafts[0])
    late = NOW + timedelta(seconds=31)
    for number in range(3):
        job = _claim(database)
        assert number + 1 == job.tries
        with database.begin() as connection:
            assert 0 == jobs.requeue_stale(connection, NOW + timedelta(seconds=30), _FAULT)
            assert 1 == jobs.requeue_stale(connection, late, _FAULT)

    assert ("failed", (_FAULT,)) == (_found(database, job).state, _found(database, job).faults)


def test_a_broken_process_counts_and_a_stop_does_not(database: Database, drafts: list[Submission]) -> None:
    """A job whose process died is tried three times; one that was put back for a restart keeps its tries."""
    _ask(database, drafts[0])
    for _ in range(5):
        stopped = _claim(database)
        assert 1 == stopped.tries
        with database.begin() as connection:
            assert jobs.release(connection, stopped)
    for _ in range(3):
        job = _claim(database)
        with database.begin() as connection:
            assert jobs.put_back(connection, job, _FAULT, NOW)

    assert "failed" == _found(database, job).state


def test_one_job_is_claimed_by_its_number(database: Database, drafts: list[Submission]) -> None:
    """Who asked for a job may take that one, if nobody did."""
    _ask(database, drafts[0])
    wanted = _ask(database, drafts[1])
    with database.begin() as connection:
        job = jobs.claim_job(connection, wanted.id, "w", NOW)

        assert job is not None
        assert wanted.id == job.id
        assert jobs.claim_job(connection, wanted.id, "w", NOW) is None
