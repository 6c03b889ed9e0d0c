"""Tables as Parquet."""

from __future__ import annotations

import hashlib
import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.errors import MeasurementError
from verifier.measurement.limits import Limits
from verifier.measurement.parquet import iter_parquet, read_parquet

pa = pytest.importorskip("pyarrow", reason="the extra big is not installed")
pq = pytest.importorskip("pyarrow.parquet", reason="the extra big is not installed")


def parquet(columns: dict[str, Any]) -> bytes:
    """A Parquet file of these columns."""
    made = io.BytesIO()
    pq.write_table(pa.table(columns), made)
    return made.getvalue()


def test_each_type_is_read_exactly() -> None:
    """Doubles and singles as their shortest decimals, decimals with their zeros, strings as they stand."""
    data = parquet(
        {
            "target": pa.array(["1.a", "1.a"]),
            "value": pa.array([0.1 + 0.2, None]),
            "u": pa.array([0.1, 2.5], pa.float32()),
            "k": pa.array([Decimal("2.00"), Decimal("3.00")], pa.decimal128(5, 2)),
            "n": pa.array([5, 6], pa.int64()),
            "date": pa.array([date(2026, 3, 1)] * 2),
            "remark": pa.array([" 0.30", "x"]).dictionary_encode(),
            "evidence": pa.array(["", "a.pdf"]),
        }
    )

    table = read_parquet(data, "a.parquet")

    assert () == table.faults
    assert [
        (1, "0.30000000000000004", "0.3", "0.1", "2.00", "5", "2026-03-01", "0.30"),
        (2, "", "", "2.5", "3.00", "6", "2026-03-01", "x"),
    ] == [(r.line, r.value, r.shown15, r.u, r.k, r.n, r.date, r.remark) for r in table.rows]
    assert ["parquet_binary"] == [reason.code for reason in table.ignored]


def test_structure_is_checked_as_in_any_table() -> None:
    """Missing columns, columns of lists and limits are faults."""
    lists = parquet({"target": pa.array(["1.a"]), "value": pa.array([[1]])})
    plain = parquet({"target": pa.array(["1.a", "1.b"]), "value": pa.array(["1", "2"])})

    assert ["parquet_type"] == [f.code for f in read_parquet(lists, "a.parquet").faults]
    assert ["table_header_missing"] == [
        f.code for f in read_parquet(parquet({"target": pa.array(["1.a"])}), "a.parquet").faults
    ]
    assert ["table_rows_many"] == [f.code for f in read_parquet(plain, "a.parquet", Limits(rows=1)).faults]
    assert ["packed_total"] == [f.code for f in read_parquet(plain, "a.parquet", Limits(unpacked_bytes=9)).faults]


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + bytes(100) + b"PAR1"])
def test_what_is_no_parquet_is_refused(data: bytes) -> None:
    """Bytes of another format end in a fault."""
    assert ["parquet_broken"] == [fault.code for fault in read_parquet(data, "a.parquet").faults]


_COLUMNS = {
    "target": ["3103.ttv", "3103.tsd", ""],
    "value": [1.5, 0.25, None],
    "n": [1, None, 3],
    "remark": ["甲", "乙", "丙"],
}


@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=6), st.floats(0.2, 1))
@settings(max_examples=300, deadline=None)
def test_damaged_files_end_in_rows_or_a_reason(flips: list[tuple[float, int]], kept: float) -> None:
    """Bytes changed anywhere, or cut off, raise nothing; every fault has its sentence."""
    data = bytearray(parquet(_COLUMNS))
    for place, byte in flips:
        data[int(place * len(data))] = byte

    table = read_parquet(bytes(data[: int(kept * len(data)) + 1]), "a.parquet")

    assert all(fault.text("zh") for fault in table.faults)


@given(
    st.lists(
        st.tuples(st.text(max_size=8), st.floats(), st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1))), max_size=8
    )
)
@settings(deadline=None)
def test_a_stream_states_the_rows_of_the_table(rows: list[tuple[str, float, int | None]]) -> None:
    """What is read batch by batch from the disk is what is read from memory; the digest is of the file."""
    columns = {"target": [t for t, _, _ in rows], "value": [v for _, v, _ in rows], "n": [n for _, _, n in rows]}
    kinds = pa.schema([("target", pa.string()), ("value", pa.float64()), ("n", pa.int64())])
    made = io.BytesIO()
    pq.write_table(pa.table(columns, schema=kinds), made)
    data = made.getvalue()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.parquet"
        path.write_bytes(data)

        stream = iter_parquet(path, "a.parquet")
        streamed = tuple(stream)

    table = read_parquet(data, "a.parquet")
    assert table.rows == streamed
    assert [fault.reason for fault in table.faults] == [fault.reason for fault in stream.faults]
    assert (hashlib.sha256(data).hexdigest(), len(data)) == (stream.sha256, stream.taken)


def test_a_stream_of_what_is_no_parquet_is_refused(tmp_path: Path) -> None:
    """The kind of failure is told before any row is asked for."""
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1 no parquet")

    with pytest.raises(MeasurementError) as refused:
        iter_parquet(path, "a.parquet")

    assert "parquet_broken" == refused.value.code
