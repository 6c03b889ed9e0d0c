"""The embedded engine: which files it reads in pieces, what it tells, and hostile ones."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

import pyarrow as pa
from pyarrow import parquet

from verifier.catalogue.guide import Project
from verifier.decision.ruling import Context
from verifier.errors import MeasurementError
from verifier.measurement.parquet import read_parquet
from verifier.plan.local import first_rows, scan_file
from verifier.plan.plan import Plan
from verifier.plan.scan import TableFile

_HEAD = b"target,value,unit\n"


def _plan(project: Project) -> Plan:
    return Plan(project.targets, Context(), {})


def test_progress_is_told_up_to_the_last_byte(project: Project, tmp_path: Path) -> None:
    """Bytes and rows only grow, and end at the size of the file."""
    path = tmp_path / "a.csv"
    path.write_bytes(_HEAD + b"9999.upper,1.4,um\n" * 1000)
    told: list[tuple[int, int]] = []
    scan_file(TableFile(path, "a.csv"), _plan(project), progress=lambda done, rows: told.append((done, rows)))

    assert (path.stat().st_size, 1000) == told[-1]
    assert told == sorted(told)


def test_values_side_by_side_are_read_whole(project: Project, tmp_path: Path) -> None:
    """A table with a column for each target has the rows that the scalar reader makes of it."""
    path = tmp_path / "a.csv"
    path.write_text("sample,9999.upper (um),9999.hot (degC)\n1,1.4,80\n2,1.6,90\n", encoding="utf-8")
    scan = scan_file(TableFile(path, "a.csv"), _plan(project))

    assert (True, 4) == (scan.whole, scan.tally.counted)


@pytest.mark.parametrize(
    "cell",
    [b"9**9**9**9", b"1e999999999", b"(" * 90_000, b"1" * 90_000, b"\xed\xa0\x80", b"nan" * 30_000, b"-" * 90_000],
)
def test_hostile_cells_end_soon(cell: bytes, project: Project, tmp_path: Path) -> None:
    """A hundred rows of hostile text are tallied, none as a number, in no time to speak of."""
    path = tmp_path / "a.csv"
    path.write_bytes(_HEAD + (b"9999.upper," + cell + b",um\n") * 100)
    scan_file(TableFile(path, "a.csv"), _plan(project))
    started = time.process_time()
    scan = scan_file(TableFile(path, "a.csv"), _plan(project))

    assert time.process_time() - started < 30
    assert not any(group.found for group in scan.tally.groups.values())


def test_a_cell_beyond_the_limit_is_a_fault(project: Project, tmp_path: Path) -> None:
    """Ten megabytes in one cell refuse the file, as in the scalar path."""
    path = tmp_path / "a.csv"
    path.write_bytes(_HEAD + b"9999.upper," + b"9" * 10_000_000 + b",um\n")
    scan = scan_file(TableFile(path, "a.csv"), _plan(project))

    assert ["table_cell_long"] == [fault.code for fault in scan.faults]


def test_a_file_that_is_no_parquet_is_refused(project: Project, tmp_path: Path) -> None:
    """The name of the file and the kind of failure are told."""
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1 no parquet")
    for read in (lambda: scan_file(TableFile(path, "a.parquet"), _plan(project)), lambda: first_rows(path)):
        with pytest.raises(MeasurementError) as refused:
            read()

        assert "parquet_broken" == refused.value.code


def test_columns_beside_are_those_of_the_rows(project: Project, tmp_path: Path) -> None:
    """Texts that repeat or do not, whole numbers, doubles, nulls: a row that is listed has them as read alone."""
    number = 3000
    columns = {
        "target": ["9999.upper"] * number,
        "value": [1.4 + 0.2 * (at % 1000 == 7) for at in range(number)],
        "unit": ["um"] * number,
        "lot": [None if at % 3 else " L1" for at in range(number)],
        "sample": [f"S{at}" for at in range(number)],
        "x": list(range(number)),
        "y": [None if at % 2 else at for at in range(number)],
        "remark": ["é" if at % 2 else "e\u0301 " for at in range(number)],
        "temperature": [20.1] * number,
        "own": pa.array(["a"] * number, pa.large_string()),
    }
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table(columns), path)

    scan = scan_file(TableFile(path, "a.parquet"), _plan(project))

    (group,) = scan.tally.groups.values()
    listed = [seen for zone in group.found.values() for seen in (*zone.listed, zone.first, zone.low[1], zone.high[1])]
    rows = read_parquet(path.read_bytes(), "a.parquet").rows
    assert {8, 1008, 2008} <= {seen.row.line for seen in listed}
    assert all(seen.row == rows[seen.place[1]] for seen in listed)
    assert (False, number) == (scan.whole, scan.tally.counted)


def test_an_absent_library_names_its_extra(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without numba the engine says which extra to install."""
    monkeypatch.setattr("verifier.measurement.extras.find_spec", lambda name: None if name == "numba" else object())

    with pytest.raises(MeasurementError) as refused:
        scan_file(TableFile(tmp_path / "a.csv", "a.csv"), _plan(project))

    assert refused.value.code.endswith("extra_missing")
    assert "big" in str(refused.value)
