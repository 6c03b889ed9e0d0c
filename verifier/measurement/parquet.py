"""Submission tables as Parquet: columns of text, decimals and binary numbers, read row by row."""

from __future__ import annotations

import hashlib
import io
import struct
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from verifier.errors import MeasurementError
from verifier.measurement.binary_float import fifteen_digits, shortest_double, shortest_single
from verifier.measurement.delimited import Breach, Record
from verifier.measurement.extras import require
from verifier.measurement.grid import Reading, lay_out
from verifier.measurement.limits import LIMITS, Limits
from verifier.measurement.row import Row
from verifier.measurement.stream import RowStream
from verifier.measurement.table import Table, rows_of, table_of
from verifier.wording import Reason

if TYPE_CHECKING:
    from pyarrow import DataType
    from pyarrow.parquet import ParquetFile

__all__ = ["CellReader", "cell_reader", "first_parquet_row", "iter_parquet", "open_parquet", "read_parquet"]

_BATCH = 1024
_FIRST = 64
_SHOWN = 60
_BUFFER: Final = 1 << 20

CellReader = Callable[[object], tuple[str, str]]
"""What a cell that is not null says: its text, and its 15 significant digits where it is a double that needs more."""


def read_parquet(data: bytes, file: str, limits: Limits = LIMITS) -> Table:
    """The rows that a Parquet file states; a line is the number of its row.

    A double is read as the shortest decimal that is the same double, a single as the shortest that is the same single;
    decimals, integers and strings are literal.

    Args:
        data: The file's bytes.
        file: The file's name.
        limits: Limits of size.

    Returns:
        The table; what refuses it stands in its faults, and nothing is raised.
    """
    reading = Reading(file, limits)
    try:
        return _read(data, reading)
    except MeasurementError as failure:
        return Table(file, "Parquet", (), (*reading.faults, failure), ())


def iter_parquet(path: Path, file: str, limits: Limits = LIMITS) -> RowStream:
    """The rows of a Parquet file that is larger than memory should hold; a batch of them is held at a time.

    Args:
        path: Where the file lies.
        file: Its name in the submission.
        limits: Limits of size; the numbers of bytes and rows are not limited.

    Raises:
        MeasurementError: The file is no Parquet, broken, or has a column of a type that is not read; a broken page
            is met when its rows are taken.
        OSError: The file cannot be read.
    """
    require("pyarrow", "big", file)
    reading = Reading(file, replace(limits, rows=sys.maxsize))
    with path.open("rb") as raw:
        digest = hashlib.file_digest(raw, "sha256").hexdigest()
    with _broken(file):
        opened = _open(path, reading)
    stream = RowStream(iter(()), reading, "Parquet", bool(opened.binary), 0, digest, list(opened.notes))
    stream.rows = _rows_told(opened, stream, path.stat().st_size)
    return stream


def first_parquet_row(path: Path, file: str, limits: Limits = LIMITS) -> Row | None:
    """The first row that a Parquet file states, from its first part alone; None where that holds none.

    Raises:
        MeasurementError: The file is no Parquet, or broken.
    """
    require("pyarrow", "big", file)
    reading = Reading(file, limits)
    with _broken(file):
        try:
            opened = _open(path, reading)
        except MeasurementError:
            # A column that is not read is told when all is read.
            return None
        return next(rows_of(islice(opened.body, _FIRST), reading), None)


def _rows_told(opened: _Opened, stream: RowStream, size: int) -> Iterator[Row]:
    total = max(opened.file.metadata.num_rows, 1)
    with _broken(stream.reading.file):
        for row in rows_of(opened.body, stream.reading):
            stream.taken = size * int(row.line) // total
            yield row
    stream.taken = size


@dataclass(frozen=True, slots=True)
class _Opened:
    """A Parquet file whose columns were looked at, and whose records are still to be taken."""

    file: ParquetFile
    body: Iterator[Record]
    binary: tuple[str, ...]
    notes: tuple[Reason, ...]


@contextmanager
def _broken(file: str) -> Iterator[None]:
    """Say of a file that pyarrow cannot read that it is broken."""
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, OSError, ValueError, OverflowError, UnicodeDecodeError) as failure:
        raise MeasurementError("parquet_broken", file=file, line=1, column="", cause=type(failure).__name__) from None


def _read(data: bytes, reading: Reading) -> Table:
    file, limits = reading.file, reading.limits
    if len(data) > limits.bytes:
        raise MeasurementError("file_large", file=file, line=1, column="", size=len(data), limit=limits.bytes)
    require("pyarrow", "big", file)
    with _broken(file):
        opened = _open(io.BytesIO(data), reading)
        _check_size(opened.file, reading)
        return table_of(reading, opened.body, "Parquet", assumed=bool(opened.binary), ignored=opened.notes)


