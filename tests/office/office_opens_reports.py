"""An office program opens what was written: run by `make test-office`, not by `make test`."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from verifier.acceptance.check import Question, check
from verifier.acceptance.report_files import Layout, write_result
from verifier.report.example_form import example_form

Opened = Callable[[str, Path | None, int], str]


@pytest.fixture
def opened(soffice: str, pdftotext: str, tmp_path: Path) -> Opened:
    """Writes a report of a small submission, has LibreOffice turn it into a PDF, and reads that."""

    def write_and_open(ending: str, template: Path | None, copies: int) -> str:
        table = tmp_path / "rows.csv"
        table.write_text(
            "target,value,unit,conditions,report,remark\n"
            "3103.ttv,0.016,mm,wafer_class = 6英寸,=1+1,<script>alert(1)</script>\n",
            encoding="utf-8",
        )
        result = check(Question((table,)), date(2026, 11, 22)).result
        result["targets"] *= copies
        report = tmp_path / f"report{ending}"
        write_result(result, report, "zh", Layout(docx_template=template))
        if ending != ".pdf":
            profile = f"-env:UserInstallation=file://{tmp_path}/profile"
            command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(report)]
            subprocess.run(command, check=True, capture_output=True, timeout=180)
        text = subprocess.run(
            [pdftotext, "-layout", str(report.with_suffix(".pdf")), "-"], check=True, capture_output=True, timeout=60
        )
        return text.stdout.decode("utf-8")

    return write_and_open


@pytest.mark.parametrize("ending", [".docx", ".pdf"])
def test_pages_show_the_form(opened: Opened, ending: str) -> None:
    """Page one names what to ratify, the sheet its verdict, and the last part the command."""
    pages = opened(ending, None, 1).split("\f")

    assert "须由专家组确认" in pages[0]
    assert "未完成" in pages[1]
    assert "本表由程序按合同约定值逐项判定" in pages[1] + pages[2]
    assert "dabiao check" in "".join(pages)


def test_the_heading_repeats_on_every_page_of_the_table(opened: Opened) -> None:
    """A table of many targets has its heading on each of its pages."""
    pages = opened(".docx", None, 9).split("\f")

    sheet = [page for page in pages if page.count("3103.") > 1 and "须由专家组确认" not in page]
    assert len(sheet) > 1
    assert [] == [page for page in sheet if "完成情况" not in page]


def test_the_signatures_stand_on_one_page(opened: Opened) -> None:
    """The seals, the head of the panel and its last member are on the same page."""
    pages = [page for page in opened(".docx", None, 1).split("\f") if "组长" in page]

    assert 1 == len(pages)
    assert "承担单位（盖章）" in pages[0]
    assert re.search(r"^\s*7\s+成员", pages[0], re.MULTILINE)


def test_an_office_form_is_filled(opened: Opened, tmp_path: Path) -> None:
    """The shipped example opens, filled."""
    template = tmp_path / "form.docx"
    template.write_bytes(example_form())

    text = opened(".docx", template, 1)

    assert "{{" not in text
    assert "3103.ttv" in text


def test_a_workbook_computes_nothing(opened: Opened) -> None:
    """A cell that says =1+1 shows =1+1."""
    assert "=1+1" in opened(".xlsx", None, 1)
