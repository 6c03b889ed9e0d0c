"""A result as a report shows it: typed, in one language, every text visible and clipped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from verifier.wording import Language

__all__ = ["RatifyView", "ReadingView", "ResultView", "RowCounts", "RowView", "SourceView", "TargetView"]


@dataclass(frozen=True, slots=True)
class RowCounts:
    """What became of all rows of a target, also of those that its result counts and does not list.

    Args:
        verdicts: How many rows have each verdict.
        inputs: Rows that only feed a statistic.
        excluded: Rows left out with a reason.
    """

    verdicts: Mapping[str, int]
    inputs: int
    excluded: int

    @property
    def total(self) -> int:
        """All rows."""
        return self.deciding + self.unjudged + self.inputs + self.excluded

    @property
    def unjudged(self) -> int:
        """Rows that were meant to count and could not be judged."""
        return self.verdicts.get("not_evaluable", 0)

    @property
    def deciding(self) -> int:
        """Rows that count."""
        return sum(self.verdicts.values()) - self.unjudged

    def labels(self) -> Iterator[tuple[str, int]]:
        """The counts by what a row is filed under, see `RowView.label`."""
        yield from self.verdicts.items()
        yield from (("input", self.inputs), ("excluded", self.excluded))


@dataclass(frozen=True, slots=True)
class RowView:
    """One submitted row: where it stands, what it says, what was found.

    `value` is for reading; `number`, `expanded` and `factor` are the result's exact texts of the value, of U and of k.
    `reason_code` names the first reason; `sha256` is the digest of the row's file, `documents` are its evidence files.
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
    line: str
    n: str
    accreditation: str
    page: str
    instrument: str
    calibrated_until: str
    evidence: str
    reason_code: str
    sha256: str
    documents: tuple[SourceView, ...]

    @property
    def unjudged(self) -> bool:
        """Whether the row was meant to count and could not be judged."""
        return self.verdict == "not_evaluable" and not self.excluded

    @property
    def filed(self) -> str:
        """What vouches for it: body, report and page, else the evidence that it names."""
        return self.source or self.evidence

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
    counts: RowCounts
    kind: str
    standing: str
    rule: str
    false_acceptance: str
    baseline: str
    milestones: tuple[tuple[str, str], ...]
    waivers: tuple[str, ...]

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
    file: str


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
    def excluded(self) -> int:
        """Excluded rows of all targets, listed or not."""
        return sum(target.counts.excluded for target in self.targets)

    @property
    def unjudged(self) -> int:
        """Rows of all targets that could not be judged, listed or not."""
        return sum(target.counts.unjudged for target in self.targets)

    @property
    def waivers(self) -> tuple[tuple[TargetView, str], ...]:
        """Every waiver and deviation of a record with its target."""
        return tuple((target, waiver) for target in self.targets for waiver in target.waivers)

    @property
    def excluded_rows(self) -> tuple[tuple[TargetView, RowView], ...]:
        """Every excluded row that is listed, with its target."""
        return tuple((target, row) for target in self.targets for row in target.rows if row.excluded)

    @property
    def unjudged_rows(self) -> tuple[tuple[TargetView, RowView], ...]:
        """Every listed row that could not be judged, with its target."""
        return tuple((target, row) for target in self.targets for row in target.rows if row.unjudged)
