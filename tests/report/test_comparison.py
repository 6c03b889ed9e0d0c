"""What the comparison table's cells say."""

from __future__ import annotations

from typing import Any

import pytest

from verifier.report.comparison import few, gate, gate_sentence, listed_rows, remark, to_fix
from verifier.report.result_reader import read_result


def test_failed_targets_are_dealt_with_first(every_verdict: dict[str, Any]) -> None:
    """The things to fix begin with what failed and leave out what only the panel can settle."""
    verdicts = [target.verdict for target in to_fix(read_result(every_verdict, "zh"))]

    assert ["fail", "fail", "not_evaluable", "not_evaluable", "undecided", "missing"] == verdicts


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (["pass", "pass"], ("pass", "All 2 indicators achieved")),
        (["pass", "expert"], ("undecided", "No indicator failed; 1 of 2 still open")),
        (["fail", "pass"], ("fail", "1 of 2 not achieved")),
        (["fail", "missing"], ("fail", "1 of 2 not achieved, 1 still open")),
        ([], ("undecided", "There is no indicator to list")),
    ],
)
def test_gate_counts_and_concludes_nothing(verdicts: list[str], expected: tuple[str, str]) -> None:
    """The banner says how many indicators stand where; a summary is counted where the result has none."""
    view = read_result({"targets": [{"id": str(i), "verdict": v} for i, v in enumerate(verdicts)]}, "en")

    assert expected == (gate(view), gate_sentence(view))


def test_rare_rows_are_kept_when_rows_are_left_out(many_rows: dict[str, Any]) -> None:
    """Of 5,000 rows the failed and excluded ones are listed, and the sentence counts exactly the others."""
    target = read_result(many_rows, "en").targets[0]

    rows, rest = listed_rows(target, 200, "en")

    assert 200 == len(rows)
    assert 6 == sum(row.verdict == "fail" for row in rows)
    assert 4 == sum(row.excluded for row in rows)
    assert "4800 more rows are not listed: achieved 4800." == rest


def test_remark_of_an_open_target_is_its_reason(every_verdict: dict[str, Any]) -> None:
    """An open verdict is explained, a decided number shows its margin."""
    remarks = {target.id: remark(target, "en") for target in read_result(every_verdict, "en").targets}

    assert "The measured value <0.3 lies on both sides" in remarks["3103.mpd"]
    assert "margin −3.5 um (≈−23.3% of the limit)" == remarks["3103.ttv"]


def test_few_names_two_and_counts_the_others() -> None:
    """A cell names two distinct texts and counts the rest."""
    assert "a; b; 2 more" == few(["a", "b", "a", "", "c", "d"], "en")
