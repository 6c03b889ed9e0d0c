"""The audit log of what people did, and the transparency log of what was submitted and sealed."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from verifier.errors import RecordError, TrustError, UsageError, VerifierError
from verifier.record.note import Checkpoint
from verifier.service.audit import (
    ACTIONS,
    LogState,
    check_log,
    check_saved,
    checkpoint,
    consistency,
    events,
    log_state,
)
from verifier.service.projects import list_projects
from verifier.web.answering import download, page
from verifier.web.asking import Asked, Numbered, SignedIn
from verifier.web.pages.project import csv_bytes
from verifier.web.refusal import status_of
from verifier.wording import words

__all__ = ["router"]

_A_PAGE: Final = 100
_AT_ONCE: Final = 1000
_MOST_EXPORTED: Final = 100_000
_LARGEST_NOTE: Final = 20_000
_LONGEST_NUMBER: Final = 15
_TEXT: Final = "text/plain; charset=utf-8"
_HEADS: Final = ("sequence", "at", "person", "action", "project", "object", "detail")

router = APIRouter()


@router.get("/audit")
def audit(asked: SignedIn) -> Response:
    """The newest events that pass the filters, and how the transparency log stands."""
    return _shown(asked)


@router.get("/audit/export.csv")
def export(asked: SignedIn) -> Response:
    """All events that pass the filters, as CSV."""
    contract, action, before = _filters(asked)
    rows = [[words(f"page_audit_col_{head}", asked.lang) for head in _HEADS]]
    while len(rows) <= _MOST_EXPORTED:
        found = events(asked.service, asked.who, contract=contract, action=action, before=before, limit=_AT_ONCE)
        for event in found:
            detail = "; ".join(f"{name}={value}" for name, value in event.detail.items())
            at = event.at.strftime("%Y-%m-%dT%H:%M:%SZ")
            project = contract or str(event.project_id or "")
            rows.append([str(event.sequence), at, event.person_name, event.action, project, event.object, detail])
        if len(found) < _AT_ONCE:
            break
        before = found[-1].sequence
    return download(csv_bytes(rows), "audit.csv", "text/csv; charset=utf-8")


@router.get("/log/checkpoint")
def newest(asked: SignedIn) -> Response:
    """The log's signed checkpoint: whoever keeps it can tell later that nothing was taken out."""
    return download(checkpoint(asked.service), "checkpoint.txt", _TEXT)


@router.get("/log/consistency/{size}")
def growth(asked: SignedIn, size: Numbered) -> Response:
    """The proof that the log as it stands begins with its first entries."""
    return download(consistency(asked.service, size), f"consistency-{size}.proof", _TEXT)


@router.post("/audit/check")
def whole(asked: SignedIn) -> Response:
    """Reckon every tile of the log against its checkpoint."""
    try:
        return _shown(asked, checked=check_log(asked.service, asked.who))
    except RecordError as error:
        return _shown(asked, fault=error)


@router.post("/audit/consistency")
def saved(asked: SignedIn) -> Response:
    """Hold a checkpoint that somebody kept against the log as it stands."""
    sent = next(asked.form.files("checkpoint"), None)
    note = b"" if sent is None else sent[1].read(_LARGEST_NOTE)
    if not note:
        return _shown(asked, fault=UsageError("page_checkpoint_absent"))
    try:
        return _shown(asked, grown=check_saved(asked.service, note))
    except (RecordError, TrustError, UsageError) as error:
        return _shown(asked, fault=error)


def _shown(
    asked: Asked,
    *,
    fault: VerifierError | None = None,
    checked: LogState | None = None,
    grown: tuple[Checkpoint, Checkpoint] | None = None,
) -> Response:
    contract, action, before = _filters(asked)
    found = events(asked.service, asked.who, contract=contract, action=action, before=before, limit=_A_PAGE + 1)
    cards = [card for gone in (False, True) for card in list_projects(asked.service, asked.who, archived=gone)]
    return page(
        asked,
        "audit.html",
        200 if fault is None else status_of(fault),
        events=found[:_A_PAGE],
        older=found[_A_PAGE - 1].sequence if len(found) > _A_PAGE else None,
        contract=contract or "",
        action=action or "",
        actions=ACTIONS,
        contracts={card.project.id: card.project.contract for card in cards},
        log=log_state(asked.service),
        fault=fault,
        checked=checked,
        grown=grown,
    )


def _filters(asked: Asked) -> tuple[str | None, str | None, int | None]:
    query = asked.request.query_params
    before = query.get("before", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) <= _LONGEST_NUMBER else None
    action = query.get("action", "")
    return query.get("contract") or None, action if action in ACTIONS else None, number
