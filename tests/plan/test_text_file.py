"""Files of delimited text: cut anywhere, they leave behind the same."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")


from tests.plan.submissions import LIMITS, submission
from tests.plan.test_rulings import compared, told_otherwise, write
from verifier.catalogue.guide import Project
from verifier.decision.ruling import Context
from verifier.measurement.limits import Limits
from verifier.measurement.table import read_table
from verifier.plan import text_file
from verifier.plan.chunks import Chunks
from verifier.plan.local import scan_file
from verifier.plan.plan import Plan
from verifier.plan.scan import TableFile
from verifier.plan.whole import scan_whole

_NAMES = tuple(LIMITS)


@pytest.mark.parametrize("size", [300, 3000, 100_000])
def test_the_size_of_blocks_changes_nothing(
    size: int, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three rows a block or all at once: the same rulings."""
    path = write(tmp_path / "a.csv", submission(random.Random(size), 300, _NAMES, plain=0.5))  # noqa: S311 -- test data
    monkeypatch.setattr(text_file, "Chunks", partial(Chunks, size=size))
    scan = scan_file(TableFile(path, path.name), Plan(project.targets, Context(), {}))

    assert [] == compared(read_table(path.read_bytes(), path.name).rows, scan.tally, project, Context())


def test_the_first_rows_of_a_zone_are_listed(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that the exact reader decides, from behind, are listed where they come before others of their zone."""
    path = write(tmp_path / "a.csv", submission(random.Random(5), 8000, _NAMES, plain=0.8))  # noqa: S311 -- test data
    found = []
    for size in (10_000, 100_000_000):
        monkeypatch.setattr(text_file, "Chunks", partial(Chunks, size=size))
        tally = scan_file(TableFile(path, path.name), Plan(project.targets, Context(), {})).tally
        found.append(
            {
                (group.signature, number): [seen.place for seen in zone.listed]
                for group in tally.groups.values()
                for number, zone in group.found.items()
            }
        )

    assert found[0] == found[1]
    assert any(len(places) == 5 for places in found[0].values())


@pytest.mark.parametrize("seed", range(6))
def test_quotes_and_line_ends_of_every_kind_are_read_alike(
    seed: int, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Inches, cells of several lines, broken quotes and lone carriage returns, cut anywhere: rows, lines, faults."""
    rng = random.Random(seed)  # noqa: S311 -- test data
    remarks = ("", '6" wafer', '"two\nlines"', '"a ""b""\nc"', "x\ry", '"x\ry"') + ('"a"b\n"',) * (seed % 2)
    lines = ["remark,target,value,unit"]
    for row in submission(rng, 600, _NAMES, plain=0.8):
        value = row["value"].replace('"', "").replace(",", "")
        lines.append(",".join((rng.choice(remarks), row["target"], value, row["unit"])))
    path = tmp_path / "a.csv"
    path.write_bytes("\n".join(lines).encode() + b"\n")
    table = read_table(path.read_bytes(), path.name)
    monkeypatch.setattr(text_file, "Chunks", partial(Chunks, size=rng.choice((1, 3000))))
    plan, told = Plan(project.targets, Context(), {}), tmp_path / "told"
    scan = scan_file(TableFile(path, path.name), plan, verdicts=told)

    assert [str(fault) for fault in table.faults] == [str(fault) for fault in scan.faults]
    assert not scan.whole
    assert [] == compared(table.rows, scan.tally, project, Context())
    assert [] == told_otherwise(table.rows, told, plan)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_faults_are_listed_in_row_order_up_to_the_limit(ending: str, project: Project, tmp_path: Path) -> None:
    """Rows without a target, in every block: each once, and the list ends where that of the reader of rows ends."""
    rows = [("" if number % 7 == 3 else "9999.upper", str(number), "um") for number in range(2000)]
    text = "target,value,unit\n" + "".join(f"{','.join(row)}\n" for row in rows)
    path = tmp_path / f"a.{ending}"
    if ending == "csv":
        path.write_text(text, encoding="utf-8")
    else:
        import pyarrow as pa
        from pyarrow import parquet

        columns = zip(("target", "value", "unit"), zip(*rows, strict=True), strict=True)
        parquet.write_table(pa.table({name: list(column) for name, column in columns}), path)
    for most in (1, 10, 1000):
        limits = Limits(faults=most)
        told = tmp_path / "told"
        found = scan_file(TableFile(path, path.name, limits), Plan(project.targets, Context(), {}), verdicts=told)
        whole = scan_whole(TableFile(path, path.name, limits), Plan(project.targets, Context(), {}))

        assert (False, min(most + 1, 286)) == (found.whole, len(found.faults))
        assert [str(fault) for fault in whole.faults] == [str(fault) for fault in found.faults]


@pytest.mark.parametrize("size", [1, 100_000])
def test_behind_a_cell_that_is_too_long_nothing_is_read(
    size: int, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quote that is never closed is one fault, where it stands; the digest is that of the whole file."""
    path = tmp_path / "a.csv"
    body = 'target,value,unit,remark\n9999.upper,1,um,6"\n9999.upper,1,um,"' + "9999.upper,,,米\n" * 5000
    path.write_bytes(body.encode())
    limits = Limits(cell=2000)
    monkeypatch.setattr(text_file, "Chunks", partial(Chunks, size=size))
    scan = scan_file(TableFile(path, path.name, limits), Plan(project.targets, Context(), {}))
    table = read_table(path.read_bytes(), path.name, limits=limits)

    assert ["table_cell_long"] == [fault.code for fault in scan.faults]
    assert [str(fault) for fault in table.faults] == [str(fault) for fault in scan.faults]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == scan.source.sha256


def test_delimited_text_needs_no_arrow() -> None:
    """Its import would be a sixth of the whole start."""
    asked = "import sys, verifier.plan.text_file; sys.exit('pyarrow' in sys.modules)"

    assert 0 == subprocess.run([sys.executable, "-c", asked], check=False).returncode
