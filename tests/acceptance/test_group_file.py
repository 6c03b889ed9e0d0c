"""Files of groups: the same lines as CSV, JSON and Parquet, from columns and from rows."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import tempfile
from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from verifier.acceptance import group_file
from verifier.acceptance.check import Question
from verifier.acceptance.group_file import COLUMNS, ENDINGS, GroupFile
from verifier.acceptance.survey import Survey, survey
from verifier.errors import UsageError
from verifier.plan import by_group, group_runs

_TABLE = "target,value,unit,wafer\n3103.ttv,3,um,W1\n3103.ttv,0.04,mm,W1\n3103.ttv,2,um,W2\n"


def _written(tmp_path: Path, name: str, *, rows: bool) -> Path:
    (tmp_path / "a.csv").write_text(_TABLE, encoding="utf-8")
    path = tmp_path / name
    survey(Question((tmp_path / "a.csv",)), date(2026, 1, 1), Survey(rows=rows, groups=(GroupFile("wafer", path),)))
    return path


@pytest.mark.parametrize("rows", [False, True])
def test_each_form_holds_the_same_lines(rows: bool, tmp_path: Path) -> None:  # noqa: FBT001
    """A line for each wafer and target, whichever engine made it."""
    with _written(tmp_path, "g.csv", rows=rows).open(encoding="utf-8-sig", newline="") as stream:
        told = list(csv.DictReader(stream))
    as_json = json.loads(_written(tmp_path, "g.json", rows=rows).read_text(encoding="utf-8"))
    as_parquet = parquet.read_table(_written(tmp_path, "g.parquet", rows=rows)).to_pylist()

    assert list(COLUMNS) == list(told[0])
    assert [["W1", "2"], ["W2", "1"]] == [[one["group"], one["rows"]] for one in told]
    assert {"3103.ttv"} == {one["target"] for one in told}
    assert told == [{name: str(value) for name, value in one.items()} for one in as_json]
    assert told == [{name: str(value) for name, value in one.items()} for one in as_parquet]


def test_an_unknown_ending_is_refused_before_reading(tmp_path: Path) -> None:
    """The sentence names the endings that are known."""
    with pytest.raises(UsageError) as refused:
        _written(tmp_path, "g.xlsx", rows=False)

    assert "group_file_ending" == refused.value.code
    assert all(ending in str(refused.value) for ending in ENDINGS)


def test_a_submission_without_a_table_is_refused(tmp_path: Path) -> None:
    """Groups are made from tables that are read in pieces."""
    (tmp_path / "sub").mkdir()
    how = Survey(groups=(GroupFile("lot", tmp_path / "g.csv"),))
    with pytest.raises(UsageError) as refused:
        survey(Question((tmp_path / "sub",)), date(2026, 1, 1), how)

    assert "group_no_table" == refused.value.code


_NAMES = ("", "a", "b", "ab", " a", "a,b", 'a"b', 'a""', "é", "e\u0301", "\uffee", "\U0001f600", "晶圆", "a\rb")
_VALUES = (
    ("diameter", "150", "mm"), ("diameter", "150.0", "mm"), ("diameter", "0.15", "m"), ("diameter", "151", "mm"),
    ("diameter", "x", "mm"), ("diameter", "", "mm"), ("capacity", "100000", "wafer/year"), ("ttv", "3", "um"),
)  # fmt: skip
_ROWS = st.lists(st.tuples(st.sampled_from(_NAMES), st.sampled_from(_VALUES)), max_size=12)


def _tables(folder: Path, files: list[list[tuple[str, tuple[str, str, str]]]]) -> tuple[Path, ...]:
    """Files of rows, CSV and Parquet by turns, and a workbook's worth of JSON, whose rows stand beside the tables."""
    paths = []
    for number, rows in enumerate(files):
        cells = [
            {"target": f"3103.{target}", "value": value, "unit": unit, "wafer": name}
            for name, (target, value, unit) in rows or [("a", _VALUES[0])]
        ]
        path = folder / f"f{number}.{('csv', 'parquet')[number % 2]}"
        if number % 2:
            parquet.write_table(pa.Table.from_pylist(cells), path)
        else:
            with path.open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, list(cells[0]))
                writer.writeheader()
                writer.writerows(cells)
        paths.append(path)
    beside = folder / "z.json"
    beside.write_text(json.dumps([{"target": "3103.diameter", "value": "150", "unit": "mm", "wafer": "a"}]), "utf-8")
    return (*paths, beside)


