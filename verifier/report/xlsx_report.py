"""A result as a workbook: the comparison table, page one, the details of every target and row, and the evidence.

A spreadsheet keeps numbers as doubles. The exact value therefore stands in a text cell, and the double beside it
is for sorting and drawing only.
"""

from __future__ import annotations

from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from verifier.report.comparison import gate_sentence
from verifier.report.details import DETAILS, detail_texts
from verifier.report.form import Printing
from verifier.report.moment import moment_of
from verifier.report.result_reader import Fields, read_result
from verifier.report.row_notes import row_notes
from verifier.report.sheet import COLUMNS, SheetLine, head_facts, rerun_command, sheet_lines
from verifier.report.verdict_words import SIGNS, verdict_label
from verifier.report.view import ResultView, RowView, TargetView
from verifier.report.visible_text import visible
from verifier.report.xlsx_cells import CellWriter
from verifier.wording import Language, messages, words

__all__ = ["render_xlsx", "workbook_bytes"]

_MOST_ROWS = 1_000_000
_MOST_FITTED = 20_000
_SIDE_BY_SIDE = 3
_PAIR_WIDTHS = (24, 110)
_SHEET_WIDTHS = (12, 24, 26, 18, 14, 16, 26, 26, 14, 36)
_JUDGED = (
    *("id", "name", "verdict", "value", "number", "unit", "limit", "margin", "margin_number", "probability"),
    *("reading", "decided", "reasons", "waivers"),
)
_JUDGED_WIDTHS = (22, 26, 14, 16, 14, 12, 16, 16, 14, 14, 26, 14, 60, 40)
_DETAIL_WIDTHS = (14, 16, 30, 10, 18, 30, 12, 14, 34, 70, 40, 40)
_ROWS = (
    *("id", "place", "role", "verdict", "text", "value", "number", "unit", "uncertainty", "k", "conditions", "wafer"),
    *("x", "y", "date", "lab", "accreditation", "report", "page", "method", "calibrated_until", "evidence"),
    *("evidence_sha256", "sha256", "exclusion", "reasons"),
)
_ROW_WIDTHS = (
    *(22, 28, 10, 14, 20, 16, 14, 12, 14, 8, 34, 10),
    *(8, 8, 14, 24, 16, 18, 8, 26, 16, 26, 66, 66, 24, 60),
)
_EVIDENCE = ("id", "name", "wanted", "lab", "report", "source", "evidence", "evidence_sha256", "file", "sha256", "n")
_EVIDENCE_WIDTHS = (22, 26, 34, 26, 22, 40, 26, 66, 28, 66, 8)


def render_xlsx(result: Fields, lang: Language, printing: Printing) -> bytes:
    """The result as an XLSX file.

    Args:
        result: The result object, `dabiao/result/v1`.
        lang: Language of every sentence.
        printing: Digest, version and command.
    """
    view = read_result(result, lang)
    out = BytesIO()
    workbook = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"title": words("report_title", lang), "created": moment_of(view.as_of)})
    cells = CellWriter(workbook)
    lines = sheet_lines(view, 0)
    _comparison(workbook.add_worksheet(words("report_sheet_table", lang)), cells, lines, lang)
    _page_one(workbook.add_worksheet(words("report_sheet_overview", lang)), cells, view, printing)
    _details(workbook.add_worksheet(words("report_sheet_details", lang)), cells, view, lines, printing.version)
    _rows(workbook.add_worksheet(words("report_sheet_rows", lang)), cells, view)
    _evidence(workbook.add_worksheet(words("report_sheet_evidence", lang)), cells, view)
    workbook.close()
    return out.getvalue()


def workbook_bytes(table: list[list[str]], name: str, widths: tuple[int, ...] = ()) -> bytes:
    """One table of text as a workbook, e.g. an empty submission.

    Args:
        table: The headings and the rows.
        name: The worksheet's name.
        widths: Width of each column in characters; 16 where it is not given.
    """
    out = BytesIO()
    workbook = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"created": moment_of("")})
    cells, sheet = CellWriter(workbook), workbook.add_worksheet(name)
    head, *rows = table
    cells.headings(sheet, 0, tuple(head), (*widths, *(16,) * (len(head) - len(widths))))
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            cells.text(sheet, number, column, text)
    workbook.close()
    return out.getvalue()


