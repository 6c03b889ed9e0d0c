"""Tallies: all that many rows leave behind for a verdict, in little space, and how two tallies become one.

Rows of one signature fall into zones; of each zone stay the number of rows, the first, those with the least and the
greatest exact value, and, where a zone is no plain pass, as many of its rows as are listed. Rows that no double
decides stay by their text, counted. Adding is associative: a year is the sum of its days.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from verifier.decision.proportion import LARGEST_SAMPLE
from verifier.errors import MeasurementError
from verifier.measurement.row import Row
from verifier.plan.group import Counted, Group, Seen, Signature, Text, Zone, expanded_text, weighed
from verifier.plan.plan import Plan
from verifier.plan.sample_sizes import SampleSizes
from verifier.quantity.number import plain_value

__all__ = ["LIMITS", "Tally", "TallyLimits"]


@dataclass(frozen=True, slots=True)
class TallyLimits:
    """How much a tally may hold before the run is refused, so that no file can exhaust a machine.

    Attributes:
        listed: Rows of one zone that are listed one by one.
        signatures: Kinds of rows.
        texts: Different texts for the exact reader, and different values of a statistic, each.
        rows: Rows for the scalar path.
        parts: Lots and parts of the sample of one target that are told apart; of more, less is kept.
    """

    listed: int = 5
    signatures: int = 200_000
    texts: int = 2_000_000
    rows: int = 1_000_000
    parts: int = LARGEST_SAMPLE


LIMITS: Final = TallyLimits()


@dataclass
class Tally:
    """What the rows of one file, or of many, leave behind.

    Attributes:
        plan: What the rows are sorted by.
        groups: The rows by signature.
        counted: How many rows there were.
        exact: How many of them the exact reader decided.
        files: How many files they came from: places count from there when another tally is added.
        evidence: Each text that refers to evidence, with the first row that has it.
        limits: How much may be held.
        sizes: How large the samples of targets with a sample plan are.
    """

    plan: Plan
    groups: dict[Signature, Group] = field(default_factory=dict)
    counted: int = 0
    exact: int = 0
    files: int = 0
    limits: TallyLimits = LIMITS
    evidence: dict[str, Seen] = field(default_factory=dict)
    sizes: SampleSizes = field(init=False)
    _texts: int = 0
    _rows: int = 0

    def __post_init__(self) -> None:
        """Count samples under the plan."""
        self.sizes = SampleSizes(self.plan, self.limits.parts)

    def group(self, row: Row) -> Group:
        """The group of a row's kind."""
        signature = self.plan.signature_of(row)
        found = self.groups.get(signature)
        if found is None:
            if len(self.groups) >= self.limits.signatures:
                raise _many("plan_signatures_many", row, self.limits.signatures)
            found = self.groups[signature] = self.plan.group_of(row, signature)
        return found

    def add(self, first: Seen, count: int = 1, rest: Callable[[int], Sequence[Seen]] | None = None) -> None:
        """Add rows that agree in everything a verdict depends on: signature, text and its 15 digits.

        Args:
            first: The first of them.
            count: How many there are.
            rest: Gives as many of the others as it is asked for, from the first on.
        """
        row = first.row
        group = self.group(row)
        self.counted += count
        others = rest or _no_others
        if rest is None and row.evidence:
            self.evidence.setdefault(row.evidence, first)
        zoned = self._sort(group, first, count, others)
        if rest is None:
            # The rows of a block are counted together, for they may be of different parts.
            self.sizes.add_row(group, row, count, zoned=zoned)

    def _sort(self, group: Group, first: Seen, count: int, others: Callable[[int], Sequence[Seen]]) -> bool:
        """Add rows to a zone, to the texts or to the rows for the scalar path: whether it was a zone."""
        row = first.row
        if group.zones.collected is not None or row.barred or row.stem:
            self.collect(group, [first, *others(count - 1)])
            return False
        self.exact += count
        value = None if row.shown15 else plain_value(row.value)
        expanded = group.zones.expanded_of(row)
        if value is None or expanded is None or not group.zones.tells(value, expanded):
            self.count_other(group, group.text_of(row), Counted(count, first))
            return False
        zone = group.zones.zone_of(value, expanded)
        self.add_to_zone(group, zone, count, (value, first), (value, first), first)
        if self.lists(group, zone, first.place):
            self.list_rows(group, zone, [first, *others(min(count, self.limits.listed) - 1)])
        if group.needs_values:
            self.add_values(group, row, Counter({weighed(row.value, group.weight_of(row)): count}))
        if group.joins_expanded:
            self.add_expanded(group, row, Counter({weighed(expanded_text(row), group.weight_of(row)): count}))
        return True

    def lists(self, group: Group, zone: int, place: tuple[int, int]) -> bool:
        """Whether a row at a place is listed: its zone lists rows, and has room or lists a later one."""
        found = group.found[zone]
        if not found.lists:
            return False
        return len(found.listed) < self.limits.listed or (bool(found.listed) and place < found.listed[-1].place)

    def list_rows(self, group: Group, zone: int, seen: Sequence[Seen]) -> None:
        """List rows of a zone that was counted already, if it lists any."""
        found = group.found[zone]
        if found.lists:
            found.listed = sorted((*found.listed, *seen), key=_place)[: self.limits.listed]

    def add_to_zone(  # noqa: PLR0917 -- what a zone keeps
        self,
        group: Group,
        zone: int,
        count: int,
        low: tuple[Fraction, Seen],
        high: tuple[Fraction, Seen],
        first: Seen,
    ) -> Zone:
        """Add rows of one zone, with the least and the greatest of their values and the first rows that have them."""
        found = group.found.get(zone)
        if found is None:
            lists = self.plan.lists(group, zone, first.row)
            found = group.found[zone] = Zone(count, first, low, high, lists)
        else:
            found.count += count
            found.first = min(found.first, first, key=_place)
            found.widen(low, high)
        return found

    def add_values(self, group: Group, row: Row, texts: Counter[str]) -> None:
        """Add values of a signature whose statistic needs them."""
        self._add_texts(group.values, row, texts)

    def add_expanded(self, group: Group, row: Row, texts: Counter[str]) -> None:
        """Add the U of rows of a signature whose statistic joins it."""
        if group.needs_values:
            self._add_texts(group.expanded, row, texts)
        elif texts:
            # A maximum or a minimum has the greatest U of its rows.
            group.expanded = Counter([max((*group.expanded, *texts), key=Fraction)])

    def _add_texts(self, counts: Counter[str], row: Row, texts: Counter[str]) -> None:
        before = len(counts)
        counts.update(texts)
        self._texts += len(counts) - before
        self._check_texts(row)

    def merge(self, later: Tally) -> None:
        """Add the rows of a tally whose files come behind these."""
        moved = self.files
        for other in later.groups.values():
            row = other.any_row()
            if row is None:
                continue
            group = self.group(row)
            for number, zone in other.found.items():
                low, high = (zone.low[0], _moved(zone.low[1], moved)), (zone.high[0], _moved(zone.high[1], moved))
                self.add_to_zone(group, number, zone.count, low, high, _moved(zone.first, moved))
                self.list_rows(group, number, [_moved(seen, moved) for seen in zone.listed])
            self.add_values(group, row, other.values)
            self.add_expanded(group, row, other.expanded)
            for key, counted in other.others.items():
                self.count_other(group, key, Counted(counted.count, _moved(counted.first, moved)))
            self.collect(group, [_moved(seen, moved) for seen in other.rows])
        for text, seen in later.evidence.items():
            self.evidence.setdefault(text, _moved(seen, moved))
        self.sizes.merge(later.sizes)
        self.counted += later.counted
        self.exact += later.exact
        self.files += later.files

    def collect(self, group: Group, seen: Sequence[Seen]) -> None:
        """Add rows for the scalar path."""
        self._rows += len(seen)
        if seen and self._rows > self.limits.rows:
            raise _many("plan_rows_many", seen[-1].row, self.limits.rows)
        group.rows.extend(seen)

    def count_other(self, group: Group, key: Text, counted: Counted) -> None:
        """Add rows whose text is no plain number."""
        before = group.others.get(key)
        if before is None:
            self._texts += 1
            self._check_texts(counted.first.row)
            group.others[key] = counted
        else:
            before.count += counted.count
            before.first = min(before.first, counted.first, key=_place)

    def check_kinds(self, row: Row, met: int) -> None:
        """See that not too many rows differ in what tells kinds apart, whatever it comes to.

        Args:
            row: The last of them.
            met: How many were met in one table.

        Raises:
            MeasurementError: There are too many.
        """
        if met > self.limits.texts:
            raise _many("plan_signatures_many", row, self.limits.texts)

    def _check_texts(self, row: Row) -> None:
        if self._texts > self.limits.texts:
            raise _many("plan_texts_many", row, self.limits.texts)


def _place(seen: Seen) -> tuple[int, int]:
    return seen.place


def _moved(seen: Seen, files: int) -> Seen:
    return Seen((seen.place[0] + files, seen.place[1]), seen.row)


def _no_others(_: int) -> Sequence[Seen]:
    return ()


def _many(code: str, row: Row, limit: int) -> MeasurementError:
    return MeasurementError(code, file=row.file, line=row.line, column="", target=row.target, limit=limit)
