"""A straight scale between two numbers, with round marks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from verifier.report.figures import shortened

__all__ = ["Axis", "axis_over"]

_STEPS = (Fraction(1), Fraction(2), Fraction(5), Fraction(10))
_MARGIN = Fraction(1, 12)
_MOST_DIGITS = 400


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale from values to places in a drawing.

    Args:
        low: Value at `start`.
        high: Value at `end`, above `low`.
        start: Place of `low` in pixels.
        end: Place of `high`; below `start` for a scale that points up.
    """

    low: Fraction
    high: Fraction
    start: int
    end: int

    def at(self, value: Fraction) -> Fraction:
        """The place of a value; one beyond the scale stands at its end."""
        kept = min(max(value, self.low), self.high)
        return self.start + (kept - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self, most: int = 5) -> tuple[tuple[Fraction, str], ...]:
        """Round numbers on the scale, at most so many, with their labels."""
        step = _step((self.high - self.low) / most)
        first = ceil(self.low / step)
        values = [step * number for number in range(first, floor(self.high / step) + 1)]
        return tuple((value, shortened(value)) for value in values[: most + 1])


def axis_over(values: Iterable[Fraction], start: int, end: int) -> Axis:
    """A scale that shows all the values with a little room at both ends.

    Args:
        values: At least one number.
        start: Place of the low end.
        end: Place of the high end.
    """
    shown = list(values)
    low, high = min(shown), max(shown)
    room = (high - low) * _MARGIN or abs(high) * _MARGIN or Fraction(1)
    return Axis(low - room, high + room, start, end)


def _step(least: Fraction) -> Fraction:
    """The smallest of 1, 2, 5 times a power of ten that is no smaller."""
    power = Fraction(1)
    for _ in range(_MOST_DIGITS):
        if power <= least:
            break
        power /= 10
    for _ in range(_MOST_DIGITS):
        if power * 10 > least:
            break
        power *= 10
    return next(power * step for step in _STEPS if power * step >= least)
