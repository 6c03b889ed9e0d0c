"""Files of delimited text to tallies: pieces are taken apart ahead, in threads, and sorted in order."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from verifier.measurement.columns import COLUMNS
from verifier.measurement.delimited import records
from verifier.measurement.encoding import line_at
from verifier.measurement.grid import Reading, lay_out
from verifier.measurement.header_line import HeaderLine, find_header
from verifier.measurement.submission import Source
from verifier.measurement.table import rows_of, unknown_headers
from verifier.plan.by_group import GroupTable
from verifier.plan.by_target import TargetColumn, target_columns, text_blocks
from verifier.plan.chunks import Chunks, Start
from verifier.plan.group import Seen
from verifier.plan.kinds_beside import keys_beside
from verifier.plan.parser import Parser
from verifier.plan.plan import Plan
from verifier.plan.sample_blocks import noted_for
from verifier.plan.scan import (
    BY_COLUMNS,
    Progress,
    ReadWhole,
    Scan,
    TableFile,
    columns_kept,
    in_row_order,
    verdict_writer,
)
from verifier.plan.sorting import Sorter
from verifier.plan.tally import Tally
from verifier.plan.text_block import TextBlock
from verifier.wording import Reason

__all__ = ["TextFile"]

_BOM: Final = b"\xef\xbb\xbf"
_AHEAD: Final = 3
_THREADS: Final = 2
_REQUIRED: Final = ("target", "value")


class TextFile:
    """The scan of one file of delimited text."""

    def __init__(
        self,
        found: TableFile,
        plan: Plan,
        progress: Progress,
        verdicts: Path | None,
        groups: Sequence[GroupTable],
    ) -> None:
        self.found = found
        self.progress = progress
        self.chunks = Chunks(found.path, found.name, limits=found.limits, start_of=self._start_of)
        self.tally = Tally(plan, files=1)
        self.writer = verdict_writer(plan, verdicts)
        self.sinks = (*groups, *(() if self.writer is None else (self.writer,)))
        self.noted = tuple(dict.fromkeys(("evidence", *(table.key for table in groups), *noted_for(plan))))
        self.sorter = Sorter(self.tally, 0, self.sinks)
        self.parsers: SimpleQueue[Parser] = SimpleQueue()
        self.reading = Reading(found.name, found.limits)
        self.ended = False
        self.columns: list[TargetColumn] = []
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
        pending: deque[tuple[memoryview, Future[TextBlock | None]]] = deque()
        with ThreadPoolExecutor(_THREADS, "dabiao") as pool:
            try:
                for piece in self.chunks:
                    # What follows is not read any more, but it belongs to the digest.
                    if self.ended:
                        self.chunks.give_back(piece)
                        continue
                    pending.append((piece, pool.submit(self._block, piece)))
                    if len(pending) > _AHEAD:
                        self._take(*pending.popleft())
                while pending:
                    self._take(*pending.popleft())
            except BaseException:
                for _, future in pending:
                    future.cancel()
                raise
        if self.header is None:
            raise ReadWhole
        self.sorter.finish()
        source = Source(self.found.name, self.chunks.sha256, self.chunks.taken, "utf-8", assumed=False)
        return Scan(source, self.tally, self.ignored, list(self.reading.faults), pieces=self.pieces)

    def _start_of(self, begun: bytes) -> Start:
        """Read the header in the first lines; what stands behind it."""
        data = begun.removeprefix(_BOM)
        if b"\0" in data:
            raise ReadWhole
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            raise ReadWhole from None
        header, passed = find_header(text, self.found.name, COLUMNS, _REQUIRED, self.found.limits)
        if header is None or header.shape not in BY_COLUMNS or not header.delimiter.isascii():
            raise ReadWhole
        end = text.find("\n", header.offset) + 1 or len(text)
        head = text[header.offset : end].removesuffix("\n").removesuffix("\r")
        if head.count('"') % 2 or "\r" in head:
            raise ReadWhole
        first = next(records(text, header.delimiter, self.found.limits, offset=header.offset, line=header.line))
        list(lay_out(first, (), self.reading))
        if self.reading.faults:
            raise ReadWhole
        self.ignored = (*passed, *columns_kept(self.found, unknown_headers(self.reading)))
        self.header, self.head, self.columns = header, head, target_columns(self.reading)
        self.line = header.line + 1
        encoded, beside = self.sorter.encoded(self.reading), keys_beside(self.tally.plan, self.reading)
        noted = (*self.noted, *beside)
        for _ in range(_THREADS):
            values = [column.place for column in self.columns]
            self.parsers.put(Parser(self.reading, header.delimiter, encoded, noted, values))
        return Start(len(begun) - len(data) + len(text[:end].encode("utf-8")), header.delimiter)

    def _block(self, data: memoryview) -> TextBlock | None:
        parser = self.parsers.get()
        try:
            return parser.block(data)
        finally:
            self.parsers.put(parser)

    def _take(self, piece: memoryview, future: Future[TextBlock | None]) -> None:
        block, known = future.result(), len(self.reading.faults)
        if self.ended:
            return
        if block is None:
            self.pieces += 1
            self._one_by_one(piece.tobytes())
        else:
            block.line = self.line
            for one in text_blocks(block, self.columns) if self.columns else (block,):
                self.sorter.add(one, self.rows)
            self.rows += len(block)
            self.line += len(block)
            block.parser.give_back(block.columns)
            self.chunks.give_back(piece)
        self.ended = in_row_order(self.reading, known, self.line) or self.ended
        self.progress(self.chunks.taken, self.tally.counted)

    def _one_by_one(self, data: bytes) -> None:
        """A piece that only the scalar reader can read."""
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            raise ReadWhole from None
        if "\0" in text:
            raise ReadWhole
        # As where a file is read record by record, the number of its rows is not limited.
        limits = replace(self.found.limits, rows=sys.maxsize)
        reading = Reading(self.found.name, limits)
        delimiter = self.header.delimiter if self.header else ","
        first = next(records(self.head, delimiter, limits))
        found = list(records(text, delimiter, limits, line=self.line))
        body = lay_out(first, found, reading)
        # The heading is read when the first record is asked for.
        sound = [*body]
        rows = list(rows_of(sound, reading))
        for sink in self.sinks:
            sink.write_rows(rows)
        for row in rows:
            self.tally.add(Seen((0, self.rows + int(row.line) - self.line), row))
        self.reading.faults.extend(reading.faults)
        # A piece that ends within a record is the file's last, or holds a cell that is too long to find its end.
        self.ended = not data.endswith(b"\n") or any(one.breach is not None and one.breach.last for one in found[-1:])
        lines = line_at(text, len(text)) - 1
        self.rows += lines
        self.line += lines
