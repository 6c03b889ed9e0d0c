"""The embedded engine: which files it reads in pieces, what it tells, and hostile ones."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")


from verifier.errors import MeasurementError
from verifier.plan.local import scan_file
from verifier.plan.plan import Plan
from verifier.plan.scan import TableFile

_HEAD = b"target,value,unit\n"


def test_progress_is_told_up_to_the_last_byte(plan: Plan, tmp_path: Path) -> None:
    """Bytes and rows only grow, and end at the size of the file."""
    path = tmp_path / "a.csv"
    path.write_bytes(_HEAD + b"9999.upper,1.4,um\n" * 1000)
    told: list[tuple[int, int]] = []
    scan_file(TableFile(path, "a.csv"), plan, progress=lambda done, rows: told.append((done, rows)))

    assert (path.stat().st_size, 1000) == told[-1]
    assert told == sorted(told)


def test_values_side_by_side_are_read_whole(plan: Plan, tmp_path: Path) -> None:
    """A table with a column for each sample has the rows that the scalar reader makes of it."""
    path = tmp_path / "a.csv"
    path.write_text("target,unit,样品1,样品2\n9999.upper,um,1.4,1.6\n9999.hot,degC,80,90\n", encoding="utf-8")
    scan = scan_file(TableFile(path, "a.csv"), plan)

    assert (True, 4) == (scan.whole, scan.tally.counted)


@pytest.mark.parametrize(
    "cell",
    [b"9**9**9**9", b"1e999999999", b"(" * 90_000, b"1" * 90_000, b"\xed\xa0\x80", b"nan" * 30_000, b"-" * 90_000],
)
def test_hostile_cells_end_soon(cell: bytes, plan: Plan, tmp_path: Path) -> None:
    """A hundred rows of hostile text are tallied, none as a number, in no time to speak of."""
    path = tmp_path / "a.csv"
    path.write_bytes(_HEAD + (b"9999.upper," + cell + b",um\n") * 100)
    scan_file(TableFile(path, "a.csv"), plan)
    started = time.process_time()
    scan = scan_file(TableFile(path, "a.csv"), plan)

    assert time.process_time() - started < 30
    assert not any(group.found for group in scan.tally.groups.values())


def test_a_cell_beyond_the_limit_is_a_fault(plan: Plan, tmp_path: Path) -> None:
    """Ten megabytes in one cell refuse the file, as in the scalar path."""
    path = tmp_path / "a.csv"
    path.write_bytes(_HEAD + b"9999.upper," + b"9" * 10_000_000 + b",um\n")
    scan = scan_file(TableFile(path, "a.csv"), plan)

    assert ["table_cell_long"] == [fault.code for fault in scan.faults]


def test_an_absent_library_names_its_extra(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without numba the engine says which extra to install."""
    monkeypatch.setattr("verifier.measurement.extras.find_spec", lambda name: None if name == "numba" else object())

    with pytest.raises(MeasurementError) as refused:
        scan_file(TableFile(tmp_path / "a.csv", "a.csv"), plan)

    assert refused.value.code.endswith("extra_missing")
    assert "big" in str(refused.value)
