"""Every row for itself, from what was counted of a group."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

pytest.importorskip("numba", reason="the extra big is not installed")

from verifier.errors import MeasurementError
from verifier.measurement.row import Row
from verifier.plan.every_row import every_row
from verifier.plan.group import Seen
from verifier.plan.plan import Plan
from verifier.plan.tally import LIMITS, Tally

_ROW = Row("a.csv", 2, "9999.mean", "0.1", "ohm", uncertainty="0.02")


def _tally(plan: Plan, *stated: tuple[str, str]) -> Tally:
    tally = Tally(plan)
    for at, (value, expanded) in enumerate(stated):
        tally.add(Seen((0, at), replace(_ROW, line=2 + at, value=value, uncertainty=expanded)))
    return tally


def test_values_and_uncertainties_come_back_as_often_as_they_were_stated(plan: Plan) -> None:
    """Plain numbers, each text of a value and of a U as often as there were; a text keeps the U beside it."""
    stated = [("0.1", "0.02"), ("0.10", "0.03"), ("0.1", "0.02"), ("<0.2", "0.05"), ("0.3", ""), ("<0.2", "0.06")]
    rows = [one.seen.row for one in every_row(_tally(plan, *stated).groups.values())]

    assert Counter(value for value, _ in stated) == Counter(row.value for row in rows)
    assert Counter(expanded for _, expanded in stated) == Counter(row.uncertainty for row in rows)
    assert {("<0.2", "0.05"), ("<0.2", "0.06"), ("0.3", "")} <= {(row.value, row.uncertainty) for row in rows}
    assert len(rows) == len({id(row) for row in rows})


def test_what_is_known_of_a_row_stays_with_it(plan: Plan) -> None:
    """The least and the greatest value stand where they stood, any other where its zone begins."""
    found = every_row(_tally(plan, ("0.15", ""), ("0.1", ""), ("0.12", ""), ("0.18", "")).groups.values())

    assert {"0.15": 0, "0.1": 1, "0.12": 0, "0.18": 3} == {one.seen.row.value: one.seen.place[1] for one in found}


def test_more_than_may_be_judged_one_by_one_are_refused(plan: Plan) -> None:
    """The target is named."""
    tally = Tally(plan)
    tally.add(Seen((0, 0), _ROW), LIMITS.rows + 1)
    with pytest.raises(MeasurementError) as refused:
        every_row(tally.groups.values())

    assert ("plan_rows_many", "9999.mean") == (refused.value.code, refused.value.reason["target"])