def _comparison(sheet: Worksheet, cells: CellWriter, lines: tuple[SheetLine, ...], lang: Language) -> None:
    heads = [words(f"report_col_{column}", lang) for column in COLUMNS]
    heads.insert(4, words("report_xlsx_number", lang))
    cells.headings(sheet, 0, tuple(heads), _SHEET_WIDTHS)
    for row, line in enumerate(lines, start=1):
        target, absent = line.target, words("report_absent", lang)
        texts = (
            f"{line.number} {target.id}",
            "\n".join(part for part in (f"{'★ ' if target.key else ''}{target.name}", target.figure) if part),
            target.predicate,
            "\n".join(part for part in (line.actual.value or absent, line.actual.note) if part),
            "",
            line.uncertainty or absent,
            line.method or absent,
            line.evidence or absent,
            verdict_label(target.verdict, lang),
            "\n".join(part for part in (line.remark, *target.waivers) if part),
        )
        for column, text in enumerate(texts):
            cells.text(sheet, row, column, text, target.verdict if column == len(texts) - 2 else "")
        cells.height(sheet, row, texts, _SHEET_WIDTHS)
        cells.double(sheet, row, 4, target.value)
    sheet.autofilter(0, 0, max(len(lines), 1), len(heads) - 1)
    sheet.repeat_rows(0)
    cells.printed(sheet)


def _page_one(sheet: Worksheet, cells: CellWriter, view: ResultView, printing: Printing) -> None:
    lang = view.lang
    pairs = [(words(code, lang), value) for code, value in head_facts(view) if value]
    pairs.append((words("report_gate", lang), gate_sentence(view)))
    pairs += [(verdict_label(verdict, lang), str(view.counts[verdict])) for verdict in SIGNS]
    pairs += [(words("report_policy", lang), view.policy)] if view.policy else []
    pairs += [(words("report_ratify", lang), f"{item.target} {item.text}".strip()) for item in view.ratify]
    pairs += [] if view.ratify else [(words("report_ratify", lang), words("report_ratify_none", lang))]
    pairs += [(words("report_waivers", lang), f"{target.id} {waiver}") for target, waiver in view.waivers]
    for kind in ("excluded", "unjudged"):
        notes = row_notes(view, kind, _MOST_ROWS)
        pairs.append((words(f"report_{kind}", lang), str(notes.count)))
        pairs += [("", sentence) for sentence in notes.sentences]
    pairs += [(words("report_ignored", lang), sentence) for sentence in view.ignored]
    pairs += [
        (words("report_statement_label", lang), words("report_statement", lang)),
        (words("report_digest", lang), visible(printing.digest)),
        (words("report_rerun", lang), visible(printing.rerun or rerun_command(view))),
        (words("report_version", lang), visible(printing.version)),
        (words("report_head_guide", lang), f"{view.guide_id} {view.guide_digest}".strip()),
    ]
    pairs += [(words("report_sources", lang), f"{source.text} {source.sha256}".strip()) for source in view.sources]
    cells.printed(sheet)
    for column, width in enumerate(_PAIR_WIDTHS):
        sheet.set_column(column, column, width)
    for row, pair in enumerate(pairs):
        for column, text in enumerate(pair):
            cells.text(sheet, row, column, text)
        cells.height(sheet, row, pair, _PAIR_WIDTHS)


