"""Every row's verdict: the columns say of each row what the scalar path says of it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

from pyarrow import parquet

from tests.plan.submissions import submission
from tests.plan.test_rulings import write
from verifier.catalogue.guide import Project
from verifier.decision.rule import read_rule
from verifier.decision.ruling import Context, rule_on
from verifier.measurement.table import read_table
from verifier.plan.local import scan_file
from verifier.plan.plan import Plan
from verifier.plan.scan import TableFile

_ROW_BY_ROW = ("upper", "lower", "inside", "size", "hot", "hot_j")


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("rule", ["full-value", "rounded"])
def test_columns_equal_the_scalar_path_on_every_row(seed: int, rule: str, project: Project, tmp_path: Path) -> None:
    """Line by line, for hostile texts, mixed units, conditions and values at limits with 1 to 40 digits."""
    rng = random.Random(seed)  # noqa: S311 -- test data
    path = write(tmp_path / "a.csv", submission(rng, 300, _ROW_BY_ROW, plain=rng.choice((0, 0.3))))
    context = Context(rule=read_rule(rule))
    scan_file(TableFile(path, path.name), Plan(project.targets, context, {}), verdicts=tmp_path / "v.parquet")
    expected = {}
    for target in project.targets:
        rows = [row for row in read_table(path.read_bytes(), path.name).rows if row.target == target.id]
        for judged in rule_on(target, rows, context).decided.rows:
            expected[judged.sample.row.line] = (
                judged.role if judged.verdict is None or judged.role == "excluded" else judged.verdict.value
            )

    table = parquet.read_table(tmp_path / "v.parquet").to_pylist()

    assert expected == {row["line"]: row["verdict"] for row in table if row["verdict"] is not None}
    assert [row["line"] for row in table] == list(range(2, len(table) + 2))
