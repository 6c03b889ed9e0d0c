"""The lines of the comparison table."""

from __future__ import annotations

from typing import Any

from verifier.report.result_reader import read_result
from verifier.report.sheet import noted_rows, rerun_command, sheet_lines


def test_one_line_a_target_in_order(hundred_targets: dict[str, Any]) -> None:
    """Every target has its line, numbered from 1."""
    lines = sheet_lines(read_result(hundred_targets, "zh"), 0)

    assert list(range(1, 101)) == [line.number for line in lines]


def test_conditions_not_stated_are_named(every_verdict: dict[str, Any]) -> None:
    """What was not stated stands beside the method, whether the result names it by key or with its words."""
    every_verdict["targets"][1]["conditions_not_stated"] = [{"key": "rms", "zh": "均方根", "en": "root mean square"}]

    line = sheet_lines(read_result(every_verdict, "en"), 0)[1]

    assert "rms root mean square" in line.method


def test_page_one_names_ten_rows_and_counts_the_others(hundred_targets: dict[str, Any]) -> None:
    """A long list does not push the table off its page."""
    for target in hundred_targets["targets"]:
        target["rows"][0]["excluded"] = "broken"
    view = read_result(hundred_targets, "en")

    sentences, more = noted_rows(view.excluded_rows, "en")

    assert (10, 90) == (len(sentences), more)


def test_a_command_cannot_be_smuggled_in() -> None:
    """What a result says stands quoted in the command."""
    view = read_result({"project": "x; rm -rf ~", "as_of": "2026-01-01"}, "en")

    assert "dabiao check . --project 'x; rm -rf ~' --rule full-value --as-of 2026-01-01" == rerun_command(view)
