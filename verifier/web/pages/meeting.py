"""The panel's meeting: one target a screen, each member's finding, and the sheet that is signed."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from verifier.errors import UsageError
from verifier.report.charts import target_drawings
from verifier.service.findings import Meeting, MeetingTarget, meeting
from verifier.web.answering import go_to, page
from verifier.web.asking import Asked, SignedIn
from verifier.web.pages.standing import standing_of
from verifier.web.pages.target import Told, asked_submission, line_of, told_finding
from verifier.web.refusal import status_of
from verifier.web.rendering import segment

__all__ = ["Place", "router"]

_LONGEST_ID = 200
_MOST_ROWS = 12

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a target stands among the targets of a meeting, counted from 1, and the ones beside it."""

    number: int
    total: int
    before: str | None
    after: str | None


@router.get("/p/{contract}/meeting")
def show(asked: SignedIn, contract: str) -> Response:
    """The target that is asked for, else the first that people decide, else the first."""
    return _shown(asked, contract, asked.request.query_params.get("t", "")[:_LONGEST_ID], asked_submission(asked))


@router.post("/p/{contract}/meeting")
def finding(asked: SignedIn, contract: str) -> Response:
    """Record the member's finding, and stay on the target."""
    submission, target = asked.form.number("submission") or 0, asked.form.text("target", _LONGEST_ID)
    told = told_finding(asked, submission, target)
    if told is not None:
        return _shown(asked, contract, target, submission, told)
    address = f"/p/{segment(contract)}/meeting?s={submission}&t={segment(target)}"
    return go_to(asked, address, said="page_said_finding")


@router.get("/p/{contract}/meeting/sheet")
def sheet(asked: SignedIn, contract: str) -> Response:
    """The sheet that the panel signs: every target that people decide, with all findings."""
    found = meeting(asked.service, asked.who, contract, asked_submission(asked))
    result = {"targets": [one.fields for one in found.targets]}
    return page(
        asked, "sheet.html", found=found, members=_members(found, asked), standing=standing_of(result, asked.lang)
    )


def _shown(asked: Asked, contract: str, target: str, submission: int | None, told: Told | None = None) -> Response:
    found = meeting(asked.service, asked.who, contract, submission)
    if not found.targets:
        raise UsageError("page_meeting_empty")
    index = _index(found, target)
    chosen = found.targets[index]
    line = line_of(chosen.fields, asked, _MOST_ROWS)
    return page(
        asked,
        "meeting.html",
        200 if told is None else status_of(told.error),
        found=found,
        members=_members(found, asked),
        chosen=chosen,
        line=line,
        place=_place(found, index),
        drawings=target_drawings(line.target, 1, asked.lang),
        told=told,
        awaited=sum(one.open for one in found.targets),
    )


def _members(found: Meeting, asked: Asked) -> dict[int, str]:
    """The panel's members and whoever else has recorded a finding, by number; who asks where there is nobody."""
    names = {member.id: member.shown_name for member in found.members}
    for target in found.targets:
        for one in target.findings:
            names.setdefault(one.person_id, one.person_name)
    return names or {asked.who.id: asked.who.shown_name}


def _index(found: Meeting, target: str) -> int:
    ids = [_id(one) for one in found.targets]
    if target:
        if target not in ids:
            raise UsageError("web_not_found")
        return ids.index(target)
    return next((index for index, one in enumerate(found.targets) if one.open), 0)


def _place(found: Meeting, index: int) -> Place:
    ids = [_id(one) for one in found.targets]
    after = ids[index + 1] if index + 1 < len(ids) else None
    return Place(index + 1, len(ids), ids[index - 1] if index else None, after)


def _id(target: MeetingTarget) -> str:
    return str(target.fields["id"])
