"""Civil dates as submissions write them: read where one day is meant, refused where two could be."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from verifier.errors import MeasurementError

__all__ = ["read_date"]

_LONGEST_DATE = 40
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})",
        r"([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})",
        r"([0-9]{4})\.([0-9]{1,2})\.([0-9]{1,2})",
        r"([0-9]{4})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日",
        r"([0-9]{4})([0-9]{2})([0-9]{2})",
    )
)
# Spreadsheets and databases print a date as that day's midnight; any other time of day is no date.
_MIDNIGHT = re.compile(r"[T ]0{1,2}:00(:00(\.0+)?)?")
_DAY_OR_MONTH_FIRST = re.compile(r"[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ]([0-9]{2}|[0-9]{4})")
_SERIAL = re.compile(r"[0-9]{5}")
_SERIALS = range(20_000, 80_001)
# The 1900 system counts a 29 February 1900 that never was; behind it, this is day 0.
_DAY_ZERO = date(1899, 12, 30)


def read_date(text: str) -> date:
    """The civil date that a text states.

    Read are ISO dates, `2026/3/1`, `2026.3.1`, `2026年3月1日`, and a spreadsheet's day number of the 1900 system.

    Args:
        text: The cell or header entry.

    Raises:
        MeasurementError: The text is no date, or none that exists, or may be read as two.

    Source:
        GB/T 7408.1-2023 (ISO 8601-1:2019), calendar dates.

    >>> read_date("2026年3月1日").isoformat()
    '2026-03-01'
    """
    if len(text) > _LONGEST_DATE:
        raise MeasurementError("date_form", text=text)
    plain = unicodedata.normalize("NFKC", text).strip()
    midnight = _MIDNIGHT.search(plain)
    day = plain[: midnight.start()] if midnight is not None and midnight.end() == len(plain) else plain
    for form in _FORMS:
        parts = form.fullmatch(day)
        if parts is not None:
            try:
                return date(int(parts[1]), int(parts[2]), int(parts[3]))
            except ValueError:
                raise MeasurementError("date_impossible", text=text) from None
    if _SERIAL.fullmatch(plain) and int(plain) in _SERIALS:
        return _DAY_ZERO + timedelta(days=int(plain))
    if _DAY_OR_MONTH_FIRST.fullmatch(plain):
        raise MeasurementError("date_order", text=text)
    raise MeasurementError("date_form", text=text)
