"""Conformance probabilities: published examples, and tails against independent computations."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.decision.probability import conformance, cumulative, shown
from verifier.quantity.region import Region
from verifier.quantity.uncertainty import Uncertainty


def _u(standard: str | Fraction, dof: int | None = None) -> Uncertainty:
    size = Fraction(standard)
    return Uncertainty(size, 2 * size, Fraction(2), None if dof is None else Fraction(dof))


@pytest.mark.parametrize(
    ("region", "value", "u", "published"),
    [
        # The Zener diode: V_b <= -5.40 V, estimate -5.47 V, u = 0.05 V.
        (Region.below(Fraction("-5.40"), closed=True), "-5.47", "0.05", "0.92"),
        # The SAE 40 motor oil: 12.5 <= viscosity < 16.3 mm²/s, estimate 13.6, u = 1.8.
        (Region.between(Fraction("12.5"), Fraction("16.3"), high_closed=False), "13.6", "1.8", "0.66"),
    ],
)
def test_examples_of_jcgm_106(region: Region, value: str, u: str, published: str) -> None:
    """The worked examples of JCGM 106:2012, clause 7, come out within half a unit of their last digit."""
    inside, _ = conformance(region, Fraction(value), _u(u))

    assert abs(inside - mpmath.mpf(published)) <= mpmath.mpf("0.005")


@pytest.mark.parametrize(
    ("share", "most"),
    [("0", "0.5"), ("0.83", "0.05"), ("1", "0.025"), ("1.5", "0.0016"), ("3", "0.000001")],
)
def test_table_of_ilac_g8(share: str, most: str) -> None:
    """A value at the end of a guard band w is falsely accepted as rarely as ILAC-G8:09/2019 says for w/U (k = 2)."""
    limit = Fraction(10)

    _, outside = conformance(Region.below(limit, closed=True), limit - Fraction(share) * 2, _u("1"))

    assert outside <= mpmath.mpf(most)


@pytest.mark.parametrize(("factor", "risk"), [("1.64", "0.05"), ("2.33", "0.01")])
def test_factors_of_eurachem(factor: str, risk: str) -> None:
    """Guard bands of 1.64 u and 2.33 u leave 5 % and 1 % of false acceptance, to the digits that are printed."""
    _, outside = conformance(Region.below(Fraction(0), closed=True), -Fraction(factor), _u("1"))

    assert abs(outside - mpmath.mpf(risk)) < mpmath.mpf("0.001")


@pytest.mark.parametrize("deviation", ["-1", "-3", "-7", "-12", "-37"])
def test_normal_tail_is_right_to_its_last_digits(deviation: str) -> None:
    """The tail agrees with half the complementary error function to 1e-40 of itself."""
    with mpmath.workdps(60):
        x = mpmath.mpf(deviation)
        expected = mpmath.erfc(-x / mpmath.sqrt(2)) / 2

        assert abs(cumulative(x) / expected - 1) < mpmath.mpf(10) ** -40


@pytest.mark.parametrize(("dof", "deviation"), [(1, "-3"), (2, "-40"), (5, "-1.5"), (16, "-7"), (50, "-9")])
def test_student_tail_is_the_integral_of_its_density(dof: int, deviation: str) -> None:
    """Student's tail agrees with the density integrated numerically, to 1e-12 of itself."""
    with mpmath.workdps(40):
        nu, x = mpmath.mpf(dof), mpmath.mpf(deviation)
        scale = mpmath.gamma((nu + 1) / 2) / (mpmath.sqrt(nu * mpmath.pi) * mpmath.gamma(nu / 2))
        expected = mpmath.quad(lambda t: scale * (1 + t**2 / nu) ** (-(nu + 1) / 2), [-mpmath.inf, 10 * x, x])

        assert abs(cumulative(x, Fraction(dof)) / expected - 1) < mpmath.mpf(10) ** -12


def test_scipy_gives_the_same_tails() -> None:
    """An independent library agrees to 1e-12 where its own digits reach."""
    stats = pytest.importorskip("scipy.stats", reason="scipy is an oracle here, not a dependency")

    for deviation in (-8.0, -3.0, -0.5, 0.0, 2.0):
        assert float(cumulative(mpmath.mpf(deviation))) == pytest.approx(stats.norm.cdf(deviation), rel=1e-12)
        for dof in (1, 4, 16, 300):
            expected = stats.t.cdf(deviation, dof)
            assert float(cumulative(mpmath.mpf(deviation), Fraction(dof))) == pytest.approx(expected, rel=1e-11)


@given(st.fractions(-9, 9, max_denominator=50), st.fractions(-9, 9, max_denominator=50))
def test_probability_falls_toward_an_upper_limit(one: Fraction, other: Fraction) -> None:
    """The nearer to the limit, the smaller the probability to conform, with any degrees of freedom."""
    region = Region.below(Fraction(5), closed=True)
    low, high = sorted((one, other))

    for dof in (None, 3):
        assert conformance(region, low, _u("1", dof))[0] >= conformance(region, high, _u("1", dof))[0]


@given(st.fractions(-30, 30, max_denominator=20), st.fractions(Fraction(1, 10), 5, max_denominator=20))
def test_the_two_tails_make_one(value: Fraction, u: Fraction) -> None:
    """Inside and outside, each from its own tails, add up to one."""
    inside, outside = conformance(Region.between(Fraction(-2), Fraction(3)), value, _u(u))

    with mpmath.workdps(60):
        assert abs(inside + outside - 1) < mpmath.mpf(10) ** -50


def test_a_far_value_keeps_its_small_risk() -> None:
    """A risk of 1e-20 is not lost in a difference from one."""
    _, outside = conformance(Region.between(Fraction(-10), Fraction(10)), Fraction(0), _u("1"))

    assert mpmath.mpf("1.52e-23") < outside < mpmath.mpf("1.53e-23")


def test_no_uncertainty_leaves_no_doubt() -> None:
    """With u = 0 the probability is that of the exact comparison, open and closed ends kept."""
    closed, opened = (Region.below(Fraction(1), closed=mark) for mark in (True, False))

    assert [(1, 0), (0, 1)] == [conformance(region, Fraction(1), _u("0")) for region in (closed, opened)]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), ("0.5", "0.500000"), ("0.0227501319", "0.0227501"), ("1e-12", "1.00000e-12"), ("0.99999951", "1.00000")],
)
def test_six_digits_are_shown(value: str | int, text: str) -> None:
    """A probability is shown with six significant digits."""
    assert text == shown(mpmath.mpf(value))
