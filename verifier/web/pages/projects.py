"""The first page: every project that a person may see, as a card."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from verifier.service.projects import list_projects
from verifier.web.answering import page
from verifier.web.asking import SignedIn
from verifier.web.pages.standing import tally_of

__all__ = ["router"]

router = APIRouter()


@router.get("/")
def projects(asked: SignedIn) -> Response:
    """The person's projects with their counts, last record and stage."""
    cards = [
        (card, None if card.summary is None else tally_of(card.summary, asked.lang))
        for card in list_projects(asked.service, asked.who)
    ]
    return page(asked, "projects.html", cards=cards)
