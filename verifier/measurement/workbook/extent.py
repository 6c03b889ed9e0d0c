"""How large a sheet is once it is laid out, found out before any of it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from verifier.errors import MeasurementError
from verifier.measurement.limits import Limits
from verifier.measurement.workbook.marks import cell_place
from verifier.measurement.workbook.package import Package

__all__ = ["check_extent"]

# Cells for each row that the limit allows: a sheet is laid out as one rectangle, empty cells too.
_CELLS_A_ROW = 8
_MOST_TEXT = 512 * 1024 * 1024
_CELL = re.compile(rb"<(?:[^\s<>/:]*:)?(c|row)(?=[\s/>])([^<>]*)")
_PLACE = re.compile(rb"""(?:^|[\s"'])r\s*=\s*["']?([^"'\s<>]*)""")
_CELL_NAME = re.compile(rb"[A-Z]{1,3}[0-9]{1,7}")
_ROW_NAME = re.compile(rb"[0-9]{1,7}")
_SHARED = re.compile(rb"""\st\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v>([0-9]{1,9})<""")
_ITEM = re.compile(rb"<(?:\w+:)?si[\s>]")


def check_extent(package: Package, part: str, sheet: str, file: str, limits: Limits) -> None:
    """See that a sheet does not grow beyond the limits when it is laid out.

    A cell far off makes a rectangle of all that lies between; one long text may be named by a million cells.

    Args:
        package: The workbook's package.
        part: Name of the sheet's part.
        sheet: Name of the sheet.
        file: The file's name.
        limits: Limits of size.

    Raises:
        MeasurementError: It would.
    """
    xml = package.part(part)
    top, left, bottom, right = 1 << 30, 1 << 30, -1, -1
    for tag, name in _places(xml):
        if not (_CELL_NAME if tag == b"c" else _ROW_NAME).fullmatch(name):
            # A place that no sheet has: the reader would lay out a rectangle up to it.
            raise MeasurementError("workbook_broken", file=file, line=1, column="")
        # Cells without a place of their own stand in the row's.
        place = (int(name) - 1, None) if tag == b"row" else cell_place(name.decode("ascii"))
        if place is None:
            raise MeasurementError("workbook_broken", file=file, line=1, column="")
        row, column = place
        top, bottom = min(top, row), max(bottom, row)
        if column is not None:
            left, right = min(left, column), max(right, column)
    rows, columns = bottom - top + 1, max(right - left + 1, 1)
    most = limits.rows * _CELLS_A_ROW
    if bottom >= 0 and rows * columns > most:
        raise MeasurementError(
            "workbook_area", file=file, line=f"{sheet}!A1", column="", rows=rows, columns=columns, limit=most
        )
    lengths = [len(item) for item in _ITEM.split(package.part("xl/sharedStrings.xml"))[1:]]
    named = (int(match[1]) for match in _SHARED.finditer(xml))
    if lengths and sum(lengths[at] for at in named if at < len(lengths)) > _MOST_TEXT:
        raise MeasurementError("workbook_text", file=file, line=f"{sheet}!A1", column="", limit=_MOST_TEXT)


def _places(xml: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The places that cells and rows state, whatever is written there."""
    for match in _CELL.finditer(xml):
        place = _PLACE.search(match[2])
        if place is not None:
            yield match[1], place[1]
