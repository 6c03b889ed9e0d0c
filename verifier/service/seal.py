"""Seal what was submitted: the panel's findings go in, the service signs, and the log takes the record in."""

from __future__ import annotations

import os

from verifier.errors import StoreError, UsageError
from verifier.service.access import Action, find_submission
from verifier.service.running import Service
from verifier.service.working import run_here
from verifier.store import jobs
from verifier.store.events import add_event
from verifier.store.jobs import Job
from verifier.store.people import Person
from verifier.store.records import SealedRecord, submission_records
from verifier.store.results import result_of

__all__ = ["ask_seal", "seal_now"]


def ask_seal(service: Service, person: Person, submission_id: int) -> Job:
    """Ask for a record of what was submitted, with the findings as they are when a worker takes it up.

    Raises:
        AccessError: The person is not of the panel, or there is no such submission for it.
        UsageError: It has no result.
    """
    with service.database.begin() as connection:
        found = find_submission(service, connection, person, submission_id, Action.SEAL)
        submission, project, _ = found
        if result_of(connection, submission_id) is None:
            raise UsageError("seal_unchecked", number=submission.number)
        job = jobs.enqueue(
            connection,
            submission_id=submission_id,
            kind="seal",
            asked_by=person.id,
            version=submission.version,
            now=service.now(),
        )
        add_event(
            connection,
            action="ask_seal",
            now=service.now(),
            person_id=person.id,
            project_id=project.id,
            object=f"{project.contract}#{submission.number}",
        )
    service.wake.set()
    return job


def seal_now(service: Service, person: Person, submission_id: int) -> SealedRecord:
    """Seal what was submitted in this process, where no worker runs.

    Raises:
        AccessError: The person is not of the panel, or there is no such submission for it.
        UsageError: It has no result, or was refused.
        StoreError: A worker has taken it up already.
    """
    asked = ask_seal(service, person, submission_id)
    with service.database.begin() as connection:
        job = jobs.claim_job(connection, asked.id, f"{os.getpid()}-here", service.now())
    if job is None:
        raise StoreError("job_taken")
    run_here(service, job)
    with service.database.read() as connection:
        ended = jobs.job_by_id(connection, job.id)
        records = submission_records(connection, submission_id)
    if ended is not None and ended.faults:
        raise UsageError("seal_refused", why=ended.faults[0])
    return records[0]
