"""A table under its headers: bytes to checked records, with every structural fault in row order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from verifier.errors import MeasurementError
from verifier.measurement.columns import COLUMNS, Column, title_of
from verifier.measurement.delimited import Breach, Record, records
from verifier.measurement.encoding import decode
from verifier.measurement.header_line import find_header
from verifier.measurement.headings import Heading, Shape, read_heading, shape_of
from verifier.measurement.limits import LIMITS, Limits
from verifier.wording import Reason

__all__ = ["Grid", "OpenGrid", "Reading", "lay_out", "open_grid", "read_grid", "sound_cell"]

_SHOWN_HEADERS = 12


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose structure was checked.

    Attributes:
        file: Name of the file.
        encoding: Encoding that it was read in, "" where it could not be decoded.
        assumed: Whether the encoding is a guess.
        headers: Every header as it stands, stripped.
        keys: The canonical key of each header, None where it is not known.
        records: Records with one cell for each header, stripped and NFC; blank ones are left out.
        faults: What refuses the table, in row order.
        ignored: What was left out and refuses nothing: comment and title lines above the header.
        headings: Every header as it was read, with the unit that stands in it.
        shape: How the values are laid out, None where the required columns are not there.
    """

    file: str
    encoding: str = ""
    assumed: bool = False
    headers: tuple[str, ...] = ()
    keys: tuple[str | None, ...] = ()
    records: tuple[Record, ...] = ()
    faults: tuple[MeasurementError, ...] = ()
    ignored: tuple[Reason, ...] = ()
    headings: tuple[Heading, ...] = ()
    shape: Shape | None = None


