"""What kind of quantity a unit measures: integer powers of base dimensions.

Counts of different things (wafers, chips, gates, ships) are dimensions of their own: 5 ships are not 5 wafers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from verifier.wording import Language, Reason

__all__ = ["COUNTED", "Dimension"]

COUNTED = frozenset({"wafer", "chip", "gate", "cell", "cycle", "item", "ship"})
"""Base dimensions that are counts of things."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """Powers of base dimensions, sorted by name and without zeros: equal dimensions are equal values."""

    powers: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, powers: Iterable[tuple[str, int]]) -> Dimension:
        """A dimension from powers in any order; powers of one base are added."""
        total: dict[str, int] = {}
        for base, exponent in powers:
            total[base] = total.get(base, 0) + exponent
        return cls(tuple(sorted((base, exponent) for base, exponent in total.items() if exponent)))

    def __mul__(self, other: Dimension) -> Dimension:
        """The dimension of a product."""
        return Dimension.of(self.powers + other.powers)

    def __truediv__(self, other: Dimension) -> Dimension:
        """The dimension of a quotient."""
        return self * other**-1

    def __pow__(self, exponent: int) -> Dimension:
        """The dimension of an integer power."""
        return Dimension.of((base, power * exponent) for base, power in self.powers)

    def exponent(self, base: str) -> int:
        """The power of one base dimension; 0 where it does not occur."""
        return dict(self.powers).get(base, 0)

    def counted(self) -> tuple[tuple[str, int], ...]:
        """The powers of those bases that are counts of things."""
        return tuple((base, power) for base, power in self.powers if base in COUNTED)

    def is_count(self) -> bool:
        """Whether it is the number of one kind of thing and nothing else."""
        return len(self.powers) == 1 and self.powers[0][0] in COUNTED and self.powers[0][1] == 1

    def is_dimensionless(self) -> bool:
        """Whether no base dimension is left."""
        return not self.powers

    def reason(self) -> Reason:
        """The dimension as a part of a sentence in either language."""
        return _reason(self)

    def text(self, lang: Language) -> str:
        """The dimension in words of one language, as `length^-2` or `长度^-2`."""
        return _reason(self).text(lang)

    def __str__(self) -> str:
        """The dimension in English."""
        return self.text("en")


@cache
def _reason(dimension: Dimension) -> Reason:
    if not dimension.powers:
        return Reason.of("dimension_none")
    parts = [
        Reason.of(f"dimension_{base}")
        if power == 1
        else Reason.of("dimension_power", base=Reason.of(f"dimension_{base}"), exponent=power)
        for base, power in dimension.powers
    ]
    whole = parts[0]
    for part in parts[1:]:
        whole = Reason.of("dimension_product", left=whole, right=part)
    return whole
