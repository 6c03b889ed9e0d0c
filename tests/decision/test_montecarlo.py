"""Adaptive Monte Carlo: the worked examples of JCGM 101:2008, clause 9.

The tolerance of a simulated figure is half a unit of the last published digit and four standard errors of the trials.
The figures are quoted from memory, but for those of 9.5: they were read in a paper on digital calibration certificates.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.decision.published import Stated, budget
from tests.decision.test_budget import END_GAUGE_LENGTH
from verifier.catalogue.expression import Expression
from verifier.catalogue.grammar import read_statement
from verifier.catalogue.predicate import Comparison
from verifier.decision.budget import Correlation
from verifier.decision.draws import Variable
from verifier.decision.montecarlo import Settings, Simulation, simulate, validate
from verifier.errors import PredicateError
from verifier.quantity.uncertainty import Shape

SEED = 20081
TRIALS = 100_000


def _formula(text: str) -> Expression:
    part = read_statement(f"{text} <= 0").predicate
    assert isinstance(part, Comparison)
    return part.left


def _known(name: str, estimate: str, u: str = "0", shape: Shape = Shape.NORMAL, **more: str) -> Variable:
    terms = {key: Fraction(value) for key, value in more.items()}
    return Variable(name, Fraction(estimate), Fraction(u), terms.get("dof"), shape, terms.get("half"),
                    terms.get("inexact", Fraction(0)))  # fmt: skip


def _run(
    text: str,
    *variables: Variable,
    digits: int = 2,
    ties: tuple[Correlation, ...] = (),
    coverage: Fraction = Fraction(95, 100),
) -> Simulation:
    return simulate(_formula(text), variables, Settings(SEED, coverage, digits, TRIALS), ties)


def _near(found: Fraction, published: str, error: float) -> bool:
    places = len(published.partition(".")[2])
    return abs(found - Fraction(published)) <= Fraction(1, 2 * 10**places) + Fraction(4 * error)


@pytest.mark.parametrize(
    ("shape", "last", "u", "end"),
    [
        (Shape.NORMAL, "1", "2.00", "3.92"),
        (Shape.RECTANGULAR, "1", "2.00", "3.88"),
        (Shape.RECTANGULAR, "10", "10.1", "17.0"),
    ],
    ids=["9.2.2", "9.2.3", "9.2.4"],
)
def test_additive_model(shape: Shape, last: str, u: str, end: str) -> None:
    """9.2: four inputs added; 95 % ends 3.92 for normal, 3.88 for rectangular, 17.0 with one dominant rectangular."""
    found = _run("a + b + c + d", *(_known(name, "0", "1", shape) for name in "abc"), _known("d", "0", last, shape))

    size = float(found.standard) / found.trials**0.5
    assert _near(found.standard, u, size)
    assert _near(found.symmetric[1], end, 3 * size)
    assert _near(-found.symmetric[0], end, 3 * size)


MASS = "(m + q)*(1 + (a - 1.2)*(rho_w^(-1) - rho_r^(-1))) - 100000"
MASS_INPUTS = (
    _known("m", "100000.000", "0.050"),
    _known("q", "1.234", "0.020"),
    _known("a", "1.20", shape=Shape.RECTANGULAR, half="0.10"),
    _known("rho_w", "8000", shape=Shape.RECTANGULAR, half="1000"),
    _known("rho_r", "8000", shape=Shape.RECTANGULAR, half="50"),
)


def test_mass_calibration() -> None:
    """9.3: 1.2341 mg with u = 0.0754 mg by Monte Carlo, where the linear result has u = 0.0539 mg and is not valid."""
    linear = {"m": "0.050", "q": "0.020"}
    inputs: dict[str, Stated] = {
        known.name: ("1", known.estimate, linear.get(known.name, "0"), None) for known in MASS_INPUTS
    }
    value, first_order = budget(MASS, "1", inputs)

    found = _run(MASS, *MASS_INPUTS, digits=1)

    assert first_order.combined is not None
    half = Fraction("1.959964") * first_order.combined.standard
    error = float(found.standard) / found.trials**0.5
    assert (_near(value, "1.2340", 0), _near(first_order.combined.standard, "0.0539", 0)) == (True, True)
    assert (_near(value - half, "1.1285", 0), _near(value + half, "1.3395", 0)) == (True, True)
    assert (_near(found.estimate, "1.2341", error), _near(found.standard, "0.0754", error)) == (True, True)
    # The published ends of the shortest interval; at 95 % a quantile scatters by some three errors of the mean.
    assert _near(found.shortest[0], "1.0834", 5 * error)
    assert _near(found.shortest[1], "1.3825", 5 * error)
    assert Fraction(5, 1000) == found.tolerance
    assert not validate(found, value - half, value + half).agrees


@pytest.mark.parametrize(
    ("x", "tie", "published"),
    [
        ("0", "0", ("50", "50", "0", "150")),
        ("0.010", "0", ("150", "112", "0", "367")),
        ("0.050", "0", ("2551", "502", "1590", "3543")),
        ("0.010", "0.9", ("150", "121", "13", "398")),
    ],
)
def test_comparison_loss(x: str, tie: str, published: tuple[str, str, str, str]) -> None:
    """9.4: δ = x1² + x2², in 1e-6; mean, u and the shortest 95 % interval, independent and correlated."""
    estimate, u, low, high = published
    ties = (Correlation("x", "y", Fraction(tie)),) if tie != "0" else ()

    found = _run("x^2 + y^2", _known("x", x, "0.005"), _known("y", "0", "0.005"), ties=ties)

    scale, error = 10**6, float(found.standard) * 10**6 / found.trials**0.5
    assert (_near(found.estimate * scale, estimate, error), _near(found.standard * scale, u, 2 * error)) == (True, True)
    # The shortest interval is flat at its minimum: its ends scatter more than the quantiles do.
    assert _near(found.shortest[0] * scale, low, 5 * error)
    assert _near(found.shortest[1] * scale, high, 5 * error)


def test_gauge_block() -> None:
    """9.5: 838 nm above 50 mm with u = 36 nm and 99 % between 745 and 932 nm, where the linear u is 32 nm."""
    variables = (
        _known("l_s", "50000623", "25", Shape.STUDENT, dof="18"),
        _known("d0", "215", "6", Shape.STUDENT, dof="24"),
        _known("d1", "0", "4", Shape.STUDENT, dof="5"),
        _known("d2", "0", "7", Shape.STUDENT, dof="8"),
        _known("alpha_s", "11.5e-6", shape=Shape.RECTANGULAR, half="2e-6"),
        _known("d_alpha", "0", shape=Shape.TRAPEZOID, half="1e-6", inexact="0.1e-6"),
        _known("theta0", "-0.1", "0.2"),
        _known("Delta", "0", shape=Shape.ARC_SINE, half="0.5"),
        _known("d_theta", "0", shape=Shape.TRAPEZOID, half="0.05", inexact="0.025"),
    )

    formula = END_GAUGE_LENGTH.replace("theta +", "(theta0 + Delta) +")

    found = _run(formula, *variables, coverage=Fraction(99, 100))

    error = float(found.standard) / found.trials**0.5
    assert _near(found.estimate, "50000838", error)
    assert _near(found.standard, "36", error)
    # At the ends of 99 % the density is a thirtieth of that at the mean: quantiles scatter by five errors of the mean.
    assert _near(found.symmetric[0], "50000745", 5 * error)
    assert _near(found.symmetric[1], "50000932", 5 * error)


def test_a_seed_repeats_a_simulation() -> None:
    """The recorded seed gives every figure again."""
    known = _known("a", "1", "0.1")

    assert _run("a*a", known) == _run("a*a", known)


def test_a_linear_formula_validates() -> None:
    """For normal inputs of a sum the linear interval agrees with the simulated one."""
    found = _run("a + b", _known("a", "1", "0.3"), _known("b", "2", "0.4"), digits=1)

    half = Fraction("1.959964") / 2
    assert found.settled
    assert validate(found, 3 - half, 3 + half).agrees


def test_it_stops_when_its_figures_are_settled_or_its_trials_spent() -> None:
    """More digits take more trials; the limit of trials is kept, and what is not settled says so."""
    known = _known("a", "1", "1")

    few, many = (_run("a", known, digits=digits) for digits in (1, 3))

    assert few.trials < many.trials <= TRIALS
    assert (True, False) == (few.settled, many.settled)


def test_a_formula_without_a_value_is_refused() -> None:
    """A root of negative draws and a divisor of zero are refused with a reason."""
    for text, known in (("a^(1/2)", _known("a", "0", "1")), ("a^(-1)", _known("a", "0"))):
        with pytest.raises(PredicateError) as caught:
            _run(text, known)
        assert "simulation_undefined" == caught.value.code
