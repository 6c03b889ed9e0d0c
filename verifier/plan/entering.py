"""The rows that enter a statistic, from what was counted of them, and those that do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from verifier.catalogue.predicate import Statement
from verifier.catalogue.statistic import Statistic
from verifier.catalogue.target import Target
from verifier.decision.question import RowVerdict, can_be_judged
from verifier.decision.reduce import AVERAGES
from verifier.decision.ruling import Ruling, rule_on
from verifier.decision.sample import Sample
from verifier.errors import VerifierError
from verifier.measurement.row import Row
from verifier.plan.counted_statistic import statistic_of
from verifier.plan.group import Group, Seen, Signature, StandIn, expanded_text, unweighed
from verifier.plan.plan import Plan
from verifier.quantity.number import read_number
from verifier.quantity.uncertainty import Uncertainty
from verifier.quantity.units import DIMENSIONLESS, Unit, read_unit

__all__ = ["Entering", "Readable"]


@dataclass(frozen=True, slots=True)
class Readable:
    """The rows of one group that enter a statistic: values in the target's unit, weights, and how many have them.

    Their U in that unit, or None: that of them all, where they differ in it.
    """

    group: Group
    first: Seen
    key: str
    values: tuple[tuple[Fraction, Fraction, int], ...]
    uncertainty: Uncertainty | None

    @property
    def count(self) -> int:
        """How many rows they are."""
        return sum(number for _, _, number in self.values)

    @property
    def weight(self) -> Fraction:
        """That of all rows together."""
        return sum((weight * number for _, weight, number in self.values), Fraction(0))


@dataclass
class Entering:
    """The rows of the groups of a target, parted into those that enter a statistic and those that do not.

    Attributes:
        target: The target under one reading.
        ruling: What is asked under it.
        plan: What the rows were sorted by.
        readable: Those that enter.
        aside: Texts that do not.
        out: Zones that do not, by kind.
        judged: How many rows of each group of the statistic can be judged, whether they enter or not.
    """

    target: Target
    ruling: Ruling
    plan: Plan
    readable: list[Readable] = field(default_factory=list)
    aside: list[StandIn] = field(default_factory=list)
    out: dict[Signature, list[StandIn]] = field(default_factory=dict)
    judged: Counter[str] = field(default_factory=Counter)
    _found: dict[Signature, RowVerdict] = field(default_factory=dict, init=False)

    def add(self, group: Group) -> bool:
        """Add the rows of a group; not where a value is a set, so that only all rows together tell."""
        for counted in group.others.values():
            sample = self._entering(self._ruled(counted.first.row), counted.first.row, counted.count)
            if sample is None:
                self.aside.append(StandIn(counted.first, counted.count))
                continue
            amount = sample.amount(self.ruling.statement.subjects[0])
            value = None if amount is None or not amount.region.is_point() else amount.region.intervals[0].low
            if not isinstance(value, Fraction):
                return False
            weight = _weight(counted.first.row.weight)
            self._enter(group, counted.first, ((value, weight, counted.count),), sample)
        if not group.found:
            return True
        first = min((zone.first for zone in group.found.values()), key=lambda seen: seen.place)
        count = sum(zone.count for zone in group.found.values())
        if group.kind not in self._found:
            self._found[group.kind] = self._ruled(first.row)
        sample = self._entering(self._found[group.kind], first.row, count)
        if sample is None:
            self.out.setdefault(group.kind, []).append(StandIn(first, count))
            return True
        values = tuple(_converted(self.target, self.ruling.statement, first.row, group.values))
        self._enter(group, first, values, sample, self._larger(group, sample.row))
        return True

    def _larger(self, group: Group, row: Row) -> Fraction:
        """What the statistic has as U of the rows in a group's zones, by the U of one row of their kind."""
        if not group.expanded:
            return Fraction(1)
        statistic = self.ruling.statistic.inner or self.ruling.statistic
        joined = Statistic(statistic.name if statistic.name in AVERAGES else "max")
        told = ((*unweighed(text), count) for text, count in group.expanded.items())
        stated = [(Fraction(text), _weight(weight), count) for text, weight, count in told]
        return (statistic_of(joined, stated) or Fraction(0)) / Fraction(expanded_text(row))

    def by_key(self) -> dict[str, list[Readable]]:
        """Those that enter, by group of the statistic.

        Beside others of its group a row without a weight does not enter a weighted mean: it is set aside.
        """
        statistic = self.ruling.statistic
        weighed = (statistic.inner or statistic).name == "weighted_mean"
        found: dict[str, list[Readable]] = {}
        for one in self.readable:
            if weighed and not one.first.row.weight and self.judged[one.key] > 1:
                self.aside.append(StandIn(one.first, one.count))
            else:
                found.setdefault(one.key, []).append(one)
        return found

    def key_of(self, row: Row) -> str:
        """Which group of the statistic a row is of; "" where all are of one."""
        statistic = self.ruling.statistic
        return str(getattr(row, statistic.group)) if statistic.inner is not None else ""

    def _ruled(self, row: Row) -> RowVerdict:
        return rule_on(self.target, (row,), self.plan.context).decided.rows[0]

    def _entering(self, found: RowVerdict, row: Row, count: int) -> Sample | None:
        """A row as it enters the statistic, with so many like it; None where it does not."""
        if found.role != "excluded" and can_be_judged(found.sample):
            self.judged[self.key_of(row)] += count
        return found.sample if found.verdict is None and found.role == "input" else None

    def _enter(
        self,
        group: Group,
        first: Seen,
        values: tuple[tuple[Fraction, Fraction, int], ...],
        sample: Sample,
        larger: Fraction = Fraction(1),
    ) -> None:
        amount = sample.amount(self.ruling.statement.subjects[0])
        uncertainty = None if amount is None or amount.uncertainty is None else amount.uncertainty.scaled(larger)
        self.readable.append(Readable(group, first, self.key_of(first.row), values, uncertainty))


def _converted(
    target: Target, statement: Statement, row: Row, texts: Mapping[str, int]
) -> Iterator[tuple[Fraction, Fraction, int]]:
    wanted = statement.unit or DIMENSIONLESS
    unit = read_unit(row.unit, expected=wanted, spellings=target.spellings)
    for counted, number in texts.items():
        text, weight = unweighed(counted)
        value = _value(text, unit, wanted)
        yield (abs(value) if target.magnitude else value), _weight(weight or row.weight), number


@lru_cache(maxsize=1 << 12)
def _weight(text: str) -> Fraction:
    """The weight that a row states, 1 for none; where the statistic needs one, what is no number does not enter it."""
    try:
        return read_number(text).value if text else Fraction(1)
    except VerifierError:
        return Fraction(1)


# Groups mostly have values that other groups have, and each reading asks for them again.
@lru_cache(maxsize=1 << 16)
def _value(text: str, unit: Unit, wanted: Unit) -> Fraction:
    return unit.to(read_number(text).value, wanted)
