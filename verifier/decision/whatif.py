"""What would just meet a limit: the nearest acceptable value, an input, an uncertainty, a number of parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from verifier.catalogue.expression import (
    Expression,
    Name,
    Negation,
    Power,
    Product,
    Quantity,
    Quotient,
    Sum,
    names_in,
    value_of,
)
from verifier.errors import PredicateError
from verifier.quantity.region import Region
from verifier.quantity.surd import Bound, exact_power

__all__ = ["End", "good_parts_needed", "input_needed", "largest_expanded", "nearest_end"]


@dataclass(frozen=True, slots=True)
class End:
    """An end of an acceptance region: where it lies, whether it is itself accepted, and which side is good."""

    value: Bound
    closed: bool
    upper: bool


def nearest_end(region: Region, value: Fraction) -> End | None:
    """The end of a region that lies nearest to a value; None where the region has no end."""
    ends = [
        End(end, closed, upper)
        for interval in region.intervals
        for end, closed, upper in (
            (interval.low, interval.low_closed, False),
            (interval.high, interval.high_closed, True),
        )
        if end is not None
    ]
    rational = [(abs(end.value - value), end) for end in ends if isinstance(end.value, Fraction)]
    if not rational:
        return ends[0] if ends else None
    return min(rational, key=lambda pair: pair[0])[1]


def largest_expanded(margin: Bound | None, guard: Fraction) -> Bound | None:
    """The largest U with which a value still passes under a guard band w = rU; None where no U does.

    Args:
        margin: Signed distance to the limit, positive on the good side.
        guard: r.
    """
    if margin is None or margin <= 0 or guard <= 0 or not isinstance(margin, Fraction):
        return None
    return margin / guard


def good_parts_needed(good: int, total: int, share: Fraction) -> int | None:
    """How many more parts, all good, bring a proportion to a share; None where no number does.

    >>> good_parts_needed(94, 100, Fraction(95, 100))
    20
    """
    if good >= share * total:
        return 0
    if share >= 1:
        return None
    return ceil((share * total - good) / (1 - share))


def input_needed(formula: Expression, name: str, given: Mapping[str, Quantity], limit: Bound) -> Bound | None:
    """The value of one input, in base units, for which a formula gives exactly a limit, all others as they are.

    Args:
        formula: The formula.
        name: The input.
        given: All inputs.
        limit: The limit in base units.

    Returns:
        The value, or None where there is none, or it is not the root of a straight line or of one power.
    """
    if not isinstance(limit, Fraction):
        return None
    try:
        top, bottom = _ratio(formula, name, given)
        polynomial = _added(top, {power: -limit * factor for power, factor in bottom.items()})
        root = _root(polynomial)
        if root is None or not isinstance(root, Fraction):
            return root
        # Where the divisor is zero too, the formula has no value there.
        return None if sum(factor * root**power for power, factor in bottom.items()) == 0 else root
    except PredicateError:
        return None


_Polynomial = dict[int, Fraction]
_HIGHEST = 12


def _root(polynomial: _Polynomial) -> Bound | None:
    powers = sorted(polynomial)
    if powers == [1]:
        return Fraction(0)
    if len(powers) != 2 or powers[0] != 0:  # noqa: PLR2004 -- a constant and one power
        return None
    ratio = -polynomial[0] / polynomial[powers[1]]
    if powers[1] == 1:
        return ratio
    return exact_power(ratio, Fraction(1, powers[1])) if ratio > 0 else None


def _ratio(expression: Expression, name: str, given: Mapping[str, Quantity]) -> tuple[_Polynomial, _Polynomial]:
    """The expression as one polynomial in the input over another."""
    one = {0: Fraction(1)}
    if name not in names_in(expression):
        value = value_of(expression, given).value
        if not isinstance(value, Fraction):
            raise PredicateError("predicate_not_linear")
        return ({0: value} if value else {}), one
    match expression:
        case Name():
            return {1: Fraction(1)}, one
        case Negation(inner):
            top, bottom = _ratio(inner, name, given)
            return {power: -factor for power, factor in top.items()}, bottom
        case Sum(left, right):
            (a, b), (c, d) = _ratio(left, name, given), _ratio(right, name, given)
            return (_added(a, c), b) if b == d else (_added(_times(a, d), _times(c, b)), _times(b, d))
        case Product(left, right):
            (a, b), (c, d) = _ratio(left, name, given), _ratio(right, name, given)
            return _times(a, c), _times(b, d)
        case Quotient(left, right):
            (a, b), (c, d) = _ratio(left, name, given), _ratio(right, name, given)
            return _times(a, d), _times(b, c)
        case Power(base, exponent) if exponent.denominator == 1 and abs(exponent) <= _HIGHEST:
            top, bottom = _ratio(base, name, given)
            raised, lowered = one, one
            for _ in range(abs(int(exponent))):
                raised, lowered = _times(raised, top), _times(lowered, bottom)
            return (raised, lowered) if exponent > 0 else (lowered, raised)
        case _:
            raise PredicateError("predicate_not_linear")


def _added(one: _Polynomial, two: _Polynomial) -> _Polynomial:
    total = dict(one)
    for power, factor in two.items():
        total[power] = total.get(power, Fraction(0)) + factor
    return {power: factor for power, factor in total.items() if factor}


def _times(one: _Polynomial, two: _Polynomial) -> _Polynomial:
    total: _Polynomial = {}
    for power, factor in one.items():
        total = _added(total, {power + other: factor * share for other, share in two.items()})
    return total
