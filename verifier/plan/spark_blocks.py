"""What a worker of a Spark cluster does: the lines of a block become a file, and the embedded engine tallies it.

Spark reads, splits and packs blocks out; no value is parsed by it. Lines come as the bytes that stand in the file, so
the number grammar, the quotes and the limits of size are those of the embedded engine, and exactness with them.
"""

from __future__ import annotations

import json
import pickle
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from verifier import __version__
from verifier.errors import MeasurementError
from verifier.plan.local import scan_file
from verifier.plan.part import Head, write_part
from verifier.plan.plan import Plan
from verifier.plan.scan import Scan, TableFile

__all__ = ["AT", "BLOCKS", "ROW", "VERDICTS", "Block", "Work", "blocks_of", "judge_blocks", "tally_blocks", "unpacked"]

BLOCKS: Final = "file int, start long, lines long, row long, state string, part binary"
"""One block that was tallied, as Spark carries it: its file, where it begins, how many lines it has, the number of
its first row where the file tells (Parquet), how it went, and its part."""

VERDICTS: Final = "file string, line long, target string, verdict string"
"""One row that was judged, as Spark carries it and writes it."""

AT, ROW = "dabiao_block_start", "dabiao_row_index"
"""Columns that Spark adds: where the block begins, and a row's number in a Parquet file."""

