"""The moment that files bear."""

from __future__ import annotations

import pytest

from verifier.report.moment import moment_of


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [("2026-11-22", "2026-11-22"), ("", "1980-01-01"), ("yesterday", "1980-01-01"), ("0001-01-01", "1980-01-01")],
)
def test_the_result_date_else_1980(as_of: str, expected: str) -> None:
    """A date that a file cannot bear becomes the first day of ZIP time; the clock is never asked."""
    assert expected == moment_of(as_of).date().isoformat()
