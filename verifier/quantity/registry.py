"""The one registry of units: exact factors and dimensions by name, from `definitions.txt`.

pint keeps the definitions; no text of a user, no float and no printed object of pint goes through here.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

import pint

from verifier.quantity.dimension import Dimension

__all__ = ["factor_and_dimension"]


@cache
def _registry() -> pint.UnitRegistry[Any]:
    registry: pint.UnitRegistry[Any] = pint.UnitRegistry(
        None, non_int_type=Fraction, on_redefinition="raise", autoconvert_offset_to_baseunit=True
    )
    registry.load_definitions(files(__package__).joinpath("definitions.txt").read_text(encoding="utf-8").splitlines())
    return registry


@cache
def factor_and_dimension(name: str) -> tuple[Fraction, Fraction, Dimension]:
    """What one unit of the definitions is in base units.

    Args:
        name: A name of `definitions.txt`, with or without one of its prefixes. Never text from outside.

    Returns:
        Factor, offset and dimension: a value x in this unit is factor * x + offset in base units.
    """
    registry = _registry()
    zero: Fraction = registry.Quantity(Fraction(0), name).to_root_units().magnitude
    one: Fraction = registry.Quantity(Fraction(1), name).to_root_units().magnitude
    powers = registry.get_dimensionality(name).items()
    dimension = Dimension.of((base.strip("[]"), int(str(exponent))) for base, exponent in powers)
    return Fraction(one - zero), Fraction(zero), dimension
