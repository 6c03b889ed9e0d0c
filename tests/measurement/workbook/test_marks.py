"""Marks of cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.measurement.samples import workbook
from verifier.errors import MeasurementError
from verifier.measurement.limits import LIMITS
from verifier.measurement.workbook.marks import cell_name, cell_place, marks_of, percent_styles, sheet_parts
from verifier.measurement.workbook.package import open_package


def test_errors_formulas_and_percentages_are_found() -> None:
    """An error keeps its text; a formula says whether its value is there; a percentage is known by its style."""
    part = (
        b'<worksheet><sheetData><row r="2"><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C2"><f>A1</f><v>3</v></c>'
        b'<c r="D2"><f>A1</f></c><c r="E2" s="1"><v>0.5</v></c><c s="1"><v>1</v></c></row></sheetData></worksheet>'
    )

    marks = marks_of(part, frozenset({"1"}), "a.xlsx")

    assert {(1, 1): "#DIV/0!"} == marks.errors
    assert {(1, 1): True, (1, 2): True, (1, 3): False} == marks.formulas
    assert {(1, 4), (1, 5)} == marks.percents


def test_sheets_and_styles_are_found_in_the_package() -> None:
    """Each sheet has its part, and a percentage is a built-in format or one with the sign outside of quotes."""
    package = open_package(workbook({"一": [], "二 ": []}), "a.xlsx", LIMITS)

    assert {"一": "xl/worksheets/sheet1.xml", "二 ": "xl/worksheets/sheet2.xml"} == sheet_parts(package, "a.xlsx")
    assert {"1"} == percent_styles(package, "a.xlsx")


@pytest.mark.parametrize(
    ("part", "code"),
    [(b'<!DOCTYPE a [<!ENTITY x "y">]><a><f/></a>', "xml_doctype"), (b"<a><f></a>", "workbook_broken")],
)
def test_a_document_type_or_broken_xml_is_refused(part: bytes, code: str) -> None:
    """A workbook needs no entities."""
    with pytest.raises(MeasurementError) as caught:
        marks_of(part, frozenset(), "a.xlsx")

    assert code == caught.value.code


@given(st.integers(0, 1_048_575), st.integers(0, 16_383))
def test_names_of_cells_come_back(row: int, column: int) -> None:
    """A cell's name leads to its row and column."""
    assert (row, column) == cell_place(cell_name(row, column))


def test_landmarks_of_the_sheet() -> None:
    """The first and the last cell, and what is none."""
    assert ("A1", "XFD1048576", None) == (cell_name(0, 0), cell_name(1_048_575, 16_383), cell_place("1A"))
