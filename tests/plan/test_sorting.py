"""Sorting blocks: however a file is cut into blocks, the tally is the same, and so it is from binary columns."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

import pyarrow as pa
from pyarrow import parquet

from tests.plan.submissions import LIMITS, submission
from tests.plan.test_rulings import compared, write
from verifier.catalogue.guide import Project
from verifier.decision.ruling import Context
from verifier.measurement.parquet import read_parquet
from verifier.measurement.table import read_table
from verifier.plan import local
from verifier.plan.chunks import Chunks
from verifier.plan.local import scan_file
from verifier.plan.scan import TableFile
from verifier.plan.tally import Plan

_NAMES = tuple(LIMITS)


@pytest.mark.parametrize("size", [300, 3000, 100_000])
def test_the_size_of_blocks_changes_nothing(
    size: int, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three rows a block or all at once: the same rulings."""
    path = write(tmp_path / "a.csv", submission(random.Random(size), 300, _NAMES, plain=0.5))  # noqa: S311 -- test data
    monkeypatch.setattr(local, "Chunks", lambda where, name: Chunks(where, name, size))
    scan = scan_file(TableFile(path, path.name), Plan(project.targets, Context(), {}))

    assert [] == compared(read_table(path.read_bytes(), path.name).rows, scan.tally, project, Context())


@pytest.mark.parametrize("kind", ["string", "double", "single"])
@pytest.mark.parametrize("seed", range(3))
def test_parquet_is_ruled_on_like_its_rows(kind: str, seed: int, project: Project, tmp_path: Path) -> None:
    """Values as text, doubles or singles: at limits, NaN and null too, as the scalar reader of Parquet has them."""
    rng = random.Random(seed)  # noqa: S311 -- test data
    rows = submission(rng, 300, _NAMES, plain=rng.choice((0.3, 0.9)))
    table = pa.table({key: [row[key] for row in rows] for key in rows[0]})
    if kind != "string":
        numbers = [_number(row, rng) for row in rows]
        column = pa.array(numbers, pa.float64() if kind == "double" else pa.float32())
        table = table.set_column(1, "value", column)
    path = tmp_path / "a.parquet"
    parquet.write_table(table, path, row_group_size=70)
    scan = scan_file(TableFile(path, path.name), Plan(project.targets, Context(), {}))
    expected = read_parquet(path.read_bytes(), path.name)

    assert expected.faults == tuple(scan.faults)
    assert [] == compared(expected.rows, scan.tally, project, Context())


def _number(row: dict[str, str], rng: random.Random) -> float | None:
    limit = float(LIMITS[row["target"].removeprefix("9999.")])
    near = limit * (1 + rng.choice((0, 1e-16, -1e-16, 1e-15, 1e-9)))
    return rng.choice((near, near, rng.gauss(limit, limit), float("nan"), float("inf"), None, 0.0, -limit, 0.1 + 0.2))
