"""Tables with a column for each target: by columns as row by row."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

import pyarrow as pa
from pyarrow import parquet

from tests.plan.submissions import devices
from tests.plan.test_rulings import compared, write
from verifier.catalogue.guide import Project
from verifier.decision.ruling import Context, rule_on
from verifier.measurement.parquet import read_parquet
from verifier.measurement.table import Table, read_table
from verifier.plan import text_file
from verifier.plan.by_group import GroupTable
from verifier.plan.chunks import Chunks
from verifier.plan.local import scan_file
from verifier.plan.plan import Plan
from verifier.plan.scan import Scan, TableFile
from verifier.plan.whole import scan_whole


def _written(path: Path, rows: list[dict[str, str]], *, last: bool) -> Path:
    """As a table whose last column is a value, or none."""
    if last:
        values = [key for key in rows[0] if key.startswith("9999.")]
        rows = [{key: row[key] for key in sorted(row, key=lambda key: key == values[0])} for row in rows]
    return write(path, rows)


def _in_form(folder: Path, rows: list[dict[str, str]], form: str) -> Path:
    if form == "csv":
        return write(folder / "a.csv", rows)
    path = folder / "a.parquet"
    columns = {key: pa.array([row[key] for row in rows], pa.string()) for key in rows[0]}
    parquet.write_table(pa.table(columns), path, row_group_size=70)
    return path


def _read(path: Path) -> Table:
    data = path.read_bytes()
    return read_parquet(data, path.name) if path.suffix == ".parquet" else read_table(data, path.name)


def _differences(path: Path, project: Project, found: Scan) -> list[object]:
    table = _read(path)
    assert table.faults == tuple(found.faults)
    evidence: dict[str, int | str] = {}
    for row in table.rows:
        evidence.setdefault(row.evidence, row.line)
    evidence.pop("", None)
    told = {text: seen.row.line for text, seen in found.tally.evidence.items() if text}
    return [*compared(table.rows, found.tally, project, Context()), *({*evidence.items()} ^ {*told.items()})]


@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_wide_tables_are_ruled_on_alike(seed: int, last: bool, project: Project, tmp_path: Path) -> None:  # noqa: FBT001 -- a parameter
    """Blank and hostile cells, units in headings and beside them, exclusions: verdicts, counts, reasons, evidence."""
    rng = random.Random(seed)  # noqa: S311 -- test data
    path = _written(tmp_path / "a.csv", devices(rng, rng.choice((1, 7, 200)), plain=seed % 3 == 0), last=last)
    scan = scan_file(TableFile(path, path.name), Plan(project.targets, Context(), {}))

    assert (False, 0) == (scan.whole, scan.pieces)
    assert [] == _differences(path, project, scan)


@pytest.mark.parametrize("size", [300, 5000])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_blocks_and_line_ends_change_nothing(
    size: int, end: str, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Small pieces, pieces that only the reader of rows can tell, blank lines, and carriage returns."""
    rng = random.Random(size)  # noqa: S311 -- test data
    path = _written(tmp_path / "a.csv", devices(rng, 300, plain=True), last=True)
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    lines[40:40] = [""]
    lines[100] = '"S 1\nand 2"' + lines[100][lines[100].index(",") :]
    path.write_bytes("".join(line + end for line in (head, *lines)).encode())
    monkeypatch.setattr(text_file, "Chunks", partial(Chunks, size=size))
    scan = scan_file(TableFile(path, path.name), Plan(project.targets, Context(), {}))

    assert (False, 1) == (scan.whole, scan.pieces)
    assert [] == _differences(path, project, scan)


@pytest.mark.parametrize("form", ["text", "doubles", "words"])
@pytest.mark.parametrize("seed", range(4))
def test_wide_parquet_is_ruled_on_alike(form: str, seed: int, project: Project, tmp_path: Path) -> None:
    """Values as text, as doubles with nulls, and as words of a dictionary."""
    rng = random.Random(seed)  # noqa: S311 -- test data
    rows = devices(rng, 150, plain=form == "doubles" or seed % 2 == 0)
    columns = {key: pa.array([row[key] or None for row in rows], pa.string()) for key in rows[0]}
    for key, texts in columns.items():
        if key.startswith("9999.") and form != "text":
            columns[key] = texts.cast(pa.float64()) if form == "doubles" else texts.dictionary_encode()
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table(columns), path, row_group_size=40)
    scan = scan_file(TableFile(path, path.name), Plan(project.targets, Context(), {}))

    assert not scan.whole
    assert [] == _differences(path, project, scan)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_verdicts_stand_row_by_row(form: str, project: Project, tmp_path: Path) -> None:
    """In the order of the file and, of one device, of its columns; cells that are blank have none."""
    rng = random.Random(3)  # noqa: S311 -- test data
    path = _in_form(tmp_path, devices(rng, 200, plain=False), form)
    plan = Plan(project.targets, Context(), {})
    scan_file(TableFile(path, path.name), plan, verdicts=tmp_path / "v")

    expected = []
    for row in _read(path).rows:
        alone = replace(row)
        one = rule_on(plan.asked[row.target].narrowed[0], (alone,), Context()).decided.rows[0]
        apart = one.verdict is None or one.role == "excluded"
        expected.append((row.line, row.target, one.role if apart else str(one.verdict)))
    told = [(one["line"], one["target"], one["verdict"]) for one in parquet.read_table(tmp_path / "v").to_pylist()]
    assert expected == told


@pytest.mark.parametrize("form", ["csv", "parquet"])
@pytest.mark.parametrize("key", ["wafer", "sample"])
def test_groups_of_wide_tables_are_those_of_rows(key: str, form: str, project: Project, tmp_path: Path) -> None:
    """A line for each wafer, or device, and target."""
    path = _in_form(tmp_path, devices(random.Random(5), 200, plain=False), form)  # noqa: S311 -- test data
    plan = Plan(project.targets, Context(), {})
    columns, rows = GroupTable(plan, key), GroupTable(plan, key)
    scan_file(TableFile(path, path.name), plan, groups=(columns,))
    scan_whole(TableFile(path, path.name), plan, groups=(rows,))

    found, expected = list(columns.sorted()), list(rows.sorted())
    for name in ("group", "target", "rows", "fails", "undecided", "other", "worst", "unit", "file", "line"):
        assert [getattr(line, name) for line in expected] == [getattr(line, name) for line in found]