@given(st.lists(_ROWS, min_size=1, max_size=3), st.booleans())
@settings(max_examples=15)
def test_files_are_the_same_whether_or_not_runs_were_needed(
    files: list[list[tuple[str, tuple[str, str, str]]]],
    rows: bool,  # noqa: FBT001
) -> None:
    """Byte for byte, for hostile names, equal margins, and several files; no other file is left."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        paths = _tables(folder, files)
        written = []
        for place in ("plenty", "little"):
            out = folder / place
            groups = tuple(GroupFile("wafer", out / f"g{ending}") for ending in ENDINGS)
            survey(Question(paths, project="3103"), date(2026, 1, 1), Survey(rows=rows, groups=groups))
            written.append({path.name: path.read_bytes() for path in out.iterdir()})
            for module, held, limit in (
                (group_runs, "_HELD", 2), (group_runs, "_AT_ONCE", 2), (group_runs, "_PIECE", 1), (by_group, "_HELD", 1)
            ):  # fmt: skip
                patch.setattr(module, held, limit)

    assert {f"g{ending}" for ending in ENDINGS} == set(written[0])
    assert written[0] == written[1]


@given(st.lists(st.tuples(st.text(), st.sampled_from(("", "1,5", 'a"', "\r", "\n", "é")))))
def test_many_lines_are_put_as_one_by_one(cells: list[tuple[str, str]]) -> None:
    """CSV of columns is that of Python's own writer."""
    expected = io.StringIO(newline="")
    csv.writer(expected).writerows((group, 3, worst, "um") for group, worst in cells)
    groups, worst = (pa.array([one[at] for one in cells], pa.string()) for at in (0, 1))
    table = pa.table({"g": groups, "n": pa.array([3] * len(cells)), "w": worst, "u": ["um"] * len(cells)})

    assert expected.getvalue().encode() == group_file._as_csv(table)


def test_row_groups_have_one_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """However the lines come; no lines are one empty group, as Arrow has it."""
    monkeypatch.setattr(group_file, "_ROW_GROUP", 4)
    table = pa.table({"n": list(range(10))})
    for step in (1, 3, 4, 10):
        some = [table.slice(at, step) for at in range(0, 10, step)]

        assert [4, 4, 2] == [len(one) for one in group_file._row_groups(some, table.slice(0, 0))]
    assert [4] == [len(one) for one in group_file._row_groups([table.slice(0, 4)], table.slice(0, 0))]
    assert [0] == [len(one) for one in group_file._row_groups([], table.slice(0, 0))]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_is_whole_or_as_it_was(ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full in the middle is told by a sentence, and leaves the older file and nothing else."""
    path = _written(tmp_path, f"g{ending}", rows=False)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    for writer in ("_write_csv", "_write_json", "_write_parquet"):
        inner = getattr(group_file, writer)
        monkeypatch.setattr(group_file, writer, lambda *given, inner=inner: full(inner(*given)))
    with pytest.raises(UsageError) as refused:
        _written(tmp_path, f"g{ending}", rows=False)

    assert "group_file_unwritten" == refused.value.code
    assert "No space left" in str(refused.value)
    assert before == path.read_bytes()
    assert {"a.csv", path.name} == {one.name for one in tmp_path.iterdir()}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_full_device_is_told(ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system says when bytes find no room is a sentence in each form."""
    if not Path("/dev/full").exists():
        pytest.skip("the system has no device that is always full")
    opened = Path.open
    monkeypatch.setattr(
        Path, "open", lambda self, *a, **k: opened(Path("/dev/full") if self.name.startswith(".g") else self, *a, **k)
    )
    with pytest.raises(UsageError) as refused:
        _written(tmp_path, f"g{ending}", rows=False)

    assert "group_file_unwritten" == refused.value.code
    assert {"a.csv"} == {one.name for one in tmp_path.iterdir()}


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    """The sentence names the folder."""
    (tmp_path / "f").write_bytes(b"")
    with pytest.raises(UsageError) as refused:
        _written(tmp_path, "f/g.csv", rows=True)

    assert "group_file_unwritten" == refused.value.code
    assert str(tmp_path / "f") in str(refused.value)
