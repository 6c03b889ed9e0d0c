"""Global risks of a process that is inspected."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import pytest

from verifier.decision.global_risk import GlobalRisk, Process, acceptance_of, global_risk
from verifier.decision.rule import read_rule
from verifier.errors import RuleError
from verifier.quantity.region import Region
from verifier.quantity.uncertainty import Uncertainty

TOLERANCE = Region.between(Fraction(-2), Fraction(2))


def _u(standard: str | Fraction) -> Uncertainty:
    return Uncertainty(Fraction(standard), 2 * Fraction(standard), Fraction(2))


def _risk(u: str | Fraction, rule: str = "full-value", *, mean: str = "0", region: Region = TOLERANCE) -> GlobalRisk:
    return global_risk(region, Process(Fraction(mean), Fraction(1)), _u(u), read_rule(rule))


@pytest.mark.parametrize(
    ("u", "rule", "consumer", "producer"),
    [
        # Process limits at 2 sigma, test uncertainty ratio 4 to 1: 0.8 % and 1.5 % (Deaver, NCSL 1995; the figures are
        # also those that Sandia's Suncal holds itself to).
        ("1/4", "full-value", "0.008", "0.015"),
        # Ratio 2 to 1 with the acceptance limit at 0.91 of the tolerance: 0.8 % and 6.6 %.
        ("1/2", "guarded:0.18", "0.008", "0.066"),
    ],
)
def test_published_risks(u: str, rule: str, consumer: str, producer: str) -> None:
    """Published consumer's and producer's risks come out within half a unit of their last digit."""
    found = _risk(u, rule)

    assert abs(found.consumer - mpmath.mpf(consumer)) <= mpmath.mpf("0.0005")
    assert abs(found.producer - mpmath.mpf(producer)) <= mpmath.mpf("0.0005")


@pytest.mark.parametrize(("u", "mean"), [("1/4", "0"), ("1/10", "1"), ("1/1000", "3/2"), ("2", "-1")])
def test_shares_of_a_process_add_up(u: str, mean: str) -> None:
    """Accepted = conforming - R_P + R_C: each item is counted once."""
    found = _risk(u, mean=mean)

    with mpmath.workdps(30):
        assert abs(found.accepted - (found.conforming - found.producer + found.consumer)) < mpmath.mpf("1e-20")


def test_scipy_gives_the_same_risk(oracle: Callable[[str], Any]) -> None:
    """The bivariate normal distribution of an independent library agrees."""
    stats = oracle("scipy.stats")
    joint = stats.multivariate_normal([0, 0], [[1, 1], [1, 1.0625]])
    both = joint.cdf([2, 2]) - joint.cdf([2, -2]) - joint.cdf([-2, 2]) + joint.cdf([-2, -2])

    found = _risk("1/4")

    assert float(found.conforming - found.producer) == pytest.approx(both, abs=1e-4)


def test_a_guard_band_trades_one_risk_for_the_other() -> None:
    """The wider the guard band, the smaller the consumer's and the larger the producer's risk."""
    found = [_risk("1/4", f"guarded:{r}") for r in ("0", "0.5", "1", "2")]

    consumers, producers = ([getattr(risk, name) for risk in found] for name in ("consumer", "producer"))
    assert sorted(consumers, reverse=True) == consumers
    assert sorted(producers) == producers


def test_a_one_sided_tolerance_has_one_limit() -> None:
    """At the acceptance limit of risk:0.05 an item fails with 5 %, 1.645 u inside the limit."""
    found = _risk("1/5", "risk:0.05", mean="3", region=Region.below(Fraction(5), closed=True))

    (limit,) = found.limits
    assert abs(limit.value - (5 - Fraction("1.644853627") / 5)) < Fraction(1, 10**9)
    assert abs(limit.alone - mpmath.mpf("0.05")) < mpmath.mpf("1e-15")
    assert limit.posterior < limit.alone


def test_an_acceptance_by_risk_is_inside_the_tolerance() -> None:
    """On two sides the region is symmetric; an uncertainty that leaves no value at the risk accepts none."""
    (part,) = acceptance_of(read_rule("risk:0.05"), TOLERANCE, _u("1/4")).intervals

    assert isinstance(part.low, Fraction)
    assert isinstance(part.high, Fraction)
    assert abs(part.low + part.high) < Fraction(1, 10**15)
    assert acceptance_of(read_rule("risk:0.05"), TOLERANCE, _u("4")).is_empty()


@pytest.mark.parametrize(
    ("deviation", "u", "rule", "code"),
    [
        ("0", "1", "full-value", "process_deviation_not_positive"),
        ("1", "0", "full-value", "risk_uncertainty_not_positive"),
        ("1", "3", "guarded", "rule_accepts_nothing"),
    ],
)
def test_what_has_no_risk_is_refused(deviation: str, u: str, rule: str, code: str) -> None:
    """A process that does not spread, a measurement without uncertainty, a rule that accepts nothing."""
    with pytest.raises(RuleError) as caught:
        global_risk(TOLERANCE, Process(Fraction(0), Fraction(deviation)), _u(u), read_rule(rule))

    assert code == caught.value.code


def test_a_remote_tolerance_leaves_nothing() -> None:
    """Sixty standard deviations away nothing is wrongly accepted, rather than a figure made of rounding."""
    found = _risk("1/4", region=Region.between(Fraction(-60), Fraction(60)))

    assert (0, 0) == (found.consumer, found.producer)
