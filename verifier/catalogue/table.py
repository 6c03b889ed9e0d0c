"""Administrative rules as a catalogue of kind `table`: columns with units, and rules over rows and groups of rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from verifier.catalogue.bilingual import Words
from verifier.catalogue.predicate import Statement
from verifier.quantity.units import Unit

__all__ = [
    "Breach",
    "Count",
    "Deadline",
    "Duration",
    "Present",
    "Quota",
    "RuleTable",
    "Satisfied",
    "Sort",
    "TableColumn",
    "TableRule",
    "Tally",
    "Test",
]


class Sort(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    CLASS = "class"
    FLAG = "flag"
    NUMBER = "number"
    TIME = "time"
    DATE = "date"


class Breach(StrEnum):
    """What a breach leads to: rejection, a waiver to be asked for, a warning, or a question."""

    REJECT = "reject"
    WAIVER = "waiver"
    WARNING = "warning"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column.

    Args:
        key: Its name in rules and as a heading.
        name: The heading for people, as the form prints it.
        sort: What its cells hold.
        unit: The unit its numbers are in; None for anything else.
        unit_text: The unit as the form prints it.
        has_unit: Whether the form prints the unit; where not, each cell has to state it.
        classes: Class names with their other spellings.
        aliases: Other headings.
        blank_is_no: Whether a flag that nobody filled in means no.
    """

    key: str
    name: Words
    sort: Sort
    unit: Unit | None = None
    unit_text: str = ""
    has_unit: bool = True
    classes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    aliases: tuple[str, ...] = ()
    blank_is_no: bool = False


@dataclass(frozen=True, slots=True)
class Satisfied:
    """A predicate over the cells of one row."""

    statement: Statement


@dataclass(frozen=True, slots=True)
class Present:
    """Documents that are there: every one of these flags is yes."""

    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """At least so many of these items; an item of several flags counts when all are yes."""

    items: tuple[tuple[str, ...], ...]
    at_least: int


@dataclass(frozen=True, slots=True)
class Deadline:
    """Received by a moment; `inclusive` says whether that moment itself is in time."""

    column: str
    until: datetime
    inclusive: bool


@dataclass(frozen=True, slots=True)
class Duration:
    """From start to end so many calendar months; `slack_days` fewer are the same, as when the last day is included."""

    start: str
    end: str
    months: int
    slack_days: int


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows, or different values of a column, a group may have."""

    by: str
    of: str
    at_least: int
    at_most: int | None


@dataclass(frozen=True, slots=True)
class Quota:
    """The largest number of rows of each group, by the group's name."""

    by: str
    limits: tuple[tuple[str, int], ...]


Test = Satisfied | Present | Tally | Deadline | Duration | Count | Quota


@dataclass(frozen=True, slots=True)
class TableRule:
    """One administrative rule.

    Args:
        id: Its name, which never changes.
        name: Words for people.
        figure: What is printed, no prose.
        clause: Where it is printed.
        breach: What a breach leads to.
        test: What is tested.
        per: The column that groups the rows a test of cells is made once for; blank for every row.
        where: Class names or flags of the rows it applies to.
        decide_when: Class names or flags of rows that people decide on instead.
        note: How it is read, where that is not plain.
    """

    id: str
    name: Words
    figure: str
    clause: str
    breach: Breach
    test: Test
    per: str = ""
    where: tuple[tuple[str, str], ...] = ()
    decide_when: tuple[tuple[str, str], ...] = ()
    note: Words | None = None


@dataclass(frozen=True, slots=True)
class RuleTable:
    """A catalogue of kind `table`.

    Args:
        id: The guide's id, a slash, the folder's name.
        name: Words for people.
        document: Where it was published.
        zone: Offset of the civil time in which times without an offset are read.
        columns: Its columns.
        rules: Its rules, in the document's order.
        digest: ``sha256:`` over its files.
    """

    id: str
    name: Words
    document: Words
    zone: timedelta
    columns: tuple[TableColumn, ...]
    rules: tuple[TableRule, ...]
    digest: str

    def column(self, key: str) -> TableColumn | None:
        """The column of a key, None where there is none."""
        return next((column for column in self.columns if column.key == key), None)