@dataclass(slots=True)
class Reading:
    """What is known of a table while it is read.

    Attributes:
        file: Name of the file.
        limits: Limits of size.
        columns: The columns that are known.
        required: Keys without which the table says nothing.
        headings: The headings, once they were read.
        shape: How the values are laid out, once it is known.
        faults: What refuses the table, so far.
        unfilled: Targets named by rows that state nothing, as an untouched template does.
    """

    file: str
    limits: Limits
    columns: tuple[Column, ...] = COLUMNS
    required: tuple[str, ...] = ("target", "value")
    headings: tuple[Heading, ...] = ()
    shape: Shape | None = None
    faults: list[MeasurementError] = field(default_factory=list)
    unfilled: dict[str, None] = field(default_factory=dict)

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header as it stands."""
        return tuple(heading.text for heading in self.headings)

    @property
    def keys(self) -> tuple[str | None, ...]:
        """The canonical key of each header."""
        return tuple(heading.key for heading in self.headings)

    def fault(self, code: str, line: int | str, column: str = "", **parts: object) -> None:
        """Note one fault."""
        self.faults.append(MeasurementError(code, file=self.file, line=line, column=column, **parts))

    def no_header(self) -> None:
        """Note that no line could be the header."""
        expected = ", ".join(title_of(key, self.columns) for key in self.required)
        self.fault("table_header_none", 1, expected=expected)

    def column(self, number: int) -> str:
        """The header of a column, or its number where it has none."""
        header = self.headings[number - 1].text if number <= len(self.headings) else ""
        return f"{number} ({header})" if header else str(number)

    def grid(
        self, body: Iterable[Record], encoding: str, *, assumed: bool = False, ignored: Iterable[Reason] = ()
    ) -> Grid:
        """The table as far as it was read."""
        kept = tuple(body)
        return Grid(
            self.file, encoding, assumed, self.headers, self.keys, kept, tuple(self.faults), tuple(ignored),
            self.headings, self.shape,
        )  # fmt: skip


def read_grid(
    data: bytes,
    file: str,
    encoding: str | None = None,
    *,
    columns: tuple[Column, ...] = COLUMNS,
    required: tuple[str, ...] = ("target", "value"),
    limits: Limits = LIMITS,
) -> Grid:
    """The checked records of a delimited table.

    1. Bytes become text. 2. The header is found, and the delimiter under it. 3. The header is checked.
    4. Each record is checked.

    Args:
        data: The file's bytes.
        file: The file's name, for faults.
        encoding: Encoding named by the submitter, or None.
        columns: The columns that are known.
        required: Keys without which the table says nothing.
        limits: Limits of size.

    Returns:
        The table; what is wrong with it stands in its faults.
    """
    opened = open_grid(data, file, encoding, columns=columns, required=required, limits=limits)
    return opened.reading.grid(opened.body, opened.encoding, assumed=opened.assumed, ignored=opened.ignored)


@dataclass(frozen=True, slots=True)
class OpenGrid:
    """A table whose header was read and whose records are checked as they are taken.

    Attributes:
        reading: What is known of it; its faults grow while records are taken.
        body: The records that are sound and not blank.
        encoding: Encoding that it is read in, "" where it could not be decoded.
        assumed: Whether the encoding is a guess.
        ignored: What stands above the header.
    """

    reading: Reading
    body: Iterator[Record]
    encoding: str = ""
    assumed: bool = False
    ignored: tuple[Reason, ...] = ()


def open_grid(
    data: bytes,
    file: str,
    encoding: str | None = None,
    *,
    columns: tuple[Column, ...] = COLUMNS,
    required: tuple[str, ...] = ("target", "value"),
    limits: Limits = LIMITS,
) -> OpenGrid:
    """A delimited table, its header read and its records still to be taken; arguments as of `read_grid`."""
    reading = Reading(file, limits, columns, required)
    if len(data) > limits.bytes:
        reading.fault("file_large", 1, size=len(data), limit=limits.bytes)
        return OpenGrid(reading, iter(()))
    try:
        decoded = decode(data, file, encoding)  # 1
    except MeasurementError as failure:
        reading.faults.append(failure)
        return OpenGrid(reading, iter(()))
    text = decoded.text
    header, passed = find_header(text, file, columns, required, limits)  # 2
    if header is None:
        reading.no_header()
        return OpenGrid(reading, iter(()), decoded.encoding, decoded.assumed, tuple(passed))
    found = records(text, header.delimiter, limits, offset=header.offset, line=header.line)
    # A part of text in NFC is in NFC: mostly one look at the whole is enough.
    body = lay_out(next(found), found, reading, normal=unicodedata.is_normalized("NFC", text))  # 3, 4
    return OpenGrid(reading, body, decoded.encoding, decoded.assumed, tuple(passed))


def lay_out(header: Record, body: Iterable[Record], reading: Reading, *, normal: bool = False) -> Iterator[Record]:
    """Check a header at once, and hand over the records under it that are sound and not blank.

    What is wrong becomes a fault of the reading, that of a record when it is taken.

    Args:
        header: The record of the headings.
        body: What stands below it.
        reading: What is known of the table.
        normal: Whether all text is known to be NFC.
    """
    _check_header(header, reading)
    return _body(body, reading, normal=normal) if header.breach is None else iter(())


def _check_header(header: Record, reading: Reading) -> None:
    reading.headings = tuple(read_heading(cell, reading.columns) for cell in header.cells)
    if header.breach is not None:
        _report(header, header.breach, reading)
        return
    reading.shape = shape_of(reading.headings, reading.required)
    first: dict[str, int] = {}
    for number, heading in enumerate(reading.headings, 1):
        name = heading.key or (_stands_for(heading) if reading.shape not in {None, Shape.LONG} else "")
        if name and first.setdefault(name, number) != number:
            reading.fault(
                "table_header_twice", header.line, reading.column(number),
                name=title_of(name, reading.columns) if heading.key else name, first=reading.column(first[name]),
            )  # fmt: skip
    if reading.shape is None:
        read = ", ".join(reading.headers[:_SHOWN_HEADERS])
        for key in reading.required:
            if key not in first:
                title = title_of(key, reading.columns)
                reading.fault("table_header_missing", header.line, title, read=read, expected=title)


def _stands_for(heading: Heading) -> str:
    return heading.target or heading.sample or heading.wafer


def _body(found: Iterable[Record], reading: Reading, *, normal: bool) -> Iterator[Record]:
    """The records under the header that are sound and not blank."""
    width, most = len(reading.headings), reading.limits.rows
    for count, record in enumerate(found, 1):
        if count > most:
            reading.fault("table_rows_many", record.line, limit=most)
            return
        if len(reading.faults) >= reading.limits.faults:
            reading.fault("table_faults_many", record.line, limit=reading.limits.faults)
            return
        if record.breach is not None:
            _report(record, record.breach, reading)
            continue
        if normal:
            cells = tuple([cell.strip() for cell in record.cells])
        else:
            cells = tuple([sound_cell(cell) for cell in record.cells])
        if len(cells) == width:
            if any(cells):
                yield Record(record.line, cells, None, record.shown15)
        elif any(cells):
            last = min(len(cells), width) + 1
            code = "table_row_long" if len(cells) > width else "table_row_short"
            read = cells[width] if len(cells) > width else cells[-1]
            reading.fault(code, record.line, reading.column(last), cells=len(cells), width=width, read=read)


def sound_cell(value: object) -> str:
    """A cell as a row has it: composed and stripped, "" for none."""
    return "" if value is None else unicodedata.normalize("NFC", str(value)).strip()


def _report(record: Record, breach: Breach, reading: Reading) -> None:
    limit = {"table_columns_many": reading.limits.columns, "table_cell_long": reading.limits.cell}.get(breach.code, 0)
    reading.fault(breach.code, record.line, reading.column(breach.column), read=breach.read, limit=limit)
