"""The catalogue: the guide's figures beside the predicates that the program judges by."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from verifier.acceptance.browse import browse
from verifier.acceptance.library import open_guide
from verifier.errors import CatalogueError, UsageError
from verifier.report.statistic_words import statistic_words
from verifier.web.answering import page
from verifier.web.asking import SignedIn

__all__ = ["router"]

router = APIRouter()


@router.get("/targets")
def targets(asked: SignedIn) -> Response:
    """Every target of the guide."""
    service = asked.service
    return page(asked, "targets.html", **browse(open_guide(service.guide, service.guide_path)))


@router.get("/targets/{target}")
def target(asked: SignedIn, target: str) -> Response:
    """One target in full."""
    service = asked.service
    try:
        found = browse(open_guide(service.guide, service.guide_path), target)["targets"]
    except CatalogueError as error:
        raise UsageError("web_not_found") from error
    if len(found) != 1 or "." not in target:
        raise UsageError("web_not_found")
    statistic = statistic_words(found[0]["statistic"], asked.lang)
    return page(asked, "guide_target.html", target=found[0], statistic=statistic)
