"""What templates may call."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import UsageError
from verifier.web.rendering import _environment, civil_date, civil_time, segment


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_a_segment_stays_one_segment(text: str) -> None:
    """A text as a segment holds nothing that ends the segment, the path or the attribute around it."""
    assert not set('/?#"<>& \r\n') & set(segment(text))


def test_dates_are_shanghai_s() -> None:
    """A moment is shown by the civil date of Asia/Shanghai."""
    moment = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)

    assert ("2027-01-01", "2027-01-01 00:00") == (civil_date(moment), civil_time(moment))


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 KiB"),
        (1535, "1.4 KiB"),
        (64 * 2**20, "64.0 MiB"),
        (2**40, "1024.0 GiB"),
    ],
)
def test_sizes_are_rounded_down(count: int, shown: str) -> None:
    """A number of bytes is shown in the largest unit that it fills."""
    template = _environment("en").from_string("{{ count|size }}")

    assert shown == template.render(count=count)


@pytest.mark.parametrize("code", ["web_fault", "verdict_pass", "web_said_nothing", "", "web_said_<b>", "x" * 10_000])
def test_an_address_cannot_make_a_page_say_anything(code: str) -> None:
    """Only sentences that are meant to be said after a form are said because an address asks."""
    assert "" == _environment("en").from_string("{{ said(code) }}").render(code=code)


def test_a_sentence_after_a_form() -> None:
    """A sentence that is meant to be said after a form is said."""
    assert "Saved." == _environment("en").from_string("{{ said('web_said_saved') }}").render()


def test_an_error_speaks_the_page_s_language() -> None:
    """An error is shown in the page's language, and as text."""
    error = UsageError("web_role_unknown", read="<script>")

    page = _environment("en").from_string("{{ reason(error) }}").render(error=error)

    assert "&lt;script&gt;" in page
    assert "role" in page
