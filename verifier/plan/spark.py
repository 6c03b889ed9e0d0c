"""The cluster engine: Spark reads and splits the files, its workers tally the blocks, and the driver adds the tallies.

One expression of the plan: a worker runs the embedded engine on its block, and what comes back is a part like that of
a file. Blocks of a file are added in their order; since the lines of each are counted, a row keeps its physical line.
A file in which a record may go on in the next block, or that has faults, is read as a whole where the driver is.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import pickle
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial, reduce
from pathlib import Path
from typing import Any, Final

from verifier.errors import MeasurementError
from verifier.measurement.columns import COLUMNS
from verifier.measurement.header_line import find_header
from verifier.measurement.limits import LIMITS
from verifier.measurement.submission import Source
from verifier.plan.local import scan_file
from verifier.plan.part import Head, read_part
from verifier.plan.plan import Plan
from verifier.plan.scan import BY_COLUMNS, Scan, TableFile
from verifier.plan.spark_blocks import AT, BLOCKS, ROW, VERDICTS, Work, judge_blocks, tally_blocks
from verifier.plan.spark_files import SparkFile, fetched
from verifier.plan.tally import Tally

__all__ = ["Run", "scan_on_spark"]

_PLAIN: Final = frozenset(
    {"string", "byte", "short", "integer", "long", "float", "double", "date", "boolean", "decimal"}
)
"""Types that come through Spark as they stand in the file; a time does not, for Spark moves it to a zone."""

_HEAD_LINES: Final = 200
_HEAD_LENGTH: Final = 65_536
_PLACED: Final = 3
_REQUIRED: Final = ("target", "value")


@dataclass(frozen=True, slots=True)
class Run:
    """What a run on Spark is for.

    Args:
        session: The session of Spark.
        plan: What rows are sorted by.
        head: What the tallies are for.
        encoding: Encoding named by the submitter, or None.
        verdicts: Where Spark writes the verdict of every row as Parquet, None for nowhere.
    """

    session: Any
    plan: Plan
    head: Head
    encoding: str | None = None
    verdicts: str | None = None


def scan_on_spark(run: Run, files: Sequence[SparkFile], *, first: bool = True) -> list[Scan]:
    """Tally files on a cluster, in one job.

    Args:
        run: What the run is for.
        files: The files.
        first: Whether these are the first files whose verdicts are written: the place must not exist then.

    Raises:
        MeasurementError: A file cannot be read, or more stays of it than may be held.
    """
    packed, head = pickle.dumps(replace(run.plan)), run.head.model_dump_json()
    sources = {}
    for number, file in enumerate(files):
        frame, header = _frame(run, file)
        if frame is not None:
            sources[number] = frame, Work(number, file.name, header, packed, head, columns=_columns_of(frame, header))
    found: dict[int, list[Any]] = {number: [] for number in sources}
    with ThreadPoolExecutor(2, "dabiao") as pool:
        digests: list[Future[str]] = [pool.submit(_digest, file) for file in files]
        for row in _united(sources.values(), tally_blocks, BLOCKS):
            found[row.file].append(row)
        sums = [digest.result() for digest in digests]
    scans: list[Scan] = []
    judged = []
    whole: list[tuple[SparkFile, int]] = []
    for number, file in enumerate(files):
        blocks = sorted(found.get(number, ()), key=lambda row: int(row.start))
        scan = _combined(run.plan, file, blocks, sums[number])
        if scan is None:
            whole.append((file, number))
            scan = _whole(run, file, None)
        elif run.verdicts is not None:
            frame, work = sources[number]
            judged.append((frame, replace(work, shifts=tuple(_shifts(blocks)))))
        scans.append(scan)
    if run.verdicts is not None:
        _write_verdicts(run, judged, [file for file, _ in whole], first=first)
    return scans


# ---- what Spark reads ----


def _frame(run: Run, file: SparkFile) -> tuple[Any, bytes | None]:
    """A file as Spark reads it, and its header line; no frame where only a reader of the whole file can tell."""
    from pyspark.errors import AnalysisException

    reader = run.session.read.option("__globPaths__", "false")
    if file.name.lower().endswith(".parquet"):
        try:
            frame = reader.parquet(file.uri)
            kinds = {field.dataType.typeName() for field in frame.schema.fields}
            located = frame.select("*", _hidden("row_index", ROW), _hidden("file_block_start", AT))
        except AnalysisException:
            return None, None
        return (located if kinds <= _PLAIN else None), None
    if run.encoding is not None and run.encoding.strip().lower().replace("-", "").replace("_", "") != "utf8":
        return None, None
    # A line ends with a line feed alone, as in the embedded engine; a carriage return before it stays.
    frame = reader.option("lineSep", "\n").text(file.uri)
    header = _header(frame, file)
    return (None if header is None else frame.select("value", _hidden("file_block_start", AT))), header


def _columns_of(frame: Any, header: bytes | None) -> tuple[str, ...]:  # noqa: ANN401 -- pyspark is an extra
    """The columns of a Parquet file; those of text are told by its header."""
    return () if header is not None else tuple(name for name in frame.columns if name not in {AT, ROW})


def _numbered(frame: Any, work: Work) -> Any:  # noqa: ANN401 -- pyspark is an extra
    """A frame whose columns are called by number: Spark takes the point in the name of a target for a path."""
    if not work.columns:
        return frame
    return frame.toDF(*(str(number) for number in range(len(work.columns))), ROW, AT)


def _hidden(name: str, alias: str) -> Any:  # noqa: ANN401 -- pyspark is an extra
    from pyspark.sql import functions

    return functions.col(f"_metadata.{name}").alias(alias)


def _header(frame: Any, file: SparkFile) -> bytes | None:  # noqa: ANN401 -- pyspark is an extra
    """The header line of a table that goes by columns; None for any other."""
    from pyspark.sql import functions

    # As bytes: what is no UTF-8 comes through classic Spark as a text all the same, and not through Spark Connect.
    begin = functions.substring(functions.col("value").cast("binary"), 1, _HEAD_LENGTH)
    lines = [bytes(row[0]) for row in frame.select(begin).limit(_HEAD_LINES).collect()]
    text = b"\n".join(lines).decode("utf-8", "replace").removeprefix("\ufeff")
    header, _ = find_header(text, file.name, COLUMNS, _REQUIRED, LIMITS)
    if header is None or header.shape not in BY_COLUMNS:
        return None
    line = text[header.offset :].partition("\n")[0].encode("utf-8")
    return None if b'"' in line or "\ufffd".encode() in line or len(line) >= _HEAD_LENGTH else line


def _united(sources: Iterable[tuple[Any, Work]], worker: Callable[..., Any], schema: str) -> list[Any]:
    frames = [_numbered(frame, work).mapInArrow(partial(worker, work=work), schema) for frame, work in sources]
    rows: list[Any] = reduce(lambda one, other: one.unionAll(other), frames).collect() if frames else []
    return rows


# ---- what comes back ----


def _combined(plan: Plan, file: SparkFile, blocks: Sequence[Any], digest: str) -> Scan | None:
    """The tally of a file from those of its blocks; None where it must be read as a whole."""
    if not blocks or blocks[0].start or any(block.state == "whole" for block in blocks):
        return None
    tally, scans = Tally(plan), []
    with tempfile.TemporaryDirectory(prefix="dabiao-") as folder:
        for block, (_, shift) in zip(blocks, _shifts(blocks), strict=True):
            if block.state == "refused":
                code, parts = _relocated(json.loads(block.part), file.name, shift)
                raise MeasurementError(code, **parts)
            path = Path(folder) / "block.part"
            document = _relocated(json.loads(gzip.decompress(block.part)), file.name, shift)
            path.write_bytes(gzip.compress(json.dumps(document).encode(), 1))
            scans.append(read_part(path, plan))
            scans[-1].tally.files = 0
            tally.merge(scans[-1].tally)
    source = Source(file.name, digest, file.size, scans[0].source.encoding, scans[0].source.assumed)
    # The file is one, however many blocks it had, and its rows are numbered through.
    tally.files = 1
    return Scan(source, tally, scans[0].ignored, [], pieces=sum(scan.pieces for scan in scans))


def _shifts(blocks: Iterable[Any]) -> list[tuple[int, int]]:
    """By how much the lines of each block move: its own begin at its header, or at its first row."""
    found, before = [], 0
    for block in blocks:
        shift = block.row if block.row is not None else before - bool(block.start)
        found.append((block.start, shift))
        before += block.lines
    return found


def _relocated(document: Any, name: str, shift: int) -> Any:  # noqa: ANN401 -- JSON
    """A document of a block in which rows and reasons bear the file's name, its lines, and numbers in its order."""
    if isinstance(document, list):
        moved_list = [_relocated(one, name, shift) for one in document]
        if len(moved_list) >= _PLACED and isinstance(document[-1], dict) and isinstance(document[-2], int):
            # A row with its place: the number of its file, and its own, which lines keep in order.
            moved_list[-2] += shift + 1
        return moved_list
    if not isinstance(document, dict):
        return document
    moved = {key: _relocated(one, name, shift) for key, one in document.items()}
    if "file" in moved:
        moved["file"] = name
    if isinstance(moved.get("line"), int):
        moved["line"] += shift
    return moved


