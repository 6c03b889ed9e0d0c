"""A derived value by Monte Carlo beside its linear uncertainty: what `explain` shows when it is asked to."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.catalogue.predicate import Statement
from verifier.decision.budget import Correlation
from verifier.decision.derive import Derived
from verifier.decision.draws import Variable
from verifier.decision.inverse import inverse, rational_of
from verifier.decision.montecarlo import Settings, Simulation, Validation, simulate, validate
from verifier.decision.probability import cumulative
from verifier.quantity.units import DIMENSIONLESS

__all__ = ["Simulated", "coverage_factor", "simulate_derived"]


@dataclass(frozen=True, slots=True)
class Simulated:
    """A simulation of a derived value held against the linear result.

    Args:
        simulation: The simulation, in the target's unit.
        factor: Coverage factor of the linear interval for the same coverage probability.
        linear: Ends of the linear interval y ± k u.
        validation: Whether the two agree.
    """

    simulation: Simulation
    factor: Fraction
    linear: tuple[Fraction, Fraction]
    validation: Validation


def coverage_factor(coverage: Fraction, dof: Fraction | None = None) -> Fraction:
    """The factor k that gives y ± k u a coverage probability: a quantile of the normal or of Student's t.

    Args:
        coverage: Coverage probability.
        dof: Effective degrees of freedom; None for the normal distribution.

    Source:
        JCGM 100:2008, G.3.

    >>> round(float(coverage_factor(Fraction(95, 100))), 3)
    1.96
    """
    import mpmath

    with mpmath.workdps(40):
        wanted = mpmath.mpf((1 + coverage).numerator) / (1 + coverage).denominator / 2
        far = mpmath.mpf(1)
        while cumulative(far, dof) < wanted:
            far *= 2
        return rational_of(inverse(lambda k: cumulative(k, dof), wanted, 0, far))


def simulate_derived(
    derived: Derived,
    statement: Statement,
    settings: Settings,
    correlations: tuple[Correlation, ...] = (),
) -> Simulated | None:
    """Simulate one derived value from the inputs of its budget.

    Each input is drawn from its line's distribution.

    Args:
        derived: The derived row with its budget.
        statement: The predicate that is judged; figures are in its unit.
        settings: Seed, coverage, digits and limit of trials.
        correlations: Correlation coefficients of the inputs.

    Returns:
        None where no input states an uncertainty.

    Raises:
        PredicateError: The formula has no value at a draw, or the correlations are impossible.
    """
    budget = derived.budget
    if budget is None or budget.combined is None:
        return None
    own = statement.unit or DIMENSIONLESS
    variables = [
        Variable(
            line.name,
            line.estimate * line.unit.factor + line.unit.offset,
            (line.standard or Fraction(0)) * line.unit.factor,
            line.dof,
            line.distribution,
        )
        for line in budget.lines
    ]
    names = {variable.name for variable in variables}
    tied = tuple(pair for pair in correlations if {pair.one, pair.other} <= names)
    simulation = simulate(derived.derivation.formula, variables, settings, tied, own.factor)
    factor = coverage_factor(settings.coverage, budget.combined.dof)
    value, half = Fraction(derived.row.value), factor * budget.combined.standard
    linear = (value - half, value + half)
    return Simulated(simulation, factor, linear, validate(simulation, *linear))
