"""One job from its claim to its end: what is committed before, during and after the task."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from verifier.errors import UsageError
from verifier.record.log import entry_of
from verifier.service.child import Broken, Child, TooLong
from verifier.service.judge import carry_out, fault_of
from verifier.service.logbook import log_now
from verifier.service.running import Service
from verifier.service.task import Answer, Step, Task, findings_table, submission_task
from verifier.store import jobs, outbox, records
from verifier.store.events import add_event
from verifier.store.jobs import Job
from verifier.store.projects import Project, lock_project, project_by_id
from verifier.store.results import StoredResult, put_result
from verifier.store.submissions import Submission, submission_by_id

__all__ = ["claim_job", "run_here", "work_on"]

_BEAT: Final = 5.0
_SHOWN: Final = 0.5

_Run = Callable[[Task, Callable[[Step | None], bool]], Answer | None]


def claim_job(service: Service, worker: str) -> Job | None:
    """Take the job that has waited longest, None where none waits."""
    with service.database.read() as connection:
        if not jobs.counts(connection)["queued"]:
            return None
    with service.database.begin() as connection:
        return jobs.claim(connection, worker, service.now())


def work_on(service: Service, job: Job, child: Child, stopping: Callable[[], bool]) -> bool:
    """Carry out a claimed job in a process of its own.

    1. While it runs, its progress and the worker's life are committed; a job that was put back meanwhile, since its
       submission changed, is broken off.
    2. One that takes too long has failed. One whose process ended is put back, up to three times.
    3. Where the service stops, it is put back without counting the try.

    Args:
        service: The service.
        job: The job.
        child: The process.
        stopping: Whether the service stops.

    Returns:
        Whether the job came to an end.
    """
    try:
        # 1.
        return _carry(service, job, lambda task, step: child.run(task, service.limits.seconds, step), stopping)
    except TooLong:
        # 2.
        fault = fault_of(UsageError("job_too_long", seconds=int(service.limits.seconds)))
        with service.database.begin() as connection:
            return jobs.fail(connection, job, (fault,), service.now())
    except Broken:
        with service.database.begin() as connection:
            jobs.put_back(connection, job, fault_of(UsageError("job_broken")), service.now())
        return False


def run_here(service: Service, job: Job) -> bool:
    """Carry out a claimed job in this process: for one person, and for tests."""

    def run(task: Task, step: Callable[[Step | None], bool]) -> Answer:
        def tell(told: Step) -> None:
            step(told)

        return carry_out(task, tell)

    return _carry(service, job, run, lambda: False)


def _carry(service: Service, job: Job, run: _Run, stopping: Callable[[], bool]) -> bool:
    with service.database.read() as connection:
        submission = submission_by_id(connection, job.submission_id)
        project = None if submission is None else project_by_id(connection, submission.project_id)
        if submission is None or project is None or submission.version != job.version:
            submission = None
        else:
            table = findings_table(connection, submission.id) if job.kind == "seal" else None
            serial = records.next_serial(connection, submission.id)
    if submission is None or project is None:
        with service.database.begin() as connection:
            return jobs.fail(connection, job, (fault_of(UsageError("job_outdated")),), service.now())
    name = f"{project.contract}#{submission.number}.{serial}"
    task = submission_task(service, job.kind, submission, project, findings=table, record=name)
    progress = _Progress(service, job, stopping)
    answer = run(task, progress.step)
    if answer is None:
        # 3.
        with service.database.begin() as connection:
            jobs.release(connection, job)
        return False
    return _end(service, _Work(job, submission, project, serial, name), answer)


class _Progress:
    """What is told of a running job, written down no more often than somebody looks."""

    __slots__ = ("_beat", "_job", "_last", "_service", "_shown", "_stopping")

    def __init__(self, service: Service, job: Job, stopping: Callable[[], bool]) -> None:
        self._service, self._job, self._stopping = service, job, stopping
        self._last = Step(0, 0, 0)
        self._beat = self._shown = time.monotonic()

    def step(self, told: Step | None) -> bool:
        """Take what is told; False where the job is to be broken off."""
        if self._stopping():
            return False
        now = time.monotonic()
        if told is not None:
            self._last = told
        if now - self._beat < _BEAT and (told is None or now - self._shown < _SHOWN):
            return True
        self._beat = self._shown = now
        last = self._last
        with self._service.database.begin() as connection:
            return jobs.beat(
                connection, self._job, self._service.now(), done=last.done, total=last.total, rows=last.rows
            )


@dataclass(frozen=True, slots=True)
class _Work:
    """A job with what it is about; `serial` and `name` are those of the record that a seal makes."""

    job: Job
    submission: Submission
    project: Project
    serial: int
    name: str


def _end(service: Service, work: _Work, answer: Answer) -> bool:
    """Commit the end of a job with what it came to; nothing, where it is no longer this worker's."""
    now = service.now()
    job, submission, project, name = work.job, work.submission, work.project, work.name
    with service.database.begin() as connection:
        if answer.faults:
            return jobs.fail(connection, job, answer.faults, now)
        if not jobs.finish(connection, job, now):
            return False
        # After a seal the submission stands as it was sealed: with what the panel found.
        put_result(
            connection,
            StoredResult(submission.id, answer.blob, answer.digest, answer.summary, answer.as_of, answer.stage, now),
        )
        if job.kind == "check":
            return True
        lock_project(connection, project.id)
        entry = outbox.add_entry(connection, entry_of(name, answer.payload))
        records.add_record(
            connection,
            submission_id=submission.id,
            project_id=project.id,
            serial=work.serial,
            name=name,
            blob=answer.bundle,
            payload=answer.payload,
            result_digest=answer.digest,
            summary=answer.summary,
            log_entry_id=entry,
            sealed_by=job.asked_by,
            now=now,
        )
        add_event(
            connection,
            action="seal",
            now=now,
            person_id=job.asked_by,
            project_id=project.id,
            object=name,
            digest=answer.digest,
        )
    log_now(service)
    return True
