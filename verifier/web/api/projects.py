"""Projects, their submissions and their records, for programs."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from verifier.errors import UsageError
from verifier.service.projects import list_projects, project_view
from verifier.service.submissions import submission_view
from verifier.service.upload import receive
from verifier.web.api.caller import Caller, Reading, Submitting
from verifier.web.api.models import API, ProjectDocument, RecordDocument, SubmissionDocument
from verifier.web.api.spoken import project_document, record_document, submission_document

__all__ = ["projects_router"]

projects_router = APIRouter(prefix=API, tags=["projects"])

_LONGEST_KEY: Final = 200
_UPLOAD: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                        "stage": {"type": "string", "description": "中期检查 or 验收"},
                        "encoding": {"type": "string"},
                        "as_of": {"type": "string", "format": "date"},
                    },
                },
            },
        },
    },
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
            "description": "A request that is repeated with the same key makes no second submission.",
        }
    ],
}


@projects_router.get("/projects", operation_id="list_projects")
def read_projects(caller: Reading) -> list[ProjectDocument]:
    """The projects in which the person has a role."""
    cards = list_projects(caller.service, caller.person)
    return [
        project_document(card.project, card.roles, card.summary)
        for card in cards
        if _belongs(caller, card.project.contract)
    ]


@projects_router.get("/projects/{contract}", operation_id="read_project")
def read_project(caller: Reading, contract: str) -> ProjectDocument:
    """One project, by its contract's number."""
    caller.fits(contract=contract)
    view = project_view(caller.service, caller.person, contract)
    return project_document(view.project, view.roles, None if view.stored is None else view.stored.summary)


@projects_router.get("/projects/{contract}/submissions", operation_id="list_submissions")
def read_submissions(caller: Reading, contract: str) -> list[SubmissionDocument]:
    """The submissions of a project that the person may see, newest first."""
    caller.fits(contract=contract)
    view = project_view(caller.service, caller.person, contract)
    return [
        submission_document(submission_view(caller.service, caller.person, line.submission.id))
        for line in view.submissions
    ]


@projects_router.get("/projects/{contract}/records", operation_id="list_records")
def read_records(caller: Reading, contract: str) -> list[RecordDocument]:
    """The sealed records of a project, newest first."""
    caller.fits(contract=contract)
    view = project_view(caller.service, caller.person, contract)
    return [record_document(record, view.project) for record in view.records]


@projects_router.post("/projects/{contract}/submissions", status_code=201, operation_id="upload", openapi_extra=_UPLOAD)
def upload(caller: Submitting, contract: str, response: Response) -> SubmissionDocument:
    """Hand in files as a draft; its check begins at once."""
    caller.fits(contract=contract)
    submission = receive(
        caller.service,
        caller.person,
        contract,
        caller.form.files("files"),
        stage=caller.form.text("stage", 40) or None,
        encoding=caller.form.text("encoding", 40) or None,
        as_of=_date(caller.form.text("as_of", 20)),
        request_key=_key(caller.idempotency),
    )
    response.headers["Location"] = f"{API}/submissions/{submission.id}"
    return submission_document(submission_view(caller.service, caller.person, submission.id))


def _belongs(caller: Caller, contract: str) -> bool:
    return caller.project is None or caller.project.contract == contract


def _date(text: str) -> date | None:
    """A date of a form.

    Raises:
        UsageError: It is none.
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError("web_date", read=text) from None


def _key(text: str | None) -> str | None:
    """The key of a request that may be repeated.

    Raises:
        UsageError: It is empty, too long, or not of visible ASCII characters.
    """
    if text is None:
        return None
    if not 0 < len(text) <= _LONGEST_KEY or not all("!" <= c <= "~" for c in text):
        raise UsageError("web_idempotency", limit=_LONGEST_KEY)
    return text
