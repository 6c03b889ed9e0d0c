"""Files of Parquet to tallies, batch by batch."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from verifier.errors import MeasurementError
from verifier.measurement.delimited import Record
from verifier.measurement.grid import Reading, lay_out
from verifier.measurement.parquet import open_parquet
from verifier.measurement.submission import Source
from verifier.measurement.table import unknown_headers
from verifier.plan.arrow_cells import as_words
from verifier.plan.block import Block, block_of_batch
from verifier.plan.by_group import GroupTable
from verifier.plan.by_target import TargetColumn, target_columns
from verifier.plan.codes import Codes
from verifier.plan.plan import Plan
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
from verifier.plan.sorting import Sink, Sorter
from verifier.plan.tally import Tally
from verifier.wording import Reason

__all__ = ["scan_parquet"]

_BATCH: Final = 1 << 17
_LENGTH: Final = 4
_LEAST: Final = 1 << 14


def scan_parquet(
    found: TableFile, plan: Plan, progress: Progress, verdicts: Path | None, groups: Sequence[GroupTable]
) -> Scan:
    """Tally the rows of one file.

    Args:
        found: The file.
        plan: What its rows are sorted by.
        progress: Told how far the reading is.
        verdicts: The Parquet file that each row's verdict is written to, None for none.
        groups: Tables by wafer, lot or sample, which take its rows too.

    Raises:
        MeasurementError: The file is no Parquet, or more stays of it than may be held.
        ReadWhole: Only the reader of rows can tell its rows.
    """
    writer = verdict_writer(plan, verdicts)
    with writer or nullcontext():
        return _of_batches(found, plan, progress, (*groups, *(() if writer is None else (writer,))))


def _of_batches(found: TableFile, plan: Plan, progress: Progress, sinks: Sequence[Sink]) -> Scan:
    tally = Tally(plan, files=1)
    sorter = Sorter(tally, 0, sinks)
    reading = Reading(found.name, found.limits)
    size = found.path.stat().st_size
    try:
        opened: Any = open_parquet(found.path)
        names = tuple(opened.schema_arrow.names)
        list(lay_out(Record(0, names), (), reading))
        if reading.faults or reading.shape not in BY_COLUMNS:
            raise ReadWhole
        told_by = sorter.encoded(reading)
        encoded = [name for name, key in zip(names, reading.keys, strict=True) if key in told_by]
        opened = open_parquet(found.path, [*encoded, *_of_few_words(opened, encoded)])
        codes, columns = Codes(), target_columns(reading)
        done, total = 0, max(opened.metadata.num_rows, 1)
        size_of_batch = max(_BATCH // max(len(columns), 1), _LEAST)
        # One thread reads, one looks: more of them spend their time on waiting for one another.
        for batch in _ahead(opened.iter_batches(batch_size=size_of_batch, use_threads=False)):
            if columns:
                blocks = _blocks_of_batch(batch, columns, done + 1, told_by)
            else:
                blocks = iter((block_of_batch(batch, reading, done + 1, told_by, codes),))
            known = len(reading.faults)
            for block in blocks:
                if block is None:
                    raise ReadWhole
                sorter.add(block, done)
            done += len(batch)
            progress(size * done // total, tally.counted)
            if in_row_order(reading, known, done + 1):
                break
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
    return Scan(source, tally, (*notes, *columns_kept(found, unknown_headers(reading))), list(reading.faults))


def _blocks_of_batch(
    batch: Any,  # noqa: ANN401 -- Arrow has no types
    columns: Sequence[TargetColumn],
    line: int,
    encoded: frozenset[str],
) -> Iterator[Block | None]:
    """A record batch as a block for each value column; None where only the reader of rows knows a type."""
    keys = columns[0].reading.keys
    shared = [as_words(one) if key in encoded else one for key, one in zip(keys, batch.columns, strict=True)]
    if any(one is None for one in shared):
        yield None
        return
    nothing = pa.nulls(len(batch))
    for column in columns:
        own = [nothing if at in column.others else one for at, one in enumerate(shared)]
        names = [str(at) for at in range(len(own))]
        block = block_of_batch(
            pa.RecordBatch.from_arrays(own, names), column.reading, line, encoded, column.codes, column.number
        )
        yield block


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
