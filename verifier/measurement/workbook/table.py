"""Rows of a workbook: every sheet's tables, with what was assumed of their cells."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from verifier.errors import MeasurementError
from verifier.measurement.delimited import Breach, Record
from verifier.measurement.extras import require
from verifier.measurement.grid import Reading, lay_out
from verifier.measurement.limits import LIMITS, Limits
from verifier.measurement.row import Row
from verifier.measurement.table import Table, rows_of, unknown_headers
from verifier.measurement.workbook.apart import ends_well
from verifier.measurement.workbook.blocks import Block, blocks_of, fill_merged
from verifier.measurement.workbook.cells import Texts, texts_of
from verifier.measurement.workbook.extent import check_extent
from verifier.measurement.workbook.marks import cell_name, marks_of, percent_styles, sheet_parts
from verifier.measurement.workbook.merged import Merged, Range
from verifier.measurement.workbook.package import open_package
from verifier.wording import Reason

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

__all__ = ["read_workbook"]

_KINDS = (
    ("number", "workbook_numbers"),
    ("formula", "workbook_formulas"),
    ("percent", "workbook_percents"),
    ("date", "workbook_dates"),
    ("error", "workbook_errors"),
)


@dataclass(slots=True)
class _Gathering:
    file: str
    limits: Limits
    rows: list[Row] = field(default_factory=list)
    faults: list[MeasurementError] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    ignored: list[Reason] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    tables: int = 0


def read_workbook(data: bytes, file: str, limits: Limits = LIMITS, *, apart: bool = False) -> Table:
    """The rows that a workbook states.

    1. The package is opened. 2. In each sheet the tables are found by their headers. 3. Cells become text: a number is
    the shortest decimal of the double that is stored, a formula is read by its stored value. 4. Each table is read like
    any other. A line is called by sheet and cell.

    Args:
        data: The file's bytes.
        file: The file's name.
        limits: Limits of size.
        apart: Whether it is laid out in a process of its own first, which a damaged sheet may end instead of this one.

    Returns:
        The table; what refuses it stands in its faults, and nothing is raised.
    """
    gathered = _Gathering(file, limits)
    try:
        _read(data, gathered, apart=apart)
    except MeasurementError as failure:
        gathered.faults.append(failure)
    if not gathered.tables and not gathered.faults:
        gathered.faults.append(MeasurementError("workbook_no_table", file=file, line=1, column=""))
    notes = [Reason.of(code, file=file, count=gathered.kinds[kind]) for kind, code in _KINDS if gathered.kinds[kind]]
    return Table(
        file, "XLSX", tuple(gathered.rows), tuple(gathered.faults), tuple(gathered.unknown), bool(notes),
        (*gathered.ignored, *notes),
    )  # fmt: skip


def _read(data: bytes, gathered: _Gathering, *, apart: bool) -> None:
    file, limits = gathered.file, gathered.limits
    if len(data) > limits.bytes:
        raise MeasurementError("file_large", file=file, line=1, column="", size=len(data), limit=limits.bytes)
    package = open_package(data, file, limits)  # 1
    require("python_calamine", "office", file)
    parts = sheet_parts(package, file)
    percents = percent_styles(package, file)
    if len(parts) > limits.sheets:
        raise MeasurementError("workbook_sheets", file=file, line=1, column="", limit=limits.sheets)
    for name, part in parts.items():
        check_extent(package, part, name.strip(), file, limits)
    if apart and not ends_well(data):
        raise MeasurementError("workbook_broken", file=file, line=1, column="")
    workbook = _open(data, file)
    for name in workbook.sheet_names:
        sheet = _sheet(workbook, name, file)
        if sheet is None or sheet.start is None:
            continue
        top, left = sheet.start
        marks = marks_of(package.part(parts.get(name, "")), percents, file)
        texts = texts_of(_cells(sheet, file, name), top, left, marks)  # 3
        merged = _merged(sheet, len(texts.rows[0]) if texts.rows else 0, file, name.strip())
        blocks = blocks_of(texts.rows, merged, limits)  # 2
        if not blocks and any(map(any, texts.rows)):
            gathered.ignored.append(Reason.of("workbook_sheet_ignored", file=file, sheet=name.strip()))
        for at, block in enumerate(blocks):
            if at == 0:
                _above(texts, block, name, top, gathered)
            filled = fill_merged(texts.rows, merged, block)
            if filled:
                gathered.ignored.append(Reason.of("workbook_merged", file=file, sheet=name.strip(), count=filled))
            _table(texts, block, name.strip(), (top, left), gathered)  # 4
        if blocks:
            gathered.kinds.update(texts.kinds)


def _open(data: bytes, file: str) -> CalamineWorkbook:
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        XmlError,
        ZipError,
    )

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        raise MeasurementError("workbook_encrypted", file=file, line=1, column="") from None
    except (CalamineError, XmlError, ZipError, OSError, ValueError):
        raise MeasurementError("workbook_broken", file=file, line=1, column="") from None


def _sheet(workbook: CalamineWorkbook, name: str, file: str) -> CalamineSheet | None:
    """A sheet by its name, None where it is a chart or has no cells."""
    from python_calamine import CalamineError, WorksheetNotFound, XmlError, ZipError

    try:
        return workbook.get_sheet_by_name(name)
    except WorksheetNotFound:
        return None
    except (CalamineError, XmlError, ZipError, OSError, ValueError):
        raise MeasurementError("workbook_broken", file=file, line=1, column="") from None


def _cells(sheet: CalamineSheet, file: str, name: str) -> list[list[object]]:
    from python_calamine import CalamineError

    try:
        return [list(row) for row in sheet.to_python(skip_empty_area=True)]
    except (CalamineError, OSError, ValueError, OverflowError):
        # A date beyond the calendar of the language, for one.
        raise MeasurementError("workbook_sheet", file=file, line=f"{name.strip()}!A1", column="") from None


def _merged(sheet: CalamineSheet, columns: int, file: str, name: str) -> Merged:
    top, left = sheet.start or (0, 0)
    ranges = (
        Range(first - top, start - left, last - top, end - left)
        for (first, start), (last, end) in sheet.merged_cell_ranges or []
        if first >= top and start >= left
    )
    merged = Merged(ranges, columns)
    if merged.overlapping is not None:
        place = cell_name(merged.overlapping.top + top, merged.overlapping.left + left)
        raise MeasurementError("workbook_merged_twice", file=file, line=f"{name}!{place}", column="")
    return merged


def _above(texts: Texts, block: Block, sheet: str, top: int, gathered: _Gathering) -> None:
    """Tell what stands above the first table of a sheet."""
    for row in range(block.top):
        said = " ".join(text for text in texts.rows[row] if text)
        if said:
            line = f"{sheet.strip()}!{row + top + 1}"
            gathered.ignored.append(Reason.of("table_title", file=gathered.file, line=line, text=said))


def _table(texts: Texts, block: Block, sheet: str, corner: tuple[int, int], gathered: _Gathering) -> None:
    gathered.tables += 1
    rows_left = gathered.limits.rows - len(gathered.rows)
    reading = Reading(gathered.file, gathered.limits)

    def named(row: int) -> str:
        return f"{sheet}!{cell_name(row + corner[0], block.columns[0] + corner[1])}"

    def body() -> Iterator[Record]:
        for row in range(block.bottom + 1, block.end):
            cells = tuple(texts.rows[row][column] for column in block.columns)
            shown = tuple(texts.shown[row][column] for column in block.columns)
            long = next((at for at, cell in enumerate(cells, 1) if len(cell) > gathered.limits.cell), 0)
            breach = Breach("table_cell_long", long, cells[long - 1][:60]) if long else None
            yield Record(named(row), cells, breach, shown if any(shown) else ())

    header = Record(named(block.bottom), block.headings[: gathered.limits.columns])
    if len(block.headings) > gathered.limits.columns:
        header = header._replace(breach=Breach("table_columns_many", gathered.limits.columns + 1))
    for made, row in enumerate(rows_of(lay_out(header, body(), reading), reading), 1):
        if made > rows_left:
            reading.fault("table_rows_many", row.line, limit=gathered.limits.rows)
            break
        gathered.rows.append(row)
    gathered.faults.extend(reading.faults)
    gathered.unknown.extend(unknown_headers(reading))
