"""Waivers: civil dates, inclusive, against the as-of date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import UsageError
from verifier.record.waiver import Waiver, WaiverState, read_waivers, state_of, waiver_fields

_START, _UNTIL = date(2026, 3, 1), date(2026, 6, 30)
_WAIVER = Waiver("9999.ttv", "waiver", "why", "who", _START, _UNTIL)
_TEXT = '[[waiver]]\ntarget = "9999.ttv"\njustification = "why"\napprover = "who"\n'


def _code(text: str | bytes) -> str:
    with pytest.raises(UsageError) as refusal:
        read_waivers(text if isinstance(text, bytes) else text.encode(), "w.toml", ["9999.ttv"])
    return refusal.value.code


@given(st.dates(date(2025, 1, 1), date(2027, 12, 31)))
def test_both_ends_belong_to_a_waiver(as_of: date) -> None:
    """A waiver applies from its first to its last day, and on no other."""
    expected = (
        WaiverState.NOT_YET if as_of < _START else WaiverState.APPLIES if as_of <= _UNTIL else WaiverState.EXPIRED
    )

    assert expected is state_of(_WAIVER, as_of)


def test_the_days_at_its_ends() -> None:
    """The days on and beside each end fall where they should."""
    day = timedelta(days=1)
    days = (_START - day, _START, _UNTIL, _UNTIL + day)

    assert ["not_yet", "applies", "applies", "expired"] == [state_of(_WAIVER, as_of).value for as_of in days]


@pytest.mark.parametrize("ends", [(None, None), (_START, None), (None, _UNTIL)])
def test_an_undated_waiver_never_applies(ends: tuple[date | None, date | None]) -> None:
    """Without both ends a waiver does not apply, and its record says so."""
    waiver = Waiver("9999.ttv", "waiver", "why", "who", *ends)

    assert "undated" == waiver_fields(waiver, _START)["state"]


def test_a_file_of_waivers_is_read() -> None:
    """TOML dates become civil dates; a deviation is told from a waiver; text is NFC."""
    text = _TEXT + "from = 2026-03-01\nuntil = 2026-06-30\n" + _TEXT.replace("who", "e\u0301") + 'kind = "deviation"\n'

    first, second = read_waivers(text.encode(), "w.toml", ["9999.ttv"])

    assert _WAIVER == first
    assert ("deviation", "\u00e9", None) == (second.kind, second.approver, second.start)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (_TEXT.replace("9999.ttv", "9999.other"), "waivers_target"),
        (_TEXT + "from = 2026-07-01\nuntil = 2026-06-30\n", "waivers_order"),
        (_TEXT + "from = 2026-07-01T00:00:00\n", "waivers_form"),
        (_TEXT + 'from = "2026-07-01"\n', "waivers_form"),
        (_TEXT + "reason = 1\n", "waivers_form"),
        (_TEXT.replace('"who"', '""'), "waivers_form"),
        ('[[waiver]]\ntarget = "9999.ttv"\n', "waivers_form"),
        ("waiver = 1", "waivers_form"),
        ("[[", "waivers_syntax"),
        (b"\xff", "waivers_syntax"),
        ("a = " + "[" * 100_000, "waivers_syntax"),
        ("." * 100_000, "waivers_large"),
        (b" " * 2_000_000, "waivers_large"),
    ],
)
def test_what_is_no_file_of_waivers(text: str | bytes, code: str) -> None:
    """Unknown targets, reversed dates, other types and hostile text are refused by name."""
    assert code == _code(text)
