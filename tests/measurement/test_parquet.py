"""Tables as Parquet."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from verifier.measurement.limits import Limits
from verifier.measurement.parquet import read_parquet

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
