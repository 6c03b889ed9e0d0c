"""A guide: the document that states targets, its projects, and the digest of the bytes they were read from."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.catalogue.bilingual import Words
from verifier.catalogue.target import Target
from verifier.errors import CatalogueError

__all__ = ["Guide", "Project", "Standard"]


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard that a target cites; one that nobody has verified is never printed as fact."""

    id: str
    title: Words
    verified: bool


@dataclass(frozen=True, slots=True)
class Project:
    """One project of a guide with its targets in the guide's order."""

    code: str
    name: Words
    targets: tuple[Target, ...]

    def target(self, target_id: str) -> Target:
        """The target of an id.

        Raises:
            CatalogueError: The project has none of that id.
        """
        for target in self.targets:
            if target.id == target_id:
                return target
        raise CatalogueError("target_unknown", target=target_id, project=self.code)

    def stems(self) -> dict[str, tuple[Target, ...]]:
        """Range clauses: stem -> the targets that one range under it answers."""
        stems: dict[str, tuple[Target, ...]] = {}
        for target in self.targets:
            if target.stem:
                stems[target.stem] = (*stems.get(target.stem, ()), target)
        return stems


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide by its id.

    Args:
        id: The folder's name.
        name: Words for people.
        document: Where the guide was published: document, annex, year.
        codes: Project codes in the guide's order.
        digest: ``sha256:`` over the sorted (path, sha256) of its files.
    """

    id: str
    name: Words
    document: Words
    codes: tuple[str, ...]
    digest: str
