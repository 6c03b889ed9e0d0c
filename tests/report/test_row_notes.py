"""Rows that do not count, as page one says them."""

from __future__ import annotations

from typing import Any

from verifier.report.result_reader import read_result
from verifier.report.row_notes import row_notes


def _unjudged(line: int, code: str = "unit_unknown", text: str = "The unit is unknown.") -> dict[str, Any]:
    reason = {"code": code, "zh": text, "en": text}
    return {"file": "a.csv", "line": line, "verdict": "not_evaluable", "text": "1", "reasons": [reason]}


def test_rows_with_one_reason_stand_together() -> None:
    """Five thousand rows with one reason are one sentence, with their count and the first places."""
    rows = [_unjudged(line) for line in range(2, 5002)]

    notes = row_notes(read_result({"targets": [{"id": "9.a", "rows": rows}]}, "en"), "unjudged")

    assert (5000, 0) == (notes.count, notes.more)
    places = "a.csv, line 2; a.csv, line 3; a.csv, line 4, …"
    assert (f"9.a, 5000 rows ({places}): The unit is unknown.",) == notes.sentences


def test_one_kind_of_reason_with_other_words_is_an_example() -> None:
    """Rows whose reasons differ only in what they name stand together, and the sentence is one of them."""
    rows = [_unjudged(2, text="The unit ab is unknown."), _unjudged(3, text="The unit cd is unknown.")]

    sentences = row_notes(read_result({"targets": [{"id": "9.a", "rows": rows}]}, "en"), "unjudged").sentences

    assert ["9.a, 2 rows (a.csv, line 2; a.csv, line 3), for example: The unit ab is unknown."] == list(sentences)


def test_one_row_says_what_it_holds() -> None:
    """A row that is alone with its reason is named with its text."""
    rows = [_unjudged(2), _unjudged(3, "other", "Another reason.")]

    sentences = row_notes(read_result({"targets": [{"id": "9.a", "rows": rows}]}, "en"), "unjudged").sentences

    assert "a.csv, line 2, 9.a, “1”: The unit is unknown." == sentences[0]


def test_ten_groups_are_named_and_the_other_rows_counted(hundred_targets: dict[str, Any]) -> None:
    """A long list does not push the table off its page: a hundred targets with a row each are ten sentences."""
    for target in hundred_targets["targets"]:
        target["rows"][0]["excluded"] = "broken"

    notes = row_notes(read_result(hundred_targets, "en"), "excluded")

    assert (10, 90, 100) == (len(notes.sentences), notes.more, notes.count)


def test_rows_that_are_only_counted_are_counted() -> None:
    """Of a run by columns, rows that the result does not list are among the count and no sentence claims them."""
    tally = {"rows": 9, "verdicts": {"not_evaluable": 7}, "inputs": 0, "excluded": 2}

    view = read_result({"targets": [{"id": "9.a", "rows": [_unjudged(2)], "tally": tally}]}, "en")

    assert (7, 6) == (row_notes(view, "unjudged").count, row_notes(view, "unjudged").more)
    assert (2, 2) == (row_notes(view, "excluded").count, row_notes(view, "excluded").more)
