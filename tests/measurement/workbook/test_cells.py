"""Cells as text."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from verifier.measurement.workbook.cells import texts_of
from verifier.measurement.workbook.marks import Marks


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (" 0.30", " 0.30"),
        (12.0, "12"),
        (0.085, "0.085"),
        (1e-7, "1e-07"),
        (True, "TRUE"),
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1), "2026-03-01"),  # noqa: DTZ001 -- a sheet knows no zone
        (datetime(2026, 3, 1, 12, 30), "2026-03-01 12:30:00"),  # noqa: DTZ001 -- as above
        (time(3, 4), "03:04:00"),
        (timedelta(hours=30), "108000 s"),
        ("", ""),
    ],
)
def test_each_kind_of_cell_has_its_text(value: object, text: str) -> None:
    """A number is the shortest decimal of its double, a date is ISO, a text stands as it is."""
    assert [[text]] == texts_of([[value]], 0, 0, Marks()).rows


def test_a_number_shown_otherwise_is_told_beside_it() -> None:
    """A double that shows 0.3 and stores 0.30000000000000004 keeps both."""
    texts = texts_of([[0.1 + 0.2, 0.3]], 0, 0, Marks())

    assert ([["0.30000000000000004", "0.3"]], [["0.3", ""]]) == (texts.rows, texts.shown)


def test_marks_come_before_values() -> None:
    """An error is its text, a formula without a value is no number, a percentage is what it shows."""
    marks = Marks({(4, 2): "#DIV/0!"}, {(4, 3): False, (4, 4): True}, {(4, 5)})

    texts = texts_of([["", 7.0, 8.0, 0.085]], 4, 2, marks)

    assert [["#DIV/0!", "#FORMULA!", "8", "8.5 %"]] == texts.rows
    assert {"error": 1, "formula": 2, "percent": 1}.items() <= texts.kinds.items()
