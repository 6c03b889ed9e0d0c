"""Extents of sheets."""

from __future__ import annotations

import io
import zipfile

import pytest

from verifier.errors import MeasurementError
from verifier.measurement.limits import LIMITS, Limits
from verifier.measurement.workbook.extent import check_extent
from verifier.measurement.workbook.package import Package


def package(sheet: bytes, strings: bytes = b"") -> Package:
    """A package of one sheet and shared strings."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("s.xml", sheet)
        archive.writestr("xl/sharedStrings.xml", strings)
    return Package(zipfile.ZipFile(made), "a.xlsx")


def test_a_cell_far_off_is_refused_before_the_sheet_is_laid_out() -> None:
    """Two cells at the corners span seventeen thousand million."""
    sheet = b'<c r="A1"><v>1</v></c><c s="0" r="XFD1048576"><v>1</v></c>'

    with pytest.raises(MeasurementError) as caught:
        check_extent(package(sheet), "s.xml", "S", "a.xlsx", LIMITS)

    assert ("workbook_area", 1_048_576, 16_384) == (
        caught.value.code, caught.value.reason["rows"], caught.value.reason["columns"]
    )  # fmt: skip


def test_a_long_text_that_many_cells_name_is_refused() -> None:
    """What unpacks small may be laid out large."""
    strings = b"<sst><si><t>" + b"x" * 1_000_000 + b"</t></si></sst>"
    sheet = b'<c r="A1" t="s"><v>0</v></c>' * 600

    with pytest.raises(MeasurementError) as caught:
        check_extent(package(sheet, strings), "s.xml", "S", "a.xlsx", LIMITS)

    assert "workbook_text" == caught.value.code


def test_a_plain_sheet_is_let_through() -> None:
    """The limit itself is allowed."""
    check_extent(package(b'<c r="A1"/><c r="B4"/>'), "s.xml", "S", "a.xlsx", Limits(rows=1))

    with pytest.raises(MeasurementError):
        check_extent(package(b'<c r="A1"/><c r="C4"/>'), "s.xml", "S", "a.xlsx", Limits(rows=1))


@pytest.mark.parametrize(
    "sheet",
    [
        b'<row r="1"><c r="A99999999999"/></row>',
        b'<row r="1"><c r="ABCDEFGH1"/></row>',
        b"<row r='1'><c s='0' r='B4294967295'/></row>",
        b'<row r="4294967295"><c/></row>',
        b'<row r="x"><c r="A1"/></row>',
        b'<x:row r="1"><x:c r="a1"/></x:row>',
    ],
)
def test_a_place_that_no_sheet_has_is_refused(sheet: bytes) -> None:
    """A damaged place of a cell or row is refused before the reader lays the sheet out, which would end the process."""
    with pytest.raises(MeasurementError) as caught:
        check_extent(package(sheet), "s.xml", "S", "a.xlsx", LIMITS)

    assert "workbook_broken" == caught.value.code
