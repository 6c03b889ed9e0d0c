"""Limits as text that can be read again."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import surds
from verifier.catalogue.arithmetic import Arithmetic
from verifier.catalogue.expression import Quantity, value_of
from verifier.catalogue.grammar import read_statement
from verifier.catalogue.written import bound_text, decimal_text, limit_text
from verifier.errors import PredicateError
from verifier.quantity.surd import Surd, exact_power
from verifier.quantity.units import read_unit

_CURVE = "NOx <= piecewise(3.4 if n < 130 rpm; 9*(n/rpm)^(-1/5) if n < 2000 rpm; 2.0 otherwise) g/kWh"


def _limit(text: str, rpm: int | None = None) -> str | None:
    statement = read_statement(text)
    unit = read_unit("rpm")
    given_ = {} if rpm is None else {"n": Quantity(rpm * unit.factor, unit.dimension)}
    return limit_text(statement.predicate, given_, statement.unit)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BOR <= 0.085 %/d", "0.085"),
        ("V > 170000 m^3 / 0.985", "34000000/197"),
        ("5.0 V <= x", "5"),
        ("T >= -40 degC", "-40"),
        ("x <= 1 mm + 5 um", "1.005"),
        ("d in [9.9, 10.1) mm", "[9.9, 10.1)"),
        ("speed covers (0, 5000] rpm", "(0, 5000]"),
        ("V includes {1.1, 5} V", "{1.1, 5}"),
        ("type == membrane", "membrane"),
        ("report documented", None),
        ("L <= 1.5 um and S <= 2 um", "1.5 and 2"),
        ("D in [1, 2] mm or D documented", "[1, 2]"),
        ("a documented and b documented", None),
        ("p + z <= new/3", "new/3"),
        ("x <= 2*(foo - baz)^2/abs(v0)", "(2*(foo - baz)^2)/abs(v0)"),
        ("x <= -(a + 3 V)", "-(a + 3 V)"),
        ("x <= (a + 1) mm", "a + 1 mm"),
        ("x <= a^(-1/5)", "a^(-1/5)"),
    ],
)
def test_a_limit_is_written_exactly(text: str, expected: str | None) -> None:
    """Known limits are exact numbers in the predicate's unit, others the expression that was written."""
    assert expected == _limit(text)


@pytest.mark.parametrize(
    ("rpm", "expected"),
    [
        (100, "3.4"),
        (720, "9*(n/rpm)^(-1/5)"),
        (2000, "2"),
        (None, _CURVE.removeprefix("NOx <= ").removesuffix(" g/kWh")),
    ],
)
def test_a_piecewise_limit_shows_the_case_that_applies(rpm: int | None, expected: str) -> None:
    """With the speed known one case is left: a number, or the expression of a root; without it all are shown."""
    found = _limit(_CURVE, rpm)

    assert found is not None
    assert expected == found.removesuffix(" g/(kW*h)")


@given(
    st.lists(st.sampled_from(("a", "b", "2", "3.50")), min_size=2, max_size=5),
    st.lists(st.sampled_from((" + ", " - ", "*", "/")), min_size=4, max_size=4),
    st.booleans(),
)
def test_an_expression_reads_back_as_the_same_value(terms: list[str], signs: list[str], grouped: bool) -> None:  # noqa: FBT001 -- drawn
    """What is written for a limit with unknown names means the same when it is read again."""
    text = "a" + "".join(sign + term for sign, term in zip(signs, terms, strict=False))
    text = f"2*({text})" if grouped else text
    written = _limit(f"x <= {text} @ a = 1; b = 1")
    at = {name: Quantity(Fraction(value), read_unit("1").dimension) for name, value in (("a", 7), ("b", 11))}

    assert written is not None
    again = Arithmetic(f"{written} @ a = 1; b = 1").expression()
    assert value_of(Arithmetic(f"{text} @ a = 1; b = 1").expression(), at) == value_of(again, at)


@given(surds(), st.booleans())
def test_a_decimal_lies_on_the_side_that_was_asked_for(root: Surd, downward: bool) -> None:  # noqa: FBT001 -- drawn
    """Twelve digits, below the root or above it, and next to it."""
    text = decimal_text(root, downward=downward)
    value = Fraction(text)

    assert (value < root) == downward
    assert len(text.replace("-", "").replace(".", "").lstrip("0")) <= 12
    magnitude = max(abs(value), Fraction(1, 10**6))
    assert abs(value - root.enclosure(256)[0]) <= magnitude / 10**10


def test_a_root_of_two_is_the_published_decimal() -> None:
    """The square root of 2 is 1.41421356237309..."""
    root = Surd(Fraction(2), 2)

    assert "1.41421356237" == decimal_text(root, downward=True)
    assert "1.41421356238" == decimal_text(root, downward=False)
    assert "-1.41421356238" == decimal_text(Surd(Fraction(2), 2, -1), downward=True)


@pytest.mark.parametrize("power", [-300, -61, -47, -13, 13, 60])
def test_small_and_large_roots_keep_their_digits(power: int) -> None:
    """The digits of a root do not depend on where its decimal point stands."""
    root = exact_power(Fraction(2) * Fraction(100) ** power, Fraction(1, 2))
    assert isinstance(root, Surd)

    with localcontext() as context:
        context.prec = 40
        found = Decimal(Fraction(decimal_text(root, downward=True)).numerator) / Decimal(
            Fraction(decimal_text(root, downward=True)).denominator
        )

        assert Decimal("1.41421356237").scaleb(power) == found


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        (None, None),
        (Fraction(17, 200), "0.085"),
        (Fraction(1, 3), "1/3"),
        (Surd(Fraction(2), 3), "(2)^(1/3)"),
        (Surd(Fraction(2, 3), 5, -1), "-(2/3)^(1/5)"),
        (Surd(Fraction(2), 2, offset=Fraction(1, 4)), "(2)^(1/2) + 0.25"),
    ],
)
def test_an_exact_number_as_text(bound: Fraction | Surd | None, expected: str | None) -> None:
    """Rationals are digits or p/q, roots are powers."""
    assert expected == bound_text(bound)


def test_a_limit_that_cannot_be_worked_out_is_refused() -> None:
    """Zero speed makes the curve divide by zero only where its case applies."""
    with pytest.raises(PredicateError):
        _limit("x <= 3/n + 1 and n < 5 rpm", 0)