_VERDICT_SCHEMA: Final = pa.schema(
    [("file", pa.string()), ("line", pa.int64()), ("target", pa.string()), ("verdict", pa.string())]
)
_QUOTE: Final = b'"'
_PACKED: Final = (".gz", ".bz2")


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker must know of a file.

    Args:
        number: The file's number.
        name: Its name in the submission.
        header: Its header line, which all blocks but the first lack; None for Parquet.
        plan: The plan, pickled: a worker unpacks it once.
        head: What the tally is for, as JSON.
        shifts: By the start of each block, what its lines are moved by; only needed for verdicts.
        columns: The columns of Parquet, which Spark calls by number.
        version: The driver's version of the program, which a worker must have too.
    """

    number: int
    name: str
    header: bytes | None
    plan: bytes
    head: str
    shifts: tuple[tuple[int, int], ...] = ()
    columns: tuple[str, ...] = ()
    version: str = __version__


@dataclass(frozen=True, slots=True)
class Block:
    """One block laid down as a file.

    Args:
        path: Where.
        start: Where it begins in its file.
        lines: How many physical lines or rows of the file it holds.
        row: The number of its first row in the file, None where Spark does not tell.
        quoted: Whether a quote stands in it, so that a cell may hold a line end.
    """

    path: Path
    start: int
    lines: int
    row: int | None
    quoted: bool


def unpacked(name: str) -> str:
    """The name that a packed file has once Spark has unpacked it."""
    return next((name[: -len(end)] for end in _PACKED if name.lower().endswith(end)), name)


def tally_blocks(batches: Iterable[Any], work: Work) -> Iterator[Any]:
    """The tally of each block that a task of Spark holds, as rows of `BLOCKS`.

    A block whose records may go on in the next one, or that only a reader of the whole file can judge, is told as
    `whole`; one that is refused as `refused`, with the reason.
    """
    with tempfile.TemporaryDirectory(prefix="dabiao-") as folder:
        for block in blocks_of(batches, work, Path(folder)):
            state, part = _tallied(block, work, Path(folder))
            row = (work.number, block.start, block.lines, block.row, state, part)
            kinds = (pa.int32(), pa.int64(), pa.int64(), pa.int64(), pa.string(), pa.binary())
            names = [field.split()[0] for field in BLOCKS.split(", ")]
            yield pa.RecordBatch.from_arrays([pa.array([c], k) for c, k in zip(row, kinds, strict=True)], names)


def judge_blocks(batches: Iterable[Any], work: Work) -> Iterator[Any]:
    """The verdict of each row of the blocks that a task of Spark holds, in order, as rows of `VERDICTS`."""
    shifts = dict(work.shifts)
    with tempfile.TemporaryDirectory(prefix="dabiao-") as folder:
        for block in blocks_of(batches, work, Path(folder)):
            written = Path(folder) / "verdicts"
            _scanned(block, work, written)
            for batch in parquet.ParquetFile(written).iter_batches():
                lines = pc.add(batch.column("line"), shifts[block.start])
                texts = [batch.column(name).cast(pa.string()) for name in ("target", "verdict")]
                files = pa.repeat(work.name, len(batch))
                yield pa.RecordBatch.from_arrays([files, lines, *texts], schema=_VERDICT_SCHEMA)


def blocks_of(batches: Iterable[Any], work: Work, folder: Path) -> Iterator[Block]:
    """The blocks in a task's batches, each laid down as a file in turn.

    Args:
        batches: Record batches in the order of the file: lines as `value`, or the columns of Parquet; and `AT`.
        work: The file.
        folder: Where to lay them.
    """
    for start, pieces in groupby(_pieces(batches), key=lambda piece: piece[0]):
        path = folder / "block"
        lay = _lay_rows if work.header is None else _lay_lines
        yield lay((piece for _, piece in pieces), start, work, path)


def _pieces(batches: Iterable[Any]) -> Iterator[tuple[int, Any]]:
    """Batches cut where a block ends."""
    for batch in batches:
        if not len(batch):
            continue
        starts = np.asarray(batch.column(AT))
        ends = [*(np.flatnonzero(np.diff(starts)) + 1).tolist(), len(batch)]
        begin = 0
        for end in ends:
            yield int(starts[begin]), batch.slice(begin, end - begin)
            begin = end


def _lay_lines(pieces: Iterator[Any], start: int, work: Work, path: Path) -> Block:
    lines, quoted = 0, False
    with path.open("wb") as stream:
        if start:
            stream.write((work.header or b"") + b"\n")
        for piece in pieces:
            # The text of a line may be no UTF-8: it stays bytes.
            texts = piece.column("value").cast(pa.large_binary())
            joined = pc.binary_join_element_wise(
                texts, pa.scalar(b"", pa.large_binary()), pa.scalar(b"\n", pa.large_binary())
            )
            data = joined.buffers()[2].to_pybytes()
            quoted = quoted or _QUOTE in data
            stream.write(data)
            # A carriage return alone ends a line too, outside quotes and within.
            lines += len(piece) + data.count(b"\r") - data.count(b"\r\n")
    return Block(path, start, lines, None, quoted)


def _lay_rows(pieces: Iterator[Any], start: int, work: Work, path: Path) -> Block:
    lines, row, writer = 0, 0, None
    for piece in pieces:
        columns = piece.drop_columns([AT, ROW]).rename_columns(list(work.columns))
        if writer is None:
            row = piece.column(ROW)[0].as_py()
            writer = parquet.ParquetWriter(path, columns.schema, compression="none")
        writer.write_batch(columns)
        lines += len(piece)
    if writer is not None:
        writer.close()
    return Block(path, start, lines, row, quoted=False)


def _scanned(block: Block, work: Work, verdicts: Path | None) -> Scan:
    return scan_file(TableFile(block.path, unpacked(work.name)), _plan(work.plan), verdicts=verdicts)


def _tallied(block: Block, work: Work, folder: Path) -> tuple[str, bytes]:
    if work.version != __version__:
        # Another version may rule otherwise, and nothing in its part would show it.
        versions: dict[str, int | str] = {"worker": __version__, "driver": work.version}
        where: dict[str, int | str] = {"file": work.name, "line": 1, "column": ""}
        return "refused", json.dumps(["spark_worker_version", where | versions]).encode()
    try:
        scan = _scanned(block, work, None)
    except MeasurementError as refusal:
        parts = {name: part if isinstance(part, int) else str(part) for name, part in refusal.reason.parts}
        return "refused", json.dumps([refusal.code, parts]).encode()
    if scan.whole or scan.faults or (scan.pieces and block.quoted):
        return "whole", b""
    part = folder / "part"
    write_part(scan, Head.model_validate_json(work.head), part)
    with suppress(FileNotFoundError):
        block.path.unlink()
    return "sound", part.read_bytes()


@lru_cache(maxsize=2)
def _plan(packed: bytes) -> Plan:
    """The plan, unpacked once for all blocks that a worker reads."""
    plan = pickle.loads(packed)  # noqa: S301 -- made by the driver of this very run
    if not isinstance(plan, Plan):
        raise TypeError(type(plan))
    return plan
