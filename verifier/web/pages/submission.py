"""A submission: what was read of it, how its check goes on, its faults, its result, and sending it in."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from verifier.acceptance.refused import Refused
from verifier.errors import MeasurementError, StaleError, StoreError, UsageError, VerifierError
from verifier.service.access import Action
from verifier.service.preview import preview
from verifier.service.row_errors import row_errors
from verifier.service.submissions import SubmissionView, job_state, submission_view
from verifier.service.submit import submit, withdraw
from verifier.service.upload import add_files, ask_check, remove_file, set_encoding
from verifier.web.answering import go_to, page
from verifier.web.asking import Asked, Numbered, SignedIn
from verifier.web.pages.standing import standing_of
from verifier.web.pages.upload import faults_of
from verifier.web.refusal import status_of

__all__ = ["router"]

_MOST_ERRORS: Final = 200
_UNDER_WAY: Final = ("queued", "running")

router = APIRouter()


@router.get("/s/{submission}")
def show(asked: SignedIn, submission: Numbered) -> Response:
    """The submission as it stands."""
    return _shown(asked, submission)


@router.get("/s/{submission}/progress")
def progress(asked: SignedIn, submission: Numbered) -> Response:
    """How far the check is; once it has ended, the page that asked is loaded anew."""
    jobs = [job_state(asked.service, asked.who, submission, kind) for kind in ("check", "seal")]
    open_jobs = [job for job in jobs if job is not None and job.state in _UNDER_WAY]
    response = page(asked, "progress.html", submission_id=submission, jobs=open_jobs)
    if not open_jobs:
        response.headers["HX-Refresh"] = "true"
    return response


@router.post("/s/{submission}/check")
def check(asked: SignedIn, submission: Numbered) -> Response:
    """Judge the submission again."""
    ask_check(asked.service, asked.who, submission)
    return go_to(asked, f"/s/{submission}")


@router.post("/s/{submission}/encoding")
def encoding(asked: SignedIn, submission: Numbered) -> Response:
    """Read the files that state no encoding in another one."""
    chosen = asked.form.text("encoding", 40) or None
    try:
        set_encoding(asked.service, asked.who, submission, chosen, expected=_version(asked))
    except (StaleError, UsageError, MeasurementError) as error:
        return _shown(asked, submission, error)
    return go_to(asked, f"/s/{submission}")


@router.post("/s/{submission}/files")
def files(asked: SignedIn, submission: Numbered) -> Response:
    """Add files to a draft, or put one in another's place."""
    try:
        add_files(asked.service, asked.who, submission, asked.form.files(), expected=_version(asked))
    except (StaleError, UsageError, MeasurementError, Refused) as error:
        return _shown(asked, submission, error)
    return go_to(asked, f"/s/{submission}")


@router.post("/s/{submission}/remove")
def remove(asked: SignedIn, submission: Numbered) -> Response:
    """Take a file out of a draft."""
    try:
        name = asked.form.text("name", 1000)
        remove_file(asked.service, asked.who, submission, name, expected=_version(asked))
    except (StoreError, UsageError) as error:
        return _shown(asked, submission, error)
    return go_to(asked, f"/s/{submission}")


@router.post("/s/{submission}/submit")
def send(asked: SignedIn, submission: Numbered) -> Response:
    """Send a draft in; from then on nothing of it changes."""
    if asked.form.text("sure", 10) != "yes":
        return _shown(asked, submission, UsageError("page_submit_unsure"))
    try:
        submit(asked.service, asked.who, submission, expected=_version(asked))
    except (StaleError, UsageError) as error:
        return _shown(asked, submission, error)
    return go_to(asked, f"/s/{submission}", said="page_said_submitted")


@router.post("/s/{submission}/withdraw")
def take_back(asked: SignedIn, submission: Numbered) -> Response:
    """Withdraw a draft."""
    try:
        withdraw(asked.service, asked.who, submission, expected=_version(asked))
    except StaleError as error:
        return _shown(asked, submission, error)
    return go_to(asked, f"/s/{submission}", said="page_said_withdrawn")


def _version(asked: Asked) -> int:
    return asked.form.number("version") or 0


def _shown(asked: Asked, submission: int, error: VerifierError | Refused | None = None) -> Response:
    view = submission_view(asked.service, asked.who, submission)
    errors = row_errors(asked.service, asked.who, submission)
    result = view.result
    return page(
        asked,
        "submission.html",
        200 if error is None else status_of(error),
        view=view,
        seen=preview(asked.service, asked.who, submission),
        kept={file.name for file in view.submission.files},
        errors=errors[:_MOST_ERRORS],
        errors_left=max(0, len(errors) - _MOST_ERRORS),
        standing=None if result is None else standing_of(result, asked.lang),
        faults=[] if error is None else faults_of(error, asked, ""),
        jobs=[job for job in (view.job, view.seal_job) if job is not None and job.state in _UNDER_WAY],
        failed=view.job is not None and view.job.state == "failed",
        may=_may(view),
    )


def _may(view: SubmissionView) -> dict[str, bool]:
    """What the page offers: only what the person may do to the submission in its state."""
    draft = view.submission.state == "draft"
    checked = view.job is not None and view.job.state not in _UNDER_WAY
    return {
        "change": draft and Action.CHANGE_DRAFT in view.allowed,
        "check": Action.CHECK in view.allowed and checked,
        "submit": draft and Action.SUBMIT in view.allowed and checked and view.stored is not None,
        "withdraw": draft and Action.WITHDRAW in view.allowed,
        "seal": view.submission.state == "submitted" and Action.SEAL in view.allowed and view.stored is not None,
        "meet": view.submission.state == "submitted" and Action.MEET in view.allowed and view.stored is not None,
    }