def _digest(file: SparkFile) -> str:
    """The digest of a file that the driver can read; "" where it cannot."""
    if file.path is None:
        return ""
    with suppress(OSError), file.path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
    return ""


# ---- whole files, and verdicts ----


def _whole(run: Run, file: SparkFile, verdicts: Path | None) -> Scan:
    """A file read by the embedded engine, where the driver is."""
    with fetched(run.session, file) as path:
        return scan_file(TableFile(path, file.name), run.plan, run.encoding, None, verdicts)


def _write_verdicts(run: Run, judged: Sequence[tuple[Any, Work]], whole: Sequence[SparkFile], *, first: bool) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    frames = [_numbered(frame, work).mapInArrow(partial(judge_blocks, work=work), VERDICTS) for frame, work in judged]
    with tempfile.TemporaryDirectory(prefix="dabiao-") as folder:
        for file in whole:
            path = Path(folder) / "verdicts"
            _whole(run, file, path)
            table = parquet.read_table(path)
            columns = [pa.repeat(file.name, len(table)), *(table.column(at) for at in range(3))]
            kinds = (pa.string(), pa.int64(), pa.string(), pa.string())
            told_rows = [column.cast(kind) for column, kind in zip(columns, kinds, strict=True)]
            frames.append(run.session.createDataFrame(pa.table(told_rows, ["file", "line", "target", "verdict"])))
    if frames:
        united = reduce(lambda one, other: one.unionAll(other), frames)
        united.write.mode("error" if first else "append").parquet(run.verdicts)
