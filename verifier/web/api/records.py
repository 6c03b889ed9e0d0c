"""Sealed records for programs: what they are, their bundles, their proofs, and whether they come out again."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from verifier.service.records import RecordView, inclusion_of_record, record_file, record_view, rerun
from verifier.web.api.caller import Auditing, Caller, Reading
from verifier.web.api.models import API, DifferenceDocument, RecordDocument, RerunDocument
from verifier.web.api.spoken import record_document
from verifier.web.asking import Numbered

__all__ = ["records_router"]

records_router = APIRouter(prefix=API, tags=["records"])


@records_router.get("/records/{record}", operation_id="read_record")
def read_record(caller: Reading, record: Numbered) -> RecordDocument:
    """A sealed record by what identifies it."""
    view = _view(caller, record)
    return record_document(view.record, view.project)


@records_router.get(
    "/records/{record}/bundle",
    operation_id="read_bundle",
    response_class=FileResponse,
    responses={200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}},
)
def read_bundle(caller: Reading, record: Numbered) -> FileResponse:
    """The record's bundle, which verifies and re-runs without this server."""
    _view(caller, record)
    sealed, path = record_file(caller.service, caller.person, record)
    name = "".join(c if c.isalnum() or c in "-._" else "_" for c in sealed.name)
    return FileResponse(path, media_type="application/zip", filename=f"{name}.zip")


@records_router.get(
    "/records/{record}/proof",
    operation_id="read_record_proof",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def read_proof(caller: Reading, record: Numbered) -> Response:
    """The proof that the record stands in the log."""
    _view(caller, record)
    return Response(inclusion_of_record(caller.service, caller.person, record), media_type="text/plain")


@records_router.post("/records/{record}/rerun", operation_id="rerun")
def run_again(caller: Auditing, record: Numbered) -> RerunDocument:
    """Judge the record's own inputs again, and say whether the same bytes come out."""
    view = _view(caller, record)
    outcome = rerun(caller.service, caller.person, record)
    first = outcome.difference
    return RerunDocument(
        same=first is None,
        same_program=outcome.same_program,
        result_digest=view.record.result_digest,
        difference=None
        if first is None
        else DifferenceDocument(target=first.target, step=first.step, sealed=first.sealed, present=first.present),
        changed=[change.target for change in outcome.changed],
    )


def _view(caller: Caller, record: int) -> RecordView:
    """The record, if the person may see it and the token is for its project.

    Raises:
        AccessError: One of the two is not so; both look alike.
    """
    view = record_view(caller.service, caller.person, record)
    caller.fits(project_id=view.project.id)
    return view
