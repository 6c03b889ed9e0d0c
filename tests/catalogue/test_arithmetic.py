"""Arithmetic of limits from text: what binds to what, and what is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.catalogue.arithmetic import Arithmetic, with_unit
from verifier.catalogue.expression import (
    Constant,
    Expression,
    Name,
    Negation,
    Power,
    Product,
    Quotient,
    Sum,
    UnitSymbol,
    WithUnit,
    value_of,
)
from verifier.errors import PredicateError
from verifier.quantity.number import Number
from verifier.quantity.units import read_unit


def _number(value: int) -> Constant:
    return Constant(Number(Fraction(value), Fraction(1), str(value)))


@st.composite
def _arithmetic(draw: st.DrawFn) -> str:
    """Sums and products of small whole numbers, with signs, powers and parentheses."""
    count = draw(st.integers(min_value=1, max_value=6))
    text, opened = "", 0
    for at in range(count):
        if at:
            text += draw(st.sampled_from((" + ", " - ", " * ", " / ")))
        if draw(st.booleans()):
            text, opened = text + "(", opened + 1
        text += draw(st.sampled_from(("", "-"))) + str(draw(st.integers(min_value=1, max_value=9)))
        text += draw(st.sampled_from(("", "", "**2", "**(-1)")))
        if opened and draw(st.booleans()):
            text, opened = text + ")", opened - 1
    return text + ")" * opened


@given(_arithmetic())
def test_arithmetic_is_that_of_another_reader(text: str) -> None:
    """Precedence, signs and parentheses come out as Python reads them, over fractions."""
    in_python = "".join(f"F({c})" if c.isdigit() else c for c in text)
    in_python = in_python.replace("**F(2)", "**2").replace("**(-F(1))", "**(-1)")
    try:
        expected = eval(in_python, {"F": Fraction})  # noqa: S307 -- the text is this test's own
    except ZeroDivisionError:
        expected = None

    if expected is None:
        with pytest.raises(PredicateError):
            value_of(Arithmetic(text).expression(), {})
    else:
        assert expected == value_of(Arithmetic(text).expression(), {}).value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2*3", Sum(_number(1), Product(_number(2), _number(3)))),
        ("8 / 4 / 2", Quotient(Quotient(_number(8), _number(4)), _number(2))),
        ("1 - 2 - 3", Sum(Sum(_number(1), Negation(_number(2))), Negation(_number(3)))),
        ("-2^2", Negation(Power(_number(2), Fraction(2)))),
        ("2*3^(-1/5)", Product(_number(2), Power(_number(3), Fraction(-1, 5)))),
        ("-5", Constant(Number(Fraction(-5), Fraction(1), "-5"))),
        ("--5", _number(5)),
        ("foo/3", Quotient(Name("foo"), _number(3))),
        ("foo/rpm", Quotient(Name("foo"), UnitSymbol(read_unit("rpm")))),
        ("(1 + 2) mm", WithUnit(Sum(_number(1), _number(2)), read_unit("mm"))),
    ],
)
def test_trees(text: str, expected: Expression) -> None:
    """Each form has its tree."""
    assert expected == Arithmetic(text).expression()


def test_a_negative_temperature_is_one_number() -> None:
    """-40 degC is 233.15 K, not the negative of 313.15 K."""
    value = value_of(Arithmetic("-40 degC").expression(), {})

    assert Fraction(23315, 100) == value.value


def test_a_name_that_is_declared_is_no_unit() -> None:
    """T is a tesla, unless a condition declares it."""
    assert Product(_number(3), UnitSymbol(read_unit("T"))) == Arithmetic("3*T").expression()
    assert Product(_number(3), Name("T")) == Arithmetic("3*T @ T = 5 K").expression()


def test_a_tower_of_powers_is_not_guessed() -> None:
    """2^3^2 is 64 to some readers and 512 to others, so it is refused; with parentheses it is read."""
    with pytest.raises(PredicateError):
        Arithmetic("2^3^2").expression()

    assert Fraction(64) == value_of(Arithmetic("(2^3)^2").expression(), {}).value


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("", None),
        ("1 +", 4),
        ("(1 + 2", 7),
        ("* 2", 1),
        ("2^x", 3),
        ("2^(1/x)", 6),
        ("2^1.5", 3),
        ("2^99999", 3),
        ("2^(1/0)", None),
        ("piecewise(1 if n < 5)", 21),
        ("piecewise(1; 2 otherwise)", 12),
        ("piecewise(1 if n; 2 otherwise)", 17),
        ("abs(1", 6),
        ("otherwise", 1),
    ],
)
def test_what_is_no_arithmetic_is_refused_at_its_column(text: str, column: int | None) -> None:
    """The refusal names the column where the reader gave up."""
    with pytest.raises(PredicateError) as caught:
        Arithmetic(text).expression()

    assert column == dict(caught.value.reason.parts).get("column")


@pytest.mark.parametrize("text", ["-" * 1900 + "5", "1" + "+1" * 900, "1" + "*1" * 101, "1" + " /1" * 101])
def test_a_chain_too_long_to_walk_is_refused(text: str) -> None:
    """Signs and terms without end are refused before they make a tree."""
    with pytest.raises(PredicateError) as caught:
        Arithmetic(text).expression()

    assert "predicate_too_many_operators" == caught.value.code


def test_the_longest_chain_that_is_read_can_be_walked() -> None:
    """A tree of as many operators as are read is worked out, written and compared."""
    tree = Arithmetic("1" + "+1" * 100).expression()

    assert 101 == value_of(tree, {}).value
    assert tree == Arithmetic("1" + "+1" * 100).expression()
    assert repr(tree)
    assert hash(tree)


def test_a_unit_at_a_distance_belongs_to_the_bare_number() -> None:
    """The unit behind an interval becomes the number's own; on anything else it is put outside."""
    unit = read_unit("mm")

    assert Constant(Number(Fraction(3), Fraction(1), "3"), unit) == with_unit(_number(3), unit)
    assert WithUnit(Name("x"), unit) == with_unit(Name("x"), unit)
