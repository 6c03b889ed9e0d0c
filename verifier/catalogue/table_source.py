"""Catalogues of kind `table` from their TOML files."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field

from verifier.catalogue.expression import Quantity
from verifier.catalogue.grammar import read_statement
from verifier.catalogue.predicate import Comparison, Relation, Within, parts_of
from verifier.catalogue.schema import SourceModel, WordsSource
from verifier.catalogue.source import folder_digest, read_model
from verifier.catalogue.table import (
    Breach,
    Count,
    Deadline,
    Duration,
    Present,
    Quota,
    RuleTable,
    Satisfied,
    Sort,
    TableColumn,
    TableRule,
    Tally,
    Test,
)
from verifier.errors import CatalogueError, VerifierError
from verifier.quantity.units import read_unit

__all__ = ["ColumnsSource", "RulesSource", "TableSource", "load_table"]

_Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class TableSource(SourceModel):
    """The head of a table catalogue."""

    name: WordsSource
    document: WordsSource
    utc_offset_hours: Annotated[int, Field(ge=-14, le=14)]


class ColumnSource(SourceModel):
    """One column of the table."""

    key: _Key
    name: WordsSource
    sort: Literal["text", "class", "flag", "number", "time", "date"]
    unit: str | None = None
    unit_printed: bool = True
    one_of: dict[str, list[str]] = Field(default_factory=dict)
    aliases: list[str] = Field(default_factory=list)
    blank: Literal["no"] | None = None


class ColumnsSource(SourceModel):
    """The columns of the table."""

    column: list[ColumnSource]


class DeadlineSource(SourceModel):
    """A moment by which something has to be received, with its offset from UTC."""

    column: _Key
    until: str
    inclusive: bool = True


class DurationSource(SourceModel):
    """A number of calendar months between two dates."""

    start: _Key
    end: _Key
    months: Annotated[int, Field(ge=1)]
    slack_days: Annotated[int, Field(ge=0)] = 0


class CountSource(SourceModel):
    """How many rows, or different values of a column, each group may have."""

    by: _Key
    of: str = ""
    at_least: Annotated[int, Field(ge=0)] = 0
    at_most: Annotated[int, Field(ge=0)] | None = None


class QuotaSource(SourceModel):
    """The largest number of rows of each group; `checksum` is the sum of all."""

    by: _Key
    limits: dict[str, Annotated[int, Field(ge=0)]]
    checksum: int


class TallySource(SourceModel):
    """At least so many of the items; an item names one flag or several."""

    items: list[list[_Key]]
    at_least: Annotated[int, Field(ge=1)]


class RuleSource(SourceModel):
    """One rule: exactly one of predicate, present, tally, deadline, duration, count and quota."""

    id: Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9]*\.[a-z0-9_]+$")]
    name: WordsSource
    figure: Annotated[str, Field(min_length=1)]
    clause: str
    breach: Literal["reject", "waiver", "warning", "ask"]
    per: str = ""
    where: dict[str, str] = Field(default_factory=dict)
    decide_when: dict[str, str] = Field(default_factory=dict)
    note: WordsSource | None = None
    predicate: str | None = None
    present: list[_Key] | None = None
    tally: TallySource | None = None
    deadline: DeadlineSource | None = None
    duration: DurationSource | None = None
    count: CountSource | None = None
    quota: QuotaSource | None = None


class RulesSource(SourceModel):
    """The rules of the table."""

    rule: list[RuleSource]


_TESTS: Final = ("predicate", "present", "tally", "deadline", "duration", "count", "quota")


def load_table(folder: Path, name: str) -> RuleTable:
    """The table catalogue in a folder.

    Args:
        folder: The folder, with `table.toml`, `columns.toml` and `rules.toml`.
        name: Its id.

    Raises:
        CatalogueError: A file is absent or wrong, a rule speaks of a column that there is none of, or the quotas do
            not add up to their checksum.
    """
    head = read_model(TableSource, folder / "table.toml")
    columns = tuple(map(_column, read_model(ColumnsSource, folder / "columns.toml").column))
    keys = [column.key for column in columns]
    members = frozenset(member for column in columns for member, _ in column.classes)
    rules = []
    for source in read_model(RulesSource, folder / "rules.toml").rule:
        try:
            rules.append(_rule(source, columns, members))
        except VerifierError as error:
            raise CatalogueError("target_unloadable", file="rules.toml", target=source.id, why=error.reason) from error
    for names, file in ((keys, "columns.toml"), ([rule.id for rule in rules], "rules.toml")):
        twice = next((known for known in names if names.count(known) > 1), None)
        if twice is not None:
            raise CatalogueError("target_twice", file=file, target=twice)
    zone = timedelta(hours=head.utc_offset_hours)
    digest = folder_digest(folder)
    return RuleTable(name, head.name.words(), head.document.words(), zone, columns, tuple(rules), digest)


def _column(source: ColumnSource) -> TableColumn:
    if source.blank is not None and source.sort != "flag":
        raise CatalogueError("table_blank", column=source.key, sort=source.sort)
    return TableColumn(
        key=source.key,
        name=source.name.words(),
        sort=Sort(source.sort),
        unit=None if source.unit is None else read_unit(source.unit),
        unit_text=source.unit or "",
        has_unit=source.unit_printed,
        classes=tuple((member, tuple(names)) for member, names in source.one_of.items()),
        aliases=tuple(source.aliases),
        blank_is_no=source.blank is not None,
    )


def _rule(source: RuleSource, columns: tuple[TableColumn, ...], members: frozenset[str]) -> TableRule:
    keys = {column.key for column in columns}
    given = [name for name in _TESTS if getattr(source, name) is not None]
    if len(given) != 1:
        raise CatalogueError("table_rule_tests", count=len(given))
    test = _test(source, members)
    unknown = sorted(
        {*_columns(test), *source.where, *source.decide_when, *([source.per] if source.per else [])} - keys
    )
    if unknown:
        raise CatalogueError("table_column_unknown", column=unknown[0])
    _check_dimensions(test, columns)
    return TableRule(
        id=source.id,
        name=source.name.words(),
        figure=source.figure,
        clause=source.clause,
        breach=Breach(source.breach),
        test=test,
        per=source.per,
        where=tuple(source.where.items()),
        decide_when=tuple(source.decide_when.items()),
        note=None if source.note is None else source.note.words(),
    )


def _check_dimensions(test: Test, columns: tuple[TableColumn, ...]) -> None:
    """Check that the two sides of every comparison measure the same, with one of each column's unit in its place."""
    if not isinstance(test, Satisfied):
        return
    ones = {c.key: Quantity(c.unit.factor, c.unit.dimension) for c in columns if c.unit is not None}
    for part in parts_of(test.statement.predicate):
        match part:
            case Comparison():
                part.holds(ones)
            case Within(subject, low, high):
                for end in (low, high):
                    Comparison(subject, Relation.AT_MOST, end).holds(ones)
            case _:
                pass


