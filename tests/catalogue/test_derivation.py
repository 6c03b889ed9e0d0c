"""Formulas of derived quantities."""

from __future__ import annotations

from fractions import Fraction

import pytest

from verifier.acceptance.library import open_guide
from verifier.catalogue.bilingual import Words
from verifier.catalogue.derivation import Derivation, Input, derivation_of
from verifier.catalogue.expression import Quantity
from verifier.errors import CatalogueError
from verifier.quantity.units import read_unit

WORDS = Words("算式", "formula")


def _input(name: str, unit: str, *aliases: str) -> Input:
    return Input(name, aliases, WORDS, read_unit(unit))


def _given(**values: str) -> dict[str, Quantity]:
    found = {}
    for name, text in values.items():
        number, _, unit = text.partition(" ")
        own = read_unit(unit)
        found[name] = Quantity(Fraction(number) * own.factor + own.offset, own.dimension)
    return found


def _derivation(formula: str, unit: str, *inputs: Input) -> Derivation:
    return derivation_of("test", formula, WORDS, inputs, read_unit(unit))


def test_resistance_times_area() -> None:
    """2.5 mOhm on 12 mm² is 30 mOhm·mm², exactly."""
    derivation = _derivation("R_on*A_die", "mOhm*mm^2", _input("R_on", "mOhm"), _input("A_die", "mm^2"))

    value = derivation.value(_given(R_on="5/2 mOhm", A_die="12 mm^2"))

    assert 30 == value.within(read_unit("mOhm*mm^2"))


def test_gas_at_37_degrees_is_brought_to_standard_conditions() -> None:
    """The factor of saturated gas at 37 °C and 101.325 kPa is 0.826: 273.15/310.15 · (101.325 - 6.28)/101.325."""
    target = open_guide().project("1002").target("1002.co2_transfer")
    (derivation,) = target.derivations
    given = _given(Q_g="1000 mL/min", F_out="100 %", F_in="0 %", T="37 degC", p="4053/40 kPa", p_w="157/25 kPa")

    value = derivation.value(given).within(read_unit("mL/min"))

    assert Fraction(8255, 10) < value < Fraction(8265, 10)


def test_a_name_is_never_read_as_a_unit() -> None:
    """U, I, A, T and N are inputs here, although they are units elsewhere."""
    derivation = _derivation("U*I", "W", _input("U", "V"), _input("I", "A"))

    assert 110 == derivation.value(_given(U="11 V", I="10 A")).within(read_unit("W"))


@pytest.mark.parametrize(
    ("formula", "unit", "code"),
    [
        ("R*A", "mOhm", "derivation_dimension"),
        ("R", "mOhm", "derivation_inputs_differ"),
        ("R*A*B", "mOhm", "derivation_inputs_differ"),
    ],
)
def test_a_formula_that_does_not_fit_is_refused(formula: str, unit: str, code: str) -> None:
    """A wrong dimension, an unused input and an undeclared name are each refused when the catalogue loads."""
    with pytest.raises(CatalogueError) as caught:
        _derivation(formula, unit, _input("R", "mOhm"), _input("A", "mm^2"))

    assert code == caught.value.code


def test_an_input_has_other_names() -> None:
    """The column `quantity` may use an alias."""
    derivation = _derivation("R*A", "mOhm*mm^2", _input("R", "mOhm", "RDS(on)"), _input("A", "mm^2"))

    assert "R" == getattr(derivation.input_named("RDS(on)"), "name", None)
    assert derivation.input_named("B") is None


def test_every_formula_of_the_catalogue_has_words_and_a_target() -> None:
    """The catalogue derives at least the targets that laboratories report as raw readings."""
    derived = {
        target.id
        for code in open_guide().guide.codes
        for target in open_guide().project(code).targets
        if target.derivations
    }

    assert {"1001.bor", "1002.oxygen_transfer", "3102.yield", "3103.tsd", "3104.ron_sp_100"} <= derived
