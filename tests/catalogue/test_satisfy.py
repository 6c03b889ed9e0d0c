"""Numbers that meet constraints, or the proof that there are none."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.catalogue.monomials import Constraint, Terms
from verifier.catalogue.predicate import Relation
from verifier.catalogue.satisfy import Irrational, not_negative, solution
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


def test_an_irrational_solution_is_enclosed() -> None:
    """A square that is exactly two has a solution that is no fraction: it is said to exist, between two that are."""
    found = solution([_constraint("==", xx=1, one=-2), _constraint("<", x=-1)])

    assert isinstance(found, Irrational)
    assert found.low**2 < 2 < found.high**2
    assert found.high - found.low < Fraction(1, 10**15)


def test_a_product_is_solved_for_as_one_name() -> None:
    """Two names that only stand as their product meet a bound on it, and nothing meets two bounds that exclude."""
    product = (("x", Fraction(1)), ("y", Fraction(1)))
    most, least = (
        Constraint(((((), Fraction(-size) * sign)), (product, Fraction(sign))), Relation.AT_MOST)
        for size, sign in ((2, 1), (1, -1))
    )

    found = solution([most, least])

    assert isinstance(found, dict)
    assert 1 <= found["x"] * found["y"] <= 2
    assert solution([most, least, Constraint(((product, Fraction(1)),), Relation.LESS)]) is None


def test_products_that_cannot_be_parted_are_not_guessed() -> None:
    """A name that stands in a product and alone to a power as well leaves the answer open, with the names."""
    terms = ((_X[0:1] + _Y, Fraction(1)), ((("x", Fraction(2)),), Fraction(1)), ((("y", Fraction(2)),), Fraction(1)))

    with pytest.raises(PredicateError) as refused:
        solution([Constraint(tuple(sorted(terms)), Relation.LESS)])

    assert "reasoning_product" == refused.value.code


def test_what_stands_under_a_root_is_positive() -> None:
    """A root below two means a number between zero and four."""
    found = solution([_constraint("<", root=1, one=-2)])

    assert isinstance(found, dict)
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
        assert isinstance(found, dict)
        point = {"x": Fraction(0), "y": Fraction(0)} | found
        assert all(constraint.holds(point) for constraint in constraints)
