"""Text in terminal cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from verifier.report.cell_lines import clipped, padded, wrapped

TEXTS = st.text(alphabet="abz019.,_- 温度片（）。，；“”≤μ", max_size=120)
WIDTHS = st.integers(4, 60)


@given(TEXTS, WIDTHS)
def test_no_line_is_wider_than_asked(text: str, width: int) -> None:
    """Every line fits its width, counted in cells."""
    assert all(cell_len(line) <= max(width, 4) for line in [*wrapped(text, width), clipped(text, width)])


@given(st.lists(st.text(alphabet="ab温度19", min_size=1, max_size=4), max_size=30), st.integers(8, 40))
def test_nothing_is_lost_where_words_fit(words: list[str], width: int) -> None:
    """Where every word fits a line, the lines hold all characters in their order."""
    text = " ".join(words)

    assert text.replace(" ", "") == "".join(wrapped(text, width)).replace(" ", "")


@given(TEXTS.filter(str.strip), WIDTHS)
def test_what_is_cut_ends_in_an_ellipsis(text: str, width: int) -> None:
    """Either all of a text is there, or an ellipsis says that it is not."""
    lines = wrapped(text, width)

    kept = "".join(lines).replace(" ", "")
    assert kept == text.replace(" ", "") or "…" in kept


def test_number_is_never_broken_over_lines() -> None:
    """A number too long for its column is clipped with an ellipsis, not split at its point."""
    assert ["0.1234567…"] == wrapped("0.123456789012", 10)


def test_long_name_breaks_at_its_joints() -> None:
    """An id breaks behind its dot or underscore."""
    assert ["3103.long_", "indicator_", "name"] == wrapped("3103.long_indicator_name", 10)


def test_closing_mark_clings_to_its_character() -> None:
    """A full stop does not begin a line."""
    assert ["温度过", "高。"] == wrapped("温度过高。", 8)


def test_padding_counts_cells() -> None:
    """Two Chinese characters take four cells."""
    assert "温度  " == padded("温度", 6)
