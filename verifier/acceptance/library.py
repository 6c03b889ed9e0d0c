"""The guides that the program can find: its own, and those in folders that the user names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from verifier.catalogue.contract import Contract
from verifier.catalogue.contract_source import load_contract
from verifier.catalogue.guide import Guide, Project
from verifier.catalogue.shelf import targets_root
from verifier.catalogue.source import load_guide, load_project
from verifier.errors import CatalogueError

__all__ = ["DEFAULT_GUIDE", "OpenGuide", "open_contract", "open_guide"]

DEFAULT_GUIDE: Final = "js2023"


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
        guide_path: A folder that holds the guide's files or a folder of guides; the program's own where None.

    Raises:
        CatalogueError: No such guide is found, or it cannot be loaded.
    """
    root = targets_root() if guide_path is None else guide_path
    for folder in (root / name, root):
        if (folder / "guide.toml").is_file():
            return OpenGuide(load_guide(folder), folder)
    known = sorted(path.parent.name for path in root.glob("*/guide.toml")) if root.is_dir() else []
    raise CatalogueError("guide_unknown", guide=name, known=", ".join(known) or "-")


def open_contract(path: Path, guide_path: Path | None = None) -> Contract:
    """The contract in a file, over the guide that it names.

    Args:
        path: The TOML file.
        guide_path: Where to look for the guide, as `open_guide`.

    Raises:
        CatalogueError: The contract or its guide is absent or wrong.
    """

    def project_of(guide: str, code: str) -> tuple[Guide, Project]:
        library = open_guide(guide, guide_path)
        return library.guide, library.project(code)

    return load_contract(path, project_of)
