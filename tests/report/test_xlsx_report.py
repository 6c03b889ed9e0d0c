"""The workbook."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

pytest.importorskip("xlsxwriter", reason="the extra office is not installed")
pytest.importorskip("python_calamine", reason="the extra office is not installed")

import python_calamine as calamine

from verifier.report.form import Printing
from verifier.report.xlsx_report import render_xlsx, workbook_bytes

PRINTING = Printing(f"sha256:{'0f' * 32}", "1.0.0")
SHAPES = ["every_verdict", "nothing_submitted", "hundred_targets", "many_rows", "hostile"]


def sheets_of(data: bytes) -> dict[str, list[list[Any]]]:
    """The cells of every worksheet."""
    book = calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_target_and_row_is_there(shape: str, request: pytest.FixtureRequest) -> None:
    """The details hold a line a target, the rows a line a row, without a limit of two hundred."""
    result = request.getfixturevalue(shape)

    sheets = sheets_of(render_xlsx(result, "en", PRINTING))
    assert ["Comparison", "Overview", "Details", "Rows", "Evidence"] == list(sheets)
    assert len(result["targets"]) + 1 == len(sheets["Comparison"]) == len(sheets["Details"])
    assert sum(len(target["rows"]) for target in result["targets"]) + 1 == len(sheets["Rows"])


def test_exact_values_are_text_beside_doubles(every_verdict: dict[str, Any]) -> None:
    """1040/3 stands as text, and the double beside it is a number."""
    details = sheets_of(render_xlsx(every_verdict, "en", PRINTING))["Details"]

    head, row = details[0], details[2]
    value, number = row[head.index("Exact value (text)")], row[head.index("Number (double, for sorting)")]
    assert ("1040/3", 1040 / 3) == (value, number)


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-3+x", "@SUM(A1)", '=HYPERLINK("http://evil.example","x")'])
def test_no_cell_is_a_formula(every_verdict: dict[str, Any], formula: str) -> None:
    """A formula from a submission stays text, also when the cell is opened for editing, and no link is made."""
    for target in every_verdict["targets"]:
        target["name"] = {"zh": formula, "en": formula}
        for row in target["rows"]:
            row["text"] = row["report"] = row["lab"] = formula

    data = render_xlsx(every_verdict, "zh", PRINTING)

    with ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode("utf-8") for name in archive.namelist() if name.endswith(".xml")}
    sheets = "".join(text for name, text in parts.items() if "worksheets/" in name)
    assert "<f>" not in sheets
    assert "<hyperlink" not in sheets
    assert 'quotePrefix="1"' in parts["xl/styles.xml"]
    assert formula in [row[1] for row in sheets_of(data)["指标明细"]]


def test_the_heading_stays_in_sight_with_filters(every_verdict: dict[str, Any]) -> None:
    """Tables have a frozen heading and filters."""
    with ZipFile(BytesIO(render_xlsx(every_verdict, "zh", PRINTING))) as archive:
        tables = [archive.read(f"xl/worksheets/sheet{number}.xml").decode("utf-8") for number in (1, 3, 4, 5)]

    assert [True] * 4 == ['state="frozen"' in table and "<autoFilter" in table for table in tables]


def test_same_result_gives_the_same_bytes(every_verdict: dict[str, Any]) -> None:
    """A workbook bears the result's date, not the clock's."""
    assert render_xlsx(every_verdict, "zh", PRINTING) == render_xlsx(every_verdict, "zh", PRINTING)


def test_a_table_of_text_is_read_back_as_it_was() -> None:
    """A template's cells come back as text."""
    table = [["target", "value"], ["3103.ttv", ""], ["-1", "007"]]

    assert [["target", "value"], ["3103.ttv", ""], ["-1", "007"]] == sheets_of(workbook_bytes(table, "s"))["s"]
