"""Conditions as people state them: `200 A/cm^2`, `-40~150 degC`, `{200; 250} A/cm^2`, each with its own unit."""

from __future__ import annotations

import re
from itertools import accumulate, pairwise

from verifier.errors import NumberError, UnitError
from verifier.quantity.conversion import in_unit
from verifier.quantity.dimension import Dimension
from verifier.quantity.measured import read_measured, split_quantities, unit_behind
from verifier.quantity.region import Region
from verifier.quantity.units import Unit, read_unit

__all__ = ["members_of", "say_the_same", "split_list", "stated_quantity", "stated_regions"]

_SET = re.compile(r"[{｛][^{｛}｝]*[}｝]")


def split_list(text: str) -> tuple[str, ...]:
    """The parts of a list that `;` separates; inside braces it separates the members of a set.

    >>> split_list("J = {200; 250} A/cm^2; T = 25 degC")
    ('J = {200; 250} A/cm^2', ' T = 25 degC')
    """
    masked = _SET.sub(lambda found: found[0].replace(";", ","), text)
    ends = accumulate(len(part) + 1 for part in masked.split(";"))
    return tuple(text[start : end - 1] for start, end in pairwise((0, *ends)))


def members_of(text: str) -> tuple[str, ...]:
    """The members of a set in braces, each with its unit; a text without braces is its only member."""
    return split_quantities(text) if text.strip()[:1] in {"{", "｛"} else (text,)


def stated_regions(text: str, unit: Unit) -> tuple[Region, ...]:
    """What each member of a stated value, range or set leaves possible, in a unit.

    Raises:
        NumberError: A member is no number, bound or range.
        UnitError: A unit is missing, unknown or of another dimension.
    """
    measured = [read_measured(member, expected=unit) for member in members_of(text) or (text,)]
    return tuple(in_unit(one.region, one.unit, unit) for one in measured)


def stated_quantity(text: str) -> tuple[Region, Unit]:
    """A stated value, range or set in the unit that it names itself.

    Raises:
        NumberError: It is none of these.
        UnitError: Its unit is unknown, or its members measure different things.

    >>> stated_quantity("-40~150 ℃")[1].symbol
    'degC'
    """
    unit = read_unit(unit_behind((members_of(text) or (text,))[0]))
    return _joined(stated_regions(text, unit)), unit


def say_the_same(one: str, two: str, unit: Unit | None = None) -> bool:
    """Whether two texts state the same: as quantities where both can be read, else letter by letter but for blanks.

    Args:
        one: As written.
        two: As written.
        unit: The unit that is expected, None where each names its own.

    >>> say_the_same("200 A/cm²", "2 A/mm²"), say_the_same("cold", "warm")
    (True, False)
    """
    if one.split() == two.split():
        return True
    try:
        return _in_base_units(one, unit) == _in_base_units(two, unit)
    except (NumberError, UnitError):
        return False


def _joined(regions: tuple[Region, ...]) -> Region:
    return Region.of(*(interval for region in regions for interval in region.intervals))


def _in_base_units(text: str, expected: Unit | None) -> tuple[Region, Dimension]:
    if expected is None:
        region, unit = stated_quantity(text)
    else:
        region, unit = _joined(stated_regions(text, expected)), expected
    return region.scaled(unit.factor).moved(unit.offset), unit.dimension
