"""Lines of groups: what columns say of each wafer, lot or sample is what its rows say one by one."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

import pyarrow as pa
from pyarrow import parquet

from tests.plan.submissions import LIMITS, submission
from tests.plan.test_rulings import write
from verifier.catalogue.guide import Project
from verifier.decision.ruling import Context
from verifier.errors import MeasurementError
from verifier.plan import by_group
from verifier.plan.by_group import GROUPED, GroupLine, GroupTable
from verifier.plan.local import scan_file
from verifier.plan.scan import TableFile
from verifier.plan.tally import Plan
from verifier.plan.whole import scan_whole


def _told(table: GroupTable) -> list[tuple[GroupLine, float]]:
    return [(replace(line, margin=0), round(line.margin, 9)) for line in table.sorted()]


@pytest.mark.parametrize("key", GROUPED)
@pytest.mark.parametrize("seed", range(3))
def test_columns_say_what_rows_say(key: str, seed: int, project: Project, tmp_path: Path) -> None:
    """Counts and worst values of every group, for hostile texts, mixed units and values at limits."""
    rng = random.Random(seed)  # noqa: S311 -- test data
    path = write(tmp_path / "a.csv", submission(rng, 300, tuple(LIMITS), plain=rng.choice((0, 0.5))))
    plan = Plan(project.targets, Context(), {})
    columns, rows = GroupTable(plan, key), GroupTable(plan, key)
    scan_file(TableFile(path, path.name), plan, groups=(columns,))
    scan_whole(TableFile(path, path.name), plan, groups=(rows,))

    assert [margin for _, margin in _told(rows)] == pytest.approx([margin for _, margin in _told(columns)])
    counted = [(one.group, one.target, one.rows, one.fails, one.undecided, one.other) for one, _ in _told(rows)]
    assert counted == [
        (one.group, one.target, one.rows, one.fails, one.undecided, one.other) for one, _ in _told(columns)
    ]


def test_the_worst_row_is_named(project: Project, tmp_path: Path) -> None:
    """With its text, its unit as it stands, and its line; of equal ones the first; in Parquet as in CSV."""
    rows = [("W1", "1.4", "um"), ("W1", "1.40", "um"), ("W2", "1.6", "um"), ("W1", "1.2", "um"), ("W2", "<1", "um")]
    made = [{"wafer": w, "target": "9999.upper", "value": v, "unit": u} for w, v, u in rows]
    text = write(tmp_path / "a.csv", made)
    parquet.write_table(pa.Table.from_pylist(made), tmp_path / "a.parquet")
    plan = Plan(project.targets, Context(), {})
    for path, first in ((text, 2), (tmp_path / "a.parquet", 1)):
        table = GroupTable(plan, "wafer")
        scan_file(TableFile(path, path.name), plan, groups=(table,))
        one, two = table.sorted()

        assert ("W1", 3, 0, "1.4", "um", first) == (one.group, one.rows, one.fails, one.worst, one.unit, one.line)
        assert ("W2", 2, 1, "1.6", first + 2) == (two.group, two.rows, two.fails, two.worst, two.line)


def test_too_many_groups_are_refused(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence names the column, so that a coarser one can be chosen."""
    monkeypatch.setattr(by_group, "_MOST", 1)
    table = GroupTable(Plan(project.targets, Context(), {}), "sample")
    table.add(GroupLine("a", "9999.upper", 1))

    with pytest.raises(MeasurementError) as refused:
        table.add(GroupLine("b", "9999.upper", 1, file="a.csv", line=3))

    assert "plan_groups_many" == refused.value.code
    assert "sample" in str(refused.value)
