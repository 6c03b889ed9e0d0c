"""Both sides of every comparison measure the same kind of thing."""

from __future__ import annotations

import pytest

from verifier.catalogue.arithmetic import Arithmetic
from verifier.catalogue.dimensions import check_dimensions, dimensions_of
from verifier.catalogue.grammar import read_statement
from verifier.catalogue.predicate import Comparison, Relation
from verifier.errors import PredicateError
from verifier.quantity.units import read_unit

_DIFFER = "predicate_dimensions_differ"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x < 5 V and x < 5 A", _DIFFER),
        ("x < 5 V or x in [1, 2] A", _DIFFER),
        ("x in [1 V, 2 A]", _DIFFER),
        ("x + y in [1 V, 2 A]", _DIFFER),
        ("x covers [1 V, 2 A]", _DIFFER),
        ("x includes {1, 2} V and x < 5", _DIFFER),
        ("x <= 5 V + 3 A", _DIFFER),
        ("x <= 5 V + 3", _DIFFER),
        ("x <= n + 3 and n < 5 rpm", _DIFFER),
        ("abs(x) < 5 V and x > 3 A", _DIFFER),
        ("x <= piecewise(1 V if n < 5 rpm; 2 A otherwise)", _DIFFER),
        ("x <= piecewise(1 V if n < 5 rpm; 2 V if n < 5 V; 3 V otherwise)", _DIFFER),
        ("x <= 2*piecewise(1 V if n < 5 rpm; 2 V if n < 5 V; 3 V otherwise)", _DIFFER),
        ("x <= piecewise(1 V if n < 5 rpm; 2 V otherwise) V", "unit_on_dimensional"),
        ("x <= (5 V) V", "unit_on_dimensional"),
        ("x in [1 V, 2 V] V", "unit_on_dimensional"),
        ("x <= (5 V)^(1/2)", "root_of_dimensional"),
        ("x <= piecewise(n^(1/2) if n < 5 rpm; 3 otherwise)", "root_of_dimensional"),
        ("x <= 20 degC + 5 K", "predicate_degrees_in_arithmetic"),
        ("x <= 2*20 degC", "predicate_degrees_in_arithmetic"),
        ("x <= -(1 - 20 degC)", "predicate_degrees_in_arithmetic"),
        ("x <= y/degC", "predicate_degrees_in_arithmetic"),
        ("x + y <= 5 wafer and y < 3 chip and x < 3 wafer", _DIFFER),
    ],
)
def test_what_cannot_hold_is_refused(text: str, code: str) -> None:
    """A predicate that compares, adds or roots different kinds of things is refused when it is read."""
    with pytest.raises(PredicateError) as caught:
        read_statement(text)

    assert code == caught.value.code
    assert caught.value.text("zh")


@pytest.mark.parametrize(
    "text",
    [
        "x < 5 V and x > 3 mV",
        "x <= 5 V + 3 mV",
        "p + z <= new/3",
        "x <= piecewise(1 if n < 5 rpm; n/rpm otherwise) V",
        "x >= -40 degC",
        "x in [-40, 150] degC",
        "x <= piecewise(20 degC if n < 5 rpm; 30 degC otherwise)",
        "x <= 3*n @ n = 5",
        "P <= 12 V * 3 A and P > 1 W",
        "x <= 9*(n/rpm)^(-1/5) and n < 5 rpm",
    ],
)
def test_what_can_hold_is_read(text: str) -> None:
    """Units of one dimension go together, however they are spelled."""
    assert read_statement(text).subjects


def test_every_settled_name_has_its_dimension() -> None:
    """Names are settled by comparisons, conditions of a piecewise limit, and later parts."""
    text = "x <= piecewise(1 V if n < 5 rpm; 2 V otherwise) and y <= k and k < 3 A and z == membrane"
    known = dimensions_of(read_statement(text).predicate, text)

    expected = {name: read_unit(unit).dimension for name, unit in (("x", "V"), ("n", "rpm"), ("y", "A"), ("k", "A"))}

    assert expected == known


def test_the_sentence_names_both_dimensions() -> None:
    """The refusal says which two dimensions met, in both languages."""
    tree = Comparison(Arithmetic("1 m").expression(), Relation.LESS, Arithmetic("2 s").expression())

    with pytest.raises(PredicateError) as caught:
        check_dimensions(tree, "1 m < 2 s")

    assert all(word in caught.value.text("en") for word in ("length", "time", "1 m < 2 s"))
    assert all(word in caught.value.text("zh") for word in ("长度", "时间"))
