"""Rulings from tallies: whatever was submitted, the plan says what the scalar path says."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from verifier.catalogue.guide import Project
from verifier.catalogue.target import Condition
from verifier.decision.rule import read_rule
from verifier.decision.ruling import Context, Ruling, rule_on
from verifier.measurement.row import Row
from verifier.measurement.table import read_table

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

from tests.plan.submissions import LIMITS, submission
from verifier.plan.local import scan_file
from verifier.plan.plan import Plan
from verifier.plan.rulings import rule_on_tally
from verifier.plan.scan import Scan, TableFile
from verifier.plan.tally import Tally

_ALL = tuple(LIMITS)


def write(path: Path, rows: Sequence[dict[str, str]]) -> Path:
    """Write rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def scan(path: Path, plan: Plan) -> Scan:
    """The tally of a file under a plan."""
    return scan_file(TableFile(path, path.name), plan)


def _differences(path: Path, project: Project, context: Context) -> list[tuple[str, str, object, object]]:
    """Where the plan's ruling differs from the scalar path's."""
    table = read_table(path.read_bytes(), path.name)
    scanned = scan(path, Plan(project.targets, context, project.stems()))
    assert [str(fault) for fault in table.faults] == [str(fault) for fault in scanned.faults]
    return compared(table.rows, scanned.tally, project, context)


def compared(
    rows: Sequence[Row], tally: Tally, project: Project, context: Context
) -> list[tuple[str, str, object, object]]:
    """Where the rulings from a tally differ from those on the rows."""
    found = rule_on_tally(tally)
    wrong: list[tuple[str, str, object, object]] = []
    for target in project.targets:
        own = [row for row in rows if row.target == target.id]
        expected, actual = rule_on(target, own, context), found[target.id]
        pairs = {
            "verdict": (expected.verdict, actual.ruling.verdict),
            "reasons": (expected.decided.reasons, actual.ruling.decided.reasons),
            "value": (expected.decided.possible, actual.ruling.decided.possible),
            "judgement": (expected.decided.judgement, actual.ruling.decided.judgement),
            "given": (expected.decided.given, actual.ruling.decided.given),
            "readings": (_readings(expected), _readings(actual.ruling)),
            "not stated": (_not_stated(expected), actual.not_stated),
            "count": (len(own), actual.counts.rows),
            "counts": (_counts(expected), dict(actual.counts.verdicts)),
        }
        wrong += [(target.id, name, *pair) for name, pair in pairs.items() if pair[0] != pair[1]]
    return wrong


def told_otherwise(rows: Sequence[Row], told: Path, plan: Plan) -> list[object]:
    """Rows whose verdict, alone under the default reading, is not the one that was written."""
    from pyarrow import parquet

    written = {(row["line"], row["target"]): row["verdict"] for row in parquet.read_table(told).to_pylist()}
    wrong: list[object] = []
    for row in rows:
        asked, verdict = plan.asked[row.target], written[int(row.line), row.target]
        if verdict is None:
            continue
        alone = replace(row)
        decided = rule_on(asked.narrowed[0], (alone,), plan.context).decided
        judged = next(found for found in decided.rows if found.sample.row is alone)
        expected = judged.role if judged.verdict is None else judged.verdict.value
        if expected != verdict:
            wrong.append((row, expected, verdict))
    return wrong


def _readings(ruling: Ruling) -> tuple[tuple[str, ...], ...]:
    return ruling.flips, ruling.holds, ruling.untested


def _not_stated(ruling: Ruling) -> tuple[Condition, ...]:
    held = [row.sample.held for row in ruling.decided.rows if row.sample.held is not None]
    return tuple(dict.fromkeys(condition for one in held for condition in one.not_stated))


def _counts(ruling: Ruling) -> dict[str, int]:
    verdicts = [row.verdict.value for row in ruling.decided.rows if row.verdict and row.role != "excluded"]
    return {verdict: verdicts.count(verdict) for verdict in set(verdicts)}


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("rule", ["full-value", "rounded"])
def test_hostile_submissions_are_ruled_on_alike(seed: int, rule: str, project: Project, tmp_path: Path) -> None:
    """Mixed units, conditions, hostile texts and values at limits: the same verdicts, values, margins and reasons."""
    rng = random.Random(seed)  # noqa: S311 -- test data
    names = tuple(rng.sample(_ALL, rng.randint(1, len(_ALL))))
    path = write(tmp_path / "a.csv", submission(rng, rng.choice((1, 5, 60, 400)), names, plain=rng.choice((0, 0.5))))

    assert [] == _differences(path, project, Context(rule=read_rule(rule)))


@pytest.mark.parametrize("seed", range(12))
def test_ordinary_submissions_are_ruled_on_alike(seed: int, project: Project, tmp_path: Path) -> None:
    """Nothing strange but a few rows: the statistics and every reading come out the same."""
    rng = random.Random(seed)  # noqa: S311 -- test data
    plain = rng.choice((1.0, 1.0, 0.99, 0.9))
    path = write(tmp_path / "a.csv", submission(rng, rng.choice((3, 50, 500)), _ALL, plain=plain))

    assert [] == _differences(path, project, Context())


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("heading", ["实测值 (um)", "value (mm)", "value/um"])
def test_units_in_headings_count_for_their_columns(seed: int, heading: str, project: Project, tmp_path: Path) -> None:
    """A unit in the heading, in the cell, in both, or two that differ; U with its own unit and k: as by rows."""
    rng = random.Random(seed)  # noqa: S311 -- test data
    rows = []
    for row in submission(rng, 200, ("upper", "inside"), plain=rng.choice((0, 0.7))):
        kept = rng.random()
        unit = "" if kept < 0.6 else "um" if kept < 0.8 else row["unit"]
        stated = {"U (nm, k=2)": rng.choice(("", "10", "x"))} if seed % 2 else {}
        rows.append({"target": row["target"], heading: row["value"], "unit": unit, **stated})
    path = write(tmp_path / "a.csv", rows)
    plan = Plan(project.targets, Context(rule=read_rule("guarded")), project.stems())

    assert not scan(path, plan).whole
    assert [] == _differences(path, project, plan.context)


@pytest.mark.parametrize(
    "values", [("400", "40"), ("4E+2", "4E+2"), ("400.0000000000000000000000000", "4E+2", "x"), ("x",)], ids=str
)
def test_rows_without_their_group_are_told_so(values: tuple[str, ...], project: Project, tmp_path: Path) -> None:
    """Whether they can be read or not, and however few rows stand for them; one alone needs no group."""
    rows = [{"target": "9999.wafers", "value": value, "unit": ""} for value in values]

    assert [] == _differences(write(tmp_path / "a.csv", rows), project, Context())
