"""Files that only the reader of rows can tell apart, row by row into a tally: slow, and with flat memory."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from verifier.errors import MeasurementError
from verifier.measurement.stream import RowStream, iter_rows
from verifier.measurement.submission import Source
from verifier.plan.by_group import GroupTable
from verifier.plan.group import Seen
from verifier.plan.plan import Plan
from verifier.plan.scan import Progress, Scan, TableFile, columns_kept, verdict_writer
from verifier.plan.tally import Tally

if TYPE_CHECKING:
    from verifier.plan.row_verdicts import RowVerdicts

__all__ = ["scan_whole"]

_PIECE: Final = 16_384


def scan_whole(  # noqa: PLR0917 -- what reading a file takes
    found: TableFile,
    plan: Plan,
    encoding: str | None = None,
    progress: Progress | None = None,
    verdicts: Path | None = None,
    groups: Sequence[GroupTable] = (),
) -> Scan:
    """Tally the rows of one file, in any shape and encoding that the reader of rows takes; nothing beyond the base.

    Args:
        found: The file: delimited text, packed or not, or Parquet.
        plan: What its rows are sorted by.
        encoding: Encoding named by the submitter, or None.
        progress: Told how far the reading is.
        verdicts: The Parquet file that each row's verdict is written to, None for none.
        groups: Tables by wafer, lot or sample, which take its rows too.

    Raises:
        MeasurementError: The file cannot be read as it lies, or more stays of it than may be held.
    """
    for table in groups:
        table.restart()
    try:
        try:
            stream = _rows_of(found, encoding)
        except MeasurementError as failure:
            return Scan(Source(found.name, "", 0, "", assumed=False), Tally(plan), faults=[failure], whole=True)
        writer = verdict_writer(plan, verdicts)
        with writer or nullcontext():
            sinks = (*groups, *(() if writer is None else (writer,)))
            tally = _tally_of(stream, Tally(plan, files=1), sinks, progress)
    except OSError as failure:
        cause = failure.strerror or type(failure).__name__
        raise MeasurementError("file_unreadable", file=found.name, line=1, column="", cause=cause) from None
    source = Source(found.name, stream.sha256, stream.taken, stream.encoding, stream.assumed)
    return Scan(source, tally, (*stream.ignored, *columns_kept(found, stream.unknown)), list(stream.faults), whole=True)


def _rows_of(found: TableFile, encoding: str | None) -> RowStream:
    if found.name.lower().endswith(".parquet"):
        from verifier.measurement.parquet import iter_parquet

        return iter_parquet(found.path, found.name, found.limits)
    return iter_rows(found.path, found.name, encoding, found.limits)


def _tally_of(
    stream: RowStream, tally: Tally, sinks: Sequence[GroupTable | RowVerdicts], progress: Progress | None
) -> Tally:
    while rows := list(islice(stream.rows, _PIECE)):
        for sink in sinks:
            sink.write_rows(rows)
        for number, row in enumerate(rows, tally.counted):
            tally.add(Seen((0, number), row))
        if progress is not None:
            progress(stream.taken, tally.counted)
    return tally
