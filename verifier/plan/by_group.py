"""One line for each group of rows and target: a wafer, a lot or a device, and how its rows lie to each target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, Any, Final

from verifier.catalogue.target import Target
from verifier.decision.judge import Amount
from verifier.decision.ruling import rule_on
from verifier.decision.verdict import Verdict
from verifier.errors import MeasurementError, UnitError
from verifier.measurement.row import Row
from verifier.plan.tally import COLUMNS, Group, Plan
from verifier.quantity.surd import Bound
from verifier.quantity.units import DIMENSIONLESS, read_unit

if TYPE_CHECKING:
    from verifier.plan.machine import Array
    from verifier.plan.sorted_block import SortedBlock

__all__ = ["GROUPED", "GroupLine", "GroupTable"]

GROUPED: Final = ("lot", "wafer", "sample")
"""Columns that rows are grouped by; a device is a sample."""

_MOST: Final = 2_000_000
_JUDGED: Final = (Verdict.PASS, Verdict.FAIL, Verdict.UNDECIDED)
_UNIT: Final = COLUMNS.index("unit")


@dataclass(slots=True)
class GroupLine:
    """The rows of one group under one target.

    Attributes:
        group: The wafer, lot or sample.
        target: The target's id.
        rows: How many rows there are.
        fails: How many of them fail.
        undecided: How many are undecided.
        other: How many have no verdict of their own: they feed a statistic, are excluded, or cannot be judged.
        worst: The text of the value with the least margin, "" where none has one; of equal ones the first.
        unit: Its unit, as it stands.
        file: Where it stands,
        line: and in which line.
        margin: Its signed distance to the limit in the target's unit as a double, for comparing.
    """

    group: str
    target: str
    rows: int = 0
    fails: int = 0
    undecided: int = 0
    other: int = 0
    worst: str = ""
    unit: str = ""
    file: str = ""
    line: int | str = 0
    margin: float = inf


@dataclass
class GroupTable:
    """The lines of all groups, by group and target.

    Args:
        plan: What the rows are sorted by.
        key: The column that rows are grouped by.
    """

    plan: Plan
    key: str
    lines: dict[tuple[str, str], GroupLine] = field(default_factory=dict)
    _ends: dict[int, tuple[list[tuple[float, float]], float, bool]] = field(default_factory=dict)
    _codes: Any = None

    def sorted(self) -> list[GroupLine]:
        """The lines, by group and target."""
        return [self.lines[key] for key in sorted(self.lines)]

    def add(self, line: GroupLine) -> None:
        """Add rows of one group under one target; those of equal margin come in the order of the files."""
        found = self.lines.get((line.group, line.target))
        if found is None:
            if len(self.lines) >= _MOST:
                raise MeasurementError(
                    "plan_groups_many", file=line.file, line=line.line, column=self.key, limit=_MOST
                )  # fmt: skip
            self.lines[line.group, line.target] = line
            return
        found.rows += line.rows
        found.fails += line.fails
        found.undecided += line.undecided
        found.other += line.other
        if line.margin < found.margin:
            found.worst, found.unit, found.file, found.line = line.worst, line.unit, line.file, line.line
            found.margin = line.margin

    # ---- rows one by one ----

    def write_rows(self, rows: Sequence[Row]) -> None:
        """Add rows that were read one by one."""
        for row in rows:
            asked = self.plan.asked.get(row.target)
            if asked is None:
                continue
            line = GroupLine(str(getattr(row, self.key)), row.target, rows=1)
            judged, line.margin = (None, inf) if asked.not_planned is not None else self._judged(asked.narrowed[0], row)
            line.fails, line.undecided = int(judged is Verdict.FAIL), int(judged is Verdict.UNDECIDED)
            line.other = int(judged not in _JUDGED)
            if line.margin < inf:
                line.worst, line.unit, line.file, line.line = row.value, row.unit, row.file, row.line
            self.add(line)

    def _judged(self, target: Target, row: Row) -> tuple[Verdict | None, float]:
        """One row's own verdict, None where it has none, and its margin as a double, inf for none."""
        decided = rule_on(target, (row,), self.plan.context).decided
        one = decided.rows[0]
        if one.verdict not in _JUDGED or one.role == "excluded":
            return None, inf
        margin = None if decided.judgement is None else decided.judgement.margin
        return one.verdict, _as_double(margin) if isinstance(margin, Fraction) else inf

    # ---- blocks ----

    def write(self, done: SortedBlock) -> None:
        """Add the rows of a sorted block."""
        import numpy as np
        import pyarrow as pa

        from verifier.plan.row_codes import WORDS, RowCodes

        self._codes = self._codes or RowCodes(self.plan)
        codes = self._codes.of_block(done)
        margins = self._margins(done)
        stated = np.ones(len(done.block), np.bool_)
        for same in done.same:
            group = done.table.groups[same.kind]
            if not same.text:
                stated[same.rows] = [done.block.row(row) is not None for row in same.rows]
            elif group is not None and group.asked is not None and np.isnan(done.block.numbers[same.rows[0]]):
                row = done.block.row(same.rows[0])
                if row is not None and group.asked.not_planned is None:
                    margins[same.rows] = self._judged(group.asked.narrowed[0], row)[1]
        judged = np.isin(codes, [WORDS.index(one.value) for one in _JUDGED])
        margins[~judged] = inf
        targets = done.table.words("target")
        table = pa.table(
            {
                "group": done.cells(self.key),
                "kind": pa.array(done.kinds),
                "fails": pa.array((codes == WORDS.index("fail")).astype(np.int64)),
                "undecided": pa.array((codes == WORDS.index("undecided")).astype(np.int64)),
                "other": pa.array((~judged).astype(np.int64)),
                "margin": pa.array(margins),
                "row": pa.array(np.arange(len(done.block))),
            }
        ).take(pa.array(_in_order(margins, stated)))
        found = table.group_by(["group", "kind"], use_threads=False).aggregate(
            [([], "count_all"), ("fails", "sum"), ("undecided", "sum"), ("other", "sum"), ("row", "first"),
             ("margin", "first")]
        )  # fmt: skip
        for one in found.sort_by("row_first").to_pylist():
            group = done.table.groups[one["kind"]]
            if group is None or group.asked is None:
                continue
            line = GroupLine(
                one["group"].strip(), targets[one["kind"]], one["count_all"], one["fails_sum"], one["undecided_sum"],
                one["other_sum"], margin=one["margin_first"],
            )  # fmt: skip
            if line.margin < inf:
                row = one["row_first"]
                line.worst, line.unit = done.value_text(done.block.text(row)), group.signature[_UNIT]
                line.file, line.line = done.block.reading.file, done.block.line + row
            self.add(line)

    def _margins(self, done: SortedBlock) -> Array:
        """(n,) float64, each row's signed distance to the nearest end of its target's region; inf for no number."""
        import numpy as np

        ends = [self._ends_of(done, kind) for kind in range(len(done.table.groups))]
        magnitude = np.array([one[2] for one in ends])[done.kinds]
        x = np.where(magnitude, np.abs(done.block.numbers), done.block.numbers)
        best = np.full(len(done.block), -inf)
        best[np.array([not one[0] for one in ends])[done.kinds]] = inf
        for at in range(max(len(one[0]) for one in ends)):
            intervals = [one[0][at] if at < len(one[0]) else (inf, -inf) for one in ends]
            low, high = (np.array([interval[side] for interval in intervals])[done.kinds] for side in (0, 1))
            with np.errstate(invalid="ignore"):
                np.fmax(best, np.minimum(x - low, high - x), out=best)
        best *= np.array([one[1] for one in ends])[done.kinds]
        best[np.isnan(done.block.numbers)] = inf
        return best

    def _ends_of(self, done: SortedBlock, kind: int) -> tuple[list[tuple[float, float]], float, bool]:
        """The intervals of a kind's region in the rows' own unit, the size of that unit, and whether signs drop."""
        group = done.table.groups[kind]
        if group is None or group.asked is None or group.zones.collected is not None:
            return [], 1.0, False
        found = self._ends.get(id(group))
        if found is None:
            found = self._ends[id(group)] = self._worked_out(group)
        return found

    def _worked_out(self, group: Group) -> tuple[list[tuple[float, float]], float, bool]:
        if group.asked is None:
            return [], 1.0, False
        target = group.asked.narrowed[0]
        stated: dict[str, Any] = dict(zip(COLUMNS, group.signature, strict=True))
        probe = replace(Row("", 1, target.id, "1"), **stated)
        ruling = rule_on(target, (probe,), self.plan.context)
        judgement, possible = ruling.decided.judgement, ruling.decided.possible
        if judgement is None or judgement.region is None or not isinstance(possible, Amount):
            return [], 1.0, False
        try:
            own = read_unit(
                group.signature[_UNIT],
                expected=ruling.statement.unit or DIMENSIONLESS,
                spellings=target.spellings,
            )
        except UnitError:
            return [], 1.0, False
        unit = possible.unit
        intervals = [
            (
                -inf if interval.low is None else float(unit.to(_plain(interval.low), own)),
                inf if interval.high is None else float(unit.to(_plain(interval.high), own)),
            )
            for interval in judgement.region.intervals
        ]
        size = own.to(Fraction(1), unit) - own.to(Fraction(0), unit)
        return intervals, float(size), target.magnitude


def _in_order(margins: Array, stated: Array) -> Array:
    """The rows that state something, by margin; of equal ones the first comes first."""
    import numpy as np

    order: Array = np.argsort(margins, kind="stable")
    return order[stated[order]]


def _as_double(margin: Fraction) -> float:
    try:
        return float(margin)
    except OverflowError:
        return inf if margin > 0 else -inf


def _plain(end: Bound) -> Fraction:
    """An end of a region whose zones are planned, which no irrational one has."""
    if isinstance(end, Fraction):
        return end
    message = "an irrational end of a planned region"
    raise TypeError(message)
