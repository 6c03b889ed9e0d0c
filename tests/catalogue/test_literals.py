"""Predicates as choices of literals."""

from __future__ import annotations

import pytest

from verifier.catalogue.expression import Magnitude, Piecewise, operands
from verifier.catalogue.grammar import read_statement
from verifier.catalogue.literals import choices_of, renamed
from verifier.catalogue.predicate import Comparison
from verifier.errors import PredicateError

_STEPS = "e <= piecewise(3 if n < 1; 2 if n < 2; 1 otherwise)"


@pytest.mark.parametrize(
    ("text", "holding", "failing"),
    [
        ("x < 1", 1, 1),
        ("x == 1", 1, 2),
        ("x in [1, 2]", 1, 2),
        ("x < 1 or y < 1", 2, 1),
        ("x < 1 and (y < 1 or z < 1)", 2, 2),
        ("abs(x) < 1", 2, 2),
        (_STEPS, 3, 3),
    ],
)
def test_the_number_of_choices(text: str, holding: int, failing: int) -> None:
    """A predicate and its negation have as many choices as there are ways to meet and to miss it."""
    predicate = read_statement(text).predicate

    assert (holding, failing) == (len(choices_of(predicate)), len(choices_of(predicate, holds=False)))


def test_piecewise_limits_and_magnitudes_are_spelled_out() -> None:
    """No literal holds a piecewise limit or a magnitude any more."""
    for text in (_STEPS, "abs(x - abs(y)) <= 2*abs(z)"):
        for choice in choices_of(read_statement(text).predicate):
            for literal in choice:
                assert isinstance(literal.atom, Comparison)
                sides = [literal.atom.left, literal.atom.right]
                while sides:
                    side = sides.pop()
                    assert not isinstance(side, Piecewise | Magnitude)
                    sides += operands(side)


def test_too_many_choices_are_refused() -> None:
    """A predicate whose choices multiply without end is refused."""
    text = " and ".join(f"(x{n} < 1 or y{n} < 1)" for n in range(13))

    with pytest.raises(PredicateError):
        choices_of(read_statement(text).predicate)


def test_a_quantity_under_another_name() -> None:
    """Renaming changes the quantity wherever it stands, and nothing else."""
    text = "x <= piecewise(x0 if x < 2; 1 otherwise) and x in [1, 2] and s covers [0, 1]"

    turned = renamed(read_statement(text).predicate, {"x": "z", "s": "t"})

    assert read_statement(text.replace("x ", "z ").replace("s covers", "t covers")).predicate == turned
