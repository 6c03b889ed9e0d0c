"""Re-running: a record of this server, or a bundle from anywhere, is judged again and compared byte for byte."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from verifier.acceptance.rerun import Rerun
from verifier.acceptance.verify import Verified
from verifier.errors import RecordError, TrustError, UsageError, VerifierError
from verifier.service.records import record_view, rerun, rerun_bytes
from verifier.web.answering import page
from verifier.web.asking import Asked, Numbered, SignedIn
from verifier.web.refusal import status_of

__all__ = ["router"]

router = APIRouter()


@router.get("/r/{record}/verify")
def offer(asked: SignedIn, record: Numbered) -> Response:
    """The page that offers to judge a record again."""
    return _shown(asked, record)


@router.post("/r/{record}/verify")
def run(asked: SignedIn, record: Numbered) -> Response:
    """Judge the record again, or the copy of it that was sent along."""
    sent = next(asked.form.files("bundle"), None)
    if sent is not None:
        return _sent(asked, record, sent[1].read())
    try:
        again = rerun(asked.service, asked.who, record)
    except RecordError as error:
        return _shown(asked, record, fault=error)
    return _shown(asked, record, again=again)


@router.get("/verify")
def offer_any(asked: SignedIn) -> Response:
    """The page that takes a bundle from anywhere."""
    return _shown(asked, None)


@router.post("/verify")
def run_any(asked: SignedIn) -> Response:
    """Verify a bundle with this server's key, and judge what it seals again."""
    sent = next(asked.form.files("bundle"), None)
    if sent is None:
        return _shown(asked, None, fault=UsageError("page_bundle_absent"))
    return _sent(asked, None, sent[1].read())


def _sent(asked: Asked, record: int | None, data: bytes) -> Response:
    try:
        verified, fault, again = rerun_bytes(asked.service, asked.who, data)
    except (RecordError, TrustError) as error:
        return _shown(asked, record, fault=error, was_sent=True)
    return _shown(asked, record, again=again, verified=verified, fault=fault, was_sent=True)


def _shown(
    asked: Asked,
    record: int | None,
    *,
    again: Rerun | None = None,
    verified: Verified | None = None,
    fault: VerifierError | None = None,
    was_sent: bool = False,
) -> Response:
    view = None if record is None else record_view(asked.service, asked.who, record)
    same_record = None
    if verified is not None and view is not None and view.bundle is not None:
        same_record = verified.bundle.record == view.bundle.record
    return page(
        asked,
        "verify.html",
        200 if fault is None or again is not None else status_of(fault),
        view=view,
        again=again,
        verified=verified,
        fault=fault,
        was_sent=was_sent,
        same_record=same_record,
    )
