"""The uncertainty budget of a derived quantity: inputs, sensitivities, contributions (GUM, clause 5).

The value is exact. Sensitivities are partial derivatives by sympy, built from our own tree and worked out as
rationals; only the square root that makes the combined standard uncertainty is rounded, at 40 digits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from verifier.catalogue.derivation import Derivation
from verifier.catalogue.expression import (
    Constant,
    Expression,
    Magnitude,
    Name,
    Negation,
    Power,
    Product,
    Quantity,
    Quotient,
    Sum,
    UnitSymbol,
    WithUnit,
)
from verifier.errors import PredicateError
from verifier.quantity.root import root_of
from verifier.quantity.uncertainty import Shape, Uncertainty
from verifier.quantity.units import DIMENSIONLESS, Unit

__all__ = ["Budget", "Correlation", "Line", "budget_of"]

_ROOT_DIGITS: Final = 40
_K: Final = Fraction(2)


@dataclass(frozen=True, slots=True)
class Correlation:
    """The correlation coefficient of two inputs."""

    one: str
    other: str
    coefficient: Fraction


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a budget.

    Args:
        name: The input.
        estimate: Its value in its unit.
        unit: Its unit.
        standard: Its standard uncertainty in that unit; None where none was stated.
        dof: Its degrees of freedom; None for infinite.
        shape: How it is distributed about the estimate, as stated.
        sensitivity: Partial derivative, in the result's unit per the input's unit.
        contribution: |c| u in the result's unit; None where none was stated.
        share: Its share of the combined variance, correlations apart.
    """

    name: str
    estimate: Fraction
    unit: Unit
    standard: Fraction | None
    dof: Fraction | None
    shape: Shape
    sensitivity: Fraction
    contribution: Fraction | None
    share: Fraction | None

    @property
    def distribution(self) -> Shape:
        """Its distribution: what was stated, else a t with degrees of freedom and a normal one without.

        Source:
            JCGM 101:2008, 6.4.7 and 6.4.9.
        """
        return Shape.STUDENT if self.shape is Shape.NORMAL and self.dof is not None else self.shape


@dataclass(frozen=True, slots=True)
class Budget:
    """A budget with its combined uncertainty in the result's unit.

    Args:
        lines: One line an input.
        combined: Combined standard uncertainty, expanded with k = 2; None where no input states one.
        assumed_exact: Inputs that stated no uncertainty and were taken as exact.
    """

    lines: tuple[Line, ...]
    combined: Uncertainty | None
    assumed_exact: tuple[str, ...]


def budget_of(
    derivation: Derivation,
    given: Mapping[str, Quantity],
    uncertainties: Mapping[str, Uncertainty],
    unit: Unit | None,
    correlations: tuple[Correlation, ...] = (),
) -> Budget:
    """The budget of a derived quantity.

    1. Sensitivity coefficients are the partial derivatives at the estimates (GUM 5.1.3).
    2. u_c² = ΣΣ c_i c_j r_ij u_i u_j, with r_ii = 1 (GUM 5.2.2).
    3. Degrees of freedom by Welch-Satterthwaite, truncated to the next lower integer (GUM G.4.1);
       not with correlated inputs, for which the formula is not made.

    Args:
        derivation: The formula.
        given: Estimates of the inputs, in base units.
        uncertainties: Their uncertainties, each in its input's unit.
        unit: The result's unit.
        correlations: Correlation coefficients that are not zero.

    Raises:
        PredicateError: The formula cannot be differentiated exactly, or a coefficient is out of range.
    """
    own = unit or DIMENSIONLESS
    slopes = _sensitivities(derivation, given)
    variances: dict[str, Fraction] = {}
    scaled: dict[str, Fraction] = {}
    for known in derivation.inputs:
        factor = known.unit.factor / own.factor
        scaled[known.name] = slopes[known.name] * factor
        if known.name in uncertainties:
            variances[known.name] = (scaled[known.name] * uncertainties[known.name].standard) ** 2
    variance = sum(variances.values(), Fraction(0)) + _covariance(scaled, uncertainties, correlations)
    if variance < 0:
        raise PredicateError("correlations_impossible")
    lines = []
    for known in derivation.inputs:
        stated = uncertainties.get(known.name)
        bound = Quantity(given[known.name].value, known.unit.dimension).within(known.unit)
        if not isinstance(bound, Fraction):
            raise PredicateError("statistic_not_exact")
        contribution = None if stated is None else abs(scaled[known.name]) * stated.standard
        share = variances[known.name] / variance if stated is not None and variance else None
        lines.append(
            Line(
                known.name,
                bound,
                known.unit,
                None if stated is None else stated.standard,
                None if stated is None else stated.dof,
                Shape.NORMAL if stated is None else stated.shape,
                scaled[known.name],
                contribution,
                share,
            )
        )
    exact = tuple(known.name for known in derivation.inputs if known.name not in uncertainties)
    if not uncertainties:
        return Budget(tuple(lines), None, exact)
    dof = None if correlations else _welch_satterthwaite(variance, variances, uncertainties)
    standard = root_of(variance)
    return Budget(tuple(lines), Uncertainty(standard, _K * standard, _K, dof, k_assumed=True), exact)


