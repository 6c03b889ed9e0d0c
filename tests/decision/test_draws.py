"""Draws of inputs from their distributions."""

from __future__ import annotations

import statistics
from fractions import Fraction
from random import Random

import pytest

from verifier.decision.budget import Correlation
from verifier.decision.draws import Variable, columns_of
from verifier.errors import PredicateError
from verifier.quantity.uncertainty import Shape

DRAWS = 40_000


def _columns(*variables: Variable, ties: tuple[Correlation, ...] = (), seed: int = 7) -> dict[str, list[float]]:
    return columns_of(variables, ties, DRAWS, Random(seed))  # noqa: S311 -- a repeatable sequence is meant


@pytest.mark.parametrize(
    ("variable", "deviation"),
    [
        (Variable("x", Fraction(5), Fraction(2)), 2.0),
        (Variable("x", Fraction(5), Fraction(2), shape=Shape.RECTANGULAR), 2.0),
        (Variable("x", Fraction(5), Fraction(2), shape=Shape.TRIANGULAR), 2.0),
        (Variable("x", Fraction(5), Fraction(2), shape=Shape.ARC_SINE), 2.0),
        (Variable("x", Fraction(5), Fraction(2), Fraction(18), Shape.STUDENT), 2 * (18 / 16) ** 0.5),
        # JCGM 101, 6.4.3: the variance of a rectangular with inexact ends is a²/3 + d²/9.
        (Variable("x", Fraction(5), Fraction(0), None, Shape.TRAPEZOID, Fraction(3), Fraction(1)), (3 + 1 / 9) ** 0.5),
    ],
    ids=lambda one: one.shape.value if isinstance(one, Variable) else "",
)
def test_draws_have_the_moments_of_their_distribution(variable: Variable, deviation: float) -> None:
    """Mean and standard deviation come out within four standard errors."""
    draws = _columns(variable)["x"]

    assert abs(statistics.fmean(draws) - 5) < 4 * deviation / DRAWS**0.5
    assert abs(statistics.stdev(draws) / deviation - 1) < 0.03


@pytest.mark.parametrize("shape", [Shape.RECTANGULAR, Shape.TRIANGULAR, Shape.ARC_SINE])
def test_bounded_draws_stay_inside(shape: Shape) -> None:
    """An input with a half-width never leaves it."""
    draws = _columns(Variable("x", Fraction(0), Fraction(0), None, shape, Fraction(1, 2)))["x"]

    assert max(map(abs, draws)) <= 0.5


def test_correlated_inputs_are_drawn_together() -> None:
    """A coefficient of 0.9 is that of the draws; one of 1 ties them exactly."""
    pair = (Variable("x", Fraction(0), Fraction(1)), Variable("y", Fraction(0), Fraction(2)))

    loose = _columns(*pair, ties=(Correlation("x", "y", Fraction(9, 10)),))
    tight = _columns(*pair, ties=(Correlation("x", "y", Fraction(1)),))

    assert abs(statistics.correlation(loose["x"], loose["y"]) - 0.9) < 0.01
    assert max(abs(2 * x - y) for x, y in zip(tight["x"], tight["y"], strict=True)) < 1e-9


def test_the_seed_makes_the_sequence() -> None:
    """The same seed gives the same draws, another seed others."""
    known = Variable("x", Fraction(0), Fraction(1))

    assert _columns(known) == _columns(known)
    assert _columns(known) != _columns(known, seed=8)


def test_impossible_correlations_are_refused() -> None:
    """Coefficients that belong to no distribution, or to inputs that are not normal, are refused."""
    names = ("x", "y", "z")
    normal = [Variable(name, Fraction(0), Fraction(1)) for name in names]
    strange = tuple(Correlation(a, b, Fraction(-9, 10)) for a, b in (("x", "y"), ("x", "z"), ("y", "z")))
    box = Variable("x", Fraction(0), Fraction(1), shape=Shape.RECTANGULAR)

    for variables, ties in ((normal, strange), ([box, normal[1]], strange[:1])):
        with pytest.raises(PredicateError):
            _columns(*variables, ties=ties)
