"""Lines of groups: what columns say of each wafer, lot or sample is what its rows say one by one."""

from __future__ import annotations

import random
from functools import partialmethod
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
from verifier.measurement.row import Row
from verifier.plan import by_group
from verifier.plan.by_group import GROUPED, GroupTable
from verifier.plan.chunks import Chunks
from verifier.plan.group_line import GroupLine
from verifier.plan.local import scan_file
from verifier.plan.plan import Plan
from verifier.plan.scan import TableFile
from verifier.plan.whole import scan_whole


def _counts(lines: list[GroupLine]) -> list[tuple[str, str, int, int, int, int]]:
    return [(one.group, one.target, one.rows, one.fails, one.undecided, one.other) for one in lines]


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

    expected, found = list(rows.sorted()), list(columns.sorted())
    assert [line.margin for line in expected] == pytest.approx([line.margin for line in found])
    assert _counts(expected) == _counts(found)


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


def test_the_base_alone_refuses_too_many_groups(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence names the column, so that a coarser one can be chosen, and the extra that takes any number."""
    monkeypatch.setattr(by_group, "_MOST", 1)
    monkeypatch.setattr(by_group, "find_spec", lambda _: None)
    table = GroupTable(Plan(project.targets, Context(), {}), "sample")
    table.write_rows([Row("a.csv", 2, "9999.upper", "1", "um", sample="a")])
    table.write_rows([Row("a.csv", 3, "9999.upper", "1", "um", sample="a")])

    with pytest.raises(MeasurementError) as refused:
        table.write_rows([Row("a.csv", 4, "9999.upper", "1", "um", sample="b")])

    assert "plan_groups_many" == refused.value.code
    assert "sample" in str(refused.value)
    assert "dabiao[big]" in str(refused.value)


def test_a_file_that_is_read_again_counts_once(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that turns out not to be UTF-8 far behind its start is read row by row from its start; others stay."""
    monkeypatch.setattr(Chunks, "__init__", partialmethod(Chunks.__init__, size=4096))
    sound = write(tmp_path / "a.csv", [{"sample": "A", "target": "9999.upper", "value": "1", "unit": "um"}] * 300)
    rows = "".join(f"B{at % 2},9999.upper,1,um\n" for at in range(2000))
    late = tmp_path / "b.csv"
    late.write_bytes(("sample,target,value,unit\n" + rows + "晶圆,9999.upper,1,um\n").encode("gbk"))
    plan = Plan(project.targets, Context(), {})
    table = GroupTable(plan, "sample")
    whole = []
    for path in (sound, late, sound):
        table.begin()
        whole.append(scan_file(TableFile(path, path.name), plan, groups=(table,)).whole)

    assert [False, True, False] == whole
    assert {"A": 600, "B0": 1000, "B1": 1000, "晶圆": 1} == {line.group: line.rows for line in table.sorted()}
