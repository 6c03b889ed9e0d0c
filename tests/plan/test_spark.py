"""The cluster engine: on every row what the embedded engine says, whatever stands in the files and however they lie."""

from __future__ import annotations

import bz2
import gzip
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

import pyarrow as pa
from pyarrow import parquet

from tests.plan.submissions import HEAD, LIMITS, devices, submission
from tests.plan.test_rulings import compared, write
from verifier.catalogue.guide import Project
from verifier.catalogue.target import Plan as SamplePlan
from verifier.decision.rule import read_rule
from verifier.decision.ruling import Context
from verifier.measurement.row import Row
from verifier.measurement.table import read_table
from verifier.plan.group import Seen
from verifier.plan.local import scan_file
from verifier.plan.plan import Plan
from verifier.plan.scan import Scan, TableFile
from verifier.plan.spark import Run, scan_on_spark
from verifier.plan.spark_files import local_file
from verifier.plan.tally import Tally

# Spark leaves sockets to the collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

Session = Any
_LINE = b"target,value,unit\n"


def _on_spark(spark: Session, paths: Sequence[Path], project: Project, *, verdicts: Path | None = None) -> list[Scan]:
    plan = Plan(project.targets, Context(), project.stems())
    run = Run(spark, plan, HEAD, verdicts=None if verdicts is None else f"file:{verdicts}")
    return scan_on_spark(run, [local_file(path, path.name) for path in paths])


def _here(path: Path, project: Project, verdicts: Path | None = None) -> Scan:
    plan = Plan(project.targets, Context(), project.stems())
    return scan_file(TableFile(path, path.name), plan, verdicts=verdicts)


def _told(scan: Scan) -> tuple[object, ...]:
    """All that a file leaves behind for a verdict."""
    zones = {
        (signature, number): (
            zone.count,
            zone.first.row,
            zone.low[0],
            zone.low[1].row,
            zone.high[0],
            zone.high[1].row,
            _rows(zone.listed),
        )
        for signature, group in scan.tally.groups.items()
        for number, zone in group.found.items()
    }
    others = {
        (signature, key): (counted.count, counted.first.row)
        for signature, group in scan.tally.groups.items()
        for key, counted in group.others.items()
    }
    values = {signature: group.values for signature, group in scan.tally.groups.items() if group.values}
    rows = {signature: _rows(group.rows) for signature, group in scan.tally.groups.items() if group.rows}
    evidence = {text: one.row for text, one in scan.tally.evidence.items()}
    return scan.source, scan.tally.counted, zones, others, values, rows, evidence, scan.ignored


def _rows(seen: Sequence[Seen]) -> list[Row]:
    return [one.row for one in seen]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("rule", ["full-value", "guarded:0.5"])
def test_hostile_submissions_are_ruled_on_alike(
    seed: int, rule: str, project: Project, tmp_path: Path, spark: Session
) -> None:
    """Two files in many blocks, with hostile texts, mixed units and a U a row, are ruled on like all their rows."""
    rng = random.Random(seed)  # noqa: S311 -- test data
    context = Context(rule=read_rule(rule))
    plan = Plan(project.targets, context, project.stems())
    paths: list[Path] = []
    rows: list[Row] = []
    for name in ("a.csv", "b.csv"):
        made = submission(rng, 250, tuple(LIMITS), plain=rng.choice((0, 0.9)))
        paths.append(write(tmp_path / name, [{**row, "uncertainty": f"{rng.random():.5f}"} for row in made]))
        rows += read_table(paths[-1].read_bytes(), name).rows
    scans = scan_on_spark(Run(spark, plan, HEAD), [local_file(path, path.name) for path in paths])
    tally = Tally(plan)
    for scan in scans:
        tally.merge(scan.tally)

    assert [] == compared(rows, tally, project, context)
    assert [False, False] == [scan.whole for scan in scans]


