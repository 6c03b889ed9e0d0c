"""The printed form: page one for the panel, the comparison table, the block to sign, the charts, the record."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.report.charts import overview_drawings, target_drawings
from verifier.report.comparison import gate, gate_sentence
from verifier.report.document import Block, Bullets, Cell, Document, Facts, Figure, Paragraph, Section, Table
from verifier.report.figures import exact
from verifier.report.result_reader import Fields, read_result
from verifier.report.row_notes import MOST_NOTES, row_notes
from verifier.report.sheet import COLUMNS, SheetLine, head_facts, rerun_command, sheet_lines
from verifier.report.verdict_words import SIGNS, verdict_label
from verifier.report.view import ResultView
from verifier.report.visible_text import visible
from verifier.wording import Language, words

__all__ = ["Printing", "form_document"]

_WIDTHS = (9, 13, 12, 10, 8, 12, 12, 10, 14)
_PANEL_WIDTHS = (6, 11, 12, 23, 14, 11, 12, 11)
_PANEL_HEADS = ("sign_role", "sign_name", "sign_employer", "sign_title", "sign_field", "sign_phone", "sign_signature")
_PANEL_LINES = 7
_SEALS = ("report_sign_contractor", "report_sign_lead", "report_sign_laboratory", "report_sign_organiser")
_SEAL_HEIGHT, _LINE_HEIGHT = 18, 8
_MOST_DRAWN = 12


@dataclass(frozen=True, slots=True)
class Printing:
    """What a printed form says beside the result.

    Args:
        digest: SHA-256 of the result's canonical bytes.
        version: The program's version.
        rerun: The command that gives the result again; put together from the result where empty.
    """

    digest: str
    version: str
    rerun: str = ""


def form_document(result: Fields, lang: Language, printing: Printing) -> Document:
    """The result as the form that a panel signs.

    Args:
        result: The result object, `dabiao/result/v1`.
        lang: Language of every sentence.
        printing: Digest, version and command.
    """
    view = read_result(result, lang)
    lines = sheet_lines(view, 0)
    title = words("report_title", lang)
    return Document(
        lang=lang,
        title=title,
        as_of=view.as_of,
        footer=visible(printing.digest),
        sections=(
            _overview(view),
            _ratify(view),
            *_waivers(view),
            _rows(view, "excluded"),
            _rows(view, "unjudged"),
            _ignored(view),
            _table(view, lines),
            _signatures(lang),
            *_charts(view, lines),
            _provenance(view, printing),
        ),
        values=_values(view, title, printing),
        lines=tuple(_line_values(line, lang) for line in lines),
    )


def _overview(view: ResultView) -> Section:
    lang = view.lang
    blocks: list[Block] = [Facts(tuple((words(code, lang), value) for code, value in head_facts(view) if value))]
    if not view.rule_is_default:
        blocks.append(Paragraph(words("report_rule_not_default", lang, rule=view.rule), "strong"))
    blocks.append(Paragraph(gate_sentence(view), gate(view)))
    blocks.append(Paragraph("    ".join(f"{verdict_label(name, lang)} {view.counts[name]}" for name in SIGNS)))
    if view.policy:
        blocks.append(Paragraph(view.policy, "strong"))
    blocks.append(Paragraph(words("report_statement", lang), "quiet"))
    return Section("overview", words("report_gate", lang), tuple(blocks))


def _ratify(view: ResultView) -> Section:
    title = words("report_ratify", view.lang)
    if not view.ratify:
        return Section("ratify", title, (Paragraph(words("report_ratify_none", view.lang), "quiet"),))
    return Section("ratify", title, (Bullets(tuple(f"{item.target} {item.text}".strip() for item in view.ratify)),))


def _waivers(view: ResultView) -> tuple[Section, ...]:
    """What a record's people decided beside the verdicts; a result that was not sealed has none."""
    if not view.waivers:
        return ()
    items = tuple(f"{target.id} {waiver}" for target, waiver in view.waivers)
    note = Paragraph(words("report_waivers_note", view.lang), "quiet")
    return (Section("waivers", words("report_waivers", view.lang), (Bullets(items), note)),)


def _rows(view: ResultView, kind: str) -> Section:
    lang, code = view.lang, f"report_{kind}"
    title, notes = words(code, lang), row_notes(view, kind)
    if not notes.count:
        return Section(kind, title, (Paragraph(words(f"{code}_none", lang), "quiet"),))
    blocks: list[Block] = [Paragraph(words(f"{code}_count", lang, count=notes.count)), Bullets(notes.sentences)]
    if notes.more:
        blocks.append(Paragraph(words("report_rows_more", lang, count=notes.more), "quiet"))
    return Section(kind, title, tuple(blocks))


def _ignored(view: ResultView) -> Section:
    lang, title = view.lang, words("report_ignored", view.lang)
    if not view.ignored:
        return Section("ignored", title, (Paragraph(words("report_ignored_none", lang), "quiet"),))
    blocks: list[Block] = [Bullets(view.ignored[:MOST_NOTES])]
    if len(view.ignored) > MOST_NOTES:
        blocks.append(Paragraph(words("report_ignored_more", lang, count=len(view.ignored) - MOST_NOTES), "quiet"))
    return Section("ignored", title, tuple(blocks))


