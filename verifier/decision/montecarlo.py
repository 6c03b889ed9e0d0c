"""Monte Carlo of a derived quantity, adaptive, with a recorded seed (JCGM 101).

A simulation checks the linear uncertainty and is shown beside it. It never decides a verdict: its figures depend on
the seed, a verdict must not.
"""

from __future__ import annotations

import math
import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import repeat
from random import Random
from typing import Final

from verifier.catalogue.expression import (
    Constant,
    Expression,
    Magnitude,
    Name,
    Negation,
    Power,
    Product,
    Quotient,
    Sum,
    UnitSymbol,
    WithUnit,
)
from verifier.decision.budget import Correlation
from verifier.decision.draws import Variable, columns_of
from verifier.errors import PredicateError
from verifier.quantity.units import DIMENSIONLESS

__all__ = ["GENERATOR", "Settings", "Simulation", "Validation", "simulate", "validate"]

GENERATOR: Final = "Mersenne Twister MT19937 (Python random)"
_LEAST_BLOCK: Final = 10_000


@dataclass(frozen=True, slots=True)
class Settings:
    """How a simulation is run.

    Args:
        seed: Seed of the generator.
        coverage: Coverage probability of the intervals.
        digits: Significant decimal digits of u that are to be settled.
        most_trials: Trials after which it stops, settled or not.
    """

    seed: int
    coverage: Fraction = Fraction(95, 100)
    digits: int = 2
    most_trials: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Simulation:
    """What a simulation found, in the result's unit.

    Args:
        settings: How it was run.
        trials: Trials made.
        estimate: Mean.
        standard: Standard deviation.
        symmetric: Ends of the probabilistically symmetric coverage interval.
        shortest: Ends of the shortest coverage interval.
        tolerance: Numerical tolerance δ of the digits asked for.
        settled: Whether all four figures were settled within the tolerance.
        version: Version of Python, on which the sequence of draws depends.
    """

    settings: Settings
    trials: int
    estimate: Fraction
    standard: Fraction
    symmetric: tuple[Fraction, Fraction]
    shortest: tuple[Fraction, Fraction]
    tolerance: Fraction
    settled: bool
    version: str


@dataclass(frozen=True, slots=True)
class Validation:
    """Whether the linear uncertainty agrees with a simulation at both ends of the coverage interval.

    Args:
        low: Distance of the low ends.
        high: Distance of the high ends.
        tolerance: The numerical tolerance they are held against.
    """

    low: Fraction
    high: Fraction
    tolerance: Fraction

    @property
    def agrees(self) -> bool:
        """Whether both distances are within the tolerance."""
        return max(self.low, self.high) <= self.tolerance


def simulate(
    formula: Expression,
    variables: Sequence[Variable],
    settings: Settings,
    correlations: tuple[Correlation, ...] = (),
    factor: Fraction = Fraction(1),
) -> Simulation:
    """Simulate a formula of distributed inputs.

    1. Blocks of M trials are drawn, M the larger of 100/(1 - p) and 10,000 (7.9.4 b).
    2. Each block gives a mean, a standard deviation and the ends of its coverage interval (7.9.4 d, e).
    3. Blocks follow until twice the standard deviation of the average of each figure is within the numerical
       tolerance of u (7.9.4 g to j).
    4. All values of all blocks together give the result (7.9.4 k).

    Args:
        formula: The formula.
        variables: Its inputs, each in base units.
        settings: Seed, coverage, digits and limit of trials.
        correlations: Correlation coefficients of normal inputs.
        factor: Size of the result's unit in base units.

    Raises:
        PredicateError: The formula has no value at a draw, or the correlations are impossible.

    Source:
        JCGM 101:2008, 7.
    """
    # A sequence that can be repeated is the point; nothing secret hangs on it.
    generator = Random(settings.seed)  # noqa: S311
    share = 1 - settings.coverage
    size = max(_LEAST_BLOCK, math.ceil(100 / share))
    scale = float(factor)
    values: list[float] = []
    figures: list[tuple[float, float, float, float]] = []
    settled, tolerance = False, Fraction(0)
    while not settled and len(values) + size <= max(settings.most_trials, 2 * size):
        columns = columns_of(variables, correlations, size, generator)
        block = sorted(value / scale for value in _evaluated(formula, columns, size))
        if not (math.isfinite(block[0]) and math.isfinite(block[-1])):
            raise PredicateError("simulation_undefined")
        values.extend(block)
        ends = _symmetric(block, settings.coverage)
        figures.append((statistics.fmean(block), _deviation(block), *ends))
        if len(figures) > 1:
            tolerance = _tolerance(_deviation(values), settings.digits)
            settled = all(_within(figure, tolerance) for figure in zip(*figures, strict=True))
    values.sort()
    low, high = _symmetric(values, settings.coverage)
    start, end = _shortest(values, settings.coverage)
    return Simulation(
        settings,
        len(values),
        Fraction(statistics.fmean(values)),
        Fraction(_deviation(values)),
        (Fraction(low), Fraction(high)),
        (Fraction(start), Fraction(end)),
        tolerance,
        settled,
        platform.python_version(),
    )


