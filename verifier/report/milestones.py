"""Results compared, as reports: `diff` names what changed between two, `trend` follows each target over several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from verifier.report.control_chart import Milestone, control_drawing
from verifier.report.document import Block, Bullets, Cell, Document, Facts, Figure, Paragraph, Section, Table
from verifier.report.figures import readable, signed
from verifier.report.result_reader import Fields, read_result
from verifier.report.verdict_words import SIGNS, verdict_label
from verifier.report.view import TargetView
from verifier.report.visible_text import visible
from verifier.wording import Language, messages, words

__all__ = ["MOVEMENTS", "diff_document", "trend_document"]

MOVEMENTS = ("regressed", "changed", "improved", "steady", "new")
"""How a target may have moved, what a panel asks about first."""

_SIGNS = {"regressed": "▼", "changed": "◆", "improved": "▲", "steady": "＝", "new": "＋"}
_MOST_CHARTS = 40


def diff_document(diff: Fields, lang: Language) -> Document:
    """The difference of two results.

    Args:
        diff: The object `dabiao/diff/v1`.
        lang: Language of every sentence.
    """
    a, b = (_heading(diff.get(side), lang) for side in ("a", "b"))
    targets = [item for item in _list(diff, "targets") if isinstance(item, dict)]
    count = words("diff_count", lang, changed=len(targets), same=str(diff.get("same", 0)))
    rows = tuple(
        (
            Cell(_of(target, "id"), _name(target, lang)) if number == 0 else Cell(),
            Cell(_what(change, lang)),
            _side(change, "a", lang),
            _side(change, "b", lang),
        )
        for target in targets
        for number, change in enumerate(item for item in _list(target, "changes") if isinstance(item, dict))
    )
    head = (words("report_short_indicator", lang), words("diff_what", lang), a, b)
    blocks: list[Block] = [Facts(((words("diff_a", lang), a), (words("diff_b", lang), b))), Paragraph(count, "strong")]
    if rows:
        blocks.append(Table("", head, (3, 2, 4, 4), rows, named_by=0))
    return Document(
        lang=lang,
        title=words("diff_title", lang, project=_project(diff, lang)),
        as_of=_of(_fields(diff, "b"), "as_of"),
        footer=words("report_statement", lang),
        sections=(Section("diff", words("diff_changes", lang), tuple(blocks)),),
    )


def trend_document(trend: Fields, lang: Language) -> Document:
    """Every target over several results: what regressed first, then a table, then a chart of each that moved.

    Args:
        trend: The object `dabiao/trend/v1`.
        lang: Language of every sentence.
    """
    labels = [_heading(item, lang) for item in _list(trend, "results")]
    targets = [item for item in _list(trend, "targets") if isinstance(item, dict)]
    counts = Counter(_movement(target) for target in targets)
    summary = "    ".join(
        f"{_SIGNS[name]} {words(f'trend_{name}', lang)} {counts[name]}" for name in MOVEMENTS if counts[name]
    )
    fallen = tuple(
        words("trend_fallen", lang, id=_of(target, "id"), name=_name(target, lang))
        for target in targets
        if target.get("regressed") is True
    )
    overview: list[Block] = [Bullets(tuple(labels)), Paragraph(summary, "strong")]
    overview.append(Bullets(fallen) if fallen else Paragraph(words("trend_no_regression", lang)))
    rows = tuple(
        (
            Cell(_of(target, "id"), _name(target, lang)),
            *(_point(point, lang) for point in _views(target, len(labels), lang)),
            Cell(f"{_SIGNS[_movement(target)]} {words(f'trend_{_movement(target)}', lang)}"),
        )
        for target in targets
    )
    head = (words("report_short_indicator", lang), *labels, words("trend_movement", lang))
    table = Table("", head, (3, *(2,) * len(labels), 2), rows, named_by=0)
    return Document(
        lang=lang,
        title=words("trend_title", lang, project=_project(trend, lang)),
        as_of=_of(_fields({"last": (_list(trend, "results") or [{}])[-1]}, "last"), "as_of"),
        footer=words("report_statement", lang),
        sections=(
            Section("overview", words("report_gate", lang), tuple(overview)),
            Section("table", words("trend_table", lang), (table,)),
            *_charts(targets, labels, lang),
        ),
    )


def _charts(targets: Sequence[Fields], labels: list[str], lang: Language) -> tuple[Section, ...]:
    drawings = []
    ordered = sorted(enumerate(targets, start=1), key=lambda item: MOVEMENTS.index(_movement(item[1])))
    for number, target in ordered:
        views = _views(target, len(labels), lang)
        held = [Milestone(label, view) for label, view in zip(labels, views, strict=True) if view]
        drawing = control_drawing(held, number, lang) if held else None
        if drawing:
            drawings.append(drawing)
    if not drawings:
        return ()
    blocks: list[Block] = [Figure(drawing) for drawing in drawings[:_MOST_CHARTS]]
    if len(drawings) > _MOST_CHARTS:
        blocks.append(Paragraph(words("trend_charts_more", lang, count=len(drawings) - _MOST_CHARTS), "quiet"))
    return (Section("charts", words("report_charts", lang), tuple(blocks), new_page=True),)


def _views(target: Fields, count: int, lang: Language) -> list[TargetView | None]:
    """A target in each result as a report shows targets; None where the result lacks it."""
    points = [*_list(target, "points"), *(None,) * count][:count]
    return [read_result({"targets": [point]}, lang).targets[0] if isinstance(point, dict) else None for point in points]


def _point(view: TargetView | None, lang: Language) -> Cell:
    if view is None:
        return Cell(words("report_absent", lang))
    value = f"{readable(view.value)} {view.unit}".strip() if view.value else ""
    margin = f"{signed(view.margin, is_exact=view.margin_exact)} {view.unit}".strip() if view.margin else ""
    note = words("report_margin", lang, margin=margin) if margin else ""
    shown = " · ".join(part for part in (value, note) if part)
    return Cell(verdict_label(view.verdict, lang), shown, view.verdict)


def _movement(target: Fields) -> str:
    movement = target.get("movement")
    return movement if isinstance(movement, str) and movement in _SIGNS else "changed"


def _what(change: Fields, lang: Language) -> str:
    code = f"diff_of_{_of(change, 'what')}"
    return words(code, lang) if code in messages() else _of(change, "what")


def _side(change: Fields, side: str, lang: Language) -> Cell:
    value = change.get(side)
    if isinstance(value, bool):
        return Cell(words("diff_present" if value else "diff_absent", lang))
    if isinstance(value, list):
        return Cell(words("report_list_separator", lang).join(visible(str(text)) for text in value))
    text = visible(value) if isinstance(value, str) else words("report_absent", lang)
    if change.get("what") == "verdict" and text in SIGNS:
        return Cell(verdict_label(text, lang), verdict=text)
    return Cell(readable(text))


def _heading(value: object, lang: Language) -> str:
    item: Fields = value if isinstance(value, dict) else {}
    view = read_result({"as_of": item.get("as_of"), "stage": item.get("stage")}, lang)
    return " ".join(part for part in (view.as_of, view.stage, _of(item, "source")) if part)


def _project(item: Fields, lang: Language) -> str:
    view = read_result({"project": item.get("project"), "project_name": item.get("project_name")}, lang)
    return " ".join(part for part in (view.project, view.project_name) if part)


def _name(target: Fields, lang: Language) -> str:
    views = read_result({"targets": [{"id": target.get("id"), "name": target.get("name")}]}, lang).targets
    return views[0].name


def _of(item: Fields, name: str) -> str:
    value = item.get(name)
    return visible(value) if isinstance(value, str) else ""


def _fields(item: Fields, name: str) -> Fields:
    value = item.get(name)
    return value if isinstance(value, dict) else {}


def _list(item: Fields, name: str) -> list[object]:
    value = item.get(name)
    return value if isinstance(value, list) else []
