"""Zones: the cuts of one kind of row."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.plan.submissions import project_in
from tests.plan.test_rulings import compared
from verifier.catalogue.guide import Project
from verifier.decision.rule import read_rule
from verifier.decision.ruling import Context
from verifier.measurement.row import Row
from verifier.plan.asked import asked_of
from verifier.plan.group import Seen
from verifier.plan.plan import Plan
from verifier.plan.tally import Tally
from verifier.plan.zones import Zones, zones_of

_TEMPERATURES = (("300", "K"), ("100", "K"), ("400", "K"), ("-5", "degC"), ("5", "degC"), ("95", "degC"))


def _any(cells: dict[str, str]) -> dict[str, Any]:
    return {**cells}


def _zones(project: Project, name: str, unit: str, rule: str = "full-value", **more: str) -> Zones:
    context = Context(rule=read_rule(rule))
    target = project.target(f"9999.{name}")
    row = replace(Row("a.csv", 2, target.id, unit=unit), **_any(more))
    return zones_of(asked_of(target, context), row, context)


def test_limits_are_cut_in_the_unit_of_the_row(project: Project) -> None:
    """1.5 um is cut at 0.0015 in a row stated in millimetres, and the limit itself lies in front of `<=`."""
    zones = _zones(project, "upper", "mm")

    assert (Fraction(15, 10_000), True) in {(cut.limit, cut.holds) for cut in zones.cuts}


def test_an_offset_is_taken_off(project: Project) -> None:
    """85 degrees Celsius is cut at 358.15 in kelvins."""
    assert Fraction(7163, 20) in {cut.limit for cut in _zones(project, "hot", "K").cuts}


def test_the_ends_of_every_zone_part_every_verdict(project: Project) -> None:
    """An exact value falls into the zone behind as many cuts as lie in front of it."""
    zones = _zones(project, "inside", "mm")
    places = [zones.zone_of(Fraction(text)) for text in ("1", "149.75", "150", "150.25", "200", "999")]

    assert places == sorted(places)
    assert len(set(places)) >= 5


def test_a_magnitude_is_cut_on_both_sides(project: Project) -> None:
    """Where the polarity is stated, negative values have zones of their own; elsewhere the exact reader sees them."""
    stated, silent = _zones(project, "size", "pA/um", polarity="magnitude"), _zones(project, "size", "pA/um")

    assert {cut.limit for cut in stated.cuts} >= {Fraction(-390), Fraction(390)}
    assert (False, True) == (stated.exact_below_zero, silent.exact_below_zero)


@pytest.mark.parametrize("rule", ["nonnegative", "magnitude"])
def test_a_unit_with_a_zero_of_its_own_does_not_tell_negative_values(rule: str, tmp_path: Path) -> None:
    """100 K lie below 0 degC and 400 K above 85 degC: all rows in kelvins are taken one by one."""
    predicate = "abs(T) <= 85 degC" if rule == "magnitude" else "T <= 85 degC"
    body = f'predicate = "{predicate}"\nstatistic = "every"\n{rule} = true\n'
    project, context = project_in(tmp_path, {"t": body}), Context()
    rows = [Row("a.csv", line, "9999.t", value, unit) for line, (value, unit) in enumerate(_TEMPERATURES, 2)]
    tally = Tally(Plan(project.targets, context, {}), files=1)
    for place, row in enumerate(rows):
        tally.add(Seen((0, place), row))

    assert "plan_zero" == getattr(_zones(project, "t", "K").collected, "code", "")
    assert _zones(project, "t", "degC").collected is None
    assert [] == compared(rows, tally, project, context)


def test_what_has_no_cuts_goes_to_the_scalar_path(project: Project) -> None:
    """A probability of two tails, or of another distribution, and an interval as U are told, with the reason."""
    by_risk = [
        _zones(project, "inside", "mm", "risk:5%", uncertainty="0.1", k="2"),
        _zones(project, "upper", "um", "risk:5%", uncertainty="±0.1 rect"),
        _zones(project, "mean", "ohm", "risk:5%", uncertainty="0.1", k="2"),
    ]
    interval = _zones(project, "upper", "um", "guarded", uncertainty="[1.4, 1.6]")

    assert ["plan_rule"] * 3 == [zones.collected.code for zones in by_risk if zones.collected is not None]
    assert interval.collected is not None
    assert "plan_uncertainty" == interval.collected.code


def test_a_risk_on_one_side_makes_cuts(project: Project) -> None:
    """With P = 5 % and k = 2 the limits of pass and fail lie z/2 of U from the limit of the target.

    z is 1.6449 of a normal distribution and 2.0150 of Student's with 5 degrees of freedom, as in any table.
    """
    student = _zones(project, "upper", "um", "risk:5%", uncertainty="0.1", k="2", dof="5")
    zones = _zones(project, "upper", "um", "risk:5%", uncertainty="0.1", k="2")
    both = [[round(float(cut.slope) * 2, 4) for cut in one.cuts if cut.slope] for one in (zones, student)]

    assert [[1.6449, -1.6449], [2.0150, -2.0150]] == both
    assert not zones.tells(Fraction(3, 2) - zones.cuts[0].slope, Fraction(1))
    assert zones.tells(Fraction(3, 2), Fraction(1))


def test_guard_bands_make_cuts(project: Project) -> None:
    """A half-width bears on one point beside each limit, a share on another, and U of the row's own on a line."""
    fixed = _zones(project, "upper", "um", "guarded", uncertainty="±0.1 rect")
    share = _zones(project, "upper", "um", "guarded", uncertainty="25 % rel", k="2")
    own = _zones(project, "upper", "um", "guarded", uncertainty="0.1", k="2")

    assert {cut.limit for cut in fixed.cuts} >= {Fraction(14, 10), Fraction(15, 10), Fraction(16, 10)}
    assert {cut.limit for cut in share.cuts} >= {Fraction(12, 10), Fraction(15, 10), Fraction(2), Fraction(0)}
    assert {(Fraction(3, 2), Fraction(n)) for n in (-1, 0, 1)} == {(c.limit, c.slope) for c in own.cuts if c.share}
    assert (None, None, "um") == (fixed.beside, share.beside, str(own.beside))


def test_the_middle_of_a_gap_parts_zones(project: Project) -> None:
    """Between two intervals the worst value lies in the middle, not at an end: it is found by columns as by rows."""
    # Of a zone's rows that fail only the first five are listed.
    values = ("151", "199") * 4 + ("174.8", "150")
    rows = [Row("a.csv", line, "9999.inside", value, "mm") for line, value in enumerate(values, 2)]
    tally = Tally(Plan(project.targets, Context(), {}))
    for number, row in enumerate(rows):
        tally.add(Seen((0, number), row))

    assert [] == compared(rows, tally, project, Context())
