"""Worked examples of the GUM as formulas, inputs and published results, for several tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from verifier.catalogue.bilingual import Words
from verifier.catalogue.derivation import Derivation, Input, derivation_of
from verifier.catalogue.expression import Quantity
from verifier.decision.budget import Budget, Correlation, budget_of
from verifier.quantity.root import root_of
from verifier.quantity.uncertainty import Uncertainty
from verifier.quantity.units import read_unit

__all__ = ["budget", "formula", "mean_of", "rectangular", "tied"]

_WORDS = Words("算式", "formula")

Stated = tuple[str, Fraction | str | int, Fraction | str | None, int | None]
"""One input: its unit, estimate, standard uncertainty and degrees of freedom."""


def formula(text: str, unit: str, inputs: Mapping[str, Stated]) -> Derivation:
    """A derivation with inputs in units."""
    known = tuple(Input(name, (), _WORDS, read_unit(stated[0])) for name, stated in inputs.items())
    return derivation_of("example", text, _WORDS, known, read_unit(unit))


def budget(
    text: str, unit: str, inputs: Mapping[str, Stated], correlations: tuple[Correlation, ...] = ()
) -> tuple[Fraction, Budget]:
    """The value and the budget of a worked example, in its unit."""
    derivation = formula(text, unit, inputs)
    given, uncertainties = {}, {}
    for name, (own_text, estimate, standard, dof) in inputs.items():
        own = read_unit(own_text)
        given[name] = Quantity(Fraction(estimate) * own.factor, own.dimension)
        if standard is not None:
            size = Fraction(standard)
            uncertainties[name] = Uncertainty(size, 2 * size, Fraction(2), None if dof is None else Fraction(dof))
    value = derivation.value(given).within(read_unit(unit))
    assert isinstance(value, Fraction)
    return value, budget_of(derivation, given, uncertainties, read_unit(unit), correlations)


def rectangular(half_width: str) -> Fraction:
    """The standard uncertainty of a rectangular distribution."""
    return root_of(Fraction(half_width) ** 2 / 3)


def mean_of(values: Sequence[str]) -> tuple[Fraction, Fraction]:
    """A mean with its standard uncertainty."""
    exact = [Fraction(value) for value in values]
    mean = sum(exact, Fraction(0)) / len(exact)
    squares = sum(((value - mean) ** 2 for value in exact), Fraction(0))
    return mean, root_of(squares / (len(exact) - 1) / len(exact))


def tied(one: str, other: str, first: Sequence[str], second: Sequence[str], *, sign: int = 1) -> Correlation:
    """The correlation coefficient of two means observed together."""
    a, b = ([Fraction(value) for value in values] for values in (first, second))
    (mean_a, u_a), (mean_b, u_b) = mean_of(first), mean_of(second)
    together = sum(((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True)), Fraction(0))
    covariance = together / (len(a) * (len(a) - 1))
    return Correlation(one, other, sign * covariance / (u_a * u_b))
