"""The embedded engine: files of any size to tallies, in pieces, with flat memory and as fast as they can be read."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from verifier.errors import MeasurementError
from verifier.measurement.columns import COLUMNS
from verifier.measurement.delimited import records
from verifier.measurement.extras import require
from verifier.measurement.grid import Reading, lay_out
from verifier.measurement.header_line import HeaderLine, find_header
from verifier.measurement.headings import Shape
from verifier.measurement.limits import LIMITS
from verifier.measurement.submission import Source
from verifier.measurement.table import Table, read_table, rows_of, unknown_headers
from verifier.plan.chunks import Chunk, Chunks
from verifier.plan.tally import Plan, Seen, Tally
from verifier.wording import Reason

if TYPE_CHECKING:
    from verifier.plan.block import Block
    from verifier.plan.row_verdicts import RowVerdicts
    from verifier.plan.sorting import Sorter

__all__ = ["LIBRARIES", "Progress", "Scan", "TableFile", "first_rows", "scan_file", "see_libraries"]

LIBRARIES: Final = ("numba", "numpy", "pyarrow")
"""What the engine needs beside the base: the extra `big`."""

_BOM: Final = b"\xef\xbb\xbf"
_BATCH: Final = 1 << 18
_AHEAD: Final = 3
_REQUIRED: Final = ("target", "value")

Progress = Callable[[int, int], None]
"""Told after each piece: raw bytes read of the file, and rows counted so far."""


@dataclass(frozen=True, slots=True)
class TableFile:
    """One file with a table: where it lies, and its name in the submission."""

    path: Path
    name: str


@dataclass
class Scan:
    """What one file left behind.

    Attributes:
        source: The file, with its digest.
        tally: Its rows.
        ignored: What was left out of it, and columns that are not known.
        faults: What refuses it.
        whole: Whether only the scalar reader could read it, all at once.
        pieces: How many pieces of it only the scalar reader could read.
    """

    source: Source
    tally: Tally
    ignored: tuple[Reason, ...] = ()
    faults: list[MeasurementError] = field(default_factory=list)
    whole: bool = False
    pieces: int = 0


class _ReadWhole(Exception):  # noqa: N818 -- no error: a way out
    """The file is of a kind that only the scalar reader tells apart."""


def see_libraries(file: str) -> None:
    """See that the engine's libraries are installed.

    Raises:
        MeasurementError: One is absent; the sentence names the extra that brings it.
    """
    for library in LIBRARIES:
        require(library, "big", file)


def scan_file(
    found: TableFile,
    plan: Plan,
    encoding: str | None = None,
    progress: Progress | None = None,
    verdicts: Path | None = None,
) -> Scan:
    """Tally the rows of one file.

    A file that is not UTF-8, or lays its values side by side, or is of a format without columns, is read as a whole
    by the scalar reader, within its limits.

    Args:
        found: The file.
        plan: What its rows are sorted by.
        encoding: Encoding named by the submitter, or None.
        progress: Told how far the reading is.
        verdicts: The Parquet file that each row's verdict is written to, None for none.

    Raises:
        MeasurementError: An extra is missing, the file cannot be read, or more stays of it than may be held.
    """
    see_libraries(found.name)
    told = progress or _silent
    try:
        if found.name.lower().endswith(".parquet"):
            return _scan_parquet(found, plan, told, verdicts)
        if encoding is not None and encoding.strip().lower().replace("-", "").replace("_", "") != "utf8":
            return _scan_whole(found, plan, encoding, told, verdicts)
        return _Text(found, plan, told, verdicts).scan()
    except _ReadWhole:
        return _scan_whole(found, plan, encoding, told, verdicts)


def _silent(_done: int, _rows: int) -> None:
    return


# ---- delimited text ----


class _Text:
    """The scan of one file of delimited text."""

    def __init__(self, found: TableFile, plan: Plan, progress: Progress, verdicts: Path | None) -> None:
        from verifier.plan.sorting import Sorter

        self.found = found
        self.progress = progress
        self.chunks = Chunks(found.path, found.name)
        self.tally = Tally(plan, files=1)
        self.writer = _writer(plan, verdicts)
        self.sorter: Sorter = Sorter(self.tally, 0, self.writer)
        self.reading = Reading(found.name, LIMITS)
        self.faults: list[MeasurementError] = []
        self.header: HeaderLine | None = None
        self.ignored: tuple[Reason, ...] = ()
        self.line = 1
        self.rows = 0
        self.pieces = 0

    def scan(self) -> Scan:
        """Tally the file, and close what its verdicts are written to."""
        with self.writer or nullcontext():
            return self._scan()

    def _scan(self) -> Scan:
        """Pieces are taken apart ahead, in threads, and sorted in order."""
        pending: deque[tuple[bytes, int, Future[Block | None]]] = deque()
        with ThreadPoolExecutor(2, "dabiao") as pool:
            try:
                for data, line in self._bodies():
                    future = pool.submit(self._block, data, line)
                    pending.append((data, line, future))
                    if len(pending) > _AHEAD:
                        self._take(*pending.popleft())
                while pending:
                    self._take(*pending.popleft())
            except BaseException:
                for _, _, future in pending:
                    future.cancel()
                raise
        if self.header is None:
            raise _ReadWhole
        source = Source(self.found.name, self.chunks.sha256, self.chunks.taken, "utf-8", assumed=False)
        faults = [*self.faults, *self.reading.faults]
        return Scan(source, self.tally, self.ignored, faults, pieces=self.pieces)

    def _bodies(self) -> Iterator[tuple[bytes, int]]:
        from verifier.plan.block import line_feeds

        for chunk in self.chunks:
            data = self._behind_header(chunk) if chunk.first else chunk.data
            line = self.line
            self.line += line_feeds(data)
            if data:
                yield data, line

    def _behind_header(self, chunk: Chunk) -> bytes:
        """Read the header; what stands behind it."""
        data = chunk.data.removeprefix(_BOM)
        if b"\0" in data:
            raise _ReadWhole
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            raise _ReadWhole from None
        header, passed = find_header(text, self.found.name, COLUMNS, _REQUIRED, LIMITS)
        if header is None or header.shape is not Shape.LONG:
            raise _ReadWhole
        end = text.find("\n", header.offset) + 1 or len(text)
        if '"' in text[header.offset : end] or "\r" in text[header.offset : end].removesuffix("\n").removesuffix("\r"):
            raise _ReadWhole
        first = next(records(text, header.delimiter, LIMITS, offset=header.offset, line=header.line))
        list(lay_out(first, (), self.reading))
        headings = self.reading.headings
        if self.reading.faults or any(heading.unit or heading.k for heading in headings):
            raise _ReadWhole
        self.ignored = (*passed, *_kept(self.found, unknown_headers(self.reading)))
        self.header = header
        self.line = header.line + 1
        return data[len(text[:end].encode("utf-8")) :]

    def _block(self, data: bytes, line: int) -> Block | None:
        from verifier.plan.block import block_of_text

        delimiter = self.header.delimiter if self.header else ","
        return block_of_text(data, delimiter, self.reading, line, self.sorter.encoded)

    def _take(self, data: bytes, line: int, future: Future[Block | None]) -> None:
        block = future.result()
        if block is None:
            self.pieces += 1
            self._one_by_one(data, line)
        else:
            self.sorter.add(block, self.rows)
            self.rows += len(block)
        self.progress(self.chunks.taken, self.tally.counted)

    def _one_by_one(self, data: bytes, line: int) -> None:
        """A piece that only the scalar reader can read."""
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            raise _ReadWhole from None
        if "\0" in text:
            raise _ReadWhole
        reading = Reading(self.found.name, LIMITS)
        delimiter = self.header.delimiter if self.header else ","
        header = delimiter.join(self.reading.headers)
        first = next(records(header, delimiter, LIMITS))
        body = lay_out(first, records(text, delimiter, LIMITS, line=line), reading)
        # The heading is read when the first record is asked for.
        sound = [*body]
        rows = list(rows_of(sound, reading))
        if self.writer is not None and rows:
            self.writer.write_rows(rows)
        for row in rows:
            self.tally.add(Seen((0, self.rows), row))
            self.rows += 1
        self.faults.extend(reading.faults)


# ---- whole files ----


def _writer(plan: Plan, path: Path | None) -> RowVerdicts | None:
    if path is None:
        return None
    from verifier.plan.row_verdicts import RowVerdicts

    return RowVerdicts(plan, path)


def _scan_whole(found: TableFile, plan: Plan, encoding: str | None, progress: Progress, verdicts: Path | None) -> Scan:
    data = _bytes_of(found)
    name = found.name.lower()
    if name.endswith(".parquet"):
        from verifier.measurement.parquet import read_parquet

        table = read_parquet(data, found.name)
    elif name.endswith(".gz"):
        from verifier.measurement.unpack import unpack

        unpacked = unpack(data, found.name)
        if unpacked.faults:
            return _of_table(found, data, Table(found.name, "", (), tuple(unpacked.faults), ()), plan)
        table = read_table(unpacked.members[0].data, found.name, encoding)
    else:
        table = read_table(data, found.name, encoding)
    scan = _of_table(found, data, table, plan)
    writer = _writer(plan, verdicts)
    with writer or nullcontext():
        if writer is not None:
            writer.write_rows(table.rows)
    progress(len(data), scan.tally.counted)
    return scan


def _of_table(found: TableFile, data: bytes, table: Table, plan: Plan) -> Scan:
    tally = Tally(plan, files=1)
    for number, row in enumerate(table.rows):
        tally.add(Seen((0, number), row))
    source = Source(found.name, hashlib.sha256(data).hexdigest(), len(data), table.encoding, table.assumed)
    told = (*table.ignored, *_kept(found, table.ignored_columns))
    return Scan(source, tally, told, list(table.faults), whole=True)


def _kept(found: TableFile, headers: Iterable[str]) -> tuple[Reason, ...]:
    return tuple(Reason.of("table_column_kept", file=found.name, column=header) for header in headers)


# ---- Parquet ----


def _scan_parquet(found: TableFile, plan: Plan, progress: Progress, verdicts: Path | None) -> Scan:
    writer = _writer(plan, verdicts)
    with writer or nullcontext():
        return _of_batches(found, plan, progress, writer)


def _of_batches(found: TableFile, plan: Plan, progress: Progress, writer: RowVerdicts | None) -> Scan:
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    from verifier.measurement.delimited import Record
    from verifier.plan.block import block_of_batch
    from verifier.plan.sorting import Sorter

    tally = Tally(plan, files=1)
    sorter = Sorter(tally, 0, writer)
    reading = Reading(found.name, LIMITS)
    size = found.path.stat().st_size
    try:
        opened: Any = ParquetFile(found.path)
        names = tuple(opened.schema_arrow.names)
        list(lay_out(Record(0, names), (), reading))
        if reading.faults or reading.shape is not Shape.LONG or any(h.unit or h.k for h in reading.headings):
            raise _ReadWhole
        encoded = [name for name, key in zip(names, reading.keys, strict=True) if key in sorter.encoded]
        opened = ParquetFile(found.path, read_dictionary=encoded)
        done, total = 0, max(opened.metadata.num_rows, 1)
        for batch in opened.iter_batches(batch_size=_BATCH):
            block = block_of_batch(batch, reading, done + 1, sorter.encoded)
            if block is None:
                raise _ReadWhole
            sorter.add(block, done)
            done += len(block)
            progress(size * done // total, tally.counted)
    except (pa.ArrowException, OSError) as failure:
        raise MeasurementError(
            "parquet_broken", file=found.name, line=1, column="", cause=type(failure).__name__
        ) from None
    binary = [name for name, kind in zip(names, opened.schema_arrow.types, strict=True) if pa.types.is_floating(kind)]
    notes = (Reason.of("parquet_binary", file=found.name, columns=", ".join(binary)),) if binary else ()
    with found.path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    source = Source(found.name, digest, size, "Parquet", assumed=bool(binary))
    return Scan(source, tally, (*notes, *_kept(found, unknown_headers(reading))), list(reading.faults))


def _bytes_of(found: TableFile) -> bytes:
    with found.path.open("rb") as stream:
        data = stream.read(LIMITS.bytes + 1)
    if len(data) > LIMITS.bytes:
        size = found.path.stat().st_size
        raise MeasurementError("file_large", file=found.name, line=1, column="", size=size, limit=LIMITS.bytes)
    return data


def first_rows(path: Path) -> bytes:
    """The first rows of a Parquet file, as a small file of the same form.

    Raises:
        MeasurementError: The file is no Parquet, or broken.
    """
    import io

    import pyarrow as pa
    from pyarrow import parquet

    try:
        opened: Any = parquet.ParquetFile(path)
        batch = next(opened.iter_batches(batch_size=64), None)
        written = io.BytesIO()
        table = opened.schema_arrow.empty_table() if batch is None else pa.Table.from_batches([batch])
        parquet.write_table(table, written)
    except (pa.ArrowException, OSError) as failure:
        raise MeasurementError(
            "parquet_broken", file=path.name, line=1, column="", cause=type(failure).__name__
        ) from None
    return written.getvalue()
