"""Two records of a project side by side, with what changed marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from verifier.report.comparison import actual, margin_of
from verifier.report.milestones import diff_document, trend_document
from verifier.report.result_reader import Fields, read_result
from verifier.report.view import ResultView, TargetView
from verifier.service.projects import list_projects, project_view
from verifier.service.records import compare_records, record_view, trend_of
from verifier.web.answering import page
from verifier.web.asking import Asked, SignedIn
from verifier.wording import Language

__all__ = ["Side", "router", "sides"]

_LONGEST_NUMBER = 15

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Side:
    """One target in one of two results: verdict, value and margin; None in place of it where the result lacks it."""

    verdict: str
    value: str
    note: str
    margin: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One target in both results."""

    id: str
    name: str
    before: Side | None
    after: Side | None
    changed: bool


def sides(one: Fields, other: Fields, changed: Mapping[str, object], lang: Language) -> list[Pair]:
    """Every target of two results, side by side.

    Args:
        one: The earlier result.
        other: The later one.
        changed: The ids of the targets that differ.
        lang: Language of every text.
    """
    before, after = (_by_id(read_result(result, lang)) for result in (one, other))
    pairs = []
    for target in dict.fromkeys((*before, *after)):
        held = after.get(target) or before[target]
        pair = tuple(_side(found.get(target), lang) for found in (before, after))
        pairs.append(Pair(target, held.name, pair[0], pair[1], target in changed))
    return pairs


@router.get("/compare")
def compare(asked: SignedIn) -> Response:
    """Two records compared; without them, the records that may be chosen."""
    a, b = (_number(asked, name) for name in ("a", "b"))
    contract = asked.request.query_params.get("contract", "")
    if a is None or b is None:
        return _choose(asked, contract)
    diff = compare_records(asked.service, asked.who, a, b)
    one, other = (record_view(asked.service, asked.who, number) for number in (a, b))
    pairs = []
    if one.bundle is not None and other.bundle is not None:
        changed = {str(item.get("id")): item for item in diff.get("targets", ())}
        pairs = sides(one.bundle.record.result, other.bundle.record.result, changed, asked.lang)
    return page(
        asked, "compare.html", one=one, other=other, pairs=pairs, diff=diff, document=diff_document(diff, asked.lang)
    )


@router.get("/p/{contract}/history")
def history(asked: SignedIn, contract: str) -> Response:
    """Every target over all records of the project."""
    project = project_view(asked.service, asked.who, contract).project
    trend = trend_of(asked.service, asked.who, contract)
    document = None if trend is None else trend_document(trend, asked.lang)
    return page(asked, "history.html", project=project, document=document)


def _choose(asked: Asked, contract: str) -> Response:
    cards = [card for card in list_projects(asked.service, asked.who) if card.record is not None]
    records = project_view(asked.service, asked.who, contract).records if contract else ()
    return page(asked, "compare_choose.html", cards=cards, records=records, contract=contract)


def _number(asked: Asked, name: str) -> int | None:
    text = asked.request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else None


def _by_id(view: ResultView) -> dict[str, TargetView]:
    return {target.id: target for target in view.targets}


def _side(target: TargetView | None, lang: Language) -> Side | None:
    if target is None:
        return None
    found = actual(target, lang)
    return Side(target.verdict, found.value, found.note, margin_of(target, lang))
