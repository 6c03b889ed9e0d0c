"""Files of groups: the same lines as CSV, JSON and Parquet, from columns and from rows."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")

from pyarrow import parquet

from verifier.acceptance.check import Question
from verifier.acceptance.group_file import COLUMNS, ENDINGS, GroupFile
from verifier.acceptance.survey import Survey, survey
from verifier.errors import UsageError

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
