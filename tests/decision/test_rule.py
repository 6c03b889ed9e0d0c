"""Decision rules by name, and the acceptance and rejection regions that they make."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import grid_points, regions
from verifier.decision.place import Placing, place
from verifier.decision.rule import FULL_VALUE, ROUNDED, bands_of, is_small, read_rule
from verifier.decision.verdict import Verdict
from verifier.errors import RuleError
from verifier.quantity.region import Region
from verifier.quantity.uncertainty import Uncertainty

GUARDED = ("guarded", "guarded:0.83", "iso14253-1:2017", "iso14253-1:2013", "jjf1094", "risk:0.05")


def _u(expanded: str | Fraction) -> Uncertainty:
    size = Fraction(expanded)
    return Uncertainty(size / 2, size, Fraction(2))


def _verdict(rule: str, region: Region, value: Fraction | str, uncertainty: Uncertainty | None) -> Verdict:
    return place(region, Region.point(Fraction(value)), Placing(read_rule(rule), None, uncertainty))[0]


@pytest.mark.parametrize(
    ("name", "guard", "edition"),
    [
        ("guarded", "1", "ILAC-G8:09/2019, 4.2"),
        ("guarded:0.83", "0.83", "ILAC-G8:09/2019, 4.2"),
        ("guarded:83%", "0.83", "ILAC-G8:09/2019, 4.2"),
        ("iso14253-1:1998", "1", "ISO 14253-1:1998"),
        ("iso14253-1:2013", "1", "ISO 14253-1:2013"),
        ("iso14253-1:2017", "0.83", "ISO 14253-1:2017"),
        ("jjf1094", "1", "JJF 1094-2002, 5.3.1"),
    ],
)
def test_guard_bands_by_edition(name: str, guard: str, edition: str) -> None:
    """Each guarded rule records its edition, and the edition tells the guard band."""
    rule = read_rule(name)

    assert (Fraction(guard), edition) == (rule.guard, rule.edition)
    assert read_rule(str(rule)) == rule


@pytest.mark.parametrize(
    "name",
    ["", "simple", "guarded:-1", "guarded:x", "risk", "risk:0", "risk:0.5", "risk:1e999999999", "iso14253-1",
     "jjf1094:2", "iso14253-1:2001", "full-value:1", "risk:" + "9" * 10_000_000, "guarded:9**9**9", "\x00", "\ud800"],
)  # fmt: skip
def test_what_is_no_rule_is_refused(name: str) -> None:
    """Unknown names, editions and parameters are refused with a sentence in both languages."""
    with pytest.raises(RuleError) as caught:
        read_rule(name)

    assert caught.value.text("zh") != caught.value.text("en")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("8", Verdict.PASS),
        ("9", Verdict.PASS),
        ("9.5", Verdict.UNDECIDED),
        ("10", Verdict.UNDECIDED),
        ("10.5", Verdict.UNDECIDED),
        ("11", Verdict.UNDECIDED),
        ("11.5", Verdict.FAIL),
    ],
)
def test_zones_of_ilac_g8(value: str, expected: Verdict) -> None:
    """With w = U the zones end at TL - w and TL + w, and TL + w itself is still open."""
    assert expected is _verdict("guarded", Region.below(Fraction(10), closed=True), value, _u("1"))


@pytest.mark.parametrize(("value", "code"), [("9.5", "conditional_pass"), ("10.5", "conditional_fail")])
def test_the_zone_says_which_condition_it_is(value: str, code: str) -> None:
    """Between TL - w and TL a pass is conditional, between TL and TL + w a fail."""
    region = Region.below(Fraction(10), closed=True)

    _, reasons = place(region, Region.point(Fraction(value)), Placing(read_rule("guarded"), None, _u("1")))

    assert code in {reason.code for reason in reasons}


@pytest.mark.parametrize(
    ("expanded", "value", "expected"),
    [
        ("1", "2.9", Verdict.PASS),
        ("1", "3", Verdict.PASS),
        ("1", "3.01", Verdict.FAIL),
        ("2", "1", Verdict.PASS),
        ("2", "1.01", Verdict.UNDECIDED),
        ("2", "4.99", Verdict.UNDECIDED),
        ("2", "5", Verdict.FAIL),
        ("2", "-5", Verdict.FAIL),
    ],
)
def test_one_third_rule_of_jjf_1094(expanded: str, value: str, expected: Verdict) -> None:
    """With U up to MPEV/3 the error is compared with MPEV; else |D| <= MPEV - U passes and >= MPEV + U fails."""
    region = Region.between(Fraction(-3), Fraction(3))

    assert expected is _verdict("jjf1094", region, value, _u(expanded))


def test_one_third_is_small() -> None:
    """U of exactly a third of the half-width, or of a one-sided limit, is small; more is not."""
    region, limit = Region.between(Fraction(-3), Fraction(3)), Region.below(Fraction(3), closed=True)

    assert [True, False, True, False] == [is_small(_u(u), r) for r in (region, limit) for u in ("1", "1.001")]


@pytest.mark.parametrize(
    ("text", "full", "rounded"),
    [
        # GB/T 8170-2008, table 3 in kind: limit <= 0.05 and >= 97.0, compared as measured and after rounding.
        ("0.054", Verdict.FAIL, Verdict.PASS),
        ("0.055", Verdict.FAIL, Verdict.FAIL),
        ("0.050", Verdict.PASS, Verdict.PASS),
        ("0.045", Verdict.PASS, Verdict.PASS),
    ],
)
def test_both_comparisons_of_gbt_8170(text: str, full: Verdict, rounded: Verdict) -> None:
    """0.054 against <= 0.05 fails by the full value and passes after rounding (GB/T 8170-2008, 4.3)."""
    region, found = Region.below(Fraction("0.05"), closed=True), Region.point(Fraction(text))

    verdicts = [place(region, found, Placing(rule, Fraction("0.01")))[0] for rule in (FULL_VALUE, ROUNDED)]

    assert [full, rounded] == verdicts


@given(regions(), grid_points(), st.fractions(0, 3, max_denominator=8), st.sampled_from(GUARDED[:-2]))
def test_guarded_pass_is_a_simple_pass(region: Region, value: Fraction, expanded: Fraction, rule: str) -> None:
    """What passes, or fails, with a guard band does so without one."""
    found = Region.point(value)

    verdict, _ = place(region, found, Placing(read_rule(rule), None, _u(expanded)))

    if verdict in {Verdict.PASS, Verdict.FAIL}:
        assert verdict is place(region, found, Placing(FULL_VALUE))[0]


@given(st.integers(-3, 3), grid_points(), st.fractions(Fraction(1, 8), 2, max_denominator=8), st.booleans())
def test_risk_pass_is_a_simple_pass(limit: int, value: Fraction, expanded: Fraction, closed: bool) -> None:  # noqa: FBT001 -- drawn
    """A value that passes by its risk lies inside the region."""
    region = Region.below(Fraction(limit), closed=closed)

    if _verdict("risk:0.05", region, value, _u(expanded)) is Verdict.PASS:
        assert Verdict.PASS is _verdict("full-value", region, value, None)


@given(regions(), grid_points(), st.sampled_from(GUARDED))
def test_no_uncertainty_is_the_exact_verdict(region: Region, value: Fraction, rule: str) -> None:
    """With U = 0 every rule gives the verdict of the exact comparison."""
    expected = _verdict("full-value", region, value, None)

    assert expected is _verdict(rule, region, value, _u("0"))


@given(regions(), grid_points(), st.fractions(0, 3, max_denominator=8), st.sampled_from(GUARDED), st.integers(1, 9))
def test_verdict_is_the_same_in_every_unit(
    region: Region, value: Fraction, expanded: Fraction, rule: str, factor: int
) -> None:
    """Region, value and uncertainty in another unit give the same verdict."""
    scale = Fraction(factor, 7)

    expected = _verdict(rule, region, value, _u(expanded))

    assert expected is _verdict(rule, region.scaled(scale), value * scale, _u(expanded).scaled(scale))


@given(regions(), st.fractions(0, 3, max_denominator=8), st.sampled_from(GUARDED[:-1]))
def test_accepting_and_rejecting_exclude_each_other(region: Region, expanded: Fraction, rule: str) -> None:
    """No value is both accepted and rejected."""
    bands = bands_of(read_rule(rule), region, None, _u(expanded))

    assert not bands.accept.meets(bands.reject)
