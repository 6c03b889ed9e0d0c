"""Statistics of counted values are those of the values one by one."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from verifier.catalogue.statistic import read_statistic
from verifier.decision.reduce import reduced
from verifier.plan.counted_statistic import statistic_of
from verifier.quantity.region import Interval

_COUNTED = st.lists(
    st.tuples(
        st.fractions(min_value=-9, max_value=9, max_denominator=8),
        st.fractions(min_value=0, max_value=3, max_denominator=4),
        st.integers(1, 4),
    ),
    min_size=1,
    max_size=8,
)


@given(
    _COUNTED,
    st.sampled_from(("mean", "weighted_mean", "median", "quantile:0.95", "quantile:0.1", "max", "min")),
)
def test_counted_values_have_the_statistic_of_all(values: list[tuple[Fraction, Fraction, int]], name: str) -> None:
    """A value that n rows have counts n times, as in the scalar path."""
    statistic = read_statistic(name)
    if name == "weighted_mean" and not any(weight for _, weight, _ in values):
        assert statistic_of(statistic, values) is None
        return
    each = [(Interval(value, value), weight) for value, weight, number in values for _ in range(number)]

    assert reduced(statistic, each).intervals[0].low == statistic_of(statistic, values)


def test_a_statistic_without_counted_form_is_left_to_all_rows() -> None:
    """A geometric mean is not worked out from counts."""
    assert statistic_of(read_statistic("geometric_mean"), [(Fraction(2), Fraction(1), 3)]) is None
