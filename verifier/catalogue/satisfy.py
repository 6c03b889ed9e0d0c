"""Numbers that meet a conjunction of constraints, or the proof that there are none.

1. A name that stands in every constraint as a plain multiple is eliminated (Fourier and Motzkin): every lower bound
   must lie below every upper bound. This is exact, whatever the bounds are made of.
2. What is left in one name becomes polynomials in its root; their real roots are isolated exactly by sympy, and one
   point between two neighbours stands for the whole interval.
3. Names that only stand together, as in V*I, are solved for as one.
4. Back through the eliminations, each name takes a number between its bounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import TYPE_CHECKING, Any, Final

from verifier.catalogue.monomials import Constraint, Terms, added, scaled, value_at
from verifier.catalogue.predicate import Relation
from verifier.catalogue.products import joined
from verifier.errors import PredicateError

if TYPE_CHECKING:
    from sympy import Poly

__all__ = ["Irrational", "not_negative", "solution"]

_MOST_CONSTRAINTS: Final = 2000
_HIGHEST_DEGREE: Final = 64
_FINEST: Final = Fraction(1, 10**20)
_WIDTHS: Final = (None, Fraction(1, 10**3), Fraction(1, 10**9), Fraction(1, 10**30))

Numbers = dict[str, Fraction]


@dataclass(frozen=True, slots=True)
class Irrational:
    """Numbers exist, and one of them is no fraction.

    Args:
        name: Whose value it is.
        low: A fraction below it.
        high: A fraction above it, less than 1e-15 away.
    """

    name: str
    low: Fraction
    high: Fraction


def solution(constraints: Sequence[Constraint]) -> Numbers | Irrational | None:
    """Numbers that meet all constraints; None where there are provably none.

    A name under a root or a negative power is a positive number.

    Args:
        constraints: What has to hold.

    Raises:
        PredicateError: Neither numbers nor a proof were found.
    """
    names = sorted(frozenset().union(*(constraint.names() for constraint in constraints)))
    positive = [_positive(name) for name in names if _is_under_root(name, constraints)]
    return _solved([*constraints, *positive])


def not_negative(name: str) -> Constraint:
    """The constraint that a name is zero or more."""
    return Constraint(((((name, Fraction(1)),), Fraction(-1)),), Relation.AT_MOST)


def _positive(name: str) -> Constraint:
    return Constraint(((((name, Fraction(1)),), Fraction(-1)),), Relation.LESS)


def _is_under_root(name: str, constraints: Sequence[Constraint]) -> bool:
    exponents = (exponent for c in constraints for monomial, _ in c.terms for n, exponent in monomial if n == name)
    return any(exponent.denominator != 1 or exponent < 0 for exponent in exponents)


def _solved(constraints: Sequence[Constraint]) -> Numbers | Irrational | None:
    # A constraint on the sign of one name counts for the roots of that name, not for eliminating it twice.
    open_ones = [constraint for constraint in dict.fromkeys(constraints) if constraint.names()]
    if not all(constraint.holds({}) for constraint in constraints if not constraint.names()):
        return None
    if not open_ones:
        return {}
    if len(open_ones) > _MOST_CONSTRAINTS:
        raise PredicateError("reasoning_too_large", limit=_MOST_CONSTRAINTS)
    names = sorted(frozenset().union(*(constraint.names() for constraint in open_ones)))
    plain = [name for name in names if all(_is_plain(name, constraint) for constraint in open_ones)]
    if not plain:
        if len(names) == 1:
            return _univariate(names[0], open_ones)
        return _together(open_ones)
    name = min(plain, key=lambda known: sum(known in constraint.names() for constraint in open_ones))
    bounds = _Bounds.of(name, open_ones)
    rest = _solved(bounds.without())
    if rest is None or isinstance(rest, Irrational):
        return rest
    given = {**dict.fromkeys(names, Fraction(1)), **rest}
    return {**given, name: bounds.between(given)}


def _together(constraints: Sequence[Constraint]) -> Numbers | Irrational | None:
    """The solution where names stand only together."""
    found = joined(constraints)
    if found is None:
        names = ", ".join(sorted(frozenset().union(*(constraint.names() for constraint in constraints))))
        raise PredicateError("reasoning_product", names=names)
    solved = _solved(found.constraints)
    return solved if solved is None or isinstance(solved, Irrational) else found.parted(solved)


def _is_plain(name: str, constraint: Constraint) -> bool:
    """Whether the name stands there alone, to the first power, or not at all."""
    single = ((name, Fraction(1)),)
    return all(monomial == single or all(n != name for n, _ in monomial) for monomial, _ in constraint.terms)


@dataclass(frozen=True, slots=True)
class _Bounds:
    """The constraints on one name as bounds, and those that do not speak of it.

    Args:
        lower: Sums that the name is above, with whether it may be equal.
        upper: Sums that it is below, with whether it may be equal.
        others: The rest.
    """

    lower: tuple[tuple[Terms, bool], ...]
    upper: tuple[tuple[Terms, bool], ...]
    others: tuple[Constraint, ...]

    @classmethod
    def of(cls, name: str, constraints: Sequence[Constraint]) -> _Bounds:
        single = ((name, Fraction(1)),)
        lower, upper, others = [], [], []
        for constraint in constraints:
            slope = dict(constraint.terms).get(single)
            if slope is None:
                others.append(constraint)
                continue
            rest = tuple(term for term in constraint.terms if term[0] != single)
            bound = scaled(rest, -1 / slope), constraint.relation is not Relation.LESS
            if constraint.relation is Relation.EQUAL or slope > 0:
                upper.append(bound)
            if constraint.relation is Relation.EQUAL or slope < 0:
                lower.append(bound)
        return cls(tuple(lower), tuple(upper), tuple(others))

    def without(self) -> list[Constraint]:
        """What has to hold of the other names for a number to fit between the bounds."""
        pairs = [
            Constraint(added(low, scaled(high, Fraction(-1))), Relation.AT_MOST if closed and shut else Relation.LESS)
            for low, closed in self.lower
            for high, shut in self.upper
        ]
        return [*self.others, *pairs]

    def between(self, given: Numbers) -> Fraction:
        """A number between the bounds, a plain one where there is room."""
        lows = [(value_at(low, given), closed) for low, closed in self.lower]
        highs = [(value_at(high, given), closed) for high, closed in self.upper]
        low = max(lows, key=lambda end: (end[0], not end[1]), default=None)
        high = min(highs, key=lambda end: (end[0], end[1]), default=None)
        if low is None or high is None:
            end = low or high
            if end is None:
                return Fraction(0)
            step = Fraction(1) if low is not None else Fraction(-1)
            return end[0] if end[1] else end[0] + step
        if low[0] == high[0]:
            return low[0]
        # The end that the measured value would just reach is the plainest witness.
        return high[0] if high[1] else low[0] if low[1] else _plainest(low[0], high[0])


# ---- one name left ----


def _univariate(name: str, constraints: Sequence[Constraint]) -> Numbers | Irrational | None:
    exponents = [exponent for c in constraints for monomial, _ in c.terms for _, exponent in monomial]
    index = lcm(*(exponent.denominator for exponent in exponents))
    lowest = min((0, *(int(exponent * index) for exponent in exponents)))
    if max(int(exponent * index) for exponent in exponents) - lowest > _HIGHEST_DEGREE:
        raise PredicateError("reasoning_not_proved")
    # With a root the name is positive, and multiplying by a power of it keeps every sign.
    polynomials = [(_polynomial(c.terms, index, -lowest), c.relation) for c in constraints]
    if index > 1:
        # The name is a power of its root, which is the positive one.
        polynomials.append((_polynomial(_positive(name).terms, 1, 0), Relation.LESS))
    for point in _points([polynomial for polynomial, _ in polynomials]):
        if all(_stands(_sign(polynomial, point), relation) for polynomial, relation in polynomials):
            return {name: point.exact**index} if point.exact is not None else _near(name, point, index)
    return None


def _near(name: str, point: _Point, index: int) -> Irrational:
    """Where the root lies that is no fraction, to fifteen digits behind the point."""
    factor = point.factor
    if factor is None or point.ends is None:
        raise PredicateError("reasoning_not_proved")
    low, high = (_fraction(end) for end in factor.refine_root(*map(_rational, point.ends), eps=_rational(_FINEST)))
    ends = sorted((low**index, high**index))
    return Irrational(name, ends[0], ends[1])


def _polynomial(terms: Terms, index: int, raised: int) -> Poly:
    from sympy import Poly, Rational, Symbol

    total: dict[tuple[int, ...], Any] = {}
    for monomial, coefficient in terms:
        power = sum((exponent for _, exponent in monomial), Fraction(0)) * index
        total[(int(power) + raised,)] = Rational(coefficient.numerator, coefficient.denominator)
    return Poly.from_dict(total, Symbol("t"), domain="QQ")


@dataclass(frozen=True, slots=True)
class _Point:
    """A number on the line: exact, or the one root in an interval of one irreducible factor."""

    exact: Fraction | None
    probe: Fraction
    factor: Poly | None = None
    ends: tuple[Fraction, Fraction] | None = None


def _points(polynomials: Sequence[Poly]) -> list[_Point]:
    """Every root of the polynomials, and a number in each gap between them."""
    factors = {factor for polynomial in polynomials for factor, _ in polynomial.factor_list()[1]}
    ends = _isolated(sorted(factors, key=lambda factor: (factor.degree(), str(factor))))
    if not ends:
        return [_Point(Fraction(1), Fraction(1))]
    roots = [_Point(_root(f) if f.degree() == 1 else None, (low + high) / 2, f, (low, high)) for low, high, f in ends]
    gaps = [ends[0][0] - 1, *(_plainest(high, low) for (_, high, _), (low, _, _) in pairwise(ends)), ends[-1][1] + 1]
    # A gap comes first: a witness off the boundary is the plainer one.
    return [*(_Point(gap, gap) for gap in gaps), *roots]


def _plainest(low: Fraction, high: Fraction) -> Fraction:
    """The number with the smallest denominator between two others (Stern and Brocot)."""
    whole = low.numerator // low.denominator
    if whole + 1 < high:
        return Fraction(whole + 1)
    if low == whole:
        # Between a whole number and at most the next: one part of a number above what is left.
        return whole + 1 / Fraction(1 + (1 / (high - whole)).__floor__())
    return whole + 1 / _plainest(1 / (high - whole), 1 / (low - whole))


def _isolated(factors: Sequence[Poly]) -> list[tuple[Fraction, Fraction, Poly]]:
    """Intervals with one root each, ascending and apart from each other.

    Raises:
        PredicateError: Two roots lie closer together than limits of real targets do.
    """
    from sympy import intervals

    if not factors:
        return []
    for eps in _WIDTHS:
        found = intervals(factors, eps=None if eps is None else _rational(eps))
        ends = [(_fraction(low), _fraction(high), factors[next(iter(which))]) for (low, high), which in found]
        if all(high < low for (_, high, _), (low, _, _) in pairwise(ends)):
            return ends
    raise PredicateError("reasoning_not_proved")


def _root(factor: Poly) -> Fraction:
    slope, offset = (_fraction(c) for c in factor.all_coeffs())
    return -offset / slope


def _fraction(number: Any) -> Fraction:  # noqa: ANN401 -- a rational of sympy
    return Fraction(int(number.p), int(number.q))


def _rational(number: Fraction) -> Any:  # noqa: ANN401 -- a rational of sympy
    from sympy import Rational

    return Rational(number.numerator, number.denominator)


def _sign(polynomial: Poly, point: _Point) -> int:
    if point.factor is not None and polynomial.rem(point.factor).is_zero:
        return 0
    # No root of the polynomial lies in the interval of another factor's root: any point of it has the sign.
    value = polynomial.eval(_rational(point.exact if point.exact is not None else point.probe))
    return int(bool(value > 0)) - int(bool(value < 0))


def _stands(sign: int, relation: Relation) -> bool:
    return {Relation.LESS: sign < 0, Relation.AT_MOST: sign <= 0}.get(relation, sign == 0)
