"""Sorting blocks: however a file is cut into blocks, the tally is the same, and so it is from binary columns."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

import pyarrow as pa
from pyarrow import parquet

from tests.plan.submissions import LIMITS, project_in, submission
from tests.plan.test_rulings import compared, write
from verifier.catalogue.guide import Project
from verifier.decision.ruling import Context
from verifier.measurement.parquet import read_parquet
from verifier.measurement.table import read_table
from verifier.plan.local import scan_file
from verifier.plan.plan import Plan
from verifier.plan.scan import TableFile

_NAMES = tuple(LIMITS)


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


_ZEROS = (
    "0", "-0", "+0", "0.0", "-0.00", ".0", "0.", "000", "0e0", "0e5", "-0E-300", "0e399", "0e500", "0." + "0" * 30,
    "0" * 120, "1e-320", "-1e-320", "1e-400", "-1e-400", "0." + "0" * 39 + "1", "-0." + "0" * 330 + "1",
    "1e-300", "-1e-300", "1e-17", "-1e-17", "0.1", "-273.15", "-273.150", "-273.1500000000000001", "-2.7315e2",
)  # fmt: skip


@pytest.mark.parametrize("form", ["text", "Parquet of text", "Parquet of doubles"])
def test_zeros_lie_where_they_lie_to_a_limit_of_zero(form: str, tmp_path: Path) -> None:
    """Zeros in every notation, and numbers so small that their doubles are zero, are ruled on as row by row."""
    predicates = ("z <= 0 V", "z < 0 V", "z > 0 V", "z >= 0 V", "z in [0, 1) V", "z > -273.15 V", "abs(z) <= 0 V")
    ids = [f"9999.z{number}" for number in range(len(predicates))]
    bodies = {f"z{at}": f'predicate = "{one}"\nstatistic = "every"' for at, one in enumerate(predicates)}
    loaded = project_in(tmp_path, bodies)
    rows = [{"target": name, "value": text, "unit": unit} for text in _ZEROS for unit in ("V", "mV") for name in ids]
    if form == "text":
        path = write(tmp_path / "a.csv", rows)
        expected = read_table(path.read_bytes(), path.name)
    else:
        values = [row["value"] for row in rows]
        told = pa.array(values if form.endswith("text") else [float(value) for value in values])
        path = tmp_path / "a.parquet"
        parquet.write_table(
            pa.table({"target": [row["target"] for row in rows], "value": told, "unit": [row["unit"] for row in rows]}),
            path,
        )
        expected = read_parquet(path.read_bytes(), path.name)
    scan = scan_file(TableFile(path, path.name), Plan(loaded.targets, Context(), {}))

    assert len(rows) == len(expected.rows)
    assert [] == compared(expected.rows, scan.tally, loaded, Context())


def _number(row: dict[str, str], rng: random.Random) -> float | None:
    limit = float(LIMITS[row["target"].removeprefix("9999.")])
    near = limit * (1 + rng.choice((0, 1e-16, -1e-16, 1e-15, 1e-9)))
    return rng.choice((near, near, rng.gauss(limit, limit), float("nan"), float("inf"), None, 0.0, -limit, 0.1 + 0.2))
