"""The lines of one block's groups: those that its rows make one by one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

import pyarrow as pa
from pyarrow import parquet

from tests.plan.test_rulings import write
from verifier.catalogue.guide import Project
from verifier.decision.ruling import Context
from verifier.plan.by_group import GroupTable
from verifier.plan.group_line import GroupLine
from verifier.plan.local import scan_file
from verifier.plan.plan import Plan
from verifier.plan.scan import TableFile
from verifier.plan.whole import scan_whole


def _by_columns(project: Project, path: Path) -> list[GroupLine]:
    plan = Plan(project.targets, Context(), {})
    table = GroupTable(plan, "sample")
    scan_file(TableFile(path, path.name), plan, groups=(table,))
    return list(table.sorted())


def test_groups_are_spelled_as_the_reader_of_rows_spells_them(project: Project, tmp_path: Path) -> None:
    """Blanks, composed letters, and quotes within quotes: columns have the same groups, in the order of code points."""
    spelled = [
        "A",
        " A ",
        "\u00a0A",
        "e\u0301",
        "\u00e9",
        'a""b',
        'a"b',
        '"',
        "a,b",
        "\uffee",
        "\U0001f600",
        "晶圆",
        "",
    ]
    rows = [{"sample": name, "target": "9999.upper", "value": "1", "unit": "um"} for name in spelled]
    unquoted = 'sample,target,value,unit\na""b,9999.upper,1,um\n'
    (tmp_path / "b.csv").write_text(unquoted, encoding="utf-8")
    for path in (write(tmp_path / "a.csv", rows), tmp_path / "b.csv"):
        plan = Plan(project.targets, Context(), {})
        columns, each = GroupTable(plan, "sample"), GroupTable(plan, "sample")
        scan_file(TableFile(path, path.name), plan, groups=(columns,))
        scan_whole(TableFile(path, path.name), plan, groups=(each,))

        found = [replace(line, order=0) for line in columns.sorted()]
        assert [replace(line, order=0) for line in each.sorted()] == found
        assert sorted({line.group for line in found}) == [line.group for line in found]


@pytest.mark.parametrize(("kind", "worst"), [(pa.float32(), "1.6"), (pa.float64(), "1.6"), (pa.string(), "1.60")])
def test_the_worst_value_is_told_as_it_stands(kind: pa.DataType, worst: str, project: Project, tmp_path: Path) -> None:
    """A binary number by its shortest decimal, a text as it is."""
    values = ["1.2", "1.60", "1.4"]
    cells = pa.array(values) if kind == pa.string() else pa.array([float(value) for value in values], kind)
    columns = {"sample": ["a"] * 3, "target": ["9999.upper"] * 3, "value": cells, "unit": ["um"] * 3}
    parquet.write_table(pa.table(columns), tmp_path / "a.parquet")
    (line,) = _by_columns(project, tmp_path / "a.parquet")

    assert (3, 1, worst, 2) == (line.rows, line.fails, line.worst, line.line)


def test_a_value_beyond_all_doubles_is_no_worst_one(project: Project, tmp_path: Path) -> None:
    """1e400 L/min lie far above their least value: the worst one is another."""
    rows = [{"sample": "a", "target": "9999.lower", "value": value, "unit": "L/min"} for value in ("1e400", "0.3", "2")]
    (line,) = _by_columns(project, write(tmp_path / "a.csv", rows))

    assert (3, 0, "0.3", 3) == (line.rows, line.fails, line.worst, line.line)


def test_rows_that_state_nothing_make_no_line(project: Project, tmp_path: Path) -> None:
    """Blank lines, and rows of targets that the project does not have, alone or between others."""
    head, row = "sample,target,value,unit\n", "a,9999.upper,1,um\n"
    strange = "\nb,9999.nobody,1,um\n,,,\n"
    found = []
    for text in (head, head + "\n\n", head + strange, head + strange + row + strange):
        (tmp_path / "a.csv").write_text(text, encoding="utf-8")
        found.append([(line.group, line.rows) for line in _by_columns(project, tmp_path / "a.csv")])

    assert [[], [], [], [("a", 1)]] == found
