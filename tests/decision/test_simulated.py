"""A derived value simulated beside its linear uncertainty."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.decision.published import formula
from tests.small_world import row, target
from verifier.catalogue.target import Target
from verifier.decision.derive import derive
from verifier.decision.draws import Shape
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


def test_a_distribution_that_is_named_is_taken() -> None:
    """A rectangular input shows in ends nearer than those of a normal one."""
    asked = _power()
    rows = [row("220", quantity="U", unit="V", u="5 % rel"), row("500", quantity="I", unit="mA")]
    (derived,) = derive(asked, asked.statement, rows)
    settings = Settings(5, digits=1, most_trials=40_000)

    plain = simulate_derived(derived, asked.statement, settings)
    boxed = simulate_derived(derived, asked.statement, settings, shapes={"U": Shape.RECTANGULAR})

    assert plain is not None
    assert boxed is not None
    assert boxed.simulation.symmetric[1] < plain.simulation.symmetric[1]


def test_without_uncertainty_there_is_nothing_to_simulate() -> None:
    """Exact inputs have no simulation."""
    asked = _power()
    (derived,) = derive(asked, asked.statement, [row("220", quantity="U", unit="V"), row("1", quantity="I", unit="A")])

    assert simulate_derived(derived, asked.statement, Settings(5)) is None