def test_devices_with_a_column_for_each_target_go_in_blocks(project: Project, tmp_path: Path, spark: Session) -> None:
    """Wide tables, as text and as Parquet: what they leave behind, and each row's verdict, as in one process."""
    rows = devices(random.Random(9), 900, plain=False)  # noqa: S311 -- test data
    paths = [write(tmp_path / "a.csv", rows), tmp_path / "b.parquet"]
    columns = {key: pa.array([row[key] for row in rows], pa.string()) for key in rows[0]}
    parquet.write_table(pa.table(columns), paths[1], row_group_size=200)
    scans = _on_spark(spark, paths, project, verdicts=tmp_path / "told")

    expected = []
    for path, scan in zip(paths, scans, strict=True):
        assert not scan.whole
        assert _told(_here(path, project, tmp_path / "one.parquet"))[1:] == _told(scan)[1:]
        expected += [
            (path.name, row["line"], row["target"], row["verdict"])
            for row in parquet.read_table(tmp_path / "one.parquet").to_pylist()
        ]
    told = parquet.read_table(tmp_path / "told").to_pylist()
    found = [(row["file"], row["line"], row["target"], row["verdict"]) for row in told]
    assert sorted(expected, key=str) == sorted(found, key=str)


def test_every_row_has_the_verdict_of_the_embedded_engine(project: Project, tmp_path: Path, spark: Session) -> None:
    """Spark writes one row for each row of the files, with its line, target and verdict."""
    rng = random.Random(7)  # noqa: S311 -- test data
    paths = [write(tmp_path / f"{n}.csv", submission(rng, 200, tuple(LIMITS), plain=0.5)) for n in "ab"]
    odd = tmp_path / "odd.csv"
    odd.write_bytes('target,value,unit,remark\n9999.upper,1.4,um,"a\nb"\n9999.upper,1.6,um,批\n'.encode("gb18030"))
    _on_spark(spark, [*paths, odd], project, verdicts=tmp_path / "told")
    expected = []
    for path in (*paths, odd):
        _here(path, project, tmp_path / "one.parquet")
        expected += [
            (path.name, row["line"], row["target"], row["verdict"])
            for row in parquet.read_table(tmp_path / "one.parquet").to_pylist()
        ]
    actual = parquet.read_table(tmp_path / "told").to_pylist()

    assert sorted(expected, key=str) == sorted(
        ((r["file"], r["line"], r["target"], r["verdict"]) for r in actual), key=str
    )
    assert len(expected) == len({(name, line) for name, line, _, _ in expected})


def test_a_file_leaves_behind_what_it_leaves_to_the_embedded_engine(
    project: Project, tmp_path: Path, spark: Session
) -> None:
    """Counts, extremes with their rows and lines, listed rows, odd texts, evidence and the digest are equal."""
    rng = random.Random(3)  # noqa: S311 -- test data
    rows = submission(rng, 300, tuple(LIMITS), plain=0.6)
    plain = write(tmp_path / "空 格[1]%41.csv", rows)
    body = plain.read_bytes()
    lines = body.splitlines(keepends=True)
    cases = {
        "comment.csv": b"# made by a tester\n\n" + body,
        "bom.csv": b"\xef\xbb\xbf" + body,
        "crlf.csv": b"".join(line.rstrip(b"\r\n") + b"\r\n" for line in lines if b'"' not in line),
        "open.csv": body.rstrip(b"\r\n"),
        "a.csv.gz": gzip.compress(body),
        "_hidden.csv": body,
        "quoted.csv": body + b'9999.upper,"1.6\n",um' + b"," * (len(rows[0]) - 3) + b"\n",
        "gb.csv": "target,value,unit,remark\n9999.upper,1.4,um,合格\n".encode("gb18030"),
        "wide.csv": b"sample,9999.upper (um)\n1,1.4\n2,1.6\n",
        "samples.csv": "target,unit,样品1,样品2\n9999.upper,um,1.4,1.6\n".encode(),
        "header.csv": _LINE,
    }
    for name, data in cases.items():
        (tmp_path / name).write_bytes(data)
    paths = [plain, *(tmp_path / name for name in cases)]
    scans = _on_spark(spark, paths, project)

    for path, scan in zip(paths, scans, strict=True):
        expected = _here(path, project)
        assert _told(expected)[1:] == _told(scan)[1:], path.name
        assert (expected.source.sha256, expected.source.bytes) == (scan.source.sha256, scan.source.bytes)


def test_what_is_read_row_by_row_here_is_ruled_on_alike(project: Project, tmp_path: Path, spark: Session) -> None:
    """Blank lines and bzip2, which the embedded engine reads row by row, have its verdicts, counts and values."""
    made = submission(random.Random(4), 200, tuple(LIMITS), plain=0.7)  # noqa: S311 -- test data
    body = write(tmp_path / "plain.csv", made).read_bytes()
    bare = [line for line in body.splitlines(keepends=True) if b'"' not in line]
    paths = [tmp_path / "blank.csv", tmp_path / "a.csv.bz2"]
    paths[0].write_bytes(b"".join(bare[:90]) + b"\n\n" + b"".join(bare[90:]) + b"\n")
    paths[1].write_bytes(bz2.compress(body))
    scans = _on_spark(spark, paths, project)

    for path, scan in zip(paths, scans, strict=True):
        data = path.read_bytes()
        rows = read_table(bz2.decompress(data) if path.suffix == ".bz2" else data, path.name).rows
        assert [] == compared(rows, scan.tally, project, Context()), path.name
        assert not scan.whole


