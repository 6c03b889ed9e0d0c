"""Statistics of samples against a one-sided limit, and what is said beside a pooled proportion."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.small_world import codes, row, ruled, target
from verifier.catalogue.statistic import read_statistic
from verifier.decision.judge import Amount
from verifier.decision.reduce import Weighted
from verifier.decision.sampled import outward, proportion_note, sampled
from verifier.decision.verdict import Verdict
from verifier.errors import PredicateError
from verifier.quantity.region import Interval, Region
from verifier.quantity.units import DIMENSIONLESS, read_unit

UPPER = Region.below(Fraction(50), closed=True)
LOWER = Region.above(Fraction(50), closed=True)


def _points(values: list[int] | list[Fraction]) -> list[Weighted]:
    return [(Interval(Fraction(v), Fraction(v), low_closed=True, high_closed=True), Fraction(1)) for v in values]


@given(
    st.lists(st.integers(0, 100), min_size=1, max_size=30),
    st.sampled_from((Fraction(2, 3), Fraction(9, 10), Fraction(1))),
    st.sampled_from((UPPER, LOWER)),
)
def test_k_of_n_passes_where_enough_sites_do(values: list[int], share: Fraction, limits: Region) -> None:
    """The statistic lies inside the limit exactly where at least that share of the sites does."""
    statistic = read_statistic(f"k_of_n:{share}")
    complying = sum(limits.holds(Fraction(value)) for value in values)

    found = sampled(statistic, _points(values), limits)

    assert (complying >= ceil(share * len(values))) == limits.covers(found)


def test_tolerance_bound_is_the_mean_and_k_deviations() -> None:
    """Five values 1 to 5 have mean 3 and s = 1.5811; at 90 %/95 % the bound is 3 + 3.4066 s, or 3 - 3.4066 s."""
    values, statistic = _points([1, 2, 3, 4, 5]), read_statistic("tolerance_bound:0.9:0.95")

    upper, lower = (sampled(statistic, values, limits).intervals[0].low for limits in (UPPER, LOWER))

    assert isinstance(upper, Fraction)
    assert isinstance(lower, Fraction)
    assert abs(upper - (3 + Fraction("3.4066") * Fraction("1.58114"))) < Fraction(1, 1000)
    assert abs(upper + lower - 6) <= Fraction(2, 10**10)


def test_tolerance_bound_of_equal_values_is_their_value() -> None:
    """Without spread there is nothing to add."""
    found = sampled(read_statistic("tolerance_bound:0.9:0.95"), _points([7, 7, 7]), UPPER)

    assert Region.point(Fraction(7)) == found


@pytest.mark.parametrize("name", ["k_of_n:2/3", "tolerance_bound:0.9:0.95"])
@pytest.mark.parametrize("limits", [Region.between(Fraction(0), Fraction(1)), None])
def test_two_sided_limits_have_no_such_statistic(name: str, limits: Region | None) -> None:
    """A share and a bound are defined against one limit only."""
    with pytest.raises(PredicateError) as caught:
        sampled(read_statistic(name), _points([1, 2, 3]), limits)

    assert "statistic_one_sided" == caught.value.code


@given(st.fractions(-1000, 1000, max_denominator=10**9), st.booleans())
def test_outward_rounding_is_on_its_side(value: Fraction, upward: bool) -> None:  # noqa: FBT001 -- drawn
    """Rounding up never falls below the value, and moves it by less than a unit of the last digit."""
    found = outward(value, upward=upward, digits=6)

    assert (found >= value) if upward else (found <= value)
    assert abs(found - value) <= abs(value) / 10**4


def test_the_worst_wafer_by_two_thirds_of_its_sites() -> None:
    """A wafer passes when 6 of 9 sites do; one with 5 fails the target."""
    asked = target("V <= 50 V", "worst of k_of_n:2/3 by wafer")
    good = [row(value, unit="V", wafer="1") for value in ["40"] * 6 + ["60"] * 3]
    bad = [row(value, unit="V", wafer="2") for value in ["40"] * 5 + ["60"] * 4]

    assert [Verdict.PASS, Verdict.FAIL] == [ruled(asked, rows).verdict for rows in (good, [*good, *bad])]


def test_a_tolerance_bound_decides_a_target() -> None:
    """Values that all pass can have a bound that fails, and a smaller spread passes."""
    asked = target("V <= 50 V", "tolerance_bound:0.95:0.95")
    wide, narrow = (
        [row(value, unit="V") for value in values] for values in (["40", "45", "49"], ["40", "40.1", "40.2"])
    )

    assert [Verdict.FAIL, Verdict.PASS] == [ruled(asked, rows).verdict for rows in (wide, narrow)]


def test_one_value_has_no_tolerance_bound() -> None:
    """A single value is not evaluable, with the number that is needed."""
    ruling = ruled(target("V <= 50 V", "tolerance_bound:0.95:0.95"), [row("40", unit="V")])

    assert Verdict.NOT_EVALUABLE is ruling.verdict
    assert "sample_too_small" in codes(ruling)


def test_pooling_is_not_the_mean_of_the_yields() -> None:
    """99 % of 100 and 90 % of 900 make 90.9 % of 1000: below 91 %, though the mean of the yields is 94.5 %."""
    asked = target("Y >= 91 %", "pooled_proportion")
    rows = [row("99", unit="%", weight="100"), row("90", unit="%", weight="900")]

    ruling = ruled(asked, rows)

    assert Verdict.FAIL is ruling.verdict
    assert Amount(Region.point(Fraction("90.9")), read_unit("%")) == ruling.decided.possible
    assert "proportion_bound_lower" in codes(ruling)


def test_the_total_may_stand_as_the_sample_size() -> None:
    """A proportion without a weight is weighed by its `n`."""
    asked = target("Y >= 91 %", "pooled_proportion")

    assert Verdict.FAIL is ruled(asked, [row("99", unit="%", n="100"), row("90", unit="%", n="900")]).verdict


def test_what_stands_alone_needs_no_weight() -> None:
    """One row of a group is its weighted mean; two without weights are not evaluable."""
    asked = target("D <= 500 cm^-2", "worst of weighted_mean by wafer")
    alone = [row("400", unit="cm^-2", wafer=wafer) for wafer in "12"]

    assert Verdict.PASS is ruled(asked, alone).verdict
    assert "weight_missing" in codes(ruled(asked, [*alone, row("400", unit="cm^-2", wafer="1")]))


def test_two_bases_make_no_mean() -> None:
    """Values stated on different bases are not averaged; the same basis, or none, is."""
    asked = target("R <= 50 mOhm", "mean")
    one, two, blank = (row("40", unit="mOhm", basis=basis) for basis in ("active", "total", ""))

    mixed = ruled(asked, [one, two])

    assert (Verdict.NOT_EVALUABLE, ["basis_mixed"]) == (mixed.verdict, codes(mixed))
    assert [Verdict.PASS, Verdict.PASS] == [ruled(asked, rows).verdict for rows in ([one, one], [one, blank])]


@pytest.mark.parametrize(
    ("statistic", "values", "expected"),
    [
        ("min", ["≥1000000", "≥1200000"], Verdict.PASS),
        ("min", ["≥1000000", "900000"], Verdict.FAIL),
        ("mean", ["≥1000000", "≥1100000"], Verdict.PASS),
        ("median", ["≥1000000", "≥1200000", "≥900000"], Verdict.PASS),
        ("mean", ["≥900000", "≥1000000"], Verdict.UNDECIDED),
        ("every", ["≥1000000", "≥900000"], Verdict.UNDECIDED),
    ],
)
def test_lifetimes_that_were_cut_off_are_lower_bounds(statistic: str, values: list[str], expected: Verdict) -> None:
    """A part that outlived the test counts as `≥ t`: enough for a lower limit below t, open for one above."""
    asked = target("E >= 1000000 cycle", statistic)

    assert expected is ruled(asked, [row(value, unit="cycle") for value in values]).verdict


def test_a_bound_needs_whole_numbers() -> None:
    """Shares that no count of items gives, or no totals, have no bound beside them."""
    odd = [(_points([Fraction(1, 3)])[0][0], Fraction(100))]

    assert proportion_note(odd, DIMENSIONLESS, LOWER) is None
    assert proportion_note([(odd[0][0], Fraction(300))], DIMENSIONLESS, LOWER) is not None
    assert proportion_note([(odd[0][0], Fraction(300))], DIMENSIONLESS, None) is None