def _open(source: Path | io.BytesIO, reading: Reading) -> _Opened:
    import pyarrow as pa

    file, limits = reading.file, reading.limits
    opened = open_parquet(source)
    schema = opened.schema_arrow
    names = tuple(schema.names)
    breach = Breach("table_columns_many", limits.columns + 1) if len(names) > limits.columns else None
    readers = tuple(cell_reader(kind) for kind in schema.types)
    binary = tuple(name for name, kind in zip(names, schema.types, strict=True) if pa.types.is_floating(kind))
    unread = [name for name, reader in zip(names, readers, strict=True) if reader is None]
    if unread:
        read = str(schema.field(unread[0]).type)
        raise MeasurementError("parquet_type", file=file, line=1, column=unread[0], read=read)
    header = Record(0, names[: limits.columns], breach)
    notes = (Reason.of("parquet_binary", file=file, columns=", ".join(binary)),) if binary else ()
    return _Opened(opened, lay_out(header, _records(opened, readers, reading), reading), binary, notes)


def open_parquet(source: Path | io.BytesIO, words: Sequence[str] = ()) -> ParquetFile:
    """A Parquet file whose batches are read as they are asked for.

    By itself Arrow fetches all that a file holds before the first batch, and memory grows with the file.

    Args:
        source: The file.
        words: Columns of text that are read as numbers of words.

    Raises:
        ArrowException: The file is no Parquet.
        OSError: It cannot be read.
    """
    from pyarrow.parquet import ParquetFile

    return ParquetFile(source, read_dictionary=list(words), pre_buffer=False, buffer_size=_BUFFER)


def _check_size(opened: ParquetFile, reading: Reading) -> None:
    """Refuse a file by what its footer states, before any page is unpacked."""
    limits = reading.limits
    metadata = opened.metadata
    if metadata.num_rows > limits.rows:
        raise MeasurementError("table_rows_many", file=reading.file, line=limits.rows, column="", limit=limits.rows)
    size = sum(metadata.row_group(at).total_byte_size for at in range(metadata.num_row_groups))
    if size > limits.unpacked_bytes:
        raise MeasurementError("packed_total", file=reading.file, line=1, column="", limit=limits.unpacked_bytes)


def _records(opened: ParquetFile, readers: tuple[CellReader | None, ...], reading: Reading) -> Iterator[Record]:
    limits = reading.limits
    number = 0
    for batch in opened.iter_batches(batch_size=_BATCH):
        # What the footer states of sizes proves nothing.
        if batch.nbytes > limits.unpacked_bytes:
            limit = limits.unpacked_bytes
            raise MeasurementError("packed_total", file=reading.file, line=number, column="", limit=limit)
        columns = [_cells(column.to_pylist(), reader) for column, reader in zip(batch.columns, readers, strict=True)]
        for row in zip(*columns, strict=True):
            number += 1
            cells = tuple(text for text, _ in row)
            shown = tuple(fifteen for _, fifteen in row)
            long = next((at for at, cell in enumerate(cells, 1) if len(cell) > limits.cell), 0)
            breach = Breach("table_cell_long", long, cells[long - 1][:_SHOWN]) if long else None
            yield Record(number, cells, breach, shown if any(shown) else ())


def _cells(values: list[object], reader: CellReader | None) -> list[tuple[str, str]]:
    return [("", "") if value is None or reader is None else reader(value) for value in values]


def cell_reader(kind: DataType) -> CellReader | None:
    """How the cells of a column of one type become text, None where they cannot."""
    from pyarrow import types

    if types.is_dictionary(kind):
        kind = kind.value_type
    if types.is_float64(kind):
        return lambda value: (shortest_double(value), fifteen_digits(value)) if isinstance(value, float) else ("", "")
    if types.is_float32(kind) or types.is_float16(kind):
        return _single
    if types.is_integer(kind) or types.is_string(kind) or types.is_large_string(kind) or types.is_null(kind):
        return lambda value: (str(value), "")
    if types.is_boolean(kind):
        return lambda value: (str(value).lower(), "")
    if types.is_decimal(kind):
        return lambda value: (format(value, "f") if isinstance(value, Decimal) else "", "")
    return _time if types.is_date(kind) or types.is_timestamp(kind) or types.is_time(kind) else None


def _single(value: object) -> tuple[str, str]:
    if not isinstance(value, float):
        return "", ""
    return shortest_single(int.from_bytes(struct.pack(">f", value))), ""


def _time(value: object) -> tuple[str, str]:
    match value:
        case datetime():
            midnight = value.time() == time() and value.tzinfo is None
            return (value.date().isoformat() if midnight else value.isoformat(" ")), ""
        case date() | time():
            return value.isoformat(), ""
        case _:
            return str(value), ""
