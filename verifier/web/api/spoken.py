"""Use cases' answers as documents of the API."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from verifier.service.submissions import SubmissionView
from verifier.store.findings import PanelFinding
from verifier.store.jobs import Job
from verifier.store.membership import ROLES
from verifier.store.projects import Project
from verifier.store.records import SealedRecord
from verifier.web.api.models import (
    Fault,
    FileDocument,
    FindingDocument,
    JobDocument,
    ProjectDocument,
    RecordDocument,
    SubmissionDocument,
)

__all__ = ["finding_document", "job_document", "project_document", "record_document", "submission_document"]


def project_document(project: Project, roles: Collection[str], summary: Mapping[str, int] | None) -> ProjectDocument:
    """A project, with the roles of the person who asks and the newest result that she may see."""
    return ProjectDocument(
        contract=project.contract,
        code=project.code,
        guide=project.guide,
        title=project.title,
        contractor=project.contractor,
        period_start=project.period_start,
        period_end=project.period_end,
        archived=project.archived,
        roles=[role for role in ROLES if role in roles],
        summary=None if summary is None else dict(summary),
    )


def job_document(job: Job) -> JobDocument:
    """A job with its faults in both languages."""
    faults = [Fault(code=fault.code, zh=fault.zh, en=fault.en) for fault in job.faults]
    return JobDocument(kind=job.kind, state=job.state, done=job.done, total=job.total, rows=job.rows, faults=faults)


def submission_document(view: SubmissionView) -> SubmissionDocument:
    """A submission with the state of its check."""
    submission, stored = view.submission, view.stored
    return SubmissionDocument(
        id=submission.id,
        contract=view.project.contract,
        number=submission.number,
        state=submission.state,
        stage=submission.stage,
        version=submission.version,
        created=submission.created,
        submitted_at=submission.submitted_at,
        as_of=submission.as_of,
        encoding=submission.encoding,
        files=[FileDocument(name=file.name, sha256=file.sha256, bytes=file.bytes) for file in submission.files],
        job=None if view.job is None else job_document(view.job),
        result_digest=None if stored is None else stored.digest,
        summary=None if stored is None else stored.summary,
        log_index=submission.log_index,
    )


def record_document(record: SealedRecord, project: Project) -> RecordDocument:
    """A sealed record by what identifies it."""
    return RecordDocument(
        id=record.id,
        name=record.name,
        contract=project.contract,
        submission=record.submission_id,
        payload_sha256=record.payload,
        bundle_sha256=record.blob,
        result_digest=record.result_digest,
        summary=record.summary,
        log_index=record.log_index,
        sealed_at=record.sealed_at,
    )


def finding_document(finding: PanelFinding) -> FindingDocument:
    """One member's finding on one target."""
    return FindingDocument(
        target=finding.target,
        person=finding.person_name,
        agree=finding.agree,
        note=finding.note,
        version=finding.version,
        at=finding.at,
    )
