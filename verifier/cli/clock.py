"""The one place where the program looks at the clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Final

__all__ = ["today"]

# Asia/Shanghai has had no other offset since 1991; a bare machine may lack the time zone database.
_SHANGHAI: Final = timezone(timedelta(hours=8))


def today() -> date:
    """The civil date in Asia/Shanghai."""
    return datetime.now(_SHANGHAI).date()
