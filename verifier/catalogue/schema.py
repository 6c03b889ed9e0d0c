"""The form of the catalogue's TOML files: what may stand in a guide, a project and a target."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from verifier.catalogue.bilingual import Words

__all__ = [
    "ConditionSource",
    "DerivationSource",
    "GuideSource",
    "InputSource",
    "PlanSource",
    "ProjectSource",
    "ReadingSource",
    "SourceModel",
    "StandardSource",
    "TargetSource",
    "WordsSource",
]


class SourceModel(BaseModel):
    """What all entries share: no unknown key, no value of another type."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


class WordsSource(SourceModel):
    """The same words in Chinese and English."""

    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]

    def words(self) -> Words:
        """The words as the catalogue keeps them."""
        return Words(self.zh, self.en)


class ConditionSource(SourceModel):
    """A condition under which the agreed value holds."""

    key: Annotated[str, Field(min_length=1)]
    aliases: list[str] = []
    name: WordsSource
    need: Literal["required", "wanted"]
    equals: str | None = None
    within: str | None = None
    covers: str | None = None
    one_of: list[str] | None = None
    names: dict[str, list[str]] = {}
    stated: str | None = None
    several: Literal["highest"] | None = None
    tolerance: str | None = None
    severity: Literal["increasing", "decreasing", "none"] = "none"
    source: Literal["guide", "meaning", "field", "contract"]


class ReadingSource(SourceModel):
    """One way to read an unclear clause."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    changes: Literal["limit", "condition", "statistic", "basis", "prose"]
    default: bool = False
    text: WordsSource
    why: WordsSource
    predicate: str | None = None
    statistic: str | None = None
    rule: str | None = None
    time_bound: bool | None = None
    recorded: bool = False


class RangeSource(SourceModel):
    """The stem of a range clause and which end of a submitted range answers this target."""

    stem: str
    end: Literal["low", "high"]


class InputSource(SourceModel):
    """One input of a derived quantity."""

    name: Annotated[str, Field(min_length=1)]
    aliases: list[str] = []
    unit: str
    text: WordsSource
    counts: bool = False
    poisson: bool = False
    default: str | None = None


class DerivationSource(SourceModel):
    """How a quantity that is not measured itself follows from its inputs."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    formula: Annotated[str, Field(min_length=1)]
    text: WordsSource
    weight: str = ""
    points: list[str] = []
    points_within: str | None = None
    input: list[InputSource]


class PlanSource(SourceModel):
    """The numbers of a sample plan; what is absent is not asked for."""

    lots: Annotated[int, Field(ge=1)] | None = None
    parts: Annotated[int, Field(ge=1)] | None = None
    parts_per_lot: Annotated[int, Field(ge=1)] | None = None
    sites: Annotated[int, Field(ge=1)] | None = None
    fails: Annotated[int, Field(ge=0)] | None = None


class TargetSource(SourceModel):
    """One atomic target."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9]+\.[a-z0-9_]+$")]
    name: WordsSource
    figure: Annotated[str, Field(min_length=1)]
    clause: Annotated[int, Field(ge=1)]
    kind: Literal["measured", "count", "capacity", "capability", "comparison", "certificate", "report"]
    predicate: Annotated[str, Field(min_length=1)]
    rounding: str | None = None
    statistic: str
    time_bound: bool = False
    nonnegative: bool = False
    magnitude: bool = False
    rule: str | None = None
    disagreement: Literal["undecided"] | None = None
    spellings: dict[str, str] = {}
    sample: WordsSource | None = None
    plan: PlanSource | None = None
    evidence: WordsSource
    issuer: WordsSource
    standards: list[str] = []
    note: WordsSource | None = None
    members: dict[str, list[str]] = {}
    range: RangeSource | None = None
    condition: list[ConditionSource] = []
    reading: list[ReadingSource] = []
    derivation: list[DerivationSource] = []


class ProjectHeadSource(SourceModel):
    """A project's code and name."""

    code: Annotated[str, Field(min_length=1)]
    name: WordsSource


class ProjectSource(SourceModel):
    """One project with its targets."""

    project: ProjectHeadSource
    target: list[TargetSource]


class GuideSource(SourceModel):
    """A guide: its document and its projects."""

    id: Annotated[str, Field(min_length=1)]
    name: WordsSource
    document: WordsSource
    projects: list[str]


class StandardSource(SourceModel):
    """A standard that targets cite; `verified` says whether somebody has seen it."""

    title: WordsSource
    verified: bool