def test_parquet_is_read_in_its_own_width(project: Project, tmp_path: Path, spark: Session) -> None:
    """Doubles, singles with NaN and nulls, and texts of Parquet end as in the embedded engine, with their rows."""
    rng = random.Random(5)  # noqa: S311 -- test data
    values = [rng.choice((1.5, 1.4, 0.3, 0.1 + 0.2, float("nan"), float("inf"), None, 1.5000001)) for _ in range(3000)]
    targets = ["9999.upper" if rng.random() < 0.7 else "9999.hot" for _ in values]
    paths = []
    for name, column in (
        ("double", pa.array(values, pa.float64())),
        ("single", pa.array(values, pa.float32())),
        ("text", pa.array([None if v is None else repr(v) for v in values])),
        (
            "decimal",
            pa.array([v if v is not None and v < 9 else None for v in values]).cast(pa.decimal128(20, 15)),
        ),
    ):
        paths.append(tmp_path / f"{name}.parquet")
        units = ["um" if target.endswith("upper") else "K" for target in targets]
        days = [None if at % 9 else date(2026, 1, 1 + at % 28) for at in range(len(values))]
        beside = {"date": days, "own": [at % 2 == 0 for at in range(len(values))]}
        table = pa.table({"target": targets, "value": column, "unit": units, **beside})
        parquet.write_table(table, paths[-1], row_group_size=500)
    scans = _on_spark(spark, paths, project)

    for path, scan in zip(paths, scans, strict=True):
        assert _told(_here(path, project)) == _told(scan), path.name
        assert not scan.whole


@pytest.mark.parametrize(
    "body",
    [
        _LINE + b"9999.upper,1,um\n9999.upper,1\n" * 400,
        _LINE + b"9999.upper,1,um\n" * 400 + b'9999.upper,"1,um\n',
        _LINE + b"9999.upper," + b"9" * 10_000_000 + b",um\n",
        b"",
        b"no table\n",
    ],
    ids=["ragged", "open quote", "10 MB", "empty", "no header"],
)
def test_faults_are_those_of_the_embedded_engine(body: bytes, project: Project, tmp_path: Path, spark: Session) -> None:
    """A file that is refused is refused with the same sentences and lines."""
    path = tmp_path / "a.csv"
    path.write_bytes(body)
    blocks = spark.conf.get("spark.sql.files.maxPartitionBytes")
    spark.conf.set("spark.sql.files.maxPartitionBytes", max(int(blocks), len(body) // 3))
    expected = [str(fault) for fault in _here(path, project).faults]

    actual = [str(fault) for scan in _on_spark(spark, [path], project) for fault in scan.faults]
    spark.conf.set("spark.sql.files.maxPartitionBytes", blocks)

    assert expected == actual
    assert expected


def test_samples_are_counted_over_blocks(spark: Session, project: Project, tmp_path: Path) -> None:
    """Lots, parts and sites that stand in several blocks, and lots with the names of members of a part, are counted."""
    rng = random.Random(1)  # noqa: S311 -- test data
    plans = (SamplePlan(lots=9, parts_per_lot=900), SamplePlan(sites=90), SamplePlan(lots=9, parts=9, fails=0))
    targets = tuple(replace(one, plan=plans[at % 3]) for at, one in enumerate(project.targets))
    planned = replace(project, targets=targets)
    rows = [
        {**row, "lot": rng.choice(("file", "line", "")), "item": str(rng.randint(1, 30)), "n": rng.choice(("", "2"))}
        for row in submission(rng, 1500, tuple(LIMITS), plain=0.9)
    ]
    path = write(tmp_path / "a.csv", [{**row, "sample": ""} for row in rows])
    (scan,) = _on_spark(spark, [path], planned)

    assert not scan.whole
    assert _here(path, planned).tally.sizes.known == scan.tally.sizes.known
    assert [] == compared(read_table(path.read_bytes(), path.name).rows, scan.tally, planned, Context())
