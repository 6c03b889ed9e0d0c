"""Sealed records: show one, hand it out, judge it again, compare two, and prove that the log holds it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from verifier.acceptance.compare_results import Loaded, difference, trend
from verifier.acceptance.rerun import Rerun
from verifier.acceptance.verify import Known, Verified, verify
from verifier.errors import AccessError, RecordError, VerifierError
from verifier.record.bundle import Bundle, unpack_bundle
from verifier.service.access import Action, actions_in, find_project, find_record, find_submission, may, parts_anywhere
from verifier.service.running import Service
from verifier.service.task import rerun_task
from verifier.store.people import Person, shown_names
from verifier.store.projects import Project
from verifier.store.records import SealedRecord, project_records
from verifier.store.submissions import Submission, submission_by_id

__all__ = [
    "RecordView",
    "compare_records",
    "inclusion_of_record",
    "inclusion_of_submission",
    "record_file",
    "record_view",
    "rerun",
    "rerun_bytes",
    "trend_of",
]


@dataclass(frozen=True, slots=True)
class RecordView:
    """A sealed record as one person sees it.

    Args:
        record: What the store knows of it.
        project: Its project.
        submission: The submission that was judged.
        sealed_by: The name of who had it sealed.
        bundle: The bundle, None where it cannot be read at all.
        verified: Its signatures and its place in the log, None where they do not hold.
        fault: Why they do not hold; None where they do.
        allowed: What the person may do in the project.
    """

    record: SealedRecord
    project: Project
    submission: Submission | None
    sealed_by: str
    bundle: Bundle | None
    verified: Verified | None
    fault: VerifierError | None
    allowed: frozenset[Action]


def record_view(service: Service, person: Person, record_id: int) -> RecordView:
    """A record as a person sees it, verified now against the service's own key and log.

    Raises:
        AccessError: There is none, or the person may not see it.
    """
    with service.database.read() as connection:
        record, project, holders = find_record(service, connection, person, record_id, Action.SEE_RECORD)
        submission = submission_by_id(connection, record.submission_id)
        sealed_by = shown_names(connection).get(record.sealed_by, "")
    bundle: Bundle | None = None
    verified: Verified | None = None
    fault: VerifierError | None = None
    try:
        data = service.blobs.read(record.blob)
        bundle = unpack_bundle(data)
        # Sealed a moment ago, and not in the log yet: its proof follows.
        log_key = None if record.log_index is None else service.log_key
        verified = verify(data, Known(service.trust, log_key=log_key))
        if verified.bundle.record.id != record.name:
            fault = RecordError("record_other", name=record.name, read=verified.bundle.record.id)
    except VerifierError as error:
        fault = error
    may_do = actions_in(holders, project)
    return RecordView(record, project, submission, sealed_by, bundle, verified, fault, may_do)


def record_file(service: Service, person: Person, record_id: int) -> tuple[SealedRecord, Path]:
    """Where the bundle of a record lies.

    Raises:
        AccessError: There is none, or the person may not see it.
    """
    with service.database.read() as connection:
        record, _, _ = find_record(service, connection, person, record_id, Action.SEE_RECORD)
    return record, service.blobs.path(record.blob)


def rerun(service: Service, person: Person, record_id: int) -> Rerun:
    """Judge the sealed inputs of a record again, and compare the results byte for byte.

    Raises:
        AccessError: There is none, or the person may not.
        RecordError: The present program cannot judge the inputs.
        UsageError: It took too long, or too many ask at once.
    """
    with service.database.read() as connection:
        record, _, _ = find_record(service, connection, person, record_id, Action.RERUN)
    return _again(service, service.blobs.path(record.blob))


def rerun_bytes(
    service: Service, person: Person, data: bytes
) -> tuple[Verified | None, VerifierError | None, Rerun | None]:
    """Verify a bundle that somebody brings, with the service's key and log, and judge its inputs again.

    Returns:
        What was verified, or why it was not; and the re-run, None where the bytes are no bundle.

    Raises:
        AccessError: The person may not sign in, or has a part in no project.
        RecordError: The present program cannot judge the inputs.
        UsageError: It took too long, or too many ask at once.
    """
    if not may(parts_anywhere(service, person), Action.RERUN):
        raise AccessError("access_forbidden")
    try:
        unpack_bundle(data)
    except RecordError as error:
        return None, error, None
    verified, fault = None, None
    try:
        verified = verify(data, Known(service.trust, log_key=service.log_key))
    except RecordError as error:
        fault = error
    work = service.data / "work"
    work.mkdir(exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix="bundle-", dir=work) as name:
        place = Path(name) / "bundle.zip"
        place.write_bytes(data)
        return verified, fault, _again(service, place)


def compare_records(service: Service, person: Person, a: int, b: int) -> dict[str, Any]:
    """What differs between the results of two records.

    Raises:
        AccessError: One is not there, or the person may not see it.
        UsageError: They are of different projects of the guide.
        RecordError: A bundle is damaged.
    """
    with service.database.read() as connection:
        found = [find_record(service, connection, person, one, Action.SEE_RECORD)[0] for one in (a, b)]
    one, other = (_loaded(service, record) for record in found)
    return difference(one, other)


def trend_of(service: Service, person: Person, contract: str) -> dict[str, Any] | None:
    """How each target moved over the records of a project, None where there are fewer than two.

    Raises:
        AccessError: There is no such project, or the person may not see its records.
        RecordError: A bundle is damaged.
    """
    with service.database.read() as connection:
        project, _ = find_project(service, connection, person, contract, Action.SEE_RECORD)
        records = project_records(connection, project.id)
    if len(records) < 2:  # noqa: PLR2004 -- one point is no trend
        return None
    return trend([_loaded(service, record) for record in reversed(records)])


def inclusion_of_record(service: Service, person: Person, record_id: int) -> bytes:
    """The proof that the log as it stands holds a record.

    Raises:
        AccessError: There is none, or the person may not see it.
        RecordError: The log does not hold it yet, or is damaged.
    """
    with service.database.read() as connection:
        record, _, _ = find_record(service, connection, person, record_id, Action.SEE_RECORD)
    return _inclusion(service, record.log_index)


def inclusion_of_submission(service: Service, person: Person, submission_id: int) -> bytes:
    """The proof that the log as it stands holds a submission.

    Raises:
        AccessError: There is none, or the person may not see it.
        RecordError: The log does not hold it yet, or is damaged.
    """
    with service.database.read() as connection:
        submission, _, _ = find_submission(service, connection, person, submission_id, Action.SEE_SUBMISSION)
    return _inclusion(service, submission.log_index)


def _inclusion(service: Service, index: int | None) -> bytes:
    if index is None:
        raise RecordError("log_lacks")
    return service.log().prove_inclusion(index)


def _loaded(service: Service, record: SealedRecord) -> Loaded:
    bundle = unpack_bundle(service.blobs.read(record.blob))
    return Loaded(record.name, dict(bundle.record.result))


def _again(service: Service, bundle: Path) -> Rerun:
    answer = service.asking.run(rerun_task(service, bundle), service.limits.seconds)
    if isinstance(answer.rerun, Rerun):
        return answer.rerun
    raise RecordError("rerun_refused", why=answer.faults[0] if answer.faults else "-")
