"""Files of Parquet: columns of any type, and what is no such file."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

import pyarrow as pa
from numpy.random import default_rng
from pyarrow import parquet

from verifier.errors import MeasurementError
from verifier.measurement.parquet import first_parquet_row, read_parquet
from verifier.plan.local import scan_file
from verifier.plan.plan import Plan
from verifier.plan.scan import TableFile


def test_a_file_that_is_no_parquet_is_refused(plan: Plan, tmp_path: Path) -> None:
    """The name of the file and the kind of failure are told."""
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1 no parquet")
    scan = partial(scan_file, TableFile(path, "a.parquet"), plan)
    for read in (scan, partial(first_parquet_row, path, "a.parquet")):
        with pytest.raises(MeasurementError) as refused:
            read()

        assert "parquet_broken" == refused.value.code


_NUMBER = 3000
_BESIDE: dict[str, pa.Array] = {
    "repeated text": pa.array([None if at % 3 else " L1" for at in range(_NUMBER)]),
    "text": pa.array([f"S{at}" for at in range(_NUMBER)]),
    "forms of Unicode": pa.array(["é" if at % 2 else "e\u0301 " for at in range(_NUMBER)], pa.large_string()),
    "whole numbers": pa.array([None if at % 2 else at for at in range(_NUMBER)]),
    "doubles": pa.array([0.1 + 0.2, 1.0, float("nan")] * (_NUMBER // 3)),
    "singles": pa.array([0.1, 2.5, None] * (_NUMBER // 3), pa.float32()),
    "decimals": pa.array([Decimal("0.00000000"), Decimal("1.50000000"), None] * (_NUMBER // 3), pa.decimal128(12, 8)),
    "days": pa.array([date(2026, 1, 2), date(1999, 12, 31), None] * (_NUMBER // 3)),
    "moments": pa.array([datetime(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5), None] * (_NUMBER // 3)),  # noqa: DTZ001 -- files have them
    "yes and no": pa.array([True, False, None] * (_NUMBER // 3)),
    "nothing": pa.nulls(_NUMBER),
    "words": pa.array(["a", None, "b"] * (_NUMBER // 3)).dictionary_encode(),
}


@pytest.mark.parametrize("kind", _BESIDE)
@pytest.mark.parametrize("place", ["remark", "date", "lot", "report", "own", "uncertainty_unit"])
def test_columns_of_any_type_are_those_of_the_rows(kind: str, place: str, plan: Plan, tmp_path: Path) -> None:
    """Whether a column tells kinds apart, is kept for the report or is not known: a listed row is as read alone."""
    columns = {
        "target": ["9999.upper"] * _NUMBER,
        "value": [1.4 + 0.2 * (at % 1000 == 7) for at in range(_NUMBER)],
        "unit": ["um"] * _NUMBER,
        place: _BESIDE[kind],
    }
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table(columns), path)

    scan = scan_file(TableFile(path, "a.parquet"), plan)

    found = [zone for group in scan.tally.groups.values() for zone in group.found.values()]
    listed = [seen for zone in found for seen in (*zone.listed, zone.first, zone.low[1], zone.high[1])]
    rows = read_parquet(path.read_bytes(), "a.parquet").rows
    assert {8, 1008, 2008} <= {seen.row.line for seen in listed}
    assert all(seen.row == rows[seen.place[1]] for seen in listed)
    assert (False, _NUMBER) == (scan.whole, scan.tally.counted)


@pytest.mark.parametrize(
    "kind", [pa.decimal128(20, 9), pa.decimal128(9, 2), pa.int32(), pa.string(), pa.large_string()], ids=str
)
def test_values_of_any_type_are_those_of_the_rows(kind: pa.DataType, plan: Plan, tmp_path: Path) -> None:
    """Decimals and whole numbers are literal, as text is; zeros and tiny decimals too."""
    texts = ["0", "2", "1", "1.5", "1.51", "0.00", "0.000000001", "1.500000001", None]
    stated = [None if text is None else Decimal(text) for text in texts]
    if pa.types.is_integer(kind):
        values = pa.array([None if value is None else int(value) for value in stated], kind)
    elif pa.types.is_decimal(kind):
        values = pa.array([None if v is None else v.quantize(Decimal(1).scaleb(-kind.scale)) for v in stated], kind)
    else:
        values = pa.array(texts, kind)
    path = tmp_path / "a.parquet"
    columns = {"target": ["9999.upper"] * len(texts), "value": values, "unit": ["um"] * len(texts)}
    parquet.write_table(pa.table(columns), path)

    scan = scan_file(TableFile(path, "a.parquet"), plan)

    table = read_parquet(path.read_bytes(), "a.parquet")
    (group,) = scan.tally.groups.values()
    counts = {zone: found.count for zone, found in group.found.items()}
    passed = sum(Decimal(row.value) <= Decimal("1.5") for row in table.rows)
    assert ({0: passed, 1: len(table.rows) - passed}, False) == (counts, scan.whole)
    assert all(seen.row in table.rows for zone in group.found.values() for seen in (zone.first, zone.low[1]))


def test_memory_does_not_grow_with_the_file(plan: Plan, tmp_path: Path) -> None:
    """Eight times the rows take the room of some batches, not of the file."""
    rows = 1 << 17
    table = pa.table({"target": ["9999.upper"] * rows, "value": default_rng(1).random(rows), "unit": ["um"] * rows})

    def most(groups: int) -> int:
        path = tmp_path / f"{groups}.parquet"
        with parquet.ParquetWriter(path, table.schema, use_dictionary=["target", "unit"]) as writer:
            for _ in range(groups):
                writer.write_table(table)
        held, before = [0], pa.total_allocated_bytes()

        def note(_done: int, _rows: int) -> None:
            held.append(pa.total_allocated_bytes() - before)

        scan = scan_file(TableFile(path, path.name), plan, progress=note)
        assert groups * rows == scan.tally.counted
        return max(held)

    assert most(32) < 2 * most(4)
