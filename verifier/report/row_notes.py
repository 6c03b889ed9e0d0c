"""Rows that do not count, for page one: those of one target with one reason stand together, with the first places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from verifier.report.comparison import row_sentence
from verifier.report.view import ResultView, RowView, TargetView
from verifier.wording import Language, words

__all__ = ["MOST_NOTES", "RowNotes", "row_notes"]

MOST_NOTES = 10
"""Sentences that page one has of each kind; the rows of the others are counted."""

_MOST_PLACES = 3

_Found = tuple[TargetView, RowView]


@dataclass(frozen=True, slots=True)
class RowNotes:
    """The rows of one kind in a few sentences.

    Args:
        kind: `excluded` or `unjudged`.
        count: All rows of the kind, also those that the result counts and does not list.
        sentences: One sentence a row, or one for all rows of a target with one reason.
        more: Rows that no sentence speaks of.
    """

    kind: str
    count: int
    sentences: tuple[str, ...]
    more: int


def row_notes(view: ResultView, kind: str, most: int = MOST_NOTES) -> RowNotes:
    """What page one says of the rows that were excluded, or could not be judged.

    Args:
        view: The result.
        kind: `excluded` or `unjudged`.
        most: Sentences at most.
    """
    rows, count = (view.excluded_rows, view.excluded) if kind == "excluded" else (view.unjudged_rows, view.unjudged)
    groups: dict[tuple[str, str], list[_Found]] = {}
    for target, row in rows:
        groups.setdefault((target.id, row.exclusion if row.excluded else row.reason_code), []).append((target, row))
    said = list(groups.values())[:most]
    sentences = tuple(_sentence(group, view.lang) for group in said)
    return RowNotes(kind, count, sentences, count - sum(map(len, said)))


def _sentence(group: Sequence[_Found], lang: Language) -> str:
    target, row = group[0]
    count = len(group)
    if count == 1:
        return row_sentence(target, row, lang)
    reasons = dict.fromkeys(_reason(found, lang) for _, found in group)
    places = words("report_list_separator", lang).join(found.place for _, found in group[:_MOST_PLACES])
    if count > _MOST_PLACES:
        places = words("report_rows_places_more", lang, places=places)
    code = "report_rows_group" if len(reasons) == 1 else "report_rows_group_alike"
    return words(code, lang, target=target.id, count=count, places=places, why=next(iter(reasons)))


def _reason(row: RowView, lang: Language) -> str:
    if row.excluded and row.exclusion:
        return row.exclusion
    return row.reasons[0] if row.reasons else words("report_no_reason", lang)
