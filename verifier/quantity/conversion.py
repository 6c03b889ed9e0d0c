"""Sets of values carried from one unit to another, exactly."""

from __future__ import annotations

from fractions import Fraction

from verifier.errors import UnitError
from verifier.quantity.region import Region
from verifier.quantity.units import Unit

__all__ = ["in_unit"]


def in_unit(region: Region, unit: Unit, other: Unit) -> Region:
    """A set of values of one unit, expressed in another.

    Args:
        region: Values in `unit`.
        unit: The unit they are stated in.
        other: The unit that is asked for.

    Raises:
        UnitError: The dimensions differ.
    """
    if unit.dimension != other.dimension:
        raise UnitError(
            "unit_dimension_differs",
            unit=unit.symbol,
            dimension=unit.dimension,
            expected=other.symbol,
            expected_dimension=other.dimension,
        )
    if unit.agrees(other):
        return region
    if region.is_point() and isinstance(value := region.intervals[0].low, Fraction):
        return Region.point(unit.to(value, other))
    return region.scaled(unit.factor / other.factor).moved((unit.offset - other.offset) / other.factor)
