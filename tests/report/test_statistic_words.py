"""Names of deciding statistics."""

from __future__ import annotations

from verifier.report.statistic_words import statistic_words


def test_grouped_statistic_reads_as_a_sentence() -> None:
    """OUTER of INNER by GROUP is put into words."""
    assert "按片取平均值，再取最差值" == statistic_words("worst of mean by wafer", "zh")


def test_quantile_names_its_level() -> None:
    """A quantile keeps its level."""
    assert "0.99 quantile" == statistic_words("quantile:0.99", "en")


def test_unknown_statistic_is_shown_as_it_stands() -> None:
    """A name that a later version adds is not hidden."""
    assert "trimmed" == statistic_words("trimmed", "en")