def _covariance(
    slopes: Mapping[str, Fraction], uncertainties: Mapping[str, Uncertainty], correlations: tuple[Correlation, ...]
) -> Fraction:
    total = Fraction(0)
    for pair in correlations:
        if abs(pair.coefficient) > 1 or pair.one == pair.other:
            raise PredicateError("correlations_impossible")
        if pair.one in uncertainties and pair.other in uncertainties:
            one = slopes[pair.one] * uncertainties[pair.one].standard
            other = slopes[pair.other] * uncertainties[pair.other].standard
            total += 2 * pair.coefficient * one * other
    return total


def _welch_satterthwaite(
    variance: Fraction, variances: Mapping[str, Fraction], uncertainties: Mapping[str, Uncertainty]
) -> Fraction | None:
    """Effective degrees of freedom; None where all inputs have infinitely many.

    Source:
        JCGM 100:2008, G.4.1, formula (G.2b).
    """
    total = Fraction(0)
    for name, part in variances.items():
        dof = uncertainties[name].dof
        if dof is not None:
            total += part**2 / dof
    if total == 0:
        return None
    effective = variance**2 / total
    return Fraction(effective.numerator // effective.denominator)


def _sensitivities(derivation: Derivation, given: Mapping[str, Quantity]) -> dict[str, Fraction]:
    """Partial derivatives at the estimates, in base units."""
    import sympy

    symbols = {known.name: sympy.Symbol(f"x{place}") for place, known in enumerate(derivation.inputs)}
    tree = _sympy(derivation.formula, symbols)
    at = {symbols[known.name]: _rational(given[known.name].value) for known in derivation.inputs}
    return {name: _fraction(sympy.diff(tree, symbol).subs(at)) for name, symbol in symbols.items()}


def _rational(value: object) -> Any:  # noqa: ANN401 -- sympy is untyped
    import sympy

    if not isinstance(value, Fraction):
        raise PredicateError("statistic_not_exact")
    return sympy.Rational(value.numerator, value.denominator)


def _fraction(value: Any) -> Fraction:  # noqa: ANN401 -- sympy is untyped
    import sympy

    if value.is_Rational:
        return Fraction(int(value.p), int(value.q))
    number = sympy.N(value, _ROOT_DIGITS)
    if not number.is_real or not number.is_finite:
        raise PredicateError("sensitivity_undefined")
    exact = sympy.Rational(number)
    return Fraction(int(exact.p), int(exact.q))


def _sympy(expression: Expression, symbols: Mapping[str, Any]) -> Any:  # noqa: ANN401 -- sympy is untyped
    """Our tree as sympy's, from rationals and symbols only: sympy never sees text."""
    import sympy

    match expression:
        case Constant(number, unit):
            unit = unit or DIMENSIONLESS
            return _rational(number.value * unit.factor + unit.offset)
        case Name(name):
            return symbols[name]
        case UnitSymbol(unit):
            return _rational(unit.factor)
        case WithUnit(inner, unit):
            return _sympy(inner, symbols) * _rational(unit.factor)
        case Negation(inner):
            return -_sympy(inner, symbols)
        case Magnitude(inner):
            return sympy.Abs(_sympy(inner, symbols))
        case Sum(left, right):
            return _sympy(left, symbols) + _sympy(right, symbols)
        case Product(left, right):
            return _sympy(left, symbols) * _sympy(right, symbols)
        case Quotient(left, right):
            return _sympy(left, symbols) / _sympy(right, symbols)
        case Power(base, exponent):
            return _sympy(base, symbols) ** _rational(exponent)
        case _:
            raise PredicateError("sensitivity_undefined")
