"""Large tables read record by record."""

from __future__ import annotations

import bz2
import gc
import gzip
import hashlib
import os
import tempfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import MeasurementError
from verifier.measurement.limits import Limits
from verifier.measurement.stream import first_row, iter_rows
from verifier.measurement.table import read_table

TEXT = "某中心\n指标编号,实测值 (mm),备注\n" + "".join(f'3103.ttv,{n}.50,"甲,\n乙"\n' for n in range(500)) + ",7,\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_stream_states_the_rows_of_the_table(tmp_path: Path, encoding: str) -> None:
    """Rows, faults, encoding and what stands above the header are those of the same file read at once."""
    data = TEXT.encode(encoding)
    path = tmp_path / "a.csv"
    path.write_bytes(data)

    stream = iter_rows(path, "a.csv")
    rows = tuple(stream)
    table = read_table(data, "a.csv")

    assert table.rows == rows
    assert [fault.reason for fault in table.faults] == [fault.reason for fault in stream.faults]
    assert (table.encoding, table.assumed, list(table.ignored)) == (stream.encoding, stream.assumed, stream.ignored)
    assert (hashlib.sha256(data).hexdigest(), len(data)) == (stream.sha256, stream.taken)


def test_a_guess_that_only_the_end_disproves_is_taken_back(tmp_path: Path) -> None:
    """Megabytes of ASCII before the first character of GB18030 do not make the file UTF-8."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"target,value,remark\n" + b"1.a,2,\n" * 160_000 + "1.a,3,甲\n".encode("gb18030"))

    stream = iter_rows(path, "a.csv")

    assert ("gb18030", True) == (stream.encoding, stream.assumed)
    assert "甲" == tuple(stream)[-1].remark


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """A hundred thousand rows, which would be sixty megabytes, are taken within a few."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"target,value,remark\n" + b"1.a,2.5,some words that make the row longer\n" * 100_000)

    tracemalloc.start()
    count = sum(1 for _ in iter_rows(path, "a.csv"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert 100_000 == count
    assert peak < 12_000_000


def test_limits_and_broken_bytes_are_refused(tmp_path: Path) -> None:
    """A file beyond the limit, NUL and bytes of no encoding are refused; a line without an end is a fault."""
    path = tmp_path / "a.csv"

    for data, code in ((b"target,value\n1.a,\0\n", "text_nul"), (b"target,value\n1.a,2\n\xff\n", "encoding_unclear")):
        path.write_bytes(data)
        with pytest.raises(MeasurementError) as caught:
            iter_rows(path, "a.csv")
        assert code == caught.value.code
    path.write_bytes(b"target,value\n1.a," + b"2" * 1_000 + b"\n")
    with pytest.raises(MeasurementError) as caught:
        iter_rows(path, "a.csv", limits=Limits(stream_bytes=100))
    assert "stream_large" == caught.value.code
    stream = iter_rows(path, "a.csv", limits=Limits(cell=20))
    assert ((), ["table_cell_long"]) == (tuple(stream), [fault.code for fault in stream.faults])


def test_a_line_may_be_as_long_as_its_cells(tmp_path: Path) -> None:
    """Two hundred cells of three thousand characters each are a row, as in a table that is read at once."""
    names, cells = ",".join(f"n{number}" for number in range(200)), ",".join(200 * ["n" * 3_000])
    data = f"target,value,{names}\n1.a,2,{cells}\n".encode()
    path = tmp_path / "a.csv"
    path.write_bytes(data)

    stream = iter_rows(path, "a.csv")

    assert (read_table(data, "a.csv").rows, ()) == (tuple(stream), stream.faults)


@given(st.text('a1",\n\r', max_size=120))
def test_limits_find_the_same_fault_as_in_a_table_read_at_once(body: str) -> None:
    """Whatever stands below the header, rows and first fault are those of the same bytes under the same limits."""
    data, limits = f"target,value\n{body}".encode(), Limits(cell=6, columns=2)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(data)

        stream = iter_rows(path, "a.csv", limits=limits)
        rows = tuple(stream)
        table = read_table(data, "a.csv", limits=limits)

        assert table.rows[: len(rows)] == rows
        assert [fault.reason for fault in table.faults[:1]] == [fault.reason for fault in stream.faults[:1]]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "gbk", "big5"])
def test_a_named_encoding_is_read_beyond_the_first_part(encoding: str, tmp_path: Path) -> None:
    """Megabytes in an encoding that only its name tells are cut at no character."""
    text = "target,value,remark\n" + "1.a,2,一大三人\n" * 90_000
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))

    rows = iter_rows(path, "a.csv", encoding)

    assert 90_000 == sum("一大三人" == row.remark for row in rows)
    first = first_row(path, "a.csv", encoding)
    assert first is not None
    assert ("1.a", "2") == (first.target, first.value)


def test_a_guess_is_refused_by_what_stands_far_below(tmp_path: Path) -> None:
    """Private use and bytes of no encoding are refused as in a small file, wherever they stand."""
    path = tmp_path / "a.csv"
    head = b"target,value,remark\n" + b"1.a,2,\n" * 160_000
    for end, code in (
        ("1.a,3,丂\ue4c6\n".encode("gb18030"), "encoding_private"),
        (b"\xff\n", "encoding_unclear"),
    ):
        path.write_bytes(head + end)
        with pytest.raises(MeasurementError) as caught:
            iter_rows(path, "a.csv")

        assert code == caught.value.code
        assert [code] == [fault.code for fault in read_table(path.read_bytes(), "a.csv").faults]


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress)])
def test_a_packed_file_is_unpacked_on_the_way(suffix: str, pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    """Its rows are those of what it holds, its digest is that of the file."""
    path = tmp_path / f"a.csv{suffix}"
    path.write_bytes(pack(TEXT.encode("gb18030")))

    stream = iter_rows(path, path.name)
    rows = tuple(stream)

    assert read_table(TEXT.encode("gb18030"), path.name).rows == rows
    assert hashlib.sha256(path.read_bytes()).hexdigest() == stream.sha256


def test_a_file_that_is_written_to_meanwhile_is_refused(tmp_path: Path) -> None:
    """Bytes that were text when the encoding was found, and no longer are, become a fault."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"target,value\n" + b"1.a,2\n" * 500_000)
    stream = iter_rows(path, "a.csv")
    with path.open("r+b") as written:
        written.seek(-3, os.SEEK_END)
        written.write(b"\xff")

    assert 500_000 > sum(1 for _ in stream)
    assert ["encoding_broken"] == [fault.code for fault in stream.faults]


def test_rows_that_are_not_taken_leave_nothing_open(tmp_path: Path) -> None:
    """A reader that stops early closes the file, without a warning."""
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode())
    rows = iter(iter_rows(path, "a.csv"))

    assert "3103.ttv" == next(rows).target
    del rows
    gc.collect()


def test_blank_rows_do_not_pile_up(tmp_path: Path) -> None:
    """Targets of rows that state nothing are remembered once each, and only so many."""
    path = tmp_path / "a.csv"
    path.write_text("target,value\n" + "".join(f"1.t{n % 50},\n" for n in range(5_000)), encoding="utf-8")
    stream = iter_rows(path, "a.csv", limits=Limits(faults=20))

    assert () == tuple(stream)
    assert 20 == len(stream.reading.unfilled)
