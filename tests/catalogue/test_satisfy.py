"""Numbers that meet constraints, or the proof that there are none."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.catalogue.monomials import Constraint, Terms
from verifier.catalogue.predicate import Relation
from verifier.catalogue.satisfy import not_negative, solution
from verifier.errors import PredicateError

_X, _Y = (("x", Fraction(1)),), (("y", Fraction(1)),)


def _constraint(relation: str, **terms: int) -> Constraint:
    names = {"x": _X, "y": _Y, "one": (), "xx": (("x", Fraction(2)),), "root": (("x", Fraction(1, 2)),)}
    found: Terms = tuple((names[name], Fraction(size)) for name, size in terms.items())
    return Constraint(tuple(sorted(found)), Relation(relation))


def test_two_bounds_that_touch() -> None:
    """At most and at least the same number leaves that number, strictly below and above it nothing."""
    touching = [_constraint("<=", x=1, one=-3), _constraint("<=", x=-1, one=3)]

    assert {"x": Fraction(3)} == solution(touching)
    assert solution([_constraint("<", x=1, one=-3), touching[1]]) is None


def test_a_square_is_never_negative() -> None:
    """No number's square is below zero, and one is exactly zero."""
    assert solution([_constraint("<", xx=1)]) is None
    assert {"x": Fraction(0)} == solution([_constraint("<=", xx=1)])


def test_a_single_irrational_root_is_not_claimed() -> None:
    """A square that is exactly two has a solution that cannot be written down, and nothing else is said."""
    with pytest.raises(PredicateError):
        solution([_constraint("==", xx=1, one=-2)])


def test_what_stands_under_a_root_is_positive() -> None:
    """A root below two means a number between zero and four."""
    found = solution([_constraint("<", root=1, one=-2)])

    assert found is not None
    assert 0 < found["x"] < 4
    assert solution([_constraint("<", root=1, one=2)]) is None


def test_not_negative() -> None:
    """A name that cannot be negative meets no bound below zero."""
    assert solution([not_negative("x"), _constraint("<", x=1)]) is None


@given(st.lists(st.tuples(*[st.integers(-3, 3)] * 3, st.sampled_from(["<", "<=", "=="])), max_size=5))
def test_a_solution_meets_every_constraint(rows: list[tuple[int, int, int, str]]) -> None:
    """What is found meets all, and where nothing is found no point of a grid does."""
    constraints = [
        Constraint(tuple((m, Fraction(c)) for m, c in sorted(((_X, a), (_Y, b), ((), c))) if c), Relation(relation))
        for a, b, c, relation in rows
    ]

    found = solution(constraints)

    grid = [{"x": Fraction(i, 2), "y": Fraction(j, 2)} for i in range(-8, 9) for j in range(-8, 9)]
    if found is None:
        assert not any(all(constraint.holds(point) for constraint in constraints) for point in grid)
    else:
        point = {"x": Fraction(0), "y": Fraction(0)} | found
        assert all(constraint.holds(point) for constraint in constraints)
