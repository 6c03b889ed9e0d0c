"""A result as a report shows it: typed, in one language, every text visible and clipped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from verifier.wording import Language

__all__ = ["RatifyView", "ReadingView", "ResultView", "RowView", "SourceView", "TargetView"]


@dataclass(frozen=True, slots=True)
class RowView:
    """One submitted row: where it stands, what it says, what was found.

    `value` is for reading; `number`, `expanded` and `factor` are the result's exact texts of the value, of U and of k.
    """

    place: str
    role: str
    verdict: str
    text: str
    value: str
    conditions: str
    reasons: tuple[str, ...]
    excluded: bool
    exclusion: str
    uncertainty: str
    method: str
    source: str
    origin: str
    number: str
    unit: str
    expanded: str
    factor: str
    x: str
    y: str
    wafer: str
    date: str
    report: str
    lab: str
    file: str

    @property
    def unjudged(self) -> bool:
        """Whether the row was meant to count and could not be judged."""
        return self.verdict == "not_evaluable" and not self.excluded

    @property
    def label(self) -> str:
        """What a count of rows files it under: its verdict, else its role."""
        return "excluded" if self.excluded else self.verdict or self.role


@dataclass(frozen=True, slots=True)
class ReadingView:
    """The reading of a target's clause: who ratified it and what the other readings would do."""

    id: str
    ratified_by: str
    flips: tuple[str, ...]
    holds: tuple[str, ...]
    untested: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TargetView:
    """One target with its verdict; numbers are the result's exact texts."""

    id: str
    name: str
    figure: str
    key: bool
    verdict: str
    by_panel: bool
    predicate: str
    reading: ReadingView
    statistic: str
    value: str
    unit: str
    limit: str
    limit_decimal: str
    margin: str
    margin_exact: bool
    probability: str
    uncertainty: tuple[str, str]
    not_stated: tuple[str, ...]
    evidence: str
    reasons: tuple[str, ...]
    rows: tuple[RowView, ...]

    @property
    def deciding(self) -> tuple[RowView, ...]:
        """The rows that count: neither excluded nor mere inputs."""
        return tuple(row for row in self.rows if not row.excluded and row.role != "input")

    @property
    def plotted(self) -> tuple[RowView, ...]:
        """The rows that a chart of this target can show: they count or feed it, and stand in its unit."""
        return tuple(row for row in self.rows if not row.excluded and row.number and row.unit == self.unit)

    @property
    def expanded(self) -> tuple[str, str]:
        """U and k of what decides, in the target's unit: the result's own, else those of the one row that decides."""
        if self.uncertainty[0]:
            return self.uncertainty
        stated = [row for row in self.plotted if row.expanded]
        same = [row for row in stated if row.number == self.value]
        chosen = same[0] if same else stated[0] if len(stated) == len(self.plotted) == 1 else None
        return (chosen.expanded, chosen.factor) if chosen else ("", "")


@dataclass(frozen=True, slots=True)
class RatifyView:
    """One thing that the panel still has to ratify."""

    target: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """One file that was read, with its digest."""

    text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ResultView:
    """A whole result in one language."""

    lang: Language
    project: str
    project_name: str
    guide_id: str
    guide_name: str
    guide_digest: str
    contract: str
    contractor: str
    period: str
    stage: str
    as_of: str
    rule: str
    rule_argument: str
    rule_is_default: bool
    counts: Mapping[str, int]
    ratify: tuple[RatifyView, ...]
    ignored: tuple[str, ...]
    sources: tuple[SourceView, ...]
    targets: tuple[TargetView, ...]
    policy: str

    @property
    def total(self) -> int:
        """Number of targets."""
        return sum(self.counts.values())

    @property
    def open(self) -> int:
        """Targets that are neither achieved nor failed."""
        return self.total - self.counts["pass"] - self.counts["fail"]

    @property
    def excluded_rows(self) -> tuple[tuple[TargetView, RowView], ...]:
        """Every excluded row with its target."""
        return tuple((target, row) for target in self.targets for row in target.rows if row.excluded)

    @property
    def unjudged_rows(self) -> tuple[tuple[TargetView, RowView], ...]:
        """Every row that could not be judged, with its target."""
        return tuple((target, row) for target in self.targets for row in target.rows if row.unjudged)
