"""Downloads of a submission: its table of errors, its result as a report, its files, its proof in the log."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from verifier import __version__
from verifier.acceptance.digest import result_digest
from verifier.acceptance.report_files import RESULT_ENDINGS, Layout, result_bytes
from verifier.errors import UsageError
from verifier.report.form import Printing
from verifier.service.records import inclusion_of_submission
from verifier.service.row_errors import error_table
from verifier.service.submissions import file_path, submission_view
from verifier.web.answering import download
from verifier.web.asking import Numbered, SignedIn
from verifier.web.pages.project import csv_bytes
from verifier.wording import Language

__all__ = ["MEDIA_TYPES", "report", "router"]

MEDIA_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".xml": "application/xml",
    ".md": "text/markdown; charset=utf-8",
}
"""What each kind of report is called in a header."""

router = APIRouter()


@router.get("/s/{submission}/errors.csv")
def errors(asked: SignedIn, submission: Numbered) -> Response:
    """Every fault with its file and line, to mend in a spreadsheet."""
    table = error_table(asked.service, asked.who, submission, asked.lang)
    return download(csv_bytes(table), f"errors-{submission}.csv", "text/csv; charset=utf-8")


@router.get("/s/{submission}/result.{ending}")
def result(asked: SignedIn, submission: Numbered, ending: str) -> Response:
    """The result of the check as a report; it bears no signature."""
    view = submission_view(asked.service, asked.who, submission)
    if view.result is None:
        raise UsageError("web_not_found")
    name = f"{view.project.contract}-{view.submission.number}"
    return report(view.result, name, ending, asked.lang)


@router.get("/s/{submission}/file")
def file(asked: SignedIn, submission: Numbered) -> Response:
    """One of the submission's files, as it was received."""
    name = asked.request.query_params.get("name", "")
    found, path = file_path(asked.service, asked.who, submission, name)
    return FileResponse(path, media_type="application/octet-stream", filename=found.name.rpartition("/")[2])


@router.get("/s/{submission}/proof")
def proof(asked: SignedIn, submission: Numbered) -> Response:
    """The proof that the submission is in the log."""
    data = inclusion_of_submission(asked.service, asked.who, submission)
    return download(data, f"submission-{submission}.proof", "text/plain; charset=utf-8")


def report(content: dict[str, Any], name: str, ending: str, lang: Language, rerun: str = "") -> Response:
    """A result as a file of one of the kinds that reports are written as.

    Args:
        content: The result object.
        name: The file's name without its ending.
        ending: The ending without its dot.
        lang: Language of the report.
        rerun: The command that gives the result again.
    """
    dotted = f".{ending}"
    if dotted not in RESULT_ENDINGS:
        raise UsageError("web_not_found")
    printing = Printing(result_digest(content), __version__, rerun)
    data = result_bytes(content, Path(f"report{dotted}"), lang, printing, Layout())
    return download(data, f"{name}{dotted}", MEDIA_TYPES[dotted])
