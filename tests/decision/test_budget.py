"""Uncertainty budgets: the worked examples of the GUM, and what a budget must hold to."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import cos, sin
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.decision.evaluated import evaluated
from tests.decision.published import Stated, budget, mean_of, rectangular, tied
from verifier.acceptance.library import open_guide
from verifier.catalogue.derivation import Derivation
from verifier.catalogue.expression import Quantity
from verifier.decision.budget import Correlation, budget_of
from verifier.errors import PredicateError
from verifier.quantity.root import root_of
from verifier.quantity.uncertainty import Uncertainty
from verifier.quantity.units import DIMENSIONLESS, Unit

# GUM H.1: end gauge. Lengths in nm, temperatures in K.
END_GAUGE: dict[str, Stated] = {
    "l_s": ("nm", "50000623", "25", 18),
    "d0": ("nm", "215", "5.8", 24),
    "d1": ("nm", "0", "3.9", 5),
    "d2": ("nm", "0", "6.7", 8),
    "alpha_s": ("1/K", "11.5e-6", rectangular("2e-6"), None),
    "d_alpha": ("1/K", "0", rectangular("1e-6"), 50),
    "theta": ("K", "-0.1", "0.41", None),
    "d_theta": ("K", "0", rectangular("0.05"), 2),
}
END_GAUGE_LENGTH = "l_s + d0 + d1 + d2 - l_s*(d_alpha*theta + alpha_s*d_theta)"

# GUM H.2, table H.2: five simultaneous observations of voltage, current in mA and phase in rad.
VOLTAGE = ("5.007", "4.994", "5.005", "4.990", "4.999")
CURRENT = ("19.663", "19.639", "19.640", "19.685", "19.678")
PHASE = ("1.0456", "1.0438", "1.0468", "1.0428", "1.0433")

# GUM H.3, table H.6: readings and observed corrections of a thermometer.
READINGS = [
    "21.521",
    "22.012",
    "22.512",
    "23.003",
    "23.507",
    "23.999",
    "24.513",
    "25.002",
    "25.503",
    "26.010",
    "26.511",
]
CORRECTIONS = [
    "-0.171",
    "-0.169",
    "-0.166",
    "-0.159",
    "-0.164",
    "-0.165",
    "-0.156",
    "-0.157",
    "-0.159",
    "-0.161",
    "-0.160",
]


def _near(found: Fraction, published: str) -> bool:
    """Whether a figure agrees within half a unit of the last published digit."""
    places = len(published.partition(".")[2])
    return abs(found - Fraction(published)) <= Fraction(1, 2 * 10**places)


def test_end_gauge_of_the_gum() -> None:
    """H.1: l = 50.000 838 mm, u = 32 nm (31.66388 unrounded), 16 effective degrees of freedom (16.7519 cut)."""
    value, found = budget(END_GAUGE_LENGTH, "nm", END_GAUGE)

    assert 50_000_838 == value
    assert found.combined is not None
    assert _near(found.combined.standard, "32")
    assert _near(found.combined.standard, "31.66388")
    assert 16 == found.combined.dof


def test_contributions_of_the_end_gauge() -> None:
    """H.1, table H.1: 25 nm from the standard, 9.7 nm from the comparison, 2.9 nm and 16.6 nm from temperature."""
    _, found = budget(END_GAUGE_LENGTH, "nm", END_GAUGE)

    lines = {line.name: line.contribution or Fraction(0) for line in found.lines}
    comparison = root_of(lines["d0"] ** 2 + lines["d1"] ** 2 + lines["d2"] ** 2)
    assert [25, 0, 0] == [lines["l_s"], lines["alpha_s"], lines["theta"]]
    assert _near(comparison, "9.7")
    assert _near(lines["d_alpha"], "2.9")
    assert _near(lines["d_theta"], "16.6")


def test_impedance_of_the_gum() -> None:
    """H.2: |Z| = 254.260 Ohm with u = 0.236 Ohm, from correlated means."""
    (volt, u_volt), (ampere, u_ampere) = mean_of(VOLTAGE), mean_of(CURRENT)
    inputs: dict[str, Stated] = {"V": ("V", volt, u_volt, 4), "I": ("mA", ampere, u_ampere, 4)}

    value, found = budget("V/I", "Ohm", inputs, (tied("V", "I", VOLTAGE, CURRENT),))

    assert found.combined is not None
    assert (_near(value, "254.260"), _near(found.combined.standard, "0.236")) == (True, True)
    assert found.combined.dof is None


@pytest.mark.parametrize(
    ("part", "value", "u"), [("R", "127.732", "0.071"), ("X", "219.847", "0.29558")], ids=["resistance", "reactance"]
)
def test_resistance_and_reactance_of_the_gum(part: str, value: str, u: str) -> None:
    """H.2: R = 127.732(71) Ohm and X = 219.847 Ohm; the phase enters through its cosine or sine.

    The GUM prints u(X) = 0.295. Its inputs as rounded in table H.2 (r = -0.36, 0.86, -0.65) give 0.29572, its own
    observations 0.29558 by the law of propagation without intermediate rounding, and 0.29549 as the standard deviation
    of the mean of five reactances (its second approach): the printed figure agrees with that one only, which the next
    test holds to.
    """
    (volt, u_volt), (ampere, u_ampere), (phase, u_phase) = map(mean_of, (VOLTAGE, CURRENT, PHASE))
    turned, slope = (cos, sin) if part == "R" else (sin, cos)
    inputs: dict[str, Stated] = {
        "V": ("V", volt, u_volt, None),
        "I": ("mA", ampere, u_ampere, None),
        "f": ("1", Fraction(turned(phase)), Fraction(slope(phase)) * u_phase, None),
    }
    # A cosine falls where its angle grows, so that its correlations have the other sign.
    sign = -1 if part == "R" else 1
    pairs = (
        tied("V", "I", VOLTAGE, CURRENT),
        tied("V", "f", VOLTAGE, PHASE, sign=sign),
        tied("I", "f", CURRENT, PHASE, sign=sign),
    )

    found_value, found = budget("V*f/I", "Ohm", inputs, pairs)

    assert found.combined is not None
    assert (_near(found_value, value), _near(found.combined.standard, u)) == (True, True)


def test_reactance_by_the_second_approach() -> None:
    """H.2, table H.4: five reactances, one from each set of observations, have a mean with u = 0.295 Ohm."""
    reactances = [
        str(Fraction(volt) / Fraction(ampere) * 1000 * Fraction(sin(float(phase))))
        for volt, ampere, phase in zip(VOLTAGE, CURRENT, PHASE, strict=True)
    ]

    mean, u = mean_of(reactances)

    assert (_near(mean, "219.847"), _near(u, "0.295")) == (True, True)


def test_thermometer_of_the_gum() -> None:
    """H.3: the correction at 30 degrees is -0.1494 with u = 0.0041, from a line whose parameters are correlated."""
    times = [Fraction(reading) - 20 for reading in READINGS]
    values = [Fraction(correction) for correction in CORRECTIONS]
    count, first, second = len(times), sum(times, Fraction(0)), sum((t * t for t in times), Fraction(0))
    mixed = sum((t * b for t, b in zip(times, values, strict=True)), Fraction(0))
    spread = count * second - first**2
    slope = (count * mixed - first * sum(values, Fraction(0))) / spread
    start = (sum(values, Fraction(0)) - slope * first) / count
    rest = sum(((b - start - slope * t) ** 2 for t, b in zip(times, values, strict=True)), Fraction(0)) / (count - 2)
    u_start, u_slope = root_of(rest * second / spread), root_of(rest * count / spread)
    tie = Correlation("y1", "y2", -first / root_of(count * second))
    inputs: dict[str, Stated] = {
        "y1": ("K", start, u_start, 9),
        "y2": ("1", slope, u_slope, 9),
        "t": ("K", "10", None, None),
    }

    value, found = budget("y1 + y2*t", "K", inputs, (tie,))

    assert found.combined is not None
    assert (_near(start, "-0.1712"), _near(u_start, "0.0029")) == (True, True)
    assert (_near(slope, "0.00218"), _near(u_slope, "0.00067"), _near(tie.coefficient, "-0.930")) == (True, True, True)
    assert (_near(value, "-0.1494"), _near(found.combined.standard, "0.0041")) == (True, True)
    assert ("t",) == found.assumed_exact


def test_gtc_gives_the_same_end_gauge(oracle: Callable[[str], Any]) -> None:
    """An independent library agrees on u and on the degrees of freedom."""
    gtc = oracle("GTC")
    x = {
        name: gtc.ureal(float(Fraction(stated[1])), float(Fraction(stated[2] or 0)), stated[3] or float("inf"))
        for name, stated in END_GAUGE.items()
    }
    thermal = x["d_alpha"] * x["theta"] + x["alpha_s"] * x["d_theta"]
    expected = x["l_s"] + x["d0"] + x["d1"] + x["d2"] - x["l_s"] * thermal

    _, found = budget(END_GAUGE_LENGTH, "nm", END_GAUGE)

    assert found.combined is not None
    assert float(found.combined.standard) == pytest.approx(expected.u, rel=1e-12)
    assert 16.7519 == pytest.approx(expected.df, abs=1e-4)


def _derived_quantities() -> dict[str, tuple[Derivation, Unit]]:
    """Every derivation of the guides, each formula once, with the unit of its target."""
    targets = (
        target
        for opened in map(open_guide, ("js2023", "h2storage"))
        for code in opened.guide.codes
        for target in opened.project(code).targets
    )
    found = {
        known.text: (f"{target.id} {known.id}", known, target.statement.unit or DIMENSIONLESS)
        for target in targets
        for known in target.derivations
    }
    return {name: (known, unit) for name, known, unit in found.values()}


CATALOGUE = _derived_quantities()


def _inputs(derivation: Derivation) -> dict[str, tuple[Fraction, Fraction, int | None]]:
    """An estimate, a standard uncertainty of one to several per cent, and degrees of freedom of every second input."""
    return {
        known.name: (
            Fraction(len(derivation.inputs) - place + 2),
            Fraction((len(derivation.inputs) - place + 2) * (place + 1), 100),
            None if place % 2 else 5 + place,
        )
        for place, known in enumerate(derivation.inputs)
    }


def _budget_of(derivation: Derivation, unit: Unit, tie: Correlation | None = None) -> Uncertainty:
    """Our own combined uncertainty; with a correlation, of inputs without degrees of freedom."""
    given, stated = {}, {}
    for known in derivation.inputs:
        estimate, u, dof = _inputs(derivation)[known.name]
        given[known.name] = Quantity(estimate * known.unit.factor + known.unit.offset, known.unit.dimension)
        stated[known.name] = Uncertainty(u, 2 * u, Fraction(2), None if dof is None or tie else Fraction(dof))
    combined = budget_of(derivation, given, stated, unit, (tie,) if tie else ()).combined
    assert combined is not None
    return combined


def _in_base(derivation: Derivation) -> list[tuple[str, float, float, float]]:
    """The inputs as floats in base units: name, estimate, standard uncertainty, degrees of freedom."""
    return [
        (
            known.name,
            float(estimate * known.unit.factor + known.unit.offset),
            float(u * known.unit.factor),
            float("inf") if dof is None else float(dof),
        )
        for known in derivation.inputs
        for estimate, u, dof in (_inputs(derivation)[known.name],)
    ]


def test_the_catalogue_has_its_derived_quantities() -> None:
    """The comparison below does not run over nothing: yields, densities, cycles and resistances are among them."""
    formulas = {known.text for known, _ in CATALOGUE.values()}

    assert {"N_good/N_total", "N/A", "R_on*A_die", "m_BOG/t/(rho*V_T)"} <= formulas
    assert 3 == sum("q" in text and "P" in text for text in formulas)


@pytest.mark.parametrize("name", CATALOGUE)
def test_gtc_gives_the_same_budgets(oracle: Callable[[str], Any], name: str) -> None:
    """For every derived target an independent library has the same u, correlated or not, and the same uncut ν."""
    gtc = oracle("GTC")
    derivation, unit = CATALOGUE[name]
    known = _in_base(derivation)
    apart = evaluated(derivation.formula, {x: gtc.ureal(y, u, dof) for x, y, u, dof in known})
    together = {x: gtc.ureal(y, u, independent=False) for x, y, u, _ in known}
    gtc.set_correlation(0.75, *list(together.values())[:2]) if len(known) > 1 else None
    tied = evaluated(derivation.formula, together)

    found = _budget_of(derivation, unit)

    assert float(found.standard * unit.factor) == pytest.approx(apart.u, rel=1e-12)
    assert found.dof is not None
    assert found.dof <= apart.df + 1e-9 < found.dof + 1 + 1e-6
    if len(known) > 1:
        tie = Correlation(known[0][0], known[1][0], Fraction(3, 4))
        assert float(_budget_of(derivation, unit, tie).standard * unit.factor) == pytest.approx(tied.u, rel=1e-12)


@pytest.mark.parametrize("name", CATALOGUE)
def test_metrolopy_gives_the_same_budgets(oracle: Callable[[str], Any], name: str) -> None:
    """A second independent library, which differentiates numerically, has the same u and ν of every derived target."""
    gummy = oracle("metrolopy").gummy
    derivation, unit = CATALOGUE[name]
    expected = evaluated(derivation.formula, {x: gummy(y, u=u, dof=dof) for x, y, u, dof in _in_base(derivation)})

    found = _budget_of(derivation, unit)

    assert float(found.standard * unit.factor) == pytest.approx(float(expected.u), rel=1e-6)
    assert found.dof is not None
    assert found.dof <= expected.dof + 1e-6 < found.dof + 1 + 1e-4


@given(st.integers(-50, 50), st.integers(-50, 50), st.integers(0, 9), st.integers(0, 9))
def test_a_sum_adds_variances(a: int, b: int, u_a: int, u_b: int) -> None:
    """Independent inputs add in squares; fully correlated ones add their uncertainties themselves."""
    inputs: dict[str, Stated] = {"a": ("V", str(a), str(u_a), None), "b": ("V", str(b), str(u_b), None)}

    value, apart = budget("a + b", "V", inputs)
    _, together = budget("a + b", "V", inputs, (Correlation("a", "b", Fraction(1)),))

    assert a + b == value
    assert apart.combined is not None
    assert together.combined is not None
    assert root_of(Fraction(u_a**2 + u_b**2)) == apart.combined.standard
    assert u_a + u_b == together.combined.standard


@given(st.fractions(Fraction(1, 100), 100, max_denominator=100), st.fractions(Fraction(1, 100), 9, max_denominator=100))
def test_shares_of_a_budget_make_one(value: Fraction, u: Fraction) -> None:
    """Without correlations the shares of the variance add up to exactly one."""
    inputs: dict[str, Stated] = {"R": ("mOhm", value, u, None), "A": ("mm^2", "12", "0.1", None)}

    _, found = budget("R*A", "mOhm*mm^2", inputs)

    assert 1 == sum(line.share or 0 for line in found.lines)


@pytest.mark.parametrize("coefficient", ["1.01", "-2"])
def test_a_correlation_beyond_one_is_refused(coefficient: str) -> None:
    """No two quantities are correlated by more than one."""
    inputs: dict[str, Stated] = {"a": ("V", "1", "1", None), "b": ("V", "1", "1", None)}

    with pytest.raises(PredicateError) as caught:
        budget("a + b", "V", inputs, (Correlation("a", "b", Fraction(coefficient)),))

    assert "correlations_impossible" == caught.value.code
