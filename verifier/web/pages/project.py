"""A project: its gate, what to mend first, margins, the comparison table, submissions and records."""

from __future__ import annotations

import csv
import io
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from verifier.errors import UsageError
from verifier.report.extras import require
from verifier.report.formula_guard import guarded
from verifier.service.projects import empty_result, project_view, template_of
from verifier.web.answering import download, page
from verifier.web.asking import Asked, SignedIn
from verifier.web.pages.standing import standing_of, tally_of
from verifier.wording import words

__all__ = ["csv_bytes", "router"]

_CSV: Final = "text/csv; charset=utf-8"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTHS: Final = (28, 12, 14, 12, 6, 40)

router = APIRouter()


@router.get("/p/{contract}")
def project(asked: SignedIn, contract: str) -> Response:
    """How the project stands by the newest judged submission that the person may see."""
    view = project_view(asked.service, asked.who, contract)
    result = view.result
    if result is None:
        result = empty_result(asked.service, asked.who, contract)
    tallies = {
        line.submission.id: tally_of(line.stored.summary, asked.lang) for line in view.submissions if line.stored
    }
    return page(asked, "project.html", view=view, standing=standing_of(result, asked.lang), tallies=tallies)


@router.get("/p/{contract}/template.{ending}")
def template(asked: SignedIn, contract: str, ending: str) -> Response:
    """An empty submission to fill in: every target with its unit and the conditions to state."""
    table = template_of(asked.service, asked.who, contract, asked.lang)
    match ending:
        case "csv":
            return download(csv_bytes(table), f"{contract}.csv", _CSV)
        case "xlsx":
            return download(_workbook(asked, table), f"{contract}.xlsx", _XLSX)
        case _:
            raise UsageError("web_not_found")


def csv_bytes(table: list[list[str]]) -> bytes:
    """A table as CSV, with the byte order mark that spreadsheets need, and with no cell that they might compute."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([guarded(cell) for cell in row] for row in table)
    return f"\ufeff{text.getvalue()}".encode("utf-8", "backslashreplace")


def _workbook(asked: Asked, table: list[list[str]]) -> bytes:
    require("xlsxwriter", "office", purpose=".xlsx")
    from verifier.report.xlsx_report import workbook_bytes

    return workbook_bytes(table, words("template_sheet", asked.lang), _WIDTHS)