def _table(view: ResultView, lines: tuple[SheetLine, ...]) -> Section:
    lang = view.lang
    title = words("report_title", lang)
    if not lines:
        return Section("table", title, (Paragraph(words("report_gate_none", lang), "quiet"),), new_page=True)
    table = Table(
        caption=" ".join(part for part in (view.project, view.project_name, view.as_of) if part),
        head=tuple(words(f"report_col_{column}", lang) for column in COLUMNS),
        widths=_WIDTHS,
        rows=tuple(tuple(_cell(line, column, lang) for column in COLUMNS) for line in lines),
        named_by=1,
    )
    return Section("table", title, (table, Paragraph(words("report_statement", lang), "strong")), new_page=True)


def _cell(line: SheetLine, column: str, lang: Language) -> Cell:
    target, absent = line.target, words("report_absent", lang)
    match column:
        case "seq":
            return Cell(str(line.number), target.id)
        case "indicator":
            return Cell(f"{'★ ' if target.key else ''}{target.name}", target.figure)
        case "agreed":
            return Cell(target.predicate)
        case "actual":
            return Cell(line.actual.value or absent, line.actual.note)
        case "uncertainty":
            unsaid = words("report_not_provided", lang) if not line.uncertainty and target.rows else ""
            return Cell(line.uncertainty or absent, unsaid)
        case "method":
            return Cell(line.method or absent)
        case "evidence":
            return Cell(line.evidence or absent)
        case "status":
            by_panel = words("report_by_panel", lang) if target.by_panel else ""
            return Cell(verdict_label(target.verdict, lang), by_panel, target.verdict)
        case _:
            judged = target.verdict in ("pass", "fail") and line.margin
            notes = (*(target.reasons[:1] if judged else ()), *target.waivers)
            return Cell(line.remark, " ".join(notes))


def _signatures(lang: Language) -> Section:
    date = words("report_sign_date", lang)
    seals = Table(
        caption="",
        head=tuple(words(code, lang) for code in _SEALS),
        widths=(1,) * len(_SEALS),
        rows=(tuple(Cell("", date) for _ in _SEALS),),
        height=_SEAL_HEIGHT,
    )
    roles = ("head", "deputy", *("member",) * (_PANEL_LINES - 2))
    panel = Table(
        caption=words("report_sign_panel", lang),
        head=(words("report_col_seq", lang), *(words(f"report_{name}", lang) for name in _PANEL_HEADS)),
        widths=_PANEL_WIDTHS,
        rows=tuple(
            (Cell(str(number)), Cell(words(f"report_sign_{role}", lang)), *(Cell(),) * (len(_PANEL_HEADS) - 1))
            for number, role in enumerate(roles, start=1)
        ),
        named_by=1,
        height=_LINE_HEIGHT,
    )
    return Section("signatures", words("report_signatures", lang), (seals, panel), together=True)


def _charts(view: ResultView, lines: tuple[SheetLine, ...]) -> tuple[Section, ...]:
    """The overview, and the rows of as many targets as an annex can hold; those that failed come first."""
    lang = view.lang
    ranks = {verdict: rank for rank, verdict in enumerate(("fail", "undecided", "not_evaluable", "pass"))}
    ordered = sorted(lines, key=lambda line: ranks.get(line.target.verdict, len(ranks)))
    detailed = [drawings for line in ordered if (drawings := target_drawings(line.target, line.number, lang))]
    kept = [drawing for drawings in detailed[:_MOST_DRAWN] for drawing in drawings]
    drawings = (*overview_drawings(view), *kept)
    if not drawings:
        return ()
    undrawn = sum(exact(line.target.margin) is None for line in lines)
    notes = [words("report_chart_note", lang)]
    if undrawn:
        notes.append(words("report_chart_absent", lang, count=undrawn))
    if len(detailed) > _MOST_DRAWN:
        notes.append(words("report_chart_more", lang, count=len(detailed) - _MOST_DRAWN))
    blocks: list[Block] = [Paragraph(" ".join(notes), "quiet"), *(Figure(drawing) for drawing in drawings)]
    return (Section("charts", words("report_charts", lang), tuple(blocks), new_page=True),)


def _provenance(view: ResultView, printing: Printing) -> Section:
    lang = view.lang
    pairs = [
        (words("report_digest", lang), visible(printing.digest)),
        (words("report_head_guide", lang), f"{view.guide_id} {view.guide_digest}".strip()),
        (words("report_rerun", lang), visible(printing.rerun or rerun_command(view))),
        (words("report_version", lang), visible(printing.version)),
    ]
    sources = [(words("report_sources", lang), f"{source.text} {source.sha256}".strip()) for source in view.sources]
    pairs += sources or [(words("report_sources", lang), words("report_sources_none", lang))]
    return Section("provenance", words("report_provenance", lang), (Facts(tuple(pairs)),))


def _values(view: ResultView, title: str, printing: Printing) -> tuple[tuple[str, str], ...]:
    lang = view.lang
    return (
        ("title", title),
        *((code.removeprefix("report_head_"), value) for code, value in head_facts(view)),
        ("summary", gate_sentence(view)),
        ("total", str(view.total)),
        *((verdict, str(view.counts[verdict])) for verdict in SIGNS),
        ("policy", view.policy),
        ("statement", words("report_statement", lang)),
        ("digest", visible(printing.digest)),
        ("version", visible(printing.version)),
        ("rerun", visible(printing.rerun or rerun_command(view))),
    )


def _line_values(line: SheetLine, lang: Language) -> tuple[tuple[str, str], ...]:
    cells = {column: _cell(line, column, lang) for column in COLUMNS}
    target = line.target
    return (
        *((column, " ".join(part for part in (cell.text, cell.note) if part)) for column, cell in cells.items()),
        ("id", target.id),
        ("name", target.name),
        ("figure", target.figure),
        ("margin", line.margin),
        ("reason", target.reasons[0] if target.reasons else ""),
    )
