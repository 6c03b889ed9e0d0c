"""Jobs: checks and seals that wait for a worker, run in one, or have ended."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, and_, func, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from verifier.store.tables import LARGEST_ID
from verifier.store.tables import job as table
from verifier.wording import Language

__all__ = [
    "Fault",
    "Job",
    "Kind",
    "beat",
    "claim",
    "claim_job",
    "counts",
    "enqueue",
    "fail",
    "finish",
    "job_by_id",
    "job_of",
    "latest_jobs",
    "put_back",
    "release",
    "requeue_stale",
]

Kind = Literal["check", "seal"]
JobState = Literal["queued", "running", "done", "failed"]

_OPEN: Final = ("queued", "running")
_MOST_TRIES: Final = 3
_STALE: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a job failed: one sentence in both languages, and the place that it is about.

    Args:
        code: The sentence's code in the message catalogue.
        zh: The sentence in Chinese.
        en: The sentence in English.
        file: The file, "" where it is about none.
        line: The line, or sheet and cell.
        column: The column.
        read: What stands there.
    """

    code: str
    zh: str
    en: str
    file: str = ""
    line: str = ""
    column: str = ""
    read: str = ""

    def text(self, lang: Language) -> str:
        """The sentence in one language."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Job:
    """A job.

    Args:
        id: The store's own number.
        submission_id: The submission that it is about.
        kind: Whether it checks or seals it.
        state: Where it stands.
        asked_by: Who asked for it.
        done: Bytes that were read so far.
        total: Bytes to read, 0 while that is not known.
        rows: Rows that were read so far.
        faults: Why it failed; empty where it did not.
        version: The version of the submission that it was asked for.
        tries: How often a worker began it.
        created: When it was asked for.
        started: When a worker began it last.
        ended: When it ended.
        worker: The worker that runs it.
        beat: When that worker last said that it is alive.
    """

    id: int
    submission_id: int
    kind: Kind
    state: JobState
    asked_by: int
    done: int
    total: int
    rows: int
    faults: tuple[Fault, ...]
    version: int
    tries: int
    created: datetime
    started: datetime | None
    ended: datetime | None
    worker: str | None
    beat: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in _OPEN


def enqueue(
    connection: Connection, *, submission_id: int, kind: Kind, asked_by: int, version: int, now: datetime
) -> Job:
    """Ask for a job; while one of its kind waits for the submission, that one is handed out instead.

    A job that runs already may have read an older version: it is put back, and begins again.
    """
    for _ in range(2):
        waiting = _first(connection, and_(_about(submission_id, kind), table.c.state.in_(_OPEN)))
        if waiting is not None:
            if waiting.version != version:
                again = {"version": version, "state": "queued", "worker": None, "done": 0, "total": 0, "rows": 0}
                connection.execute(update(table).where(table.c.id == waiting.id).values(tries=0, **again))
            return _present(connection, waiting.id)
        values = {
            "submission_id": submission_id,
            "kind": kind,
            "state": "queued",
            "asked_by": asked_by,
            "done": 0,
            "total": 0,
            "rows": 0,
            "faults": "[]",
            "version": version,
            "tries": 0,
            "created": now,
        }
        try:
            with connection.begin_nested():
                made: int = connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one()
        except IntegrityError:
            # On PostgreSQL another connection may have asked meanwhile: its job is found now.
            continue
        return _present(connection, made)
    msg = "a job that is open and cannot be found"
    raise RuntimeError(msg)


def claim(connection: Connection, worker: str, now: datetime) -> Job | None:
    """Take the job that has waited longest, None where none waits; no two workers take the same."""
    oldest = select(table.c.id).where(table.c.state == "queued").order_by(table.c.id).limit(1)
    found = connection.execute(oldest.with_for_update(skip_locked=True)).scalar()
    return None if found is None else claim_job(connection, found, worker, now)


def claim_job(connection: Connection, job_id: int, worker: str, now: datetime) -> Job | None:
    """Take one job, None where it no longer waits."""
    taken = {"state": "running", "worker": worker, "started": now, "beat": now, "tries": table.c.tries + 1}
    waiting = and_(table.c.id == job_id, table.c.state == "queued")
    if connection.execute(update(table).where(waiting).values(**taken)).rowcount != 1:
        return None
    return _present(connection, job_id)


def beat(connection: Connection, job: Job, now: datetime, *, done: int, total: int, rows: int) -> bool:
    """Say that the worker of a job is alive, and how far it is; False where the job is no longer its."""
    return _of_worker(connection, job, beat=now, done=done, total=total, rows=rows)


def finish(connection: Connection, job: Job, now: datetime) -> bool:
    """End a job that came to its result; False where it is no longer this worker's."""
    return _of_worker(connection, job, state="done", ended=now)


