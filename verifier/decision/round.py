"""A round of applications judged by administrative rules: which rule, which group, by how much."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from verifier.catalogue.bilingual import Words
from verifier.catalogue.expression import Quantity, names_in, value_of
from verifier.catalogue.predicate import All, Any, Comparison, Documented, Named, Predicate, Statement, Within, parts_of
from verifier.catalogue.table import (
    Count,
    Deadline,
    Duration,
    Present,
    Quota,
    RuleTable,
    Satisfied,
    TableRule,
    Tally,
)
from verifier.catalogue.written import bound_text
from verifier.decision.verdict import Verdict
from verifier.errors import PredicateError
from verifier.measurement.application import Application, Cell
from verifier.quantity.surd import shift
from verifier.quantity.units import DIMENSIONLESS, Unit
from verifier.wording import Reason

__all__ = ["RuleOutcome", "judge_round"]


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """What one rule says of one row or one group.

    Args:
        rule: The rule.
        verdict: Pass, fail, not evaluable, or expert where people decide.
        place: The group's name, or the row's own id.
        rows: The rows it comes from.
        excess: By how much a limit is missed, with its unit; None where there is no amount.
        reasons: Why, where it is no plain pass.
    """

    rule: TableRule
    verdict: Verdict
    place: str
    rows: tuple[Application, ...]
    excess: str | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def lines(self) -> tuple[int | str, ...]:
        """Where its rows stand."""
        return tuple(row.line for row in self.rows)


def judge_round(table: RuleTable, applications: Sequence[Application]) -> Iterator[RuleOutcome]:
    """Judge all applications by all rules, in the order of the rules.

    1. A rule speaks of the rows that its `where` names; a row whose cell there is blank is not among them, unless the
       column says that blank means no.
    2. Rules over cells are judged row by row, or once a group, whose rows then have to agree.
    3. Rules that count are judged once a group.
    """
    flags = frozenset(column.key for column in table.columns if column.blank_is_no)
    filled = [_filled(row, flags) for row in applications]
    for rule in table.rules:
        rows = [row for row in filled if _is_among(row, rule.where, flags)]
        match rule.test:
            case Count():
                yield from _counted(rule, rule.test, rows, table)
            case Quota():
                yield from _quotas(rule, rule.test, rows, table)
            case _:
                yield from _by_cells(rule, rows, table)


def _filled(row: Application, flags: frozenset[str]) -> Application:
    """The row with `no` in its blank flags that mean it."""
    return replace(row, cells={**dict.fromkeys(flags, False), **row.cells})


def _is_among(row: Application, where: Sequence[tuple[str, str]], flags: frozenset[str] = frozenset()) -> bool:
    """Whether a row is among those named; a flag that cannot be read has not been shown to be yes either."""

    def shown(key: str) -> str:
        cell = row.cells.get(key)
        return "no" if key in flags and isinstance(cell, Reason) else _shown(cell)

    return all(shown(key) == wanted for key, wanted in where)


def _shown(cell: Cell | None) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case Quantity(value):
            return str(bound_text(value))
        case Reason():
            return ""
        case _:
            return str(cell)


# ---- rules over cells ----


def _by_cells(rule: TableRule, rows: Sequence[Application], table: RuleTable) -> Iterator[RuleOutcome]:
    name = table.columns[0].key
    if not rule.per:
        for row in rows:
            yield _outcome(rule, _shown(row.cells.get(name)) or str(row.line), (row,), table)
        return
    for group, members in _grouped(rows, rule.per).items():
        together = tuple(members)
        if not group:
            reason = Reason.of("round_group_blank", column=_headings([rule.per], table))
            yield RuleOutcome(rule, Verdict.NOT_EVALUABLE, group, together, None, (reason,))
            continue
        differing = next((key for key in _columns(rule) if len({row.cells.get(key) for row in members}) > 1), None)
        if differing is not None:
            reason = Reason.of("round_rows_differ", column=_headings([differing], table), group=group)
            yield RuleOutcome(rule, Verdict.NOT_EVALUABLE, group, together, None, (reason,))
            continue
        yield _outcome(rule, group, together, table)


def _grouped(rows: Sequence[Application], by: str) -> dict[str, list[Application]]:
    groups: dict[str, list[Application]] = {}
    for row in rows:
        groups.setdefault(_shown(row.cells.get(by)), []).append(row)
    return groups


def _columns(rule: TableRule) -> tuple[str, ...]:
    match rule.test:
        case Satisfied(statement):
            return (*statement.subjects, *statement.inputs)
        case Present(columns):
            return columns
        case Tally(items):
            return tuple(column for item in items for column in item)
        case Deadline(column):
            return (column,)
        case Duration(start, end):
            return start, end
        case _:
            return ()


def _headings(keys: Iterable[str], table: RuleTable) -> Words:
    """Columns as people know them."""
    known = {column.key: column.name for column in table.columns}
    names = [known.get(key, Words(key, key)) for key in keys]
    return Words("、".join(name.zh for name in names), ", ".join(name.en for name in names))


def _outcome(rule: TableRule, place: str, rows: tuple[Application, ...], table: RuleTable) -> RuleOutcome:
    """What a rule over cells says of rows that agree."""
    row, outcome = rows[0], RuleOutcome(rule, Verdict.PASS, place, rows)
    if rule.decide_when and _is_among(row, rule.decide_when):
        return replace(outcome, verdict=Verdict.EXPERT, reasons=(Reason.of("round_people_decide", rule=rule.id),))
    unread = [(key, row.cells.get(key)) for key in _columns(rule)]
    reasons = [cell for _, cell in unread if isinstance(cell, Reason)]
    blank = [key for key, cell in unread if cell is None]
    if reasons or blank:
        reasons += [Reason.of("round_cell_blank", column=_headings([key], table)) for key in blank]
        return replace(outcome, verdict=Verdict.NOT_EVALUABLE, reasons=tuple(reasons))
    try:
        return _tested(outcome, row, table)
    except PredicateError as error:
        return replace(outcome, verdict=Verdict.NOT_EVALUABLE, reasons=(error.reason,))


def _tested(outcome: RuleOutcome, row: Application, table: RuleTable) -> RuleOutcome:
    match outcome.rule.test:
        case Satisfied(statement):
            return _satisfied(outcome, statement, row, table)
        case Present(columns):
            lacking = [key for key in columns if row.cells[key] is not True]
            if not lacking:
                return outcome
            reason = Reason.of("round_lacking", columns=_headings(lacking, table))
            return replace(outcome, verdict=Verdict.FAIL, reasons=(reason,))
        case Tally(items, at_least):
            missed = [item for item in items if not all(row.cells[key] is True for key in item)]
            met = len(items) - len(missed)
            if met >= at_least:
                return outcome
            lacking = [key for item in missed for key in item if row.cells[key] is not True]
            reason = Reason.of("round_tally", met=met, of=len(items), lacking=_headings(lacking, table))
            return replace(outcome, verdict=Verdict.FAIL, excess=str(at_least - met), reasons=(reason,))
        case Deadline() as deadline:
            return _in_time(outcome, deadline, row.cells[deadline.column])
        case Duration() as duration:
            return _lasting(outcome, duration, row.cells[duration.start], row.cells[duration.end])
        case _:
            return outcome


def _satisfied(outcome: RuleOutcome, statement: Statement, row: Application, table: RuleTable) -> RuleOutcome:
    predicate = statement.predicate
    given = {key: cell for key, cell in row.cells.items() if isinstance(cell, Quantity)}
    names = {key: cell for key, cell in row.cells.items() if isinstance(cell, str)}
    if _holds(predicate, given, names):
        return outcome
    missed = next((part for part in parts_of(predicate) if not _holds(part, given, names)), None)
    said = Reason.of("round_not_met", predicate=statement.text, columns=_headings(_columns(outcome.rule), table))
    return replace(outcome, verdict=Verdict.FAIL, excess=_excess(missed, given, table), reasons=(said,))


def _holds(predicate: Predicate, given: dict[str, Quantity], names: dict[str, str]) -> bool:
    match predicate:
        case All(parts):
            return all(_holds(part, given, names) for part in parts)
        case Any(parts):
            return any(_holds(part, given, names) for part in parts)
        case Comparison():
            return predicate.holds(given)
        case Within(subject, low, high, low_closed, high_closed):
            value, ends = value_of(subject, given).value, (value_of(low, given).value, value_of(high, given).value)
            above = value >= ends[0] if low_closed else value > ends[0]
            return above and (value <= ends[1] if high_closed else value < ends[1])
        case Named(subject, member):
            return names.get(subject) == member
        case Documented(subject):
            return subject in given or subject in names
        case _:
            raise PredicateError("predicate_not_numeric")


def _excess(part: Predicate | None, given: dict[str, Quantity], table: RuleTable) -> str | None:
    """How far the two sides of a comparison are apart, in the unit its first column is stated in."""
    if not isinstance(part, Comparison):
        return None
    left, right = value_of(part.left, given).value, value_of(part.right, given).value
    if not isinstance(right, Fraction):
        return None
    distance = shift(left, -right)
    unit, symbol = _unit_of(part, table)
    apart = Quantity(distance if distance >= 0 else -distance, unit.dimension)  # type: ignore[operator]
    amount = str(bound_text(apart.within(replace(unit, offset=Fraction(0)))))
    return amount if unit == DIMENSIONLESS else f"{amount} {symbol}"


def _unit_of(part: Comparison, table: RuleTable) -> tuple[Unit, str]:
    """The unit of the first column a comparison speaks of, and how the form prints it."""
    columns = (table.column(name) for side in (part.left, part.right) for name in names_in(side))
    found = (column for column in columns if column is not None)
    return next(((c.unit, c.unit_text) for c in found if c.unit is not None), (DIMENSIONLESS, ""))


def _in_time(outcome: RuleOutcome, deadline: Deadline, cell: Cell) -> RuleOutcome:
    if not isinstance(cell, datetime):
        return outcome
    late = cell - deadline.until
    if late == timedelta(0):
        # 前 and 截止 differ at this one moment: the reading is said whenever it decides.
        reason = Reason.of("round_at_deadline", until=deadline.until.isoformat())
        verdict = Verdict.PASS if deadline.inclusive else Verdict.FAIL
        return replace(outcome, verdict=verdict, reasons=(reason,))
    if late < timedelta(0):
        return outcome
    reason = Reason.of("round_late", until=deadline.until.isoformat(), read=cell.isoformat())
    return replace(outcome, verdict=Verdict.FAIL, excess=str(late), reasons=(reason,))


def _lasting(outcome: RuleOutcome, duration: Duration, start: Cell, end: Cell) -> RuleOutcome:
    if not (isinstance(start, date) and isinstance(end, date)):
        return outcome
    latest = _months_after(start, duration.months)
    earliest = latest - timedelta(days=duration.slack_days)
    if earliest <= end <= latest:
        return outcome
    reason = Reason.of("round_duration", read=str(end), earliest=str(earliest), latest=str(latest))
    days = (end - latest if end > latest else end - earliest).days
    return replace(outcome, verdict=Verdict.FAIL, excess=f"{days} d", reasons=(reason,))


def _months_after(day: date, months: int) -> date:
    """The same day so many calendar months later, or the last of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    for last in range(day.day, 0, -1):
        try:
            return date(day.year + years, month + 1, last)
        except ValueError:
            continue
    return day


