"""Large tables read record by record."""

from __future__ import annotations

import hashlib
import tracemalloc
from pathlib import Path

import pytest

from verifier.errors import MeasurementError
from verifier.measurement.limits import Limits
from verifier.measurement.stream import iter_rows
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
    assert (hashlib.sha256(data).hexdigest(), len(data)) == (stream.sha256, stream.bytes)


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
    assert "file_large" == caught.value.code
    stream = iter_rows(path, "a.csv", limits=Limits(cell=20))
    assert ((), ["table_cell_long"]) == (tuple(stream), [fault.code for fault in stream.faults])
