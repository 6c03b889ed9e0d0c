"""A derived value simulated beside its linear uncertainty."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.decision.published import formula
from tests.small_world import row, target
from verifier.catalogue.target import Target
from verifier.decision.derive import derive
from verifier.decision.montecarlo import Settings
from verifier.decision.simulated import coverage_factor, simulate_derived


def _power() -> Target:
    derivation = formula("U*I", "W", {"U": ("V", 1, None, None), "I": ("mA", 1, None, None)})
    return replace(target("P >= 100 W"), derivations=(derivation,))


@pytest.mark.parametrize(
    ("coverage", "dof", "published"),
    [("0.95", None, "1.960"), ("0.99", None, "2.576"), ("0.9545", None, "2.000"), ("0.95", 16, "2.12"),
     ("0.99", 16, "2.92"), ("0.9545", 10, "2.28"), ("0.95", 1, "12.71")],
)  # fmt: skip
def test_table_of_coverage_factors(coverage: str, dof: int | None, published: str) -> None:
    """The factors of JCGM 100:2008, table G.2, to their last digit; 2.92 is that of example H.1."""
    places = len(published.partition(".")[2])

    found = coverage_factor(Fraction(coverage), None if dof is None else Fraction(dof))

    assert abs(found - Fraction(published)) <= Fraction(1, 2 * 10**places)


def test_expanded_uncertainty_of_the_end_gauge() -> None:
    """H.1.6 of the GUM: U99 = 93 nm is 2.92 times the rounded u of 32 nm; with u = 31.66388 nm it is 92.5 nm."""
    factor = coverage_factor(Fraction(99, 100), Fraction(16))

    assert 93 == round(factor * 32)
    assert Fraction(925, 10) == round(factor * Fraction("31.66388"), 1)


def test_a_product_is_simulated_in_its_unit() -> None:
    """U = 220 V ± 1 % and I = 500 mA ± 1 % give 110 W with u of 1.414 %, and the linear result validates."""
    asked = _power()
    rows = [row("220", quantity="U", unit="V", u="1 % rel"), row("500", quantity="I", unit="mA", u="1 % rel")]
    (derived,) = derive(asked, asked.statement, rows)

    found = simulate_derived(derived, asked.statement, Settings(5, digits=1, most_trials=60_000))

    assert found is not None
    assert abs(found.simulation.estimate - 110) < Fraction(1, 20)
    assert abs(found.simulation.standard / 110 - Fraction("0.014142")) < Fraction(1, 3000)
    assert found.validation.agrees


@pytest.mark.parametrize(("word", "end"), [("矩形", "0.95"), ("triangular", "0.776393"), ("arcsine", "0.996917")])
def test_a_distribution_that_is_stated_is_drawn(word: str, end: str) -> None:
    """The 95 % interval of one bounded input ends at 0.95 a, (1 - √0.05) a and sin(0.475 π) a, and not at 1.96 u."""
    asked = _power()
    rows = [row("220", quantity="U", unit="V", uncertainty=f"±5 % rel {word}"), row("500", quantity="I", unit="mA")]
    (derived,) = derive(asked, asked.statement, rows)

    found = simulate_derived(derived, asked.statement, Settings(5, digits=2, most_trials=40_000))

    assert found is not None
    assert abs(found.simulation.symmetric[1] - (110 + Fraction(end) * Fraction("5.5"))) < Fraction(1, 20)


def test_without_uncertainty_there_is_nothing_to_simulate() -> None:
    """Exact inputs have no simulation."""
    asked = _power()
    (derived,) = derive(asked, asked.statement, [row("220", quantity="U", unit="V"), row("1", quantity="I", unit="A")])

    assert simulate_derived(derived, asked.statement, Settings(5)) is None
