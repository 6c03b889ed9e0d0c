"""Units with exact factors, and the reader of unit texts.

A unit is a symbol, a dimension and the exact way to base units. No spelling is guessed: a text is read in the one
meaning it has for the quantity that is expected, or it is refused with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from verifier.errors import UnitError
from verifier.quantity.dimension import Dimension
from verifier.quantity.expression import Product, parse
from verifier.quantity.registry import factor_and_dimension
from verifier.quantity.spelling import EACH, PIECE, table

__all__ = ["DIMENSIONLESS", "Spellings", "Unit", "read_unit"]

Spellings = tuple[tuple[str, str], ...]
"""Unit spellings that one target accepts beside the program's: pairs of spelling and meaning."""

_LONGEST = 100
_NO_UNIT = frozenset({"", "-", "—", "–", "/", "无", "N/A", "n/a"})
_ROTATION = Dimension((("rotation", 1), ("time", -1)))
_FREQUENCY = Dimension((("time", -1),))
_CYCLE = Dimension((("cycle", 1),))


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measurement: a value x in it is factor * x + offset in base units.

    Args:
        symbol: The one printable spelling; it reads back as this unit.
        dimension: What it measures.
        factor: Exact factor to base units.
        offset: Exact offset to base units; not 0 for degrees Celsius and Fahrenheit only.
    """

    symbol: str
    dimension: Dimension
    factor: Fraction
    offset: Fraction = Fraction(0)

    def __hash__(self) -> int:
        """By symbol: it decides the rest, and fractions are slow to hash."""
        return hash(self.symbol)

    def to(self, value: Fraction, other: Unit) -> Fraction:
        """A value in this unit, expressed in another one, exactly.

        Raises:
            UnitError: The dimensions differ.
        """
        if self.dimension != other.dimension:
            raise _differs(self, other)
        if self.factor == other.factor and self.offset == other.offset:
            return value
        if not self.offset and not other.offset:
            return self.factor * value / other.factor
        return (self.factor * value + self.offset - other.offset) / other.factor

    def agrees(self, other: Unit) -> bool:
        """Whether both are the same measure, however they are spelled."""
        return (self.dimension, self.factor, self.offset) == (other.dimension, other.factor, other.offset)

    def times(self, other: Unit) -> Unit:
        """The unit of a product; degrees become differences of temperature."""
        return _times(self, other)

    def power(self, exponent: int) -> Unit:
        """The unit of an integer power; the power 0 is dimensionless."""
        return _power(self, exponent)

    def per(self, other: Unit) -> Unit:
        """The unit of a quotient."""
        return _times(self, _power(other, -1))

    def __str__(self) -> str:
        """The symbol."""
        return self.symbol


DIMENSIONLESS = Unit("1", Dimension(), Fraction(1))
"""The unit of plain numbers and ratios."""


def read_unit(text: str, *, expected: Unit | None = None, spellings: Mapping[str, str] | Spellings = ()) -> Unit:
    """The unit that a text means.

    Args:
        text: As written; blank is the unit of a plain number or of the expected count.
        expected: The unit of the target; it decides what count words, `min-1` and `次` stand for.
        spellings: What this target accepts beside the program's spellings.

    Raises:
        UnitError: The text is no unit, has more than one meaning, or measures something else than expected.
    """
    if len(text) > _LONGEST:
        raise UnitError("unit_too_long", text=text[:_LONGEST], length=len(text), limit=_LONGEST)
    pairs = spellings if isinstance(spellings, tuple) else tuple(sorted(spellings.items()))
    return _read(text, expected, pairs)


@lru_cache(maxsize=4096)
def _read(text: str, expected: Unit | None, spellings: Spellings) -> Unit:
    stripped = text.strip()
    if stripped in _NO_UNIT:
        return _blank(expected)
    own = dict(spellings)
    stripped = own.get(stripped) or own.get(stripped.strip("(). ")) or stripped
    product = parse(stripped)
    if expected is None:
        return _unit(_settle(product, Dimension()))
    product = _settle(product, expected.dimension)
    unit = _unit(product)
    if unit.dimension == expected.dimension:
        return unit
    if unit == DIMENSIONLESS and expected.dimension.is_count():
        return _blank(expected)
    if unit.dimension == expected.dimension / _CYCLE and product.powers.get("cycle") == -1:
        product.times("cycle", 1)
        return _unit(product)
    if expected.dimension == _ROTATION and unit.dimension == _FREQUENCY and "Hz" not in unit.symbol:
        product.times("rev", 1)
        return _unit(product)
    raise _differs(unit, expected)


def _blank(expected: Unit | None) -> Unit:
    """The unit of a number without one: nothing is guessed where a scale such as % would change the value."""
    if expected is None or expected == DIMENSIONLESS:
        return DIMENSIONLESS
    if expected.dimension.is_count():
        return _unit(Product({expected.dimension.powers[0][0]: 1}))
    raise UnitError("unit_missing", expected=expected.symbol)


def _settle(product: Product, expected: Dimension) -> Product:
    """Count words in the kind of thing that is expected, and rev/min by its own symbol."""
    settled = Product(multiplier=product.multiplier)
    for symbol, power in product.powers.items():
        kilo = symbol == "k" + EACH
        if symbol in {EACH, PIECE} or kilo:
            kinds = [base for base, exponent in expected.counted() if exponent == power]
            if kilo:
                settled.multiplier *= Fraction(1000) ** power
            if len(kinds) == 1:
                settled.times(kinds[0], power)
            elif symbol == PIECE:
                settled.times("item", power)
        else:
            settled.times(symbol, power)
    return settled


def _unit(product: Product) -> Unit:
    """The unit of a product of powers of canonical symbols."""
    powers = dict(product.powers)
    if powers.get("rev") == 1 and powers.get("min") == -1:
        powers = {("rpm" if s == "rev" else s): p for s, p in powers.items() if s != "min"}
    factor, dimension, offset = product.multiplier, Dimension(), Fraction(0)
    for symbol, power in powers.items():
        one, zero, own = factor_and_dimension(table().atoms[symbol])
        factor *= one**power
        dimension = dimension * own**power
        offset = zero
    if len(powers) != 1 or product.multiplier != 1 or next(iter(powers.values())) != 1:
        offset = Fraction(0)
    return Unit(_symbol(powers, product.multiplier), dimension, factor, offset)


def _symbol(powers: dict[str, int], multiplier: Fraction) -> str:
    above = [str(multiplier.numerator)] if multiplier.numerator != 1 else []
    below = [str(multiplier.denominator)] if multiplier.denominator != 1 else []
    for symbol, power in powers.items():
        (above if power > 0 else below).append(symbol if abs(power) == 1 else f"{symbol}^{abs(power)}")
    top = "*".join(above) or "1"
    if not below:
        return top
    return f"{top}/{below[0]}" if len(below) == 1 else f"{top}/({'*'.join(below)})"


@lru_cache(maxsize=1024)
def _times(one: Unit, two: Unit) -> Unit:
    product = Product()
    product.include(parse(one.symbol), 1)
    product.include(parse(two.symbol), 1)
    return _unit(product)


@lru_cache(maxsize=1024)
def _power(unit: Unit, exponent: int) -> Unit:
    product = Product()
    if exponent:
        product.include(parse(unit.symbol), exponent)
    return _unit(product)


def _differs(unit: Unit, expected: Unit) -> UnitError:
    return UnitError(
        "unit_dimension_differs",
        unit=unit.symbol,
        dimension=unit.dimension.reason(),
        expected=expected.symbol,
        expected_dimension=expected.dimension.reason(),
    )
