"""Global risks of a process whose items are measured and accepted by a rule.

The consumer's risk is the probability that an item does not conform and is accepted, the producer's that it conforms
and is rejected. Process and measurement are normal; the integrals are worked out with mpmath.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from verifier.decision.inverse import inverse, rational_of
from verifier.decision.probability import conformance
from verifier.decision.rule import Rule, bands_of
from verifier.errors import RuleError
from verifier.quantity.region import Interval, Region
from verifier.quantity.surd import Bound
from verifier.quantity.uncertainty import Uncertainty

__all__ = ["GlobalRisk", "Limit", "Process", "acceptance_of", "global_risk"]

_DIGITS: Final = 30
_SETTLED: Final = 20
# Beyond 38 standard deviations a normal probability is below 1e-300.
_REACH: Final = 38
_NEGLIGIBLE: Final = 300
_MARKS: Final = (0, 1, 2, 4, 8, 16)


@dataclass(frozen=True, slots=True)
class Process:
    """A process by its mean and its standard deviation, in the unit of the tolerance."""

    mean: Fraction
    deviation: Fraction


@dataclass(frozen=True, slots=True)
class Limit:
    """One end of the acceptance region with the specific risks of an item measured exactly there.

    Args:
        value: The acceptance limit.
        alone: Probability that such an item does not conform, by its measurement alone.
        posterior: The same with the process known beforehand.
    """

    value: Fraction
    alone: Any
    posterior: Any


@dataclass(frozen=True, slots=True)
class GlobalRisk:
    """The risks of a process under a rule; all are mpmath numbers.

    Args:
        consumer: R_C, not conforming and accepted.
        producer: R_P, conforming and rejected.
        conforming: Share of the process that conforms.
        accepted: Share that is accepted.
        acceptance: The acceptance region.
        limits: Its finite ends with their specific risks.
    """

    consumer: Any
    producer: Any
    conforming: Any
    accepted: Any
    acceptance: Region
    limits: tuple[Limit, ...]


def global_risk(
    tolerance: Region, process: Process, uncertainty: Uncertainty, rule: Rule, interval: Fraction | None = None
) -> GlobalRisk:
    """The global risks of accepting items of a process by measurement.

    1. The rule turns the tolerance region T into the acceptance region A.
    2. R_C is the integral over eta outside T of g0(eta) P(y in A given eta), R_P that over eta in T of
       g0(eta) P(y not in A given eta).
    3. At each end of A the risk of one item is given, with and without the process.

    Args:
        tolerance: Acceptable values, in one unit.
        process: The process in that unit; its deviation is positive.
        uncertainty: Uncertainty of the measurement in that unit, taken as normal.
        rule: The rule by which items are accepted.
        interval: Rounding interval of the limit, for `rounded`.

    Raises:
        RuleError: The deviation or the uncertainty is not positive, or the rule accepts nothing.

    Source:
        JCGM 106:2012, 9.3 and 9.5 (= GB/T 27430-2022).
    """
    import mpmath

    if process.deviation <= 0:
        raise RuleError("process_deviation_not_positive", read=process.deviation)
    if uncertainty.standard <= 0:
        raise RuleError("risk_uncertainty_not_positive", read=uncertainty.standard)
    acceptance = acceptance_of(rule, tolerance, uncertainty, interval)
    if acceptance.is_empty():
        raise RuleError("rule_accepts_nothing", rule=rule)
    spread = Uncertainty(process.deviation, process.deviation, Fraction(1))
    conforming, _ = conformance(tolerance, process.mean, spread)
    with mpmath.workdps(_DIGITS):
        together = rational_of(mpmath.sqrt(_number(process.deviation**2 + uncertainty.standard**2)))
    accepted, _ = conformance(acceptance, process.mean, Uncertainty(together, together, Fraction(1)))
    rejection = acceptance.complement()
    with mpmath.workdps(_DIGITS):
        consumer = _both(tolerance.complement(), acceptance, process, uncertainty)
        producer = _both(tolerance, rejection, process, uncertainty)
    ends = sorted({end for interval in acceptance.intervals for end in _ends(interval)})
    limits = tuple(_limit(end, tolerance, process, uncertainty) for end in ends)
    return GlobalRisk(consumer, producer, conforming, accepted, acceptance, limits)


def acceptance_of(rule: Rule, tolerance: Region, uncertainty: Uncertainty, interval: Fraction | None = None) -> Region:
    """The measured values that a rule accepts; for `risk` those whose probability not to conform is at most P.

    Args:
        rule: The rule.
        tolerance: Acceptable values.
        uncertainty: Uncertainty of the measurement in the same unit.
        interval: Rounding interval of the limit, for `rounded`.
    """
    if rule.risk is None:
        return bands_of(rule, tolerance, interval, uncertainty).accept
    parts = (_at_risk(part, uncertainty, rule.risk) for part in tolerance.intervals)
    return Region.of(*(part for part in parts if part is not None))


def _at_risk(part: Interval, uncertainty: Uncertainty, risk: Fraction) -> Interval | None:
    """The part of one interval in which a measured value leaves at most the risk."""
    import mpmath

    own = Region.of(part)
    low, high = (None if end is None else _exact(end) for end in (part.low, part.high))

    def outside(place: Any) -> Any:  # noqa: ANN401 -- mpmath is untyped
        return conformance(own, rational_of(place), uncertainty)[1]

    with mpmath.workdps(_DIGITS):
        wanted, u = _number(risk), _number(uncertainty.standard)
        # Up to there even a t distribution with one degree of freedom leaves less than any risk asked for.
        far = u * 4 / wanted
        if low is not None and high is not None:
            middle = _number((low + high) / 2)
            if outside(middle) > wanted:
                return None
        else:
            middle = _number(low) + far if low is not None else _number(high) - far if high is not None else u
        start = None if low is None else inverse(lambda y: -outside(y), -wanted, _number(low), middle, _SETTLED)
        end = None if high is None else inverse(outside, wanted, middle, _number(high), _SETTLED)
        return Interval(
            None if start is None else rational_of(start),
            None if end is None else rational_of(end),
            start is not None,
            end is not None,
        )


def _both(where: Region, measured: Region, process: Process, uncertainty: Uncertainty) -> Any:  # noqa: ANN401
    """The probability that an item lies in one region and its measured value in another."""
    import mpmath

    total = sum((_one(part, measured, process, uncertainty) for part in where.intervals), mpmath.mpf(0))
    return total if total > mpmath.mpf(10) ** -_NEGLIGIBLE else mpmath.mpf(0)


def _one(part: Interval, measured: Region, process: Process, uncertainty: Uncertainty) -> Any:  # noqa: ANN401
    import mpmath

    mean, deviation, u = _number(process.mean), _number(process.deviation), _number(uncertainty.standard)
    low, high = mean - _REACH * deviation, mean + _REACH * deviation
    low = low if part.low is None else max(low, _number(_exact(part.low)))
    high = high if part.high is None else min(high, _number(_exact(part.high)))
    if low >= high:
        return mpmath.mpf(0)
    ends = [(_number(end) if end is not None else None) for end in _pairs(measured)]
    marks = {low, high}
    for centre, width in ((mean, deviation), *((end, u) for end in ends if end is not None)):
        marks.update(centre + sign * step * width for step in _MARKS for sign in (1, -1))
    marks.update(edge + sign * step * u for edge in (low, high) for step in _MARKS for sign in (1, -1))

    def joint(eta: Any) -> Any:  # noqa: ANN401 -- mpmath is untyped
        density = mpmath.npdf(eta, mean, deviation)
        chance = mpmath.mpf(0)
        for start, end in zip(ends[::2], ends[1::2], strict=True):
            chance += _between(None if start is None else (start - eta) / u, None if end is None else (end - eta) / u)
        return density * chance

    return mpmath.quad(joint, sorted(mark for mark in marks if low <= mark <= high), method="gauss-legendre")


def _between(low: Any, high: Any) -> Any:  # noqa: ANN401 -- mpmath is untyped
    """The standard normal probability between two deviations, from the tail that holds its digits."""
    import mpmath

    if low is None:
        return mpmath.mpf(1) if high is None else mpmath.ncdf(high)
    if high is None:
        return mpmath.ncdf(-low)
    return mpmath.ncdf(-low) - mpmath.ncdf(-high) if low > 0 else mpmath.ncdf(high) - mpmath.ncdf(low)


def _limit(end: Fraction, tolerance: Region, process: Process, uncertainty: Uncertainty) -> Limit:
    """The specific risks at one acceptance limit."""
    import mpmath

    _, alone = conformance(tolerance, end, uncertainty)
    prior, own = process.deviation**2, uncertainty.standard**2
    estimate = (process.mean * own + end * prior) / (prior + own)
    with mpmath.workdps(_DIGITS):
        deviation = rational_of(mpmath.sqrt(_number(prior * own / (prior + own))))
    _, posterior = conformance(tolerance, estimate, Uncertainty(deviation, deviation, Fraction(1)))
    return Limit(end, alone, posterior)


def _ends(interval: Interval) -> Iterable[Fraction]:
    return (_exact(end) for end in (interval.low, interval.high) if end is not None)


def _pairs(region: Region) -> list[Fraction | None]:
    """Low and high of every interval, one after the other."""
    return [
        None if end is None else _exact(end) for interval in region.intervals for end in (interval.low, interval.high)
    ]


def _exact(bound: Bound) -> Fraction:
    return bound if isinstance(bound, Fraction) else bound.enclosure(256)[0]


def _number(value: Fraction) -> Any:  # noqa: ANN401 -- mpmath is untyped
    import mpmath

    return mpmath.mpf(value.numerator) / value.denominator
