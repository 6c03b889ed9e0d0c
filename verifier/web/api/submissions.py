"""One submission: its state, result, faults and proof, and what moves it on, for programs."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from verifier.service.findings import findings, record_finding
from verifier.service.records import inclusion_of_submission
from verifier.service.row_errors import row_errors
from verifier.service.seal import ask_seal
from verifier.service.submissions import SubmissionView, file_path, result_bytes, submission_view
from verifier.service.submit import submit, withdraw
from verifier.web.api.caller import Caller, Reading, Sealing, Submitting
from verifier.web.api.models import (
    API,
    FindingDocument,
    FindingRequest,
    JobDocument,
    RowErrorDocument,
    SubmissionDocument,
    VersionRequest,
)
from verifier.web.api.spoken import finding_document, job_document, submission_document
from verifier.web.asking import Numbered

__all__ = ["submissions_router"]

submissions_router = APIRouter(prefix=API, tags=["submissions"])


@submissions_router.get("/submissions/{submission}", operation_id="read_submission")
def read_submission(caller: Reading, submission: Numbered) -> SubmissionDocument:
    """A submission's state and how far its check has come."""
    return submission_document(_view(caller, submission))


@submissions_router.get(
    "/submissions/{submission}/result",
    operation_id="read_result",
    response_class=Response,
    responses={200: {"content": {"application/json": {"schema": {"type": "object"}}}}},
)
def read_result(caller: Reading, submission: Numbered) -> Response:
    """The result object `dabiao/result/v1` in its canonical bytes, those that a record seals."""
    _view(caller, submission)
    return Response(result_bytes(caller.service, caller.person, submission), media_type="application/json")


@submissions_router.get("/submissions/{submission}/errors", operation_id="read_errors")
def read_errors(caller: Reading, submission: Numbered) -> list[RowErrorDocument]:
    """Every fault of the files, or every row that could not be judged, with its place."""
    _view(caller, submission)
    errors = row_errors(caller.service, caller.person, submission)
    return [
        RowErrorDocument(
            file=error.file,
            line=error.line,
            column=error.column,
            target=error.target,
            read=error.read,
            code=error.code,
            zh=error.zh,
            en=error.en,
        )
        for error in errors
    ]


@submissions_router.get(
    "/submissions/{submission}/files/{name}",
    operation_id="read_submitted_file",
    response_class=FileResponse,
    responses={200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}},
)
def read_file(caller: Reading, submission: Numbered, name: str) -> FileResponse:
    """One file as it was handed in."""
    _view(caller, submission)
    file, path = file_path(caller.service, caller.person, submission, name)
    return FileResponse(path, media_type="application/octet-stream", filename=file.name)


@submissions_router.get(
    "/submissions/{submission}/proof",
    operation_id="read_submission_proof",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def read_proof(caller: Reading, submission: Numbered) -> Response:
    """The proof that the submission stands in the log."""
    _view(caller, submission)
    return Response(inclusion_of_submission(caller.service, caller.person, submission), media_type="text/plain")


@submissions_router.post("/submissions/{submission}/submit", operation_id="submit")
def send(caller: Submitting, submission: Numbered, request: VersionRequest) -> SubmissionDocument:
    """Submit a draft as it stands: nothing of it changes any more."""
    _view(caller, submission)
    submit(caller.service, caller.person, submission, expected=request.version)
    return submission_document(_view(caller, submission))


@submissions_router.post("/submissions/{submission}/withdraw", operation_id="withdraw")
def take_back(caller: Submitting, submission: Numbered, request: VersionRequest) -> SubmissionDocument:
    """Withdraw a draft."""
    _view(caller, submission)
    withdraw(caller.service, caller.person, submission, expected=request.version)
    return submission_document(_view(caller, submission))


@submissions_router.get("/submissions/{submission}/findings", operation_id="list_findings")
def read_findings(caller: Reading, submission: Numbered) -> list[FindingDocument]:
    """What the members of the panel have found."""
    _view(caller, submission)
    return [finding_document(finding) for finding in findings(caller.service, caller.person, submission)]


@submissions_router.put("/submissions/{submission}/findings/{target}", operation_id="record_finding")
def find(caller: Sealing, submission: Numbered, target: str, request: FindingRequest) -> FindingDocument:
    """Record what the person, a member of the panel, finds on a target that only people can judge."""
    _view(caller, submission)
    found = record_finding(
        caller.service,
        caller.person,
        submission,
        target,
        agree=request.agree,
        note=request.note,
        expected=request.version,
    )
    return finding_document(found)


@submissions_router.post("/submissions/{submission}/seal", status_code=202, operation_id="seal")
def seal(caller: Sealing, submission: Numbered) -> JobDocument:
    """Seal a submitted submission, with the panel's findings, into a record; the job's state says when it is done."""
    _view(caller, submission)
    return job_document(ask_seal(caller.service, caller.person, submission))


def _view(caller: Caller, submission: int) -> SubmissionView:
    """The submission, if the person may see it and the token is for its project.

    Raises:
        AccessError: One of the two is not so; both look alike.
    """
    view = submission_view(caller.service, caller.person, submission)
    caller.fits(project_id=view.project.id)
    return view
