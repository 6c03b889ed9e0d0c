"""The catalogue as data."""

from __future__ import annotations

import pytest

from verifier.acceptance.browse import browse
from verifier.acceptance.library import open_guide
from verifier.errors import CatalogueError
from verifier.quantity.units import read_unit


def test_all_targets_of_the_guide() -> None:
    """Without a name every target is listed: 100 in seven projects, each with a predicate."""
    found = browse(open_guide())

    assert 100 == len(found["targets"])
    assert 7 == len(found["projects"])
    assert 100 == sum(project["targets"] for project in found["projects"])
    assert all(target["predicate"] for target in found["targets"])


def test_a_target_by_its_id() -> None:
    """An id gives that target, with its conditions and readings in both languages."""
    (target,) = browse(open_guide(), "3104.vcesat")["targets"]

    assert "V" == target["unit"]
    assert "1/10" == target["rounding"]
    assert {"zh", "en"} == set(target["name"])
    assert "J" in [condition["key"] for condition in target["conditions"]]


def test_units_can_be_read_back() -> None:
    """The unit that is shown is one that the program reads."""
    units = {target["unit"] for target in browse(open_guide())["targets"]} - {None}

    assert units == {read_unit(unit).symbol for unit in units}


def test_a_stem_gives_both_targets_of_its_range_clause() -> None:
    """The stem of a range clause shows its low and its high target."""
    found = browse(open_guide(), "1002.pump_speed")

    assert ["1002.pump_speed_min", "1002.pump_speed_max"] == [target["id"] for target in found["targets"]]


@pytest.mark.parametrize("wanted", ["3103.nothing", "9999", ""])
def test_an_unknown_name_is_refused(wanted: str) -> None:
    """A project or target that the guide does not have is an error that says so."""
    with pytest.raises(CatalogueError):
        browse(open_guide(), wanted)


def test_a_standard_that_nobody_verified_is_marked() -> None:
    """Every cited standard says whether it was verified, and both kinds occur."""
    cited = [standard for target in browse(open_guide())["targets"] for standard in target["standards"]]

    assert {True, False} == {standard["verified"] for standard in cited}