def _details(sheet: Worksheet, cells: CellWriter, view: ResultView, lines: tuple[SheetLine, ...], version: str) -> None:
    """What was judged, and the twelve details of the form; one that nobody provided says so."""
    lang, lacking = view.lang, words("report_not_provided", view.lang)
    heads = [words(f"report_xlsx_{name}", lang) for name in _JUDGED]
    heads += [words(f"report_detail_{name}", lang) for name in DETAILS]
    cells.headings(sheet, 0, tuple(heads), (*_JUDGED_WIDTHS, *_DETAIL_WIDTHS))
    for row, line in enumerate(lines, start=1):
        target = line.target
        by = words("report_by_panel" if target.by_panel else "report_by_program", lang)
        texts = (
            *(target.id, target.name, verdict_label(target.verdict, lang), target.value, "", target.unit),
            *(line.limit or target.limit, target.margin, "", target.probability, line.reading, by),
            *(" ".join(target.reasons), "\n".join(target.waivers)),
            *(text or lacking for _, text in detail_texts(view, target, visible(version))),
        )
        for column, text in enumerate(texts):
            cells.text(sheet, row, column, text, target.verdict if column == _JUDGED.index("verdict") else "")
        cells.height(sheet, row, texts, (*_JUDGED_WIDTHS, *_DETAIL_WIDTHS))
        cells.double(sheet, row, _JUDGED.index("number"), target.value)
        cells.double(sheet, row, _JUDGED.index("margin_number"), target.margin)
    sheet.autofilter(0, 0, max(len(lines), 1), len(heads) - 1)
    cells.printed(sheet, _SIDE_BY_SIDE)


def _rows(sheet: Worksheet, cells: CellWriter, view: ResultView) -> None:
    lang = view.lang
    _headed(sheet, cells, _ROWS, _ROW_WIDTHS, lang)
    every = [(target, row) for target in view.targets for row in target.rows]
    for number, found in enumerate(every[:_MOST_ROWS], start=1):
        _row(sheet, cells, number, found, lang)
    left_out = sum(target.counts.total for target in view.targets) - min(len(every), _MOST_ROWS)
    if left_out > 0:
        cells.text(sheet, min(len(every), _MOST_ROWS) + 1, 0, words("report_rows_more", lang, count=left_out))
    sheet.autofilter(0, 0, max(min(len(every), _MOST_ROWS), 1), len(_ROWS) - 1)


def _row(sheet: Worksheet, cells: CellWriter, number: int, found: tuple[TargetView, RowView], lang: Language) -> None:
    target, row = found
    role = "excluded" if row.excluded else row.role
    code = f"report_role_{role}"
    texts = (
        *(target.id, row.place, words(code, lang) if code in messages() else role),
        *(verdict_label(row.verdict, lang) if row.verdict else "", row.text, row.number, "", row.unit),
        *(row.expanded, row.factor, row.conditions, row.wafer, row.x, row.y, row.date, row.lab, row.accreditation),
        *(row.report, row.page, row.method, row.calibrated_until, row.evidence),
        *("\n".join(document.sha256 for document in row.documents), row.sha256, row.exclusion),
        " ".join(row.reasons),
    )
    for column, text in enumerate(texts):
        cells.text(sheet, number, column, text, row.verdict if column == _ROWS.index("verdict") else "")
    if number <= _MOST_FITTED:
        cells.height(sheet, number, texts, _ROW_WIDTHS)
    cells.double(sheet, number, _ROWS.index("number"), row.number)


def _evidence(sheet: Worksheet, cells: CellWriter, view: ResultView) -> None:
    lang = view.lang
    _headed(sheet, cells, _EVIDENCE, _EVIDENCE_WIDTHS, lang)
    number = 0
    for target in view.targets:
        found: dict[tuple[str, ...], int] = {}
        for row in target.rows:
            named = "\n".join(document.text for document in row.documents) or row.evidence
            digests = "\n".join(document.sha256 for document in row.documents)
            said: tuple[str, ...] = (row.lab, row.report, row.source, named, digests, row.file, row.sha256)
            found[said] = found.get(said, 0) + 1
        for key, count in (found or {("",) * 7: 0}).items():
            number += 1
            texts = (target.id, target.name, target.evidence, *key, str(count))
            for column, text in enumerate(texts):
                cells.text(sheet, number, column, text)
            cells.height(sheet, number, texts, _EVIDENCE_WIDTHS)
    sheet.autofilter(0, 0, max(number, 1), len(_EVIDENCE) - 1)


def _headed(
    sheet: Worksheet, cells: CellWriter, names: tuple[str, ...], widths: tuple[int, ...], lang: Language
) -> None:
    cells.headings(sheet, 0, tuple(words(f"report_xlsx_{name}", lang) for name in names), widths)
    cells.printed(sheet, _SIDE_BY_SIDE)
