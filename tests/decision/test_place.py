"""Where a measured set lies to a region under a rule."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given

from tests.strategies import grid_points, regions
from verifier.decision.place import Placing, place
from verifier.decision.rule import FULL_VALUE, bands_of
from verifier.decision.verdict import Verdict
from verifier.quantity.region import Region


@given(regions(), regions())
def test_full_value_is_set_inclusion(region: Region, found: Region) -> None:
    """A set inside passes, one outside fails, one that is partly both is undecided."""
    if found.is_empty():
        return
    verdict, _ = place(region, found, Placing(FULL_VALUE))

    assert (verdict is Verdict.PASS) == region.covers(found)
    assert (verdict is Verdict.FAIL) == (not region.meets(found))


@given(regions(), grid_points())
def test_one_number_needs_no_second_region(region: Region, value: Fraction) -> None:
    """The short way for one number gives what the regions of the rule give."""
    verdict, reasons = place(region, Region.point(value), Placing(FULL_VALUE))

    assert (verdict is Verdict.PASS) == bands_of(FULL_VALUE, region, None).accept.covers(Region.point(value))
    assert () == reasons
