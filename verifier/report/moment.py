"""The moment that a written file bears: the date of its result, never the clock's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

__all__ = ["moment_of"]

_EPOCH = date(1980, 1, 1)


def moment_of(as_of: str) -> datetime:
    """Midnight UTC of a date; 1980, the first year a ZIP file can bear, where the text is no later date.

    >>> moment_of("2026-11-22").isoformat()
    '2026-11-22T00:00:00+00:00'
    """
    try:
        day = date.fromisoformat(as_of)
    except ValueError:
        day = _EPOCH
    return datetime.combine(max(day, _EPOCH), time(), UTC)
