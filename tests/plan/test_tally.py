"""Tallies: what stays of many rows, and sums that do not depend on the grouping."""

from __future__ import annotations

from dataclasses import replace

import pytest

from verifier.catalogue.guide import Project
from verifier.decision.ruling import Context
from verifier.errors import MeasurementError
from verifier.measurement.row import Row
from verifier.plan.group import Seen
from verifier.plan.plan import Plan
from verifier.plan.tally import Tally, TallyLimits

_ROW = Row("a.csv", 2, "9999.upper", "1.4", "um")


def _tally(project: Project, values: list[str], limits: TallyLimits | None = None) -> Tally:
    tally = Tally(Plan(project.targets, Context(), {}), files=1)
    if limits is not None:
        tally.limits = limits
    for number, value in enumerate(values):
        tally.add(Seen((0, number), replace(_ROW, value=value, line=number + 2)))
    return tally


def _shape(tally: Tally) -> dict[object, object]:
    return {
        signature: (
            {
                n: (z.count, z.first.place, z.low[0], z.low[1].place, z.high[0], len(z.listed))
                for n, z in g.found.items()
            },
            {key: (counted.count, counted.first.place) for key, counted in g.others.items()},
        )
        for signature, g in tally.groups.items()
    }


def test_a_zone_keeps_its_first_least_and_greatest(project: Project) -> None:
    """Of equal values the first row stays; longer texts are told apart exactly."""
    tally = _tally(project, ["1.2", "1.1", "1.10", "1.10000000000000000001", "1.3", "1.3"])
    (group,) = tally.groups.values()
    (zone,) = group.found.values()

    assert (6, 0, 1, 4) == (zone.count, zone.first.place[1], zone.low[1].place[1], zone.high[1].place[1])
    assert [] == zone.listed


def test_rows_that_fail_are_listed_up_to_the_limit(project: Project) -> None:
    """Fails are kept row by row, in order, as far as they are listed."""
    tally = _tally(project, ["9"] * 50, TallyLimits(listed=3))
    (group,) = tally.groups.values()
    (zone,) = group.found.values()

    assert (50, [2, 3, 4]) == (zone.count, [seen.row.line for seen in zone.listed])


def test_adding_is_associative(project: Project) -> None:
    """(a + b) + c and a + (b + c) keep the same."""
    parts = [["1.4", "x", "9"], ["1.1", "x", "nan"], ["2", "1.4000000000000000000001", "9"]]
    one, two, three = (_tally(project, part) for part in parts)
    left = Tally(one.plan)
    for part in (one, two, three):
        left.merge(part)
    inner, right = Tally(one.plan), Tally(one.plan)
    inner.merge(_tally(project, parts[1]))
    inner.merge(_tally(project, parts[2]))
    right.merge(_tally(project, parts[0]))
    right.merge(inner)

    assert _shape(left) == _shape(right)
    assert (9, 3) == (left.counted, left.files)
    assert left.counted == right.counted


@pytest.mark.parametrize(
    ("limits", "values", "code"),
    [
        (TallyLimits(texts=3), ["a", "b", "c", "d", "e"], "plan_texts_many"),
        (TallyLimits(signatures=0), ["1"], "plan_signatures_many"),
    ],
)
def test_what_would_exhaust_the_machine_is_refused(
    project: Project, limits: TallyLimits, values: list[str], code: str
) -> None:
    """A file whose rows cannot be put together is refused with a sentence, not with a full memory."""
    with pytest.raises(MeasurementError) as refused:
        _tally(project, values, limits)

    assert code == refused.value.code


def test_rows_for_the_scalar_path_are_limited(project: Project) -> None:
    """More rows than may be judged one by one are refused."""
    tally = Tally(Plan(project.targets, Context(), {}), limits=TallyLimits(rows=2))

    seen = Seen((0, 0), replace(_ROW, target="9999.nosuch"))
    tally.add(seen)
    tally.add(seen)

    with pytest.raises(MeasurementError) as refused:
        tally.add(seen)

    assert "plan_rows_many" == refused.value.code
