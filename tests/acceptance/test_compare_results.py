"""Results compared over time."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from verifier.acceptance.check import Question, check
from verifier.acceptance.compare_results import Loaded, difference, load_result, trend
from verifier.errors import RecordError, UsageError
from verifier.record.bundle import unpack_bundle

_TODAY = date(2026, 11, 22)


def target(name: str = "9.a", **more: object) -> dict[str, Any]:
    """One judged target."""
    fields: dict[str, Any] = {
        "id": name,
        "name": {"zh": "甲", "en": "A"},
        "verdict": "pass",
        "value": "12",
        "unit": "um",
    }
    return {**fields, "limit": "15", "margin": "3", "reading": {"id": "as-stated", "ratified_by": "none"}, **more}


def loaded(*targets: dict[str, Any], as_of: str = "2026-01-01", project: str = "9") -> Loaded:
    """A result with these targets."""
    return Loaded("r", {"schema": "dabiao/result/v1", "project": project, "as_of": as_of, "targets": list(targets)})


@pytest.mark.parametrize(
    ("what", "value"),
    [("verdict", "fail"), ("value", "13"), ("reading", {"id": "other"}), ("predicate", "TTV <= 9 um"), ("margin", "2")],
)
def test_each_change_is_named(what: str, value: object) -> None:
    """A verdict, value, reading or agreed value that differs is one change."""
    found = difference(loaded(target(predicate="p")), loaded(target() | {"predicate": "p", what: value}))

    assert [what] == [change["what"] for change in found["targets"][0]["changes"]]


def test_evidence_is_compared_by_report_not_by_line() -> None:
    """A row that moved is no change; another report is."""
    a = target(rows=[{"line": 2, "report": "R1", "lab": "L"}])
    moved = target(rows=[{"line": 9, "report": "R1", "lab": "L"}])
    other = target(rows=[{"line": 2, "report": "R2", "lab": "L"}])

    assert [] == difference(loaded(a), loaded(moved))["targets"]
    assert [{"what": "evidence", "a": ["L R1"], "b": ["L R2"]}] == difference(loaded(a), loaded(other))["targets"][0][
        "changes"
    ]


def test_another_file_under_the_same_name_is_other_evidence() -> None:
    """A report that was exchanged is named with the beginnings of both digests."""
    sides = []
    for digest in ("ab" * 32, "cd" * 32):
        side = loaded(target(rows=[{"line": 2, "evidence": "报告.pdf"}]))
        side.result["evidence_files"] = [{"file": "报告.pdf", "sha256": digest}]
        sides.append(side)

    (change,) = difference(*sides)["targets"][0]["changes"]

    assert {"what": "evidence", "a": ["报告.pdf abababababab…"], "b": ["报告.pdf cdcdcdcdcdcd…"]} == change


def test_a_target_that_came_or_went_is_named() -> None:
    """A target in one result alone is a change of the target itself."""
    found = difference(loaded(target("9.a")), loaded(target("9.b")))

    assert [("9.a", True, False), ("9.b", False, True)] == [
        (item["id"], item["changes"][0]["a"], item["changes"][0]["b"]) for item in found["targets"]
    ]


def test_a_result_does_not_differ_from_itself() -> None:
    """The same result twice has no change."""
    found = difference(loaded(target()), loaded(target()))

    assert ([], 1) == (found["targets"], found["same"])


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"verdict": "fail"}, {"verdict": "pass"}, "improved"),
        ({"verdict": "pass"}, {"verdict": "undecided"}, "regressed"),
        ({"verdict": "missing"}, {"verdict": "fail"}, "regressed"),
        ({"margin": "3"}, {"margin": "2"}, "regressed"),
        ({"margin": "1/3"}, {"margin": "0.4"}, "improved"),
        ({"margin": "3", "unit": "um"}, {"margin": "2", "unit": "mm", "value": "13"}, "changed"),
        ({"verdict": "missing"}, {"verdict": "expert"}, "changed"),
        ({}, {}, "steady"),
    ],
)
def test_movement(before: dict[str, Any], after: dict[str, Any], expected: str) -> None:
    """The verdict decides first, then the margin in one unit; what has no direction is a change."""
    found = trend([loaded(target(**before)), loaded(target(**after), as_of="2026-06-01")])

    assert expected == found["targets"][0]["movement"]


def test_results_stand_in_the_order_of_their_dates() -> None:
    """The order of the paths does not matter, and a fall on the way is not hidden by the end."""
    results = [
        loaded(target(margin="5"), as_of="2026-09-01"),
        loaded(target(margin="3"), as_of="2025-01-01"),
        loaded(target(margin="1"), as_of="2026-01-01"),
    ]

    found = trend(results)

    assert ["2025-01-01", "2026-01-01", "2026-09-01"] == [heading["as_of"] for heading in found["results"]]
    assert ("improved", True) == (found["targets"][0]["movement"], found["targets"][0]["regressed"])


def test_other_projects_and_single_results_are_refused() -> None:
    """Two projects cannot be compared, and one result has no course."""
    codes = []
    for others in ([loaded(project="1"), loaded(project="2")], [loaded()]):
        with pytest.raises(UsageError) as refused:
            trend(others)
        codes.append(refused.value.code)
    with pytest.raises(UsageError) as refused:
        difference(loaded(project="1"), loaded(project="2"))
    codes.append(refused.value.code)

    assert ["compare_projects_differ", "compare_too_few", "compare_projects_differ"] == codes


def test_a_result_file_and_a_submission_are_read_alike(tmp_path: Path) -> None:
    """What check writes is what it judges: a submission does not differ from its own result."""
    table = tmp_path / "rows.csv"
    table.write_text("target,value,unit,conditions\n3103.ttv,0.015,mm,wafer_class = 6英寸\n", encoding="utf-8")
    stored = tmp_path / "result.json"
    stored.write_text(json.dumps(check(Question((table,)), _TODAY).result, ensure_ascii=False), encoding="utf-8")

    a, b = (load_result(path, Question(()), _TODAY) for path in (stored, table))

    assert [] == difference(a, b)["targets"]


def test_a_bundle_is_read_as_the_result_that_it_seals() -> None:
    """A sealed bundle stands for its sealed result, whatever the program would judge now."""
    path = Path(__file__).parents[1] / "vectors" / "records" / "v1" / "whole.zip"

    found = load_result(path, Question(()), _TODAY)

    assert unpack_bundle(path.read_bytes()).record.result == found.result
    assert "whole.zip" == found.name


def test_a_zip_that_is_no_bundle_is_a_submission(tmp_path: Path) -> None:
    """A packed table is judged like the table itself."""
    table, packed = tmp_path / "rows.csv", tmp_path / "rows.zip"
    table.write_text("target,value,unit,conditions\n3103.ttv,0.015,mm,wafer_class = 6英寸\n", encoding="utf-8")
    with ZipFile(packed, "w") as archive:
        archive.write(table, "rows.csv")

    a, b = (load_result(path, Question(()), _TODAY) for path in (packed, table))

    assert [] == difference(a, b)["targets"]


def test_a_bundle_that_was_damaged_is_refused(tmp_path: Path) -> None:
    """A bundle that lost its last bytes is refused; nothing is taken from it."""
    whole = (Path(__file__).parents[1] / "vectors" / "records" / "v1" / "whole.zip").read_bytes()
    path = tmp_path / "damaged.zip"
    path.write_bytes(whole[:-30])

    with pytest.raises(RecordError):
        load_result(path, Question(()), _TODAY)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "compare_no_json"),
        ("[" * 100_000, "compare_no_json"),
        ('{"schema": "dabiao/result/v9", "targets": []}', "compare_schema"),
        ('{"schema": "dabiao/result/v1"}', "compare_schema"),
        (None, "compare_path_absent"),
    ],
)
def test_what_is_no_result_is_refused(tmp_path: Path, text: str | None, code: str) -> None:
    """Damaged files, results of another version and paths that are not there are refused with a reason."""
    path = tmp_path / "result.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")

    with pytest.raises(UsageError) as refused:
        load_result(path, Question(()), _TODAY)

    assert code == refused.value.code
