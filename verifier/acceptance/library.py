"""The guides that the program can find: its own, and those in folders that the user names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from verifier.catalogue.contract import Contract
from verifier.catalogue.guide import Guide, Project
from verifier.catalogue.shelf import targets_root
from verifier.catalogue.source import load_guide, load_project
from verifier.errors import CatalogueError

__all__ = ["DEFAULT_GUIDE", "ENTRY_POINTS", "OpenGuide", "installed_guides", "open_contract", "open_guide"]

DEFAULT_GUIDE: Final = "js2023"
ENTRY_POINTS: Final = "dabiao.guides"


@dataclass(frozen=True, slots=True)
class OpenGuide:
    """A guide with the folder its projects are loaded from."""

    guide: Guide
    folder: Path

    def project(self, code: str) -> Project:
        """One of its projects.

        Raises:
            CatalogueError: The guide has no such project, or it cannot be loaded.
        """
        if code not in self.guide.codes:
            raise CatalogueError("project_unknown", project=code, known=", ".join(self.guide.codes))
        return load_project(self.folder, code)


def open_guide(name: str = DEFAULT_GUIDE, guide_path: Path | None = None) -> OpenGuide:
    """A guide by its folder's name.

    Args:
        name: The guide's id.
        guide_path: A folder that holds the guide's files or a folder of guides; where None, the program's own and
            those of installed packages.

    Raises:
        CatalogueError: No such guide is found, or it cannot be loaded.
    """
    root = targets_root() if guide_path is None else guide_path
    for folder in _folders(name, root, installed=guide_path is None):
        if (folder / "guide.toml").is_file():
            return OpenGuide(load_guide(folder), folder)
    known = sorted(path.parent.name for path in root.glob("*/guide.toml")) if root.is_dir() else []
    raise CatalogueError("guide_unknown", guide=name, known=", ".join(known) or "-")


def _folders(name: str, root: Path, *, installed: bool) -> Iterator[Path]:
    """Where a guide may lie; installed packages are asked only where it lies nowhere else, for that takes time."""
    yield from (root / name, root)
    if installed:
        yield from installed_guides(name)


def installed_guides(name: str) -> tuple[Path, ...]:
    """The folders of a guide that installed packages bring, found without running any of their code.

    A package names its guides in the entry-point group `dabiao.guides`: ``js2024 = "package/folder"``.
    """
    from importlib.metadata import entry_points

    found = []
    for point in entry_points(group=ENTRY_POINTS, name=name):
        package, _, inner = point.value.replace(".", "/").partition("/")
        spec = find_spec(package)
        roots = [] if spec is None else spec.submodule_search_locations or []
        found += [Path(root) / inner for root in roots]
    return tuple(found)


def open_contract(path: Path, guide_path: Path | None = None) -> Contract:
    """The contract in a file, over the guide that it names.

    Args:
        path: The TOML file.
        guide_path: Where to look for the guide, as `open_guide`.

    Raises:
        CatalogueError: The contract or its guide is absent or wrong.
    """
    from verifier.catalogue.contract_source import load_contract

    def project_of(guide: str, code: str) -> tuple[Guide, Project]:
        library = open_guide(guide, guide_path)
        return library.guide, library.project(code)

    return load_contract(path, project_of)
