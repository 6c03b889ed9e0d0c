"""The tables: what they keep comes back as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from verifier.store.tables import Day, Moment, metadata

_MOMENTS = st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- hypothesis adds it


def _kept(moment: datetime) -> str:
    text = Moment().process_bind_param(moment, None)  # type: ignore[arg-type]
    assert text is not None
    return text


@given(_MOMENTS)
def test_a_moment_comes_back(moment: datetime) -> None:
    """A moment is kept to the microsecond."""
    assert moment == Moment().process_result_value(_kept(moment), None)  # type: ignore[arg-type]


@given(_MOMENTS, _MOMENTS)
def test_moments_compare_as_their_texts(one: datetime, other: datetime) -> None:
    """The text of an earlier moment sorts before that of a later one."""
    assert (one < other) == (_kept(one) < _kept(other))


def test_a_moment_of_another_zone_is_the_same_moment() -> None:
    """Eight in Shanghai is midnight in UTC."""
    shanghai = timezone(timedelta(hours=8))

    assert "2026-11-22T00:00:00.000000Z" == _kept(datetime(2026, 11, 22, 8, tzinfo=shanghai))


@given(st.dates())
def test_a_day_comes_back(day: date) -> None:
    """A civil date is kept as it is."""
    text = Day().process_bind_param(day, None)  # type: ignore[arg-type]

    assert day == Day().process_result_value(text, None)  # type: ignore[arg-type]


def test_every_number_is_never_given_twice() -> None:
    """SQLite counts on behind the highest number that a table ever had, as PostgreSQL does."""
    counted = [table for table in metadata.sorted_tables if "id" in table.columns or "sequence" in table.columns]

    assert counted
    assert all(table.dialect_options["sqlite"]["autoincrement"] for table in counted)
