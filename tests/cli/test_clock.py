"""The program's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from verifier.cli.clock import today


def test_today_is_the_civil_date_in_shanghai() -> None:
    """The date is that of UTC+8, whatever the machine's zone."""
    before = datetime.now(UTC).astimezone(timezone(timedelta(hours=8))).date()

    assert today() in {before, before + timedelta(days=1)}
