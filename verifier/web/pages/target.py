"""One target of a project: what the contract says, what was measured, how the verdict came about, and its history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from verifier.errors import CatalogueError, StaleError, UsageError, VerifierError
from verifier.report.charts import target_drawings
from verifier.report.result_reader import read_result
from verifier.report.sheet import SheetLine, sheet_lines
from verifier.report.statistic_words import statistic_words
from verifier.service.access import Action
from verifier.service.findings import record_finding
from verifier.service.target import TargetPage, target_page
from verifier.web.answering import go_to, page
from verifier.web.asking import Asked, SignedIn
from verifier.web.refusal import status_of
from verifier.web.rendering import segment

__all__ = ["Told", "asked_submission", "line_of", "router", "told_finding"]

_MOST_ROWS: Final = 200
_LONGEST_NOTE: Final = 4000

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Told:
    """What a member typed that could not be kept, so that the form shows it again, and why."""

    agree: str
    note: str
    error: VerifierError


@router.get("/p/{contract}/t/{target}")
def show(asked: SignedIn, contract: str, target: str) -> Response:
    """The target as the newest judged submission has it, or the one that is asked for."""
    return _shown(asked, contract, target)


@router.post("/p/{contract}/t/{target}/finding")
def finding(asked: SignedIn, contract: str, target: str) -> Response:
    """Record a member's 同意 or 不同意; a finding that came in between is shown, and what was typed is kept."""
    submission = asked.form.number("submission") or 0
    told = told_finding(asked, submission, target)
    if told is not None:
        return _shown(asked, contract, target, told)
    return go_to(asked, f"/p/{segment(contract)}/t/{segment(target)}?s={submission}", said="page_said_finding")


def told_finding(asked: Asked, submission: int, target: str) -> Told | None:
    """Record what a member's form says; None once it is kept.

    Args:
        asked: The request with the form.
        submission: The submission that the finding is on.
        target: The target.
    """
    agree, note = asked.form.text("agree", 10), asked.form.text("note", _LONGEST_NOTE)
    if agree not in {"yes", "no"}:
        return Told(agree, note, UsageError("page_finding_blank"))
    try:
        record_finding(
            asked.service,
            asked.who,
            submission,
            target,
            agree=agree == "yes",
            note=note,
            expected=asked.form.number("version"),
        )
    except (StaleError, UsageError) as error:
        return Told(agree, note, error)
    return None


def line_of(fields: dict[str, object], asked: Asked, most_rows: int = _MOST_ROWS) -> SheetLine:
    """A target of a result as the comparison table has it, with its rows."""
    return sheet_lines(read_result({"targets": [fields]}, asked.lang), most_rows)[0]


def asked_submission(asked: Asked) -> int | None:
    """The submission that the address names, where it names one."""
    text = asked.request.query_params.get("s", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < len(str(2**53)) else None


def _shown(asked: Asked, contract: str, target: str, told: Told | None = None) -> Response:
    chosen = asked.form.number("submission") if told is not None else asked_submission(asked)
    try:
        found = target_page(asked.service, asked.who, contract, target, chosen)
    except CatalogueError as error:
        raise UsageError("web_not_found") from error
    line = None if found.fields is None else line_of(found.fields, asked)
    return page(
        asked,
        "target.html",
        200 if told is None else status_of(told.error),
        found=found,
        line=line,
        target_id=target,
        statistic="" if found.target is None else statistic_words(str(found.target.statistic), asked.lang),
        drawings=() if line is None else target_drawings(line.target, 1, asked.lang),
        told=told,
        own=next((one for one in found.findings if one.person_id == asked.who.id), None),
        may_find=_may_find(found),
    )


def _may_find(found: TargetPage) -> bool:
    """Whether the person may record a finding: documents stand for the target, and the panel judges them."""
    submitted = found.submission is not None and found.submission.state == "submitted"
    waits = found.fields is not None and found.fields["verdict"] == "expert"
    return submitted and waits and Action.RECORD_FINDING in found.allowed
