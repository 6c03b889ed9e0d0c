"""Text from outside, made safe to look at."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from verifier.report.visible_text import has_han, visible


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_nothing_invisible_or_unencodable_is_left(text: str) -> None:
    """Whatever comes in, what goes out is encodable and holds no control and no bidi character."""
    shown = visible(text)

    shown.encode("utf-8")
    assert not set(shown) & {chr(c) for c in (*range(32), 0x7F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}


@given(st.text(alphabet="0123456789.<=μm温度（）。 ", max_size=200))
def test_ordinary_text_is_kept(text: str) -> None:
    """Numbers, units and Chinese come out as they went in."""
    assert text == visible(text)


def test_bidi_override_is_spelled_out() -> None:
    """A right-to-left override is shown by its code point."""
    assert "5\\u202e mm" == visible("5\u202e mm")


def test_long_text_is_clipped_with_its_length() -> None:
    """Ten million characters become four hundred and a count."""
    shown = visible("a" * 10_000_000)

    assert "a" * 400 + "… (10000000)" == shown


def test_chinese_is_recognised() -> None:
    """Han characters are found, punctuation alone is not."""
    assert has_han("5 片")
    assert not has_han("5 μm，")
