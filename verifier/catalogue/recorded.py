"""What is recorded of a guide beside its targets: the ids that were given out, and the defects of the printed text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from verifier.catalogue.bilingual import Words
from verifier.catalogue.schema import SourceModel, WordsSource
from verifier.catalogue.source import read_model

__all__ = ["Defect", "load_defects", "load_ids"]


class DefectSource(SourceModel):
    """One defect of the printed guide."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    targets: Annotated[list[str], Field(min_length=1)]
    printed: Annotated[str, Field(min_length=1)]
    problem: WordsSource


class DefectsSource(SourceModel):
    """The known defects of a guide."""

    defect: list[DefectSource] = Field(default_factory=list)


class IdsSource(SourceModel):
    """The ids that a guide has given out: one that stands here never means anything else."""

    ids: list[str] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Defect:
    """A defect of the printed guide.

    Args:
        id: Its name.
        targets: The targets it touches.
        printed: What is printed.
        problem: What is wrong with it.
    """

    id: str
    targets: tuple[str, ...]
    printed: str
    problem: Words


def load_defects(folder: Path) -> tuple[Defect, ...]:
    """The known defects of the guide in a folder; none where nothing is recorded.

    Raises:
        CatalogueError: The file is wrong.
    """
    path = folder / "defects.toml"
    if not path.is_file():
        return ()
    found = read_model(DefectsSource, path).defect
    return tuple(Defect(d.id, tuple(d.targets), d.printed, d.problem.words()) for d in found)


def load_ids(folder: Path) -> tuple[str, ...] | None:
    """The ids that a guide has given out; None where none are recorded.

    Raises:
        CatalogueError: The file is wrong.
    """
    path = folder / "ids.toml"
    return tuple(read_model(IdsSource, path).ids) if path.is_file() else None
