"""The lines of the comparison table 指标完成情况对照表: nine printed cells a target, and what stands below them."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import dataclass

from verifier.report.cell_lines import clipped
from verifier.report.comparison import Actual, actual, few, listed_rows, margin_of, remark
from verifier.report.figures import readable
from verifier.report.view import ReadingView, ResultView, RowView, TargetView
from verifier.wording import Language, messages, words

__all__ = ["COLUMNS", "SheetLine", "head_facts", "joined", "rerun_command", "sheet_lines"]

_LONGEST_CELL = 240

COLUMNS = ("seq", "indicator", "agreed", "actual", "uncertainty", "method", "evidence", "status", "remark")
"""The nine printed columns."""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of the comparison table and the details below it."""

    number: int
    target: TargetView
    actual: Actual
    uncertainty: str
    method: str
    evidence: str
    margin: str
    remark: str
    reading: str
    limit: str
    row_counts: str
    rows: tuple[RowView, ...]
    rest: str


def sheet_lines(view: ResultView, most_rows: int) -> tuple[SheetLine, ...]:
    """A line for every target, in the catalogue's order.

    Args:
        view: The result.
        most_rows: Rows listed below one target at most.
    """
    return tuple(_line(number, target, most_rows, view.lang) for number, target in enumerate(view.targets, start=1))


def head_facts(view: ResultView) -> tuple[tuple[str, str], ...]:
    """The head of the form: message codes and their values, which may be empty."""
    return (
        ("report_head_project", view.project_name),
        ("report_head_code", view.project),
        ("report_head_contractor", view.contractor),
        ("report_head_contract", view.contract),
        ("report_head_period", view.period),
        ("report_head_stage", view.stage),
        ("report_head_as_of", view.as_of),
        ("report_head_guide", view.guide_name or view.guide_id),
        ("report_head_rule", view.rule),
    )


def rerun_command(view: ResultView) -> str:
    """The command that gives a result again, put together from the result itself."""
    options = [
        ("--project", view.project),
        ("--contract", view.contract),
        ("--guide", view.guide_id),
        ("--rule", view.rule_argument),
        ("--as-of", view.as_of),
    ]
    return " ".join(["dabiao check .", *(f"{name} {shlex.quote(value)}" for name, value in options if value)])


def joined(texts: tuple[str, ...] | list[str], lang: Language) -> str:
    """The texts that are not empty, as one list in a line."""
    return words("report_list_separator", lang).join(text for text in texts if text)


def _line(number: int, target: TargetView, most_rows: int, lang: Language) -> SheetLine:
    counted = target.deciding
    rows, rest = listed_rows(target, most_rows, lang)
    not_stated = joined(target.not_stated, lang)
    method = [_clipped_few((getattr(row, name) for row in counted), lang) for name in ("method", "conditions")]
    method.append(words("report_conditions_not_stated", lang, names=not_stated) if not_stated else "")
    limit = readable(target.limit)
    if target.limit_decimal and target.limit_decimal != target.limit:
        limit = words("report_limit_decimal", lang, limit=limit, decimal=target.limit_decimal)
    return SheetLine(
        number=number,
        target=target,
        actual=actual(target, lang),
        uncertainty=few((row.uncertainty for row in counted), lang),
        method=joined(method, lang),
        # A documented target has no row that counts; what was filed for it is its evidence.
        evidence=_clipped_few((row.filed for row in counted or target.rows if not row.excluded), lang),
        margin=margin_of(target, lang),
        remark=remark(target, lang),
        reading=_reading(target.reading, lang),
        limit=limit,
        row_counts=words(
            "report_row_counts",
            lang,
            total=target.counts.total,
            deciding=target.counts.deciding,
            input=target.counts.inputs,
            excluded=target.counts.excluded,
            unjudged=target.counts.unjudged,
        ),
        rows=rows,
        rest=rest,
    )


def _clipped_few(texts: Iterable[str], lang: Language) -> str:
    """A few texts, each cut where it would fill a page; a workbook and the JSON have them whole."""
    return few((clipped(text, _LONGEST_CELL) for text in texts), lang)


def _reading(reading: ReadingView, lang: Language) -> str:
    if not reading.id:
        return ""
    code = f"report_ratified_{reading.ratified_by}"
    ratified = words(code, lang) if code in messages() else reading.ratified_by
    # A clear clause has one reading, and nobody needs to ratify it.
    clear = reading.id == "as-stated"
    parts = [reading.id if clear else words("report_reading", lang, id=reading.id, ratified=ratified)]
    for name, ids in (("flips", reading.flips), ("holds", reading.holds), ("untested", reading.untested)):
        parts.append(words(f"report_reading_{name}", lang, ids=joined(ids, lang)) if ids else "")
    return joined(parts, lang)
