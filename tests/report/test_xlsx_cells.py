"""Cells of a workbook."""

from __future__ import annotations

import re
from fractions import Fraction
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("xlsxwriter", reason="the extra office is not installed")

from xlsxwriter import Workbook

from verifier.report.xlsx_cells import CellWriter, near_double


@given(st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**6))
def test_the_double_is_the_nearest(value: Fraction) -> None:
    """The number beside the exact text is the double nearest to it."""
    assert float(value) == near_double(str(value))


@pytest.mark.parametrize("text", ["", "<0.3", "1e999999999", "[1, 2]", "9*720^(-1/5)", "9" * 400])
def test_what_is_no_plain_number_has_no_double(text: str) -> None:
    """Bounds, ranges and roots stay text, and nothing overflows."""
    assert near_double(text) is None


@pytest.mark.parametrize(("text", "high"), [("短", None), ("一二三四五六七八", "27"), ("a\nb\nc", "40.5")])
def test_a_row_is_as_high_as_its_longest_cell(text: str, high: str | None) -> None:
    """A Chinese character takes two places; a row of one line keeps the program's own height."""
    out = BytesIO()
    workbook = Workbook(out, {"in_memory": True})
    cells, sheet = CellWriter(workbook), workbook.add_worksheet("s")
    cells.text(sheet, 0, 0, text)
    cells.height(sheet, 0, (text,), (11,))
    workbook.close()

    with ZipFile(out) as archive:
        found = re.search(r'<row r="1"[^>]*?ht="([0-9.]+)"', archive.read("xl/worksheets/sheet1.xml").decode())
    assert high == (found[1] if found else None)
