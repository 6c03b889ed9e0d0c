"""Uploading a submission: files, stage and encoding; what is refused stands at the top, and nothing is half kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from verifier.acceptance.refused import Refused
from verifier.errors import AccessError, MeasurementError, UsageError, VerifierError
from verifier.measurement.encoding import ENCODINGS
from verifier.service.access import Action
from verifier.service.projects import project_view
from verifier.service.upload import STAGES, receive
from verifier.web.answering import go_to, page
from verifier.web.asking import Asked, SignedIn
from verifier.web.refusal import status_of

__all__ = ["Fault", "faults_of", "router"]

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of an error summary, and the part of the page that it leads to."""

    text: str
    anchor: str = ""


def faults_of(error: VerifierError | Refused, asked: Asked, anchor: str) -> list[Fault]:
    """What an error summary lists.

    Args:
        error: Why it was refused.
        asked: The request.
        anchor: The part of the page to mend it in.
    """
    if isinstance(error, Refused):
        return [Fault(fault.text(asked.lang), anchor) for fault in error.exceptions if isinstance(fault, VerifierError)]
    return [Fault(error.text(asked.lang), anchor)]


@router.get("/p/{contract}/upload")
def upload(asked: SignedIn, contract: str) -> Response:
    """The form, with limits and the template."""
    return _form(asked, contract)


@router.post("/p/{contract}/upload")
def take(asked: SignedIn, contract: str) -> Response:
    """Take the files; the check begins at once."""
    form = asked.form
    try:
        received = receive(
            asked.service,
            asked.who,
            contract,
            form.files(),
            stage=form.text("stage", 40) or None,
            encoding=form.text("encoding", 40) or None,
            request_key=form.text("request_key", 100) or None,
        )
    except (UsageError, MeasurementError, Refused) as error:
        return _form(asked, contract, error)
    return go_to(asked, f"/s/{received.id}")


def _form(asked: Asked, contract: str, error: VerifierError | Refused | None = None) -> Response:
    view = project_view(asked.service, asked.who, contract)
    if Action.UPLOAD not in view.allowed:
        raise AccessError("access_forbidden")
    return page(
        asked,
        "upload.html",
        200 if error is None else status_of(error),
        project=view.project,
        faults=[] if error is None else faults_of(error, asked, "files"),
        stages=STAGES,
        encodings=ENCODINGS,
        limits=asked.service.limits,
        chosen={name: asked.form.text(name, 40) for name in ("stage", "encoding")},
        request_key=secrets.token_urlsafe(16),
    )
