"""The log that can only grow, and the audit log, for programs."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from starlette.responses import Response

from verifier.service.audit import checkpoint, consistency, events, log_state
from verifier.web.api.caller import Auditing, Reading
from verifier.web.api.models import API, EventDocument, LogDocument

__all__ = ["log_router"]

log_router = APIRouter(prefix=API, tags=["log"])

_TEXT: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}
_LARGEST: Final = 2**53 - 1
_MOST_EVENTS: Final = 500


@log_router.get("/log", operation_id="read_log")
def read_log(caller: Reading) -> LogDocument:
    """The log's name, size, root and public key."""
    state = log_state(caller.service)
    return LogDocument(origin=state.origin, size=state.size, root=state.root, key=state.key)


@log_router.get("/log/checkpoint", operation_id="read_checkpoint", response_class=Response, responses=_TEXT)
def read_checkpoint(caller: Reading) -> Response:
    """The newest checkpoint, signed; whoever keeps it can prove later that nothing was taken away."""
    return Response(checkpoint(caller.service), media_type="text/plain")


@log_router.get("/log/consistency", operation_id="read_consistency", response_class=Response, responses=_TEXT)
def read_consistency(caller: Reading, old: Annotated[int, Query(alias="from", ge=0, le=_LARGEST)]) -> Response:
    """The proof that the log has only grown since it had `from` entries."""
    return Response(consistency(caller.service, old), media_type="text/plain")


@log_router.get("/audit/events", operation_id="list_events")
def read_events(
    caller: Auditing,
    contract: Annotated[str | None, Query(max_length=80)] = None,
    action: Annotated[str | None, Query(max_length=80)] = None,
    before: Annotated[int | None, Query(ge=1, le=_LARGEST)] = None,
    limit: Annotated[int, Query(ge=1, le=_MOST_EVENTS)] = 100,
) -> list[EventDocument]:
    """Who did what, newest first; `before` is the sequence number that the next page starts under."""
    if caller.project is not None:
        contract = caller.project.contract if contract is None else contract
        caller.fits(contract=contract)
    found = events(caller.service, caller.person, contract=contract, action=action, before=before, limit=limit)
    return [
        EventDocument(
            sequence=event.sequence,
            at=event.at,
            person=event.person_name,
            action=event.action,
            object=event.object,
            detail=event.detail,
        )
        for event in found
    ]
