"""See a submission: its state, its files, its result, and what the person may do with it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from verifier.errors import StoreError
from verifier.service.access import Action, actions_in, find_submission
from verifier.service.running import Service
from verifier.store.jobs import Job, Kind, job_of
from verifier.store.people import Person, shown_names
from verifier.store.projects import Project
from verifier.store.records import SealedRecord, submission_records
from verifier.store.results import StoredResult, result_of
from verifier.store.submissions import Submission, SubmissionFile

__all__ = ["SubmissionView", "file_path", "job_state", "read_result", "result_bytes", "submission_view"]


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """A submission as one person sees it.

    Args:
        submission: The submission.
        project: Its project.
        author: The name of who began it.
        allowed: What the person may do with it.
        job: Its last check.
        seal_job: Its last sealing, None where nobody asked for one.
        stored: What lists show of its result, None while it has none.
        result: The result object, None while it has none.
        records: Its sealed records, newest first.
    """

    submission: Submission
    project: Project
    author: str
    allowed: frozenset[Action]
    job: Job | None
    seal_job: Job | None
    stored: StoredResult | None
    result: dict[str, Any] | None
    records: tuple[SealedRecord, ...]


def submission_view(service: Service, person: Person, submission_id: int) -> SubmissionView:
    """A submission as a person sees it.

    Raises:
        AccessError: There is none, or the person may not see it.
    """
    with service.database.read() as connection:
        found = find_submission(service, connection, person, submission_id, Action.SEE_SUBMISSION)
        submission, project, holders = found
        stored = result_of(connection, submission_id)
        author = shown_names(connection).get(submission.author_id, "")
        job, seal_job = (job_of(connection, submission_id, kind) for kind in ("check", "seal"))
        records = submission_records(connection, submission_id)
    may_do = actions_in(holders, project, submission)
    result = None if stored is None else read_result(service, stored)
    return SubmissionView(submission, project, author, may_do, job, seal_job, stored, result, records)


def job_state(service: Service, person: Person, submission_id: int, kind: Kind = "check") -> Job | None:
    """The last job of a kind for a submission: cheap enough to be asked every second.

    Raises:
        AccessError: There is no such submission, or the person may not see it.
    """
    with service.database.read() as connection:
        find_submission(service, connection, person, submission_id, Action.SEE_SUBMISSION)
        return job_of(connection, submission_id, kind)


def file_path(service: Service, person: Person, submission_id: int, name: str) -> tuple[SubmissionFile, Path]:
    """Where a file of a submission lies.

    Raises:
        AccessError: There is no such submission, or the person may not see it.
        StoreError: It has no such file.
    """
    with service.database.read() as connection:
        submission, _, _ = find_submission(service, connection, person, submission_id, Action.SEE_SUBMISSION)
    for file in submission.files:
        if file.name == name:
            return file, service.blobs.path(file.sha256)
    raise StoreError("submission_file_absent", name=name)


def result_bytes(service: Service, person: Person, submission_id: int) -> bytes:
    """The canonical bytes of the result of a submission's last check.

    Raises:
        AccessError: There is no such submission, or the person may not see it.
        StoreError: It has no result.
    """
    with service.database.read() as connection:
        find_submission(service, connection, person, submission_id, Action.SEE_SUBMISSION)
        stored = result_of(connection, submission_id)
    if stored is None:
        raise StoreError("store_no_result", what=submission_id)
    return service.blobs.read(stored.sha256)


def read_result(service: Service, stored: StoredResult) -> dict[str, Any]:
    """The result object that is kept."""
    result: dict[str, Any] = json.loads(service.blobs.read(stored.sha256))
    return result
