"""One atomic target (指标) with everything that is needed to judge it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from verifier.catalogue.bilingual import Words
from verifier.catalogue.derivation import Derivation
from verifier.catalogue.predicate import Statement
from verifier.catalogue.statistic import Statistic
from verifier.quantity.region import Region
from verifier.quantity.units import Unit

__all__ = [
    "Changes",
    "Condition",
    "Form",
    "Kind",
    "Need",
    "Plan",
    "RangeEnd",
    "Reading",
    "Severity",
    "Source",
    "Target",
]


class Kind(StrEnum):
    """What sort of evidence a target is judged on; only measured kinds carry an uncertainty."""

    MEASURED = "measured"
    COUNT = "count"
    CAPACITY = "capacity"
    CAPABILITY = "capability"
    COMPARISON = "comparison"
    CERTIFICATE = "certificate"
    REPORT = "report"


class Need(StrEnum):
    """What an absent condition means: not evaluable, or judged and listed."""

    REQUIRED = "required"
    WANTED = "wanted"


class Severity(StrEnum):
    """Which way a condition makes the test harsher for the measured quantity."""

    INCREASING = "increasing"
    DECREASING = "decreasing"
    NONE = "none"


class Source(StrEnum):
    """Who asks for a condition: the guide, the number's own meaning, or the standards of the field."""

    GUIDE = "guide"
    MEANING = "meaning"
    FIELD = "field"
    CONTRACT = "contract"


class Form(StrEnum):
    """How a stated condition is held against the agreed one."""

    VALUE = "value"
    COVERS = "covers"
    SAME = "same"
    CLASS = "class"
    STATED = "stated"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition under which the agreed value holds.

    Args:
        key: Its name in `conditions`, case-sensitive.
        aliases: Other names of the key.
        name: Words for people.
        need: Required or wanted.
        form: How it is compared.
        text: The agreed value as written, for people.
        region: Agreed values with their tolerance, in `unit`; None for classes and for `stated`.
        unit: Unit of the region or of the stated value; None for text.
        classes: Agreed class names with their other spellings.
        severity: Which way the test gets harsher.
        source: Who asks for it.
        highest: Whether several values `{a, b}` may be stated, of which the highest counts.
    """

    key: str
    aliases: tuple[str, ...]
    name: Words
    need: Need
    form: Form
    text: str
    region: Region | None
    unit: Unit | None
    classes: tuple[tuple[str, tuple[str, ...]], ...]
    severity: Severity
    source: Source
    highest: bool = False


class Changes(StrEnum):
    """What a reading of an unclear clause changes."""

    LIMIT = "limit"
    CONDITION = "condition"
    STATISTIC = "statistic"
    BASIS = "basis"
    PROSE = "prose"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an unclear clause.

    Args:
        id: Its name in results.
        changes: What it changes.
        default: Whether it is the one that is judged.
        text: What it says.
        why: Why it is, or is not, the default.
        statement: Its predicate where it can be computed and differs from the target's.
        statistic: Its deciding statistic where it differs.
        rule: Its decision rule where it differs.
        conditions: The target's conditions, with its own in place of those it states anew.
        time_bound: Whether the execution period binds, where that differs.
        recorded: Kept on record, never said to flip a verdict.
    """

    id: str
    changes: Changes
    default: bool
    text: Words
    why: Words
    statement: Statement | None = None
    statistic: Statistic | None = None
    rule: str | None = None
    conditions: tuple[Condition, ...] = ()
    time_bound: bool | None = None
    recorded: bool = False

    def is_computable(self) -> bool:
        """Whether a verdict under this reading can be worked out from the same rows."""
        changed = (self.statement, self.statistic, self.rule, self.time_bound)
        return not self.recorded and any(term is not None for term in changed)


@dataclass(frozen=True, slots=True)
class Plan:
    """The numbers of a sample plan; None where it asks for none.

    Args:
        lots: Fewest lots.
        parts: Fewest parts in all: devices, wafers, samples.
        parts_per_lot: Fewest parts of each lot.
        sites: Fewest rows of each part.
        fails: Most parts that may fail.
    """

    lots: int | None = None
    parts: int | None = None
    parts_per_lot: int | None = None
    sites: int | None = None
    fails: int | None = None

    @property
    def parts_in_all(self) -> int | None:
        """The fewest parts of all lots together."""
        if self.parts_per_lot is None:
            return self.parts
        return self.parts_per_lot * (self.lots or 1)


class RangeEnd(StrEnum):
    """Which end of a submitted range a member of a range clause takes."""

    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Target:
    """One atomic target.

    Args:
        id: Project code, a dot, and a name that never changes.
        name: Words for people.
        figure: Name and figure as the guide states them.
        clause: Which clause of the goal paragraph, from 1.
        kind: The sort of evidence.
        statement: The predicate.
        rounding: Rounding interval of the limit in the predicate's unit (修约间隔), None where nothing is rounded.
        statistic: What decides.
        conditions: What must or should be stated.
        readings: Readings of unclear wording; none for a clear clause.
        members: Class or set members with their other spellings.
        time_bound: Whether only what is dated inside the execution period counts.
        nonnegative: Whether the quantity cannot be negative.
        magnitude: Whether the limit is on a magnitude.
        rule: A decision rule of its own.
        undecided_on_disagreement: Whether readings that disagree leave it to the panel.
        spellings: Unit spellings that only this target accepts.
        stem: The common stem of a range clause, empty elsewhere.
        end: Which end of a range answers it.
        derivations: Formulas that give its value from raw inputs.
        plan: The numbers of its sample plan, where the plan is one of numbers.
    """

    id: str
    name: Words
    figure: str
    clause: int
    kind: Kind
    statement: Statement
    rounding: Fraction | None
    statistic: Statistic
    conditions: tuple[Condition, ...]
    readings: tuple[Reading, ...]
    members: tuple[tuple[str, tuple[str, ...]], ...]
    time_bound: bool
    nonnegative: bool
    magnitude: bool
    rule: str | None
    undecided_on_disagreement: bool
    spellings: tuple[tuple[str, str], ...]
    stem: str
    end: RangeEnd | None
    sample: Words | None
    evidence: Words
    issuer: Words
    standards: tuple[str, ...]
    note: Words | None
    derivations: tuple[Derivation, ...] = ()
    plan: Plan | None = None

    @property
    def reading(self) -> str:
        """The id of the reading that is judged."""
        return next((reading.id for reading in self.readings if reading.default), "as-stated")
