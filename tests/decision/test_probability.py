"""Conformance probabilities: published examples, and tails against independent computations."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.decision.probability import conformance, cumulative, shown
from verifier.quantity.region import Region
from verifier.quantity.root import root_of
from verifier.quantity.uncertainty import Shape, Uncertainty


def _u(standard: str | Fraction, dof: int | None = None) -> Uncertainty:
    size = Fraction(standard)
    return Uncertainty(size, 2 * size, Fraction(2), None if dof is None else Fraction(dof))


@pytest.mark.parametrize(
    ("region", "value", "u", "published"),
    [
        # 7.3 to 7.5. The Zener diode: V_b <= -5.40 V, estimate -5.47 V, u = 0.05 V.
        (Region.below(Fraction("-5.40"), closed=True), "-5.47", "0.05", "0.92"),
        # The metal container: bursting strength >= 490 kPa, estimate 509.7 kPa, u = 8.6 kPa.
        (Region.above(Fraction(490), closed=True), "509.7", "8.6", "0.99"),
        # The SAE 40 motor oil: 12.5 <= viscosity < 16.3 mm²/s, estimate 13.6, u = 1.8.
        (Region.between(Fraction("12.5"), Fraction("16.3"), high_closed=False), "13.6", "1.8", "0.66"),
    ],
)
def test_examples_of_jcgm_106(region: Region, value: str, u: str, published: str) -> None:
    """The worked examples of JCGM 106:2012, clause 7, come out within half a unit of their last digit.

    The figures are quoted from memory: no public text of the examples was at hand.
    """
    inside, _ = conformance(region, Fraction(value), _u(u))

    assert abs(inside - mpmath.mpf(published)) <= mpmath.mpf("0.005")


def test_speed_enforcement_of_jcgm_106() -> None:
    """With u of 2 %, 107 km/h is the least whole reading that exceeds a limit of 100 km/h with 99.9 % probability.

    Source:
        JCGM 106:2012, 8.3.3, example; quoted from memory.
    """
    allowed = Region.below(Fraction(100), closed=True)

    risks = [conformance(allowed, Fraction(speed), _u(Fraction(speed, 50)))[0] for speed in (106, 107)]

    assert [False, True] == [risk <= mpmath.mpf("0.001") for risk in risks]


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


@pytest.mark.parametrize("deviation", [-37.0, -8.0, -7.0344838, -3.0, -0.5, 0.0, 2.0])
def test_scipy_gives_the_same_normal_tails(oracle: Callable[[str], Any], deviation: float) -> None:
    """An independent library agrees to 1e-12 of each tail: 1e-12 itself lies at -7.0344838, 1e-300 at -37."""
    norm = oracle("scipy.stats").norm

    assert float(cumulative(mpmath.mpf(deviation))) == pytest.approx(norm.cdf(deviation), rel=1e-12)


@pytest.mark.parametrize("dof", [1, 2, 4, 16, 50, 300])
@pytest.mark.parametrize("tail", [0.4, 0.05, 1e-6, 1e-12, 1e-20])
def test_scipy_gives_the_same_student_tails(oracle: Callable[[str], Any], dof: int, tail: float) -> None:
    """Where an independent library puts a tail of 1e-12, and of less, there it is."""
    student = oracle("scipy.stats").t
    deviation = -float(student.isf(tail, dof))

    assert float(cumulative(mpmath.mpf(deviation), Fraction(dof))) == pytest.approx(
        student.cdf(deviation, dof), rel=1e-10
    )


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


BOUNDED = {Shape.RECTANGULAR: 3, Shape.TRIANGULAR: 6, Shape.ARC_SINE: 2}


def _bounded(half: Fraction, shape: Shape) -> Uncertainty:
    return Uncertainty(root_of(half**2 / BOUNDED[shape]), half, root_of(Fraction(BOUNDED[shape])), shape=shape)


@pytest.mark.parametrize(
    ("shape", "limit", "expected"),
    [
        (Shape.RECTANGULAR, "0.5", "0.75"),
        (Shape.RECTANGULAR, "-0.9", "0.05"),
        (Shape.TRIANGULAR, "0.5", "0.875"),
        (Shape.TRIANGULAR, "-0.9", "0.005"),
        # asin(1/2) is 30 degrees, a sixth of the half circle.
        (Shape.ARC_SINE, "0.5", "0.6666666666666666666666666666666666666666"),
        (Shape.ARC_SINE, "-0.5", "0.3333333333333333333333333333333333333333"),
        (Shape.ARC_SINE, "1", "1"),
        (Shape.TRIANGULAR, "-1", "0"),
        (Shape.RECTANGULAR, "7", "1"),
    ],
)
def test_bounded_distributions_have_their_areas(shape: Shape, limit: str, expected: str) -> None:
    """Below a limit lies the area that geometry gives, and nothing beyond the half-width."""
    inside, outside = conformance(Region.below(Fraction(limit), closed=True), Fraction(0), _bounded(Fraction(1), shape))

    with mpmath.workdps(60):
        assert abs(inside - mpmath.mpf(expected)) < mpmath.mpf("1e-39")
        assert abs(inside + outside - 1) < mpmath.mpf("1e-50")


@pytest.mark.parametrize("shape", BOUNDED)
def test_no_risk_is_left_beyond_a_half_width(shape: Shape) -> None:
    """A value whose whole distribution lies inside the tolerance conforms for certain, to the last digit."""
    region = Region.between(Fraction(-1), Fraction(2))

    assert (1, 0) == conformance(region, Fraction(1, 3), _bounded(Fraction(4, 3), shape))


@pytest.mark.parametrize("share", [-0.999999999999, -0.5, 0.1, 0.75, 0.999999])
def test_scipy_gives_the_same_bounded_areas(oracle: Callable[[str], Any], share: float) -> None:
    """Uniform, triangular and arc sine distributions of an independent library have the same areas."""
    stats = oracle("scipy.stats")
    place = (1 + share) / 2
    expected = {
        Shape.RECTANGULAR: stats.uniform.cdf(place),
        Shape.TRIANGULAR: stats.triang.cdf(place, 0.5),
        Shape.ARC_SINE: stats.arcsine.cdf(place),
    }

    for shape, area in expected.items():
        # The place rounded as a float, so that both work out the area of one number.
        limit = 2 * Fraction(place) - 1
        inside, _ = conformance(Region.below(limit, closed=True), Fraction(0), _bounded(Fraction(1), shape))
        assert float(inside) == pytest.approx(area, rel=1e-12)


@given(st.fractions(-3, 3, max_denominator=50), st.fractions(-3, 3, max_denominator=50), st.sampled_from([*BOUNDED]))
def test_bounded_probability_falls_toward_an_upper_limit(one: Fraction, other: Fraction, shape: Shape) -> None:
    """Of a half-width too, the nearer to the limit, the smaller the probability to conform."""
    region = Region.below(Fraction(1), closed=True)
    low, high = sorted((one, other))

    probabilities = [conformance(region, value, _bounded(Fraction(1), shape))[0] for value in (low, high)]

    assert probabilities[0] >= probabilities[1]


@pytest.mark.parametrize("u", ["1e-8", "1e-12", "1e-40", "1e-300"])
@pytest.mark.parametrize("dof", [None, 5])
def test_a_tiny_uncertainty_leaves_no_doubt(u: str, dof: int | None) -> None:
    """However far the limit is in standard uncertainties, there is a probability, and it can be shown."""
    for value, one, other in (("2", "0", "1.00000"), ("0.5", "1.00000", "0")):
        inside, outside = conformance(Region.below(Fraction(1), closed=True), Fraction(value), _u(u, dof))
        told = [shown(inside), shown(outside)]
        assert [one, other] == told if dof is None else "1.00000" in told
