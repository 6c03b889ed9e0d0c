"""Margins: how far a value lies from the nearest end of its target's region, as doubles that are compared."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import inf
from typing import Any, Final

from verifier.catalogue.target import Target
from verifier.decision.judge import Amount
from verifier.decision.ruling import Context, rule_on
from verifier.decision.verdict import Verdict
from verifier.errors import UnitError
from verifier.measurement.row import Row
from verifier.plan.group import COLUMNS, Group
from verifier.quantity.surd import Surd
from verifier.quantity.units import DIMENSIONLESS, read_unit

__all__ = ["JUDGED", "UNIT", "Ends", "ends_of", "judged_alone"]

JUDGED: Final = (Verdict.PASS, Verdict.FAIL, Verdict.UNDECIDED)
"""The verdicts of rows that are judged by themselves."""

UNIT: Final = COLUMNS.index("unit")
"""Where a signature has the unit."""

Ends = tuple[list[tuple[float, float]], float, bool]
"""The intervals of a region in the rows' own unit, the size of that unit in the target's, and whether signs drop."""

_NO_ENDS: Final[Ends] = ([], 1.0, False)


def judged_alone(target: Target, row: Row, context: Context) -> tuple[Verdict | None, float]:
    """One row's own verdict, None where it has none, and its margin as a double, inf for none."""
    decided = rule_on(target, (row,), context).decided
    one = decided.rows[0]
    if one.verdict not in JUDGED or one.role == "excluded":
        return None, inf
    margin = None if decided.judgement is None else decided.judgement.margin
    return one.verdict, _as_double(margin) if isinstance(margin, Fraction) else inf


def ends_of(group: Group | None, context: Context) -> Ends:
    """The ends that the rows of one kind are compared with; no intervals where nothing is compared."""
    if group is None or group.asked is None or group.asked.not_planned is not None:
        return _NO_ENDS
    target = group.asked.narrowed[0]
    # How far a value lies from a limit does not hang on its U, and one U may not suit the probe.
    stated: dict[str, Any] = {**group.cells, "uncertainty": "", "u": ""}
    probe = replace(Row("", 1, target.id, "1"), **stated)
    ruling = rule_on(target, (probe,), context)
    judgement, possible = ruling.decided.judgement, ruling.decided.possible
    if judgement is None or judgement.region is None or not isinstance(possible, Amount):
        return _NO_ENDS
    try:
        own = read_unit(
            group.signature[UNIT],
            expected=ruling.statement.unit or DIMENSIONLESS,
            spellings=target.spellings,
        )
    except UnitError:
        return _NO_ENDS
    unit, intervals = possible.unit, []
    for interval in judgement.region.intervals:
        if isinstance(interval.low, Surd) or isinstance(interval.high, Surd):
            return _NO_ENDS
        low = -inf if interval.low is None else float(unit.to(interval.low, own))
        intervals.append((low, inf if interval.high is None else float(unit.to(interval.high, own))))
    size = own.to(Fraction(1), unit) - own.to(Fraction(0), unit)
    return intervals, float(size), target.magnitude


def _as_double(margin: Fraction) -> float:
    try:
        return float(margin)
    except OverflowError:
        return inf if margin > 0 else -inf