def _test(source: RuleSource, members: frozenset[str]) -> Test:
    if source.predicate is not None:
        return Satisfied(read_statement(source.predicate, members))
    if source.present is not None:
        return Present(tuple(source.present))
    if source.tally is not None:
        return Tally(tuple(map(tuple, source.tally.items)), source.tally.at_least)
    if source.deadline is not None:
        return Deadline(source.deadline.column, _moment(source.deadline.until), source.deadline.inclusive)
    if source.duration is not None:
        said = source.duration
        return Duration(said.start, said.end, said.months, said.slack_days)
    if source.count is not None:
        return Count(source.count.by, source.count.of, source.count.at_least, source.count.at_most)
    quota = source.quota
    if quota is None:
        raise CatalogueError("table_rule_tests", count=0)
    total = sum(quota.limits.values())
    if total != quota.checksum:
        raise CatalogueError("table_checksum", total=total, checksum=quota.checksum)
    return Quota(quota.by, tuple(quota.limits.items()))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CatalogueError("table_moment", read=text) from error
    if moment.tzinfo is None:
        raise CatalogueError("table_moment", read=text)
    return moment


def _columns(test: Test) -> set[str]:
    match test:
        case Satisfied(statement):
            return {*statement.subjects, *statement.inputs}
        case Present(columns):
            return set(columns)
        case Tally(items):
            return {column for item in items for column in item}
        case Deadline(column):
            return {column}
        case Duration(start, end):
            return {start, end}
        case Count(by, of):
            return {by, of} if of else {by}
        case Quota(by):
            return {by}