def validate(simulation: Simulation, low: Fraction, high: Fraction, *, shortest: bool = False) -> Validation:
    """Hold the linear coverage interval y ± U against the simulated one.

    Args:
        simulation: The simulation.
        low: y - U for the same coverage probability, in the same unit.
        high: y + U.
        shortest: Whether to compare with the shortest interval in place of the symmetric one.

    Source:
        JCGM 101:2008, 8.1.
    """
    ends = simulation.shortest if shortest else simulation.symmetric
    return Validation(abs(low - ends[0]), abs(high - ends[1]), simulation.tolerance)


def _evaluated(expression: Expression, columns: Mapping[str, list[float]], size: int) -> list[float]:
    """The formula's values at all draws, in base units."""
    try:
        return _values(expression, columns, size)
    except (ArithmeticError, ValueError) as error:
        raise PredicateError("simulation_undefined") from error


def _values(expression: Expression, columns: Mapping[str, list[float]], size: int) -> list[float]:
    match expression:
        case Constant(number, unit):
            unit = unit or DIMENSIONLESS
            return [float(number.value * unit.factor + unit.offset)] * size
        case Name(name):
            return columns[name]
        case UnitSymbol(unit):
            return [float(unit.factor)] * size
        case WithUnit(inner, unit):
            own = float(unit.factor)
            return [value * own for value in _values(inner, columns, size)]
        case Negation(inner):
            return [-value for value in _values(inner, columns, size)]
        case Magnitude(inner):
            return [abs(value) for value in _values(inner, columns, size)]
        case Sum(left, right):
            return [a + b for a, b in zip(_values(left, columns, size), _values(right, columns, size), strict=True)]
        case Product(left, right):
            return [a * b for a, b in zip(_values(left, columns, size), _values(right, columns, size), strict=True)]
        case Quotient(left, right):
            return [a / b for a, b in zip(_values(left, columns, size), _values(right, columns, size), strict=True)]
        case Power(base, exponent):
            power = exponent.numerator if exponent.denominator == 1 else float(exponent)
            return list(map(math.pow, _values(base, columns, size), repeat(power)))
        case _:
            raise PredicateError("simulation_undefined")


def _deviation(values: Sequence[float]) -> float:
    mean = statistics.fmean(values)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1))


def _symmetric(ordered: Sequence[float], coverage: Fraction) -> tuple[float, float]:
    """The ends of the interval that leaves half of the rest on either side (7.7.2)."""
    held = _held(len(ordered), coverage)
    start = (len(ordered) - held + 1) // 2
    return ordered[start - 1], ordered[start - 1 + held]


def _shortest(ordered: Sequence[float], coverage: Fraction) -> tuple[float, float]:
    """The ends of the shortest interval that holds the coverage probability (7.7.4)."""
    held = _held(len(ordered), coverage)
    width, start = min((ordered[place + held] - ordered[place], place) for place in range(len(ordered) - held))
    return ordered[start], ordered[start] + width


def _held(count: int, coverage: Fraction) -> int:
    return math.floor(coverage * count + Fraction(1, 2))


def _tolerance(standard: float, digits: int) -> Fraction:
    """Half a unit of the last of the significant digits of u (7.9.2)."""
    if standard == 0:
        return Fraction(0)
    exponent = math.floor(math.log10(standard)) - digits + 1
    # 9.96 with two digits is 10, written 10 · 10^0 and not 1.0 · 10^1.
    if round(standard / 10**exponent) >= 10**digits:
        exponent += 1
    return Fraction(10) ** exponent / 2


def _within(figure: Sequence[float], tolerance: Fraction) -> bool:
    """Whether twice the standard deviation of the average of a figure over the blocks is within the tolerance."""
    return 2 * statistics.stdev(figure) / math.sqrt(len(figure)) <= tolerance
