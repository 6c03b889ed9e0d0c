"""What a plan asks of each target: its readings, the columns that bear on a verdict, and what is judged row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from verifier.catalogue.predicate import Comparison, Within, parts_of
from verifier.catalogue.statistic import Statistic
from verifier.catalogue.target import Target
from verifier.decision.ruling import Context, Ruling, rule_on
from verifier.measurement.row import Row
from verifier.plan.expanded import is_apart, states_plainly
from verifier.quantity.number import plain_value
from verifier.wording import Reason

__all__ = ["ALWAYS", "FROM_ROWS", "Asked", "asked_of"]

ALWAYS: Final = (
    "target", "unit", "uncertainty", "k", "u", "uncertainty_unit", "dof", "coverage", "lod", "conditions", "statistic",
    "quantity", "basis", "polarity", "exclude",
)  # fmt: skip
"""Columns that a verdict may depend on whatever the target."""

_SOMETIMES: Final = ("n", "sample", "lot", "wafer", "method", "instrument", "weight", "date", "calibrated_until")
FROM_ROWS: Final = frozenset({"every", "worst", "max", "min"})
"""Statistics that single rows decide."""

_FROM_VALUES: Final = frozenset({"mean", "weighted_mean", "median", "quantile"})


@dataclass(frozen=True, slots=True)
class Asked:
    """One target as the plan asks it.

    Args:
        target: The target.
        narrowed: The target under its default reading alone, then under each other one that can be computed; without
            its sample plan, which is held against all rows together.
        columns: The columns that a ruling on its rows may depend on, beside the value.
        apart: Those of them that tell the groups of a statistic apart: to a row's own verdict it is all one which
            group it is of.
        needs_values: Whether some reading's statistic needs the values themselves.
        by_row: Whether the default reading decides row by row, so that rows are listed.
        alone: Whether each row is judged alone under every reading.
        own_expanded: Whether rows of one kind may differ in their U: each is judged with its own, or a statistic joins
            them.
        weighs: Whether some reading weighs the values of its rows.
        not_planned: Why its rows go to the scalar path, None where they need not.
    """

    target: Target
    narrowed: tuple[Target, ...]
    columns: frozenset[str]
    apart: frozenset[str]
    needs_values: bool
    by_row: bool
    alone: bool
    own_expanded: bool
    weighs: bool
    not_planned: Reason | None

    def tells_apart(self, row: Row) -> bool:
        """Whether a row is judged by itself or joined with others: a summary beside single values is neither."""
        return self.not_planned is None and (self.alone or not row.statistic)

    def may_differ(self, row: Row) -> bool:
        """Whether rows that agree with one in all but their value may differ in their U as well."""
        return self.own_expanded and self.tells_apart(row) and states_plainly(row)

    def may_weigh(self, row: Row) -> bool:
        """Whether rows that agree with one in all but their value may differ in their weight as well."""
        weight = plain_value(row.weight) if self.weighs and self.tells_apart(row) else None
        return weight is not None and weight >= 0


def asked_of(target: Target, context: Context, *, in_range: bool = False) -> Asked:
    """A target as the plan asks it.

    Args:
        target: The target.
        context: What holds for all targets: it may name the rule.
        in_range: Whether the target answers a range clause, whose rows may stand under its stem.
    """
    narrowed = tuple(_narrowed(target))
    rulings = [rule_on(one, (), context) for one in narrowed]
    columns = {*ALWAYS, *(condition.key for one in narrowed for condition in _conditions(one))} & {*ALWAYS, *_SOMETIMES}
    if any(one.time_bound or any(reading.time_bound for reading in one.readings) for one in narrowed):
        columns.add("date")
    weighs = any(_needs_weight(ruling.statistic) for ruling in rulings)
    if weighs:
        columns.add("weight")
    apart = frozenset(one.statistic.group for one in rulings if one.statistic.inner is not None) - columns
    reason = next((why for ruling in rulings if (why := _not_planned(ruling)) is not None), None)
    if in_range:
        reason = Reason.of("plan_range_clause")
    by_row = [one.statistic.name in FROM_ROWS and one.statistic.inner is None for one in rulings]
    alone = reason is None and all(is_apart(one.statistic) for one in rulings)
    by_side = any(one.magnitude and is_apart(ruling.statistic) for one, ruling in zip(narrowed, rulings, strict=True))
    own = reason is None and not by_side
    return Asked(target, narrowed, apart.union(columns), apart, not all(by_row), by_row[0], alone, own, weighs, reason)


def _narrowed(target: Target) -> Iterator[Target]:
    """The target with one reading only, the default first."""
    target = replace(target, plan=None)
    if not target.readings:
        yield target
        return
    for reading in sorted(target.readings, key=lambda one: not one.default):
        if reading.default or reading.is_computable():
            yield replace(target, readings=(replace(reading, default=True, recorded=False),))


def _conditions(target: Target) -> Iterator:  # type: ignore[type-arg]
    yield from target.conditions
    for reading in target.readings:
        yield from reading.conditions


def _needs_weight(statistic: Statistic) -> bool:
    return statistic.name == "weighted_mean" or (statistic.inner is not None and _needs_weight(statistic.inner))


def _not_planned(ruling: Ruling) -> Reason | None:
    parts = tuple(parts_of(ruling.statement.predicate))
    if not all(isinstance(part, Comparison | Within) for part in parts) or len(ruling.statement.subjects) != 1:
        return Reason.of("plan_predicate", predicate=ruling.statement.text)
    statistic = ruling.statistic
    base = statistic if statistic.inner is None else statistic.inner
    known = base.name in _FROM_VALUES | {"max", "min"} if statistic.inner else base.name in FROM_ROWS | _FROM_VALUES
    if not known or base.inner is not None or (statistic.inner and statistic.name not in FROM_ROWS | _FROM_VALUES):
        return Reason.of("plan_statistic", statistic=statistic)
    if ruling.rule.risk is not None and not is_apart(statistic):
        return Reason.of("plan_rule", rule=ruling.rule)
    return None
