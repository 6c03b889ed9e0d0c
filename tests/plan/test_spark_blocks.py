"""What a worker does with a block: bytes as they stand, numbers of lines, and what it leaves to a whole reading."""

from __future__ import annotations

import gzip
import json
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

import pyarrow as pa

from tests.plan.submissions import HEAD
from verifier import __version__
from verifier.catalogue.guide import Project
from verifier.decision.ruling import Context
from verifier.errors import MeasurementError
from verifier.plan.plan import Plan
from verifier.plan.spark_blocks import AT, ROW, Work, blocks_of, judge_blocks, tally_blocks, unpacked

_HEADER = b"target,value,unit"


def _work(project: Project, name: str = "a.csv", shifts: tuple[tuple[int, int], ...] = ()) -> Work:
    plan = pickle.dumps(Plan(project.targets, Context(), project.stems()))
    header, columns = (None, ("target", "value", "unit")) if name.endswith(".parquet") else (_HEADER, ())
    return Work(3, name, header, plan, HEAD.model_dump_json(), shifts, columns)


def _lines(start: int, *lines: bytes) -> Any:  # noqa: ANN401 -- Arrow has no types
    # Spark hands over what is no UTF-8 as text all the same.
    values = pa.Array.from_buffers(pa.string(), len(lines), pa.array(lines, pa.binary()).buffers())
    return pa.RecordBatch.from_arrays([values, pa.array([start] * len(lines))], ["value", AT])


def _told(*batches: Any, work: Work) -> list[dict[str, Any]]:  # noqa: ANN401 -- Arrow has no types
    return [row for batch in tally_blocks(batches, work) for row in batch.to_pylist()]


def test_lines_are_laid_down_as_bytes(project: Project, tmp_path: Path) -> None:
    """What is no UTF-8, a carriage return and an empty line stay; later blocks get the header."""
    batches = [_lines(0, _HEADER + b"\r", b"\xff\xfe,\r"), _lines(0, b""), _lines(900, b"9999.upper,1,um")]
    found = [
        (block.start, block.lines, block.row, block.quoted, block.path.read_bytes())
        for block in blocks_of(batches, _work(project), tmp_path)
    ]

    assert [
        (0, 3, None, False, _HEADER + b"\r\n\xff\xfe,\r\n\n"),
        (900, 1, None, False, _HEADER + b"\n9999.upper,1,um\n"),
    ] == found


def test_a_carriage_return_alone_ends_a_line(project: Project, tmp_path: Path) -> None:
    """What follows in later blocks keeps its physical line."""
    batches = [_lines(0, _HEADER + b"\r", b"9999.upper,1,um\r9999.upper,2,um", b"\r"), _lines(90, b"9999.upper,1,um")]

    assert [4, 1] == [block.lines for block in blocks_of(batches, _work(project), tmp_path)]


def test_a_batch_is_cut_where_a_block_ends(project: Project) -> None:
    """Two blocks in one batch are two tallies, each with its lines."""
    both = pa.Table.from_batches([_lines(0, _HEADER, b"9999.upper,1,um"), _lines(40, b"9999.upper,2,um")])
    rows = _told(*both.combine_chunks().to_batches(), work=_work(project))

    assert [(3, 0, 2, "sound"), (3, 40, 1, "sound")] == [(r["file"], r["start"], r["lines"], r["state"]) for r in rows]
    assert [1, 1] == [json.loads(gzip.decompress(row["part"]))["counted"] for row in rows]


@pytest.mark.parametrize(
    "line",
    [
        b'9999.upper,"1',
        b"9999.upper,1",
        b"9999.upper,1,um,x",
        b"9999.upper,\xff,um",
        b"a\x00,1,um",
    ],
)
def test_what_a_block_cannot_tell_is_left_to_the_whole(line: bytes, project: Project) -> None:
    """An open quote, a ragged line, foreign bytes and NUL are for a reader of the whole file."""
    assert ["whole"] == [row["state"] for row in _told(_lines(60, b"9999.upper,1,um", line), work=_work(project))]


def test_a_blank_line_is_no_reason_to_read_the_whole(project: Project) -> None:
    """Without a quote a line end ends a record, so that blocks stand for themselves."""
    rows = _told(_lines(60, b"9999.upper,1,um", b"", b"9999.upper,2,um"), work=_work(project))

    assert [("sound", 3)] == [(row["state"], row["lines"]) for row in rows]


def test_a_worker_of_another_version_tallies_nothing(project: Project) -> None:
    """What might be judged otherwise is refused in a sentence that names both versions."""
    work = replace(_work(project), version="0.0.9")
    ((state, told),) = [(row["state"], row["part"]) for row in _told(_lines(60, b"9999.upper,1,um"), work=work)]
    code, parts = json.loads(told)

    assert "refused" == state
    assert "0.0.9" in MeasurementError(code, **parts).text("en")
    assert __version__ in MeasurementError(code, **parts).text("zh")


def test_verdicts_bear_the_lines_of_the_file(project: Project) -> None:
    """Each row's line is moved by what stands before its block."""
    work = _work(project, shifts=((0, 0), (70, 2)))
    first = _lines(0, _HEADER, b"9999.upper,1.4,um", b"9999.upper,1.6,um")
    rows = [row for batch in judge_blocks([first, _lines(70, b"9999.upper,x,um")], work) for row in batch.to_pylist()]

    assert [("a.csv", 2, "pass"), ("a.csv", 3, "fail"), ("a.csv", 4, "not_evaluable")] == [
        (row["file"], row["line"], row["verdict"]) for row in rows
    ]


def test_rows_of_parquet_tell_their_number(project: Project) -> None:
    """A block of Parquet begins at the row that Spark says; its columns come by number."""
    columns = {"0": ["9999.upper"] * 2, "1": [1.4, 1.6], "2": ["um"] * 2, ROW: [500, 501], AT: [4, 4]}
    (row,) = _told(pa.RecordBatch.from_pydict(columns), work=_work(project, "a.parquet"))

    assert (4, 2, 500, "sound") == (row["start"], row["lines"], row["row"], row["state"])


@pytest.mark.parametrize(("name", "bare"), [("a.csv.gz", "a.csv"), ("A.CSV.BZ2", "A.CSV"), ("a.csv", "a.csv")])
def test_a_packed_file_is_read_by_what_it_holds(name: str, bare: str) -> None:
    """Spark unpacks: what is left is named without the packing."""
    assert bare == unpacked(name)
