"""A result as a report shows it."""

from __future__ import annotations

from typing import Any

from verifier.report.result_reader import read_result


def test_open_targets_are_neither_achieved_nor_failed(every_verdict: dict[str, Any]) -> None:
    """Thirteen targets, six achieved and two failed: five are open."""
    view = read_result(every_verdict, "zh")

    assert (13, 5) == (view.total, view.open)


def test_input_and_excluded_rows_do_not_decide(every_verdict: dict[str, Any]) -> None:
    """Rows that only feed a statistic and rows that were excluded are no deciding rows."""
    deciding = {target.id: len(target.deciding) for target in read_result(every_verdict, "zh").targets}

    assert (0, 2) == (deciding["3103.tsd"], deciding["3103.ttv"])


def test_excluded_row_is_not_also_unjudged() -> None:
    """An unreadable row that was excluded with a reason counts once, as excluded."""
    rows = [{"verdict": "not_evaluable", "excluded": "破裂"}, {"verdict": "not_evaluable", "excluded": None}]

    view = read_result({"targets": [{"id": "a", "rows": rows}]}, "zh")

    assert (1, 1) == (len(view.excluded_rows), len(view.unjudged_rows))
    assert ["excluded", "not_evaluable"] == [row.label for row in view.targets[0].rows]
