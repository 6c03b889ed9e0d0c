"""The embedded engine: files of any size to tallies, in pieces, with flat memory and as fast as they can be read."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final

from verifier.errors import MeasurementError
from verifier.measurement.columns import COLUMNS
from verifier.measurement.delimited import records
from verifier.measurement.extras import require
from verifier.measurement.grid import Reading, lay_out
from verifier.measurement.header_line import HeaderLine, find_header
from verifier.measurement.headings import Shape
from verifier.measurement.submission import Source
from verifier.measurement.table import rows_of, unknown_headers
from verifier.plan.by_group import GroupTable
from verifier.plan.chunks import Chunk, Chunks
from verifier.plan.group import Seen
from verifier.plan.plan import Plan
from verifier.plan.scan import Progress, Scan, TableFile
from verifier.plan.tally import Tally
from verifier.plan.whole import scan_whole
from verifier.wording import Reason

if TYPE_CHECKING:
    from verifier.plan.row_verdicts import RowVerdicts
    from verifier.plan.sorting import Sink, Sorter
    from verifier.plan.text_block import Parser, TextBlock

__all__ = ["LIBRARIES", "first_rows", "scan_file", "see_libraries"]

LIBRARIES: Final = ("llvmlite", "numba", "numpy", "pyarrow")
"""What the engine needs beside the base: the extra `big`."""

_BOM: Final = b"\xef\xbb\xbf"
_BATCH: Final = 1 << 18
_HEAD: Final = 1 << 18
_AHEAD: Final = 3
_THREADS: Final = 2
_LENGTH: Final = 4
_REQUIRED: Final = ("target", "value")


class _ReadWhole(Exception):  # noqa: N818 -- no error: a way out
    """The file is of a kind that only the scalar reader tells apart."""


def see_libraries(file: str) -> None:
    """See that the engine's libraries are installed.

    Raises:
        MeasurementError: One is absent; the sentence names the extra that brings it.
    """
    for library in LIBRARIES:
        require(library, "big", file)


def scan_file(  # noqa: PLR0917 -- as the reader of rows takes them
    found: TableFile,
    plan: Plan,
    encoding: str | None = None,
    progress: Progress | None = None,
    verdicts: Path | None = None,
    groups: Sequence[GroupTable] = (),
) -> Scan:
    """Tally the rows of one file.

    A file that is not UTF-8, or lays its values side by side, or is packed by bzip2, is read row by row instead.

    Args:
        found: The file.
        plan: What its rows are sorted by.
        encoding: Encoding named by the submitter, or None.
        progress: Told how far the reading is.
        verdicts: The Parquet file that each row's verdict is written to, None for none.
        groups: Tables by wafer, lot or sample, which take its rows too.

    Raises:
        MeasurementError: An extra is missing, the file cannot be read, or more stays of it than may be held.
    """
    see_libraries(found.name)
    told = progress or _silent
    try:
        if found.name.lower().endswith(".parquet"):
            return _scan_parquet(found, plan, told, verdicts, groups)
        if found.name.lower().endswith(".bz2"):
            return scan_whole(found, plan, encoding, told, verdicts, groups)
        if encoding is not None and encoding.strip().lower().replace("-", "").replace("_", "") != "utf8":
            return scan_whole(found, plan, encoding, told, verdicts, groups)
        return _Text(found, plan, told, verdicts, groups).scan()
    except _ReadWhole:
        return scan_whole(found, plan, encoding, told, verdicts, groups)


def _silent(_done: int, _rows: int) -> None:
    return


# ---- delimited text ----


class _Text:
    """The scan of one file of delimited text."""

    def __init__(
        self,
        found: TableFile,
        plan: Plan,
        progress: Progress,
        verdicts: Path | None,
        groups: Sequence[GroupTable],
    ) -> None:
        from verifier.plan.sample_blocks import noted_for
        from verifier.plan.sorting import Sorter

        self.found = found
        self.progress = progress
        self.chunks = Chunks(found.path, found.name, limits=found.limits)
        self.tally = Tally(plan, files=1)
        self.writer = _writer(plan, verdicts)
        self.sinks = (*groups, *(() if self.writer is None else (self.writer,)))
        self.noted = tuple(dict.fromkeys(("evidence", *(table.key for table in groups), *noted_for(plan))))
        self.sorter: Sorter = Sorter(self.tally, 0, self.sinks)
        self.parsers: SimpleQueue[Parser] = SimpleQueue()
        self.reading = Reading(found.name, found.limits)
        self.faults: list[MeasurementError] = []
        self.header: HeaderLine | None = None
        self.head = ""
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
        pending: deque[tuple[Chunk, memoryview, Future[TextBlock | None]]] = deque()
        with ThreadPoolExecutor(_THREADS, "dabiao") as pool:
            try:
                for chunk, data in self._bodies():
                    pending.append((chunk, data, pool.submit(self._block, data)))
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
        self.sorter.finish()
        source = Source(self.found.name, self.chunks.sha256, self.chunks.taken, "utf-8", assumed=False)
        faults = [*self.faults, *self.reading.faults]
        return Scan(source, self.tally, self.ignored, faults, pieces=self.pieces)

    def _bodies(self) -> Iterator[tuple[Chunk, memoryview]]:
        for chunk in self.chunks:
            data = self._behind_header(chunk) if chunk.first else chunk.view[:]
            if data:
                yield chunk, data

    def _behind_header(self, chunk: Chunk) -> memoryview:
        """Read the header; what stands behind it."""
        begun = bytes(chunk.view[:_HEAD])
        # Where no line ends in so many bytes there is no header, and the reader of rows says so.
        begun = begun[: begun.rfind(b"\n") + 1] if len(chunk.view) > _HEAD else begun
        data = begun.removeprefix(_BOM)
        if b"\0" in data:
            raise _ReadWhole
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            raise _ReadWhole from None
        header, passed = find_header(text, self.found.name, COLUMNS, _REQUIRED, self.found.limits)
        if header is None or header.shape is not Shape.LONG or not header.delimiter.isascii():
            raise _ReadWhole
        end = text.find("\n", header.offset) + 1 or len(text)
        head = text[header.offset : end].removesuffix("\n").removesuffix("\r")
        if head.count('"') % 2 or "\r" in head:
            raise _ReadWhole
        first = next(records(text, header.delimiter, self.found.limits, offset=header.offset, line=header.line))
        list(lay_out(first, (), self.reading))
        headings = self.reading.headings
        if self.reading.faults or any(heading.unit or heading.k for heading in headings):
            raise _ReadWhole
        self.ignored = (*passed, *_kept(self.found, unknown_headers(self.reading)))
        self.header, self.head = header, head
        self.line = header.line + 1
        from verifier.plan.text_block import Parser

        for _ in range(_THREADS):
            self.parsers.put(Parser(self.reading, header.delimiter, self.sorter.encoded, self.noted))
        return chunk.view[len(begun) - len(data) + len(text[:end].encode("utf-8")) :]

    def _block(self, data: memoryview) -> TextBlock | None:
        parser = self.parsers.get()
        try:
            return parser.block(data)
        finally:
            self.parsers.put(parser)

    def _take(self, chunk: Chunk, view: memoryview, future: Future[TextBlock | None]) -> None:
        block = future.result()
        if block is None:
            self.pieces += 1
            data = view.tobytes()
            self._one_by_one(data, self.line)
            self.line += data.count(b"\n")
        else:
            block.line = self.line
            self.sorter.add(block, self.rows)
            self.rows += len(block)
            self.line += len(block)
            block.parser.give_back(block.columns)
            self.chunks.give_back(chunk)
        self.progress(self.chunks.taken, self.tally.counted)

    def _one_by_one(self, data: bytes, line: int) -> None:
        """A piece that only the scalar reader can read."""
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            raise _ReadWhole from None
        if "\0" in text:
            raise _ReadWhole
        limits = self.found.limits
        reading = Reading(self.found.name, limits)
        delimiter = self.header.delimiter if self.header else ","
        first = next(records(self.head, delimiter, limits))
        body = lay_out(first, records(text, delimiter, limits, line=line), reading)
        # The heading is read when the first record is asked for.
        sound = [*body]
        rows = list(rows_of(sound, reading))
        for sink in self.sinks:
            sink.write_rows(rows)
        for row in rows:
            self.tally.add(Seen((0, self.rows), row))
            self.rows += 1
        self.faults.extend(reading.faults)


def _writer(plan: Plan, path: Path | None) -> RowVerdicts | None:
    if path is None:
        return None
    from verifier.plan.row_verdicts import RowVerdicts

    return RowVerdicts(plan, path)


def _kept(found: TableFile, headers: Iterable[str]) -> tuple[Reason, ...]:
    return tuple(Reason.of("table_column_kept", file=found.name, column=header) for header in headers)


# ---- Parquet ----


def _scan_parquet(
    found: TableFile, plan: Plan, progress: Progress, verdicts: Path | None, groups: Sequence[GroupTable]
) -> Scan:
    writer = _writer(plan, verdicts)
    with writer or nullcontext():
        return _of_batches(found, plan, progress, (*groups, *(() if writer is None else (writer,))))


def _of_batches(found: TableFile, plan: Plan, progress: Progress, sinks: Sequence[Sink]) -> Scan:
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    from verifier.measurement.delimited import Record
    from verifier.plan.block import Codes, block_of_batch
    from verifier.plan.sorting import Sorter

    tally = Tally(plan, files=1)
    sorter = Sorter(tally, 0, sinks)
    reading = Reading(found.name, found.limits)
    size = found.path.stat().st_size
    try:
        opened: Any = ParquetFile(found.path)
        names = tuple(opened.schema_arrow.names)
        list(lay_out(Record(0, names), (), reading))
        if reading.faults or reading.shape is not Shape.LONG or any(h.unit or h.k for h in reading.headings):
            raise _ReadWhole
        encoded = [name for name, key in zip(names, reading.keys, strict=True) if key in sorter.encoded]
        opened = ParquetFile(found.path, read_dictionary=[*encoded, *_of_few_words(opened, encoded)])
        codes = Codes()
        done, total = 0, max(opened.metadata.num_rows, 1)
        # One thread reads, one looks: more of them spend their time on waiting for one another.
        for batch in _ahead(opened.iter_batches(batch_size=_BATCH, use_threads=False)):
            block = block_of_batch(batch, reading, done + 1, sorter.encoded, codes)
            if block is None:
                raise _ReadWhole
            sorter.add(block, done)
            done += len(block)
            progress(size * done // total, tally.counted)
        sorter.finish()
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


def _of_few_words(opened: Any, beside: Sequence[str]) -> list[str]:  # noqa: ANN401 -- Arrow has no types
    """Columns of text that repeat their words, which are read as numbers of words.

    They are told by their size: the length of a text alone would take more bytes a row.
    """
    sizes: dict[str, list[int]] = {}
    for group in range(opened.metadata.num_row_groups):
        for place in range(opened.metadata.num_columns):
            column = opened.metadata.row_group(group).column(place)
            found = sizes.setdefault(column.path_in_schema, [0, 0])
            found[0] += column.total_uncompressed_size
            found[1] += column.num_values
    texts = {field.name for field in opened.schema_arrow if str(field.type) in {"string", "large_string"}}
    return [n for n, (size, rows) in sizes.items() if n in texts and n not in beside and size < _LENGTH * rows]


def _ahead(batches: Iterator[Any]) -> Iterator[Any]:
    """The batches, each read while the one before is looked at."""
    with ThreadPoolExecutor(1, "dabiao") as pool:
        pending = pool.submit(next, batches, None)
        while (batch := pending.result()) is not None:
            pending = pool.submit(next, batches, None)
            yield batch


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