# ---- rules that count ----


def _counted(rule: TableRule, count: Count, rows: Sequence[Application], table: RuleTable) -> Iterator[RuleOutcome]:
    def size(members: Sequence[Application]) -> int:
        return len({_shown(row.cells.get(count.of)) for row in members} - {""}) if count.of else len(members)

    groups = _grouped(rows, count.by)
    yield from _blank(rule, count.by, groups, table)
    yield from _sizes(rule, groups, size, lambda _: (count.at_least, count.at_most))


def _quotas(rule: TableRule, quota: Quota, rows: Sequence[Application], table: RuleTable) -> Iterator[RuleOutcome]:
    limits = dict(quota.limits)
    groups = {**{name: [] for name in limits}, **_grouped(rows, quota.by)}
    yield from _blank(rule, quota.by, groups, table)
    for name in [name for name in groups if name not in limits]:
        reason = Reason.of("round_no_quota", group=name)
        yield RuleOutcome(rule, Verdict.NOT_EVALUABLE, name, tuple(groups.pop(name)), None, (reason,))
    yield from _sizes(rule, groups, len, lambda name: (0, limits.get(name)))


def _blank(rule: TableRule, by: str, groups: dict[str, list[Application]], table: RuleTable) -> Iterator[RuleOutcome]:
    """Take out the rows that name no group: nobody can count them."""
    if "" in groups:
        reason = Reason.of("round_group_blank", column=_headings([by], table))
        yield RuleOutcome(rule, Verdict.NOT_EVALUABLE, "", tuple(groups.pop("")), None, (reason,))


def _sizes(
    rule: TableRule,
    groups: dict[str, list[Application]],
    size: Callable[[Sequence[Application]], int],
    limits: Callable[[str], tuple[int, int | None]],
) -> Iterator[RuleOutcome]:
    for group, members in groups.items():
        found = size(members)
        low, high = limits(group)
        if found >= low and (high is None or found <= high):
            yield RuleOutcome(rule, Verdict.PASS, group, tuple(members))
            continue
        missed = found - high if high is not None and found > high else found - low
        reason = Reason.of("round_count", found=found, group=group, limit=high if missed > 0 else low)
        yield RuleOutcome(rule, Verdict.FAIL, group, tuple(members), f"{missed:+}", (reason,))
