"""The one registry of units: exact factors and dimensions by name, from `definitions.txt`.

pint reads the definitions; no text of a user, no float and no printed object of pint goes through here. What pint
makes of every unit that can be written stands in `factors.json`, so that a command does not wait for it: `make units`
writes that file anew, and a test compares it with pint.
"""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from verifier.quantity.dimension import Dimension

if TYPE_CHECKING:
    import pint

__all__ = ["defined", "factor_and_dimension", "written_factors"]

Definition = tuple[Fraction, Fraction, Dimension]


@cache
def _registry() -> pint.UnitRegistry[Any]:
    import pint

    registry: pint.UnitRegistry[Any] = pint.UnitRegistry(
        None, non_int_type=Fraction, on_redefinition="raise", autoconvert_offset_to_baseunit=True
    )
    registry.load_definitions(files(__package__).joinpath("definitions.txt").read_text(encoding="utf-8").splitlines())
    return registry


def defined(name: str) -> Definition:
    """What pint makes of one unit of the definitions: factor, offset and dimension.

    Args:
        name: A name of `definitions.txt`, with or without one of its prefixes. Never text from outside.
    """
    registry = _registry()
    zero: Fraction = registry.Quantity(Fraction(0), name).to_root_units().magnitude
    one: Fraction = registry.Quantity(Fraction(1), name).to_root_units().magnitude
    powers = registry.get_dimensionality(name).items()
    dimension = Dimension.of((base.strip("[]"), int(str(exponent))) for base, exponent in powers)
    return Fraction(one - zero), Fraction(zero), dimension


@cache
def factor_and_dimension(name: str) -> Definition:
    """What one unit is in base units: a value x in it is factor * x + offset.

    Args:
        name: As for `defined`.
    """
    entry = _written().get(name)
    if entry is None:
        return defined(name)
    factor, offset, powers = entry
    return Fraction(factor), Fraction(offset), Dimension.of(powers.items())


@cache
def _written() -> dict[str, tuple[str, str, dict[str, int]]]:
    found: dict[str, tuple[str, str, dict[str, int]]] = json.loads(
        files(__package__).joinpath("factors.json").read_text(encoding="utf-8")
    )
    return found


def written_factors(names: list[str]) -> str:
    """The text of `factors.json` for some names, from pint."""
    lines = []
    for name in sorted(set(names)):
        factor, offset, dimension = defined(name)
        entry = json.dumps([str(factor), str(offset), dict(dimension.powers)], ensure_ascii=False)
        lines.append(f"  {json.dumps(name)}: {entry}")
    return "{\n" + ",\n".join(lines) + "\n}\n"