def fail(connection: Connection, job: Job, faults: Sequence[Fault], now: datetime) -> bool:
    """End a job that could not come to a result; False where it is no longer this worker's."""
    text = json.dumps([asdict(fault) for fault in faults], ensure_ascii=False)
    return _of_worker(connection, job, state="failed", faults=text, ended=now)


def release(connection: Connection, job: Job) -> bool:
    """Put a job back that its worker cannot end, without counting the try."""
    return _of_worker(connection, job, state="queued", worker=None, tries=max(job.tries - 1, 0))


def put_back(connection: Connection, job: Job, fault: Fault, now: datetime) -> bool:
    """Put a job back whose process ended in the middle of it; after three tries it has failed."""
    if job.tries >= _MOST_TRIES:
        return fail(connection, job, (fault,), now)
    return _of_worker(connection, job, state="queued", worker=None)


def requeue_stale(connection: Connection, now: datetime, fault: Fault) -> int:
    """Put back the jobs whose worker has been silent for half a minute; after three tries such a job has failed.

    Args:
        connection: An open transaction.
        now: The time.
        fault: Why a job failed whose workers all died.

    Returns:
        How many were put back or failed.
    """
    silent = and_(table.c.state == "running", table.c.beat < now - _STALE)
    text = json.dumps([asdict(fault)], ensure_ascii=False)
    spent = update(table).where(silent, table.c.tries >= _MOST_TRIES)
    failed = connection.execute(spent.values(state="failed", faults=text, ended=now)).rowcount
    return failed + connection.execute(update(table).where(silent).values(state="queued", worker=None)).rowcount


def job_by_id(connection: Connection, job_id: int) -> Job | None:
    """The job of a number, or None."""
    if not 0 < job_id <= LARGEST_ID:
        return None
    return _first(connection, table.c.id == job_id)


def job_of(connection: Connection, submission_id: int, kind: Kind) -> Job | None:
    """The last job of a kind for a submission, or None."""
    return _first(connection, _about(submission_id, kind))


def latest_jobs(connection: Connection, submission_ids: Sequence[int], kind: Kind) -> dict[int, Job]:
    """The last job of a kind for each of some submissions."""
    last = select(func.max(table.c.id)).where(table.c.submission_id.in_(submission_ids), table.c.kind == kind)
    wanted = select(table).where(table.c.id.in_(last.group_by(table.c.submission_id)))
    return {row.submission_id: _job(row) for row in connection.execute(wanted)}


def counts(connection: Connection) -> dict[str, int]:
    """How many jobs are in each state."""
    found = dict.fromkeys(("queued", "running", "done", "failed"), 0)
    for state, count in connection.execute(select(table.c.state, func.count()).group_by(table.c.state)):
        found[state] = count
    return found


def _about(submission_id: int, kind: Kind) -> ColumnElement[bool]:
    return and_(table.c.submission_id == submission_id, table.c.kind == kind)


def _of_worker(connection: Connection, job: Job, **values: object) -> bool:
    # The try is part of it: a job that was put back and taken again by the same worker is another run.
    held = and_(
        table.c.id == job.id, table.c.state == "running", table.c.worker == job.worker, table.c.tries == job.tries
    )
    return connection.execute(update(table).where(held).values(**values)).rowcount == 1


def _present(connection: Connection, job_id: int) -> Job:
    return _job(connection.execute(select(table).where(table.c.id == job_id)).one())


def _first(connection: Connection, condition: ColumnElement[bool]) -> Job | None:
    row = connection.execute(select(table).where(condition).order_by(table.c.id.desc()).limit(1)).first()
    return None if row is None else _job(row)


def _job(row: Any) -> Job:  # noqa: ANN401 -- a row of the library
    return Job(
        row.id,
        row.submission_id,
        row.kind,
        row.state,
        row.asked_by,
        row.done,
        row.total,
        row.rows,
        tuple(Fault(**fields) for fields in json.loads(row.faults)),
        row.version,
        row.tries,
        row.created,
        row.started,
        row.ended,
        row.worker,
        row.beat,
    )
