"""The lines of the comparison table."""

from __future__ import annotations

from typing import Any

from verifier.report.result_reader import read_result
from verifier.report.sheet import rerun_command, sheet_lines


def test_one_line_a_target_in_order(hundred_targets: dict[str, Any]) -> None:
    """Every target has its line, numbered from 1."""
    lines = sheet_lines(read_result(hundred_targets, "zh"), 0)

    assert list(range(1, 101)) == [line.number for line in lines]


def test_conditions_not_stated_are_named(every_verdict: dict[str, Any]) -> None:
    """What was not stated stands beside the method, whether the result names it by key or with its words."""
    every_verdict["targets"][1]["conditions_not_stated"] = [{"key": "rms", "zh": "均方根", "en": "root mean square"}]

    line = sheet_lines(read_result(every_verdict, "en"), 0)[1]

    assert "rms root mean square" in line.method


def test_counts_are_those_of_all_rows(many_rows: dict[str, Any]) -> None:
    """A run by columns lists some rows and counts all: the line says the counts."""
    verdicts = {"pass": 4_000_000, "fail": 6, "not_evaluable": 2}
    many_rows["targets"][0]["tally"] = {"rows": 4_000_018, "verdicts": verdicts, "inputs": 3, "excluded": 7}

    line = sheet_lines(read_result(many_rows, "en"), 10)[0]

    said = "4000018 in all: deciding 4000006, input 3, excluded 7, could not be judged 2"
    assert (said, True) == (line.row_counts, line.actual.note.endswith("rows: 4000008"))
    assert line.rest.startswith("4000008 more rows are not listed")


def test_a_command_cannot_be_smuggled_in() -> None:
    """What a result says stands quoted in the command."""
    view = read_result({"project": "x; rm -rf ~", "as_of": "2026-01-01"}, "en")

    assert "dabiao check . --project 'x; rm -rf ~' --rule full-value --as-of 2026-01-01" == rerun_command(view)


def test_a_long_method_does_not_fill_the_page() -> None:
    """A method of a thousand characters is cut in the printed cell, with a mark that it goes on."""
    rows = [{"verdict": "pass", "method": "逐片测量" * 300, "report": "R" * 5000}]

    line = sheet_lines(read_result({"targets": [{"id": "a", "verdict": "pass", "rows": rows}]}, "zh"), 0)[0]

    assert line.method.endswith("…")
    assert max(len(line.method), len(line.evidence)) <= 241


def test_a_documented_target_shows_what_was_filed_for_it() -> None:
    """Rows that only supply documents do not count, and still the sheet says which documents they are."""
    rows = [
        {"role": "input", "evidence": "量产线验收报告.pdf"},
        {"role": "input", "evidence": "x.pdf", "excluded": True},
    ]

    line = sheet_lines(read_result({"targets": [{"id": "a", "verdict": "expert", "rows": rows}]}, "zh"), 0)[0]

    assert "量产线验收报告.pdf" == line.evidence
