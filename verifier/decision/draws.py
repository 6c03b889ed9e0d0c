"""Inputs of a derived quantity as probability distributions, and draws from them by a seeded generator.

Draws are binary floats: a simulation estimates, and no verdict is taken from it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from verifier.decision.budget import Correlation
from verifier.errors import PredicateError
from verifier.quantity.uncertainty import Shape

__all__ = ["Variable", "columns_of"]


@dataclass(frozen=True, slots=True)
class Variable:
    """One input as a distribution, in one unit.

    Args:
        name: The input.
        estimate: Its estimate, the middle of the distribution.
        standard: Standard uncertainty u of a normal input, scale of a t; 0 for an exact input.
        dof: Degrees of freedom of a t.
        shape: The distribution.
        half_width: Half the width of a bounded distribution; from u where it is None.
        inexactness: By how much the ends of a trapezoid distribution are not known.
    """

    name: str
    estimate: Fraction
    standard: Fraction
    dof: Fraction | None = None
    shape: Shape = Shape.NORMAL
    half_width: Fraction | None = None
    inexactness: Fraction = Fraction(0)


def columns_of(
    variables: Sequence[Variable], correlations: tuple[Correlation, ...], count: int, generator: Random
) -> dict[str, list[float]]:
    """Draws of every input, by name.

    Normal inputs are drawn together by the Cholesky factor of their correlations.

    Args:
        variables: The inputs.
        correlations: Correlation coefficients that are not zero.
        count: Draws of each.
        generator: The seeded generator.

    Raises:
        PredicateError: The correlations are those of no distribution, or tie an input that is not normal.

    Source:
        JCGM 101:2008, 6.4.
    """
    tied = {name for pair in correlations for name in (pair.one, pair.other)}
    odd = [known.name for known in variables if known.name in tied and known.shape is not Shape.NORMAL]
    if odd:
        raise PredicateError("correlated_not_normal", names=", ".join(odd))
    together = [known for known in variables if known.name in tied]
    columns = _joint(together, correlations, count, generator) if together else {}
    for known in variables:
        if known.name not in tied:
            columns[known.name] = _column(known, count, generator)
    return columns


def _column(known: Variable, count: int, generator: Random) -> list[float]:
    middle, u = float(known.estimate), float(known.standard)
    half = float(known.half_width) if known.half_width is not None else None
    match known.shape:
        case Shape.RECTANGULAR:
            width = u * math.sqrt(3) if half is None else half
            return [middle + width * (2 * generator.random() - 1) for _ in range(count)]
        case Shape.TRIANGULAR:
            width = u * math.sqrt(6) if half is None else half
            return [middle + width * (generator.random() - generator.random()) for _ in range(count)]
        case Shape.ARC_SINE:
            width = u * math.sqrt(2) if half is None else half
            return [middle + width * math.sin(2 * math.pi * generator.random()) for _ in range(count)]
        case Shape.TRAPEZOID:
            width, unsure = u * math.sqrt(3) if half is None else half, float(known.inexactness)
            # Both ends move together by up to the inexactness, then the value is rectangular between them.
            widths = (width + unsure * (2 * generator.random() - 1) for _ in range(count))
            return [middle + own * (2 * generator.random() - 1) for own in widths]
        case Shape.STUDENT if known.dof is not None:
            nu = float(known.dof)
            return [
                middle + u * generator.gauss(0, 1) / math.sqrt(generator.gammavariate(nu / 2, 2) / nu)
                for _ in range(count)
            ]
        case _:
            return [generator.gauss(middle, u) for _ in range(count)] if u else [middle] * count


def _joint(
    together: Sequence[Variable], correlations: tuple[Correlation, ...], count: int, generator: Random
) -> dict[str, list[float]]:
    factor = _cholesky([known.name for known in together], correlations)
    independent = [[generator.gauss(0, 1) for _ in range(count)] for _ in together]
    columns = {}
    for known, weights in zip(together, factor, strict=True):
        middle, u = float(known.estimate), float(known.standard)
        used = [(weight * u, column) for weight, column in zip(weights, independent, strict=True) if weight]
        columns[known.name] = [
            middle + math.fsum(weight * column[draw] for weight, column in used) for draw in range(count)
        ]
    return columns


def _cholesky(names: Sequence[str], correlations: tuple[Correlation, ...]) -> list[list[float]]:
    """The lower factor of the correlation matrix."""
    known: Mapping[frozenset[str], Fraction] = {
        frozenset((pair.one, pair.other)): pair.coefficient for pair in correlations
    }
    size = len(names)
    factor = [[0.0] * size for _ in names]
    for row in range(size):
        for column in range(row + 1):
            given = 1.0 if row == column else float(known.get(frozenset((names[row], names[column])), 0))
            rest = given - math.fsum(factor[row][place] * factor[column][place] for place in range(column))
            if row == column:
                # Coefficients of ±1 leave exactly nothing, but for the rounding of floats.
                if rest < -1e-12:  # noqa: PLR2004 -- rounding
                    raise PredicateError("correlations_impossible")
                factor[row][row] = math.sqrt(max(rest, 0.0))
            elif factor[column][column]:
                factor[row][column] = rest / factor[column][column]
    return factor
