"""Civil dates as submissions write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import MeasurementError
from verifier.measurement.dates import read_date


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_every_written_form_gives_the_same_day(day: date) -> None:
    """ISO, slashes, points, Chinese, basic form, full-width digits and a spreadsheet's midnight are one day."""
    y, m, d = day.year, day.month, day.day
    forms = [
        day.isoformat(), f"{y}/{m}/{d}", f"{y}.{m}.{d}", f"{y}年{m}月{d}日", f"{y}年{m:02}月{d:02}日",
        f"{y}{m:02}{d:02}",
        f" {day.isoformat()}\u3000", f"{day.isoformat()} 00:00:00", f"{day.isoformat()}T00:00:00",
        day.isoformat().translate({ord("0") + i: ord("０") + i for i in range(10)}),
    ]  # fmt: skip

    assert {day} == {read_date(form) for form in forms}


@pytest.mark.parametrize(
    ("serial", "day"), [("36526", date(2000, 1, 1)), ("40179", date(2010, 1, 1)), ("45292", date(2024, 1, 1))]
)
def test_published_day_numbers_of_spreadsheets(serial: str, day: date) -> None:
    """1 January of 2000, 2010 and 2024 have the numbers that spreadsheets show for them."""
    assert day == read_date(serial)


@given(st.integers(20_000, 79_999))
def test_day_numbers_follow_one_another(serial: int) -> None:
    """The next number is the next day."""
    assert timedelta(days=1) == read_date(str(serial + 1)) - read_date(str(serial))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("01/03/26", "date_order"),
        ("1/3/2026", "date_order"),
        ("13-02-2026", "date_order"),
        ("2026-02-29", "date_impossible"),
        ("2026/13/1", "date_impossible"),
        ("0000-01-01", "date_impossible"),
        ("20260230", "date_impossible"),
        ("2026-3/1", "date_form"),
        ("2026-03", "date_form"),
        ("19999", "date_form"),
        ("80001", "date_form"),
        ("46082.5", "date_form"),
        ("2026-03-01 12:30", "date_form"),
        ("2026-03-01T00:00:00Z", "date_form"),
        ("", "date_form"),
        ("明天", "date_form"),
        ("٢٠٢٦-٠٣-٠١", "date_form"),
        ("9" * 10_000_000, "date_form"),
        ("\0", "date_form"),
        ("\ud800", "date_form"),
    ],
)
def test_what_is_not_one_day_is_refused(text: str, code: str) -> None:
    """Day-first dates, days that never were and other texts are refused, each for its own reason."""
    with pytest.raises(MeasurementError) as caught:
        read_date(text)

    assert code == caught.value.code
