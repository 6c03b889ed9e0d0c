"""A sealed record: what was signed, by whom, with what; its downloads and its place in the log."""

from __future__ import annotations

import shlex

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from verifier.errors import UsageError
from verifier.record.program import present_program
from verifier.service.records import RecordView, inclusion_of_record, record_file, record_view
from verifier.service.seal import ask_seal
from verifier.web.answering import download, go_to, page
from verifier.web.asking import Numbered, SignedIn
from verifier.web.pages.exports import report
from verifier.web.pages.standing import standing_of

__all__ = ["file_name", "router"]

router = APIRouter()


@router.get("/r/{record}")
def show(asked: SignedIn, record: Numbered) -> Response:
    """The record as it was sealed; one whose signature does not hold is shown below a red banner."""
    view = record_view(asked.service, asked.who, record)
    stated = None if view.bundle is None else view.bundle.record
    return page(
        asked,
        "record.html",
        view=view,
        stated=stated,
        standing=None if stated is None else standing_of(stated.result, asked.lang),
        present=present_program(),
        file=file_name(view),
        command=f"dabiao rerun {shlex.quote(file_name(view))}",
    )


@router.get("/r/{record}/download.{ending}")
def take(asked: SignedIn, record: Numbered, ending: str) -> Response:
    """The bundle itself, or the sealed result as a report."""
    view = record_view(asked.service, asked.who, record)
    if ending == "zip":
        _, path = record_file(asked.service, asked.who, record)
        return FileResponse(path, media_type="application/zip", filename=file_name(view))
    if view.bundle is None:
        raise UsageError("web_not_found")
    name = file_name(view)
    return report(dict(view.bundle.record.result), name[:-4], ending, asked.lang, f"dabiao rerun {shlex.quote(name)}")


@router.get("/r/{record}/proof")
def proof(asked: SignedIn, record: Numbered) -> Response:
    """The proof that the record is in the log."""
    data = inclusion_of_record(asked.service, asked.who, record)
    return download(data, f"record-{record}.proof", "text/plain; charset=utf-8")


@router.post("/s/{submission}/seal")
def seal(asked: SignedIn, submission: Numbered) -> Response:
    """Seal a submission with the panel's findings; the page of the submission shows how far it is."""
    if asked.form.text("sure", 10) != "yes":
        raise UsageError("page_seal_unsure")
    ask_seal(asked.service, asked.who, submission)
    return go_to(asked, f"/s/{submission}", said="page_said_sealing")


def file_name(view: RecordView) -> str:
    """The bundle's name as a file: the record's own, without what file systems refuse."""
    plain = "".join(c if c.isalnum() or c in "-._" else "_" for c in view.record.name)
    return f"{plain}.zip"
