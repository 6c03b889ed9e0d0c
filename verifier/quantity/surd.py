"""Limits that are roots, compared exactly: offset ± the index-th root of a rational radicand.

`9·n^(-1/5)` at a rational n is irrational; whether a rational value lies below it is not a matter of digits:
``x <= root_q(r)`` holds exactly when ``x^q <= r`` for nonnegative x.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import total_ordering
from math import lcm

from verifier.errors import PredicateError

__all__ = ["Bound", "Surd", "added", "ceiling_of", "exact_power", "floor_of", "refuse_large", "shift", "stretch"]

_LARGEST_INDEX = 64
# Python prints no integer of more than 4,300 digits, and every limit must be printable.
_LARGEST_BITS = 12_000
_FINEST_BITS = 4_096


def _integer_root(value: int, index: int) -> int:
    """The floor of the index-th root of a nonnegative integer, by Newton's iteration from above."""
    if value < 1:
        return 0
    guess = 1 << -(-value.bit_length() // index)
    while True:
        better = ((index - 1) * guess + value // guess ** (index - 1)) // index
        if better >= guess:
            return guess
        guess = better


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Surd:
    """An exact number offset + sign · radicand^(1/index) whose root is irrational.

    Args:
        radicand: A positive rational.
        index: The root's index, 2 or more.
        sign: 1 or -1.
        offset: What is added to the root, e.g. a guard band.
    """

    radicand: Fraction
    index: int
    sign: int = 1
    offset: Fraction = Fraction(0)

    def _against(self, value: Fraction) -> int:
        """-1, 0 or 1 as this number is less than, equal to or greater than a rational."""
        distance = value - self.offset
        if (distance > 0) != (self.sign > 0) or distance == 0:
            return self.sign
        power = abs(distance) ** self.index
        return 0 if power == self.radicand else self.sign * (1 if self.radicand > power else -1)

    def _compare(self, other: Fraction | int | Surd) -> int:
        if not isinstance(other, Surd):
            return self._against(Fraction(other))
        if self.offset == other.offset:
            if self.sign != other.sign:
                return self.sign
            common = lcm(self.index, other.index)
            mine, theirs = self.radicand ** (common // self.index), other.radicand ** (common // other.index)
            return self.sign * ((mine > theirs) - (mine < theirs))
        for bits in (64, 512, _FINEST_BITS):
            low, high = self.enclosure(bits)
            other_low, other_high = other.enclosure(bits)
            if high < other_low:
                return -1
            if low > other_high:
                return 1
        raise PredicateError("limits_too_close_to_order")

    def __eq__(self, other: object) -> bool:
        """Exactly the same number."""
        return isinstance(other, int | Fraction | Surd) and self._compare(other) == 0

    def __lt__(self, other: Fraction | int | Surd) -> bool:
        """Strictly less, decided without roots."""
        return self._compare(other) < 0

    def __hash__(self) -> int:
        """Equal numbers of one offset have equal hashes: their enclosures agree."""
        return hash(self.enclosure(64))

    def enclosure(self, bits: int) -> tuple[Fraction, Fraction]:
        """Two rationals 2^-bits apart that enclose this number."""
        scale = 1 << bits
        scaled = self.radicand * Fraction(scale) ** self.index
        root = _integer_root(scaled.numerator // scaled.denominator, self.index)
        ends = sorted((self.sign * Fraction(root, scale), self.sign * Fraction(root + 1, scale)))
        return ends[0] + self.offset, ends[1] + self.offset


Bound = Fraction | Surd


def exact_power(base: Fraction, exponent: Fraction) -> Bound:
    """A rational to a rational power: a Fraction where the root comes out even, else a surd.

    Raises:
        PredicateError: The base is not positive under a root, or the power is larger than limits in real targets are.
    """
    if exponent.denominator == 1 and (base != 0 or exponent >= 0):
        refuse_large(base, abs(exponent.numerator))
        return base**exponent.numerator
    if base <= 0:
        raise PredicateError("root_of_nonpositive", base=base)
    if exponent.denominator > _LARGEST_INDEX:
        raise PredicateError("root_index_too_large", index=exponent.denominator, largest=_LARGEST_INDEX)
    refuse_large(base, abs(exponent.numerator))
    return _root(base**exponent.numerator, exponent.denominator)


def refuse_large(base: Fraction, power: int = 1) -> None:
    """Refuse a power whose digits would be more than a limit of a real target has.

    Raises:
        PredicateError: It is larger.
    """
    if max(base.numerator.bit_length(), base.denominator.bit_length()) * power > _LARGEST_BITS:
        raise PredicateError("power_too_large")


def _root(radicand: Fraction, index: int) -> Bound:
    """The positive root, as a Fraction where numerator and denominator are perfect powers."""
    top, bottom = (_integer_root(part, index) for part in radicand.as_integer_ratio())
    if Fraction(top, bottom) ** index == radicand:
        return Fraction(top, bottom)
    return Surd(radicand, index)


def stretch(bound: Bound, factor: Fraction) -> Bound:
    """The bound times a rational factor."""
    if isinstance(bound, Fraction) or factor == 0:
        return bound * factor if isinstance(bound, Fraction) else Fraction(0)
    sign = bound.sign if factor > 0 else -bound.sign
    return Surd(bound.radicand * abs(factor) ** bound.index, bound.index, sign, bound.offset * factor)


def shift(bound: Bound, distance: Fraction) -> Bound:
    """The bound plus a rational distance."""
    if isinstance(bound, Fraction):
        return bound + distance
    return Surd(bound.radicand, bound.index, bound.sign, bound.offset + distance)


def added(one: Bound, two: Bound) -> Bound:
    """The sum of two bounds, of which one at most is a root.

    Raises:
        PredicateError: Both are roots, and a sum of roots is not kept.
    """
    if isinstance(two, Fraction):
        return shift(one, two)
    if isinstance(one, Fraction):
        return shift(two, one)
    raise PredicateError("roots_not_combined")


def floor_of(bound: Bound) -> int:
    """The largest integer that is not above the bound."""
    if isinstance(bound, Fraction):
        return bound.numerator // bound.denominator
    low, high = bound.enclosure(8)
    guess = high.numerator // high.denominator
    return guess if bound >= guess else min(guess - 1, low.numerator // low.denominator)


def ceiling_of(bound: Bound) -> int:
    """The smallest integer that is not below the bound."""
    return -floor_of(stretch(bound, Fraction(-1)))
