"""Submit a draft, or withdraw it."""

from __future__ import annotations

from datetime import date

from sqlalchemy.engine import Connection

from verifier.errors import UsageError
from verifier.record.canonical import canonical, sha256_hex
from verifier.record.log import entry_of
from verifier.service.access import Action, find_submission
from verifier.service.logbook import log_now
from verifier.service.running import Service
from verifier.store import jobs, outbox, submissions
from verifier.store.events import add_event
from verifier.store.people import Person
from verifier.store.projects import Project
from verifier.store.results import StoredResult, result_of
from verifier.store.submissions import Submission

__all__ = ["manifest_of", "submit", "withdraw"]


def submit(service: Service, person: Person, submission_id: int, *, expected: int) -> Submission:
    """Submit a draft: from here on the panel and the auditor see it, and nobody changes it.

    1. Its check has ended, without a fault that refuses the whole of it.
    2. The list of its files is kept, and its digest goes into the transparency log.
    3. The day that was judged is fixed, so that a seal tomorrow judges the same.

    Args:
        service: The service.
        person: Who submits.
        submission_id: The draft.
        expected: The version that was seen.

    Raises:
        AccessError: The person may not.
        UsageError: It was not checked yet, or the check refused it.
        StaleError: The draft is not the one that was seen.
        StoreError: It is no draft.
    """
    now = service.now()
    with service.database.read() as connection:
        draft, project, _ = find_submission(service, connection, person, submission_id, Action.SUBMIT)
        # 1.
        stored = _checked(connection, draft)
    # 2. The list is on the disk before the database names it.
    day = draft.as_of or date.fromisoformat(stored.as_of)
    manifest = canonical(manifest_of(draft, project, day, now.strftime("%Y-%m-%dT%H:%M:%SZ")))
    blob = service.blobs.put_bytes(manifest)
    name = f"{project.contract}#{draft.number}"
    with service.database.begin() as connection:
        find_submission(service, connection, person, submission_id, Action.SUBMIT)
        if draft.version == expected:
            _checked(connection, draft)
            # 3.
            submissions.fix_day(connection, submission_id, day)
        entry = outbox.add_entry(connection, entry_of(name, sha256_hex(manifest)))
        submitted = submissions.submit(
            connection, submission_id, expected=expected, manifest=blob.sha256, log_entry_id=entry, now=now
        )
        add_event(
            connection,
            action="submit",
            now=now,
            person_id=person.id,
            project_id=project.id,
            object=name,
            manifest=blob.sha256,
        )
    log_now(service)
    with service.database.read() as connection:
        return submissions.submission_by_id(connection, submission_id) or submitted


def withdraw(service: Service, person: Person, submission_id: int, *, expected: int) -> Submission:
    """Withdraw a draft; its files stay, for those who could see them.

    Raises:
        AccessError: The person may not.
        StaleError: The draft is not the one that was seen.
        StoreError: It is no draft.
    """
    with service.database.begin() as connection:
        draft, project, _ = find_submission(service, connection, person, submission_id, Action.WITHDRAW)
        withdrawn = submissions.withdraw(connection, submission_id, expected=expected)
        add_event(
            connection,
            action="withdraw",
            now=service.now(),
            person_id=person.id,
            project_id=project.id,
            object=f"{project.contract}#{draft.number}",
        )
    return withdrawn


def _checked(connection: Connection, draft: Submission) -> StoredResult:
    job, stored = jobs.job_of(connection, draft.id, "check"), result_of(connection, draft.id)
    if job is not None and job.state == "failed" and job.version == draft.version:
        raise UsageError("submit_refused", number=draft.number, count=len(job.faults))
    if stored is None or (job is not None and job.is_open):
        raise UsageError("submit_not_checked", number=draft.number)
    return stored


def manifest_of(draft: Submission, project: Project, day: date, submitted_at: str) -> dict[str, object]:
    """The list of a submission's files as the log knows it by its digest."""
    return {
        "schema": "dabiao/submission/v1",
        "contract": project.contract,
        "project": project.code,
        "number": draft.number,
        "stage": draft.stage,
        "submitted_at": submitted_at,
        "encoding": draft.encoding,
        "as_of": day.isoformat(),
        "files": [{"name": file.name, "sha256": file.sha256, "bytes": file.bytes} for file in draft.files],
    }
