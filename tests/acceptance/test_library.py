"""The guides that the program can find."""

from __future__ import annotations

from pathlib import Path

import pytest

from verifier.acceptance.library import DEFAULT_GUIDE, open_guide
from verifier.catalogue.shelf import targets_root
from verifier.errors import CatalogueError


def test_own_guide() -> None:
    """The program's own guide is found without a path, and has the projects that it names."""
    library = open_guide()

    assert DEFAULT_GUIDE == library.guide.id
    assert all(library.project(code).code == code for code in library.guide.codes[:1])


def test_folder_of_a_guide_or_of_guides() -> None:
    """A path may name the folder of guides or that of one guide."""
    root = targets_root()

    assert open_guide(DEFAULT_GUIDE, root).folder == open_guide(DEFAULT_GUIDE, root / DEFAULT_GUIDE).folder


@pytest.mark.parametrize("name", ["nothing", "", "a\x00b"])
def test_unknown_guide(name: str, tmp_path: Path) -> None:
    """A guide that is not there is refused, with those that are."""
    with pytest.raises(CatalogueError) as refused:
        open_guide(name, tmp_path)

    assert "guide_unknown" == refused.value.code


def test_unknown_project() -> None:
    """A project that the guide lacks is refused."""
    with pytest.raises(CatalogueError) as refused:
        open_guide().project("../3103")

    assert "project_unknown" == refused.value.code
