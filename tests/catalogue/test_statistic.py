"""Statistics by the names that catalogues and laboratories give them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.catalogue.statistic import GROUPS, NAMES, Statistic, read_statistic
from verifier.errors import PredicateError

_SIMPLE = sorted(NAMES - {"quantile", "k_of_n", "tolerance_bound"})
_WITH_TERMS = ["quantile:0.99", "quantile:1/3", "k_of_n:2/3", "k_of_n:1", "tolerance_bound:0.9:0.95"]


@given(
    st.sampled_from([*_SIMPLE, *_WITH_TERMS]),
    st.none() | st.tuples(st.sampled_from([*_SIMPLE, *_WITH_TERMS]), st.sampled_from(sorted(GROUPS))),
)
def test_a_name_reads_back_as_itself(outer: str, inner: tuple[str, str] | None) -> None:
    """Every statistic prints as the catalogue writes it and reads back as the same."""
    text = outer if inner is None else f"{outer} of {inner[0]} by {inner[1]}"

    assert text == str(read_statistic(text))
    assert read_statistic(text) == read_statistic(f"  {text.upper()} ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("最大值", "max"),
        ("Maximum", "max"),
        ("平均值", "mean"),
        ("中位数", "median"),
        ("P99", "quantile:0.99"),
        ("p99.9", "quantile:0.999"),
        ("worst  case", "worst"),
        ("面积加权平均", "weighted_mean"),
        ("计数", "distinct"),
    ],
)
def test_names_of_laboratories(text: str, expected: str) -> None:
    """Chinese and English names and percentiles are known."""
    assert expected == str(read_statistic(text))


def test_a_statistic_of_groups_keeps_its_parts() -> None:
    """The outer probability, the inner statistic and the group are all kept."""
    expected = Statistic("quantile", Fraction(19, 20), Statistic("median"), "lot")

    assert expected == read_statistic("quantile:0.95 of median by lot")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "quantile",
        "quantile:",
        "quantile:0",
        "quantile:1",
        "quantile:-0.5",
        "quantile:1e999999999",
        "k_of_n",
        "k_of_n:0",
        "k_of_n:3/2",
        "k_of_n:2/3:0.9",
        "tolerance_bound:0.9",
        "tolerance_bound:0.9:1",
        "tolerance_bound:0.9:1e999999999",
        "p0",
        "p100",
        "pass",
        "mean of median by day",
        "mean of by lot",
        "of mean by lot",
        "mean of mean",
        "nonsense of mean by lot",
        "mean by lot",
        "max\x00",
        "\ud800",
        "mean of " * 100_000 + "mean" + " by lot" * 100_000,
        "最" * 10_000_000,
    ],
)
def test_what_is_no_statistic_is_refused(text: str) -> None:
    """An unknown name, a probability that is none and endless nesting are refused with one reason."""
    with pytest.raises(PredicateError) as caught:
        read_statistic(text)

    assert "statistic_unknown" == caught.value.code
    assert len(caught.value.text("zh")) < 300


@given(st.text(max_size=120))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text raises anything but the refusal."""
    try:
        found = read_statistic(text)
    except PredicateError as error:
        assert "statistic_unknown" == error.code  # noqa: PT017 -- either outcome is right
    else:
        assert found.name in NAMES
