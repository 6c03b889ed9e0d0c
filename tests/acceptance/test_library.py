"""Where guides are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from verifier.acceptance.library import installed_guides, open_guide
from verifier.errors import CatalogueError


def test_a_folder_of_guides_and_one_guide(tmp_path: Path) -> None:
    """A guide is found in a folder of guides by its name, and where the path is the guide itself."""
    folder = tmp_path / "g1"
    folder.mkdir()
    head = 'id = "g1"\nname = { zh = "甲", en = "A" }\ndocument = { zh = "文", en = "D" }\nprojects = []\n'
    (folder / "guide.toml").write_text(head, encoding="utf-8")

    assert "g1" == open_guide("g1", tmp_path).guide.id
    assert "g1" == open_guide("any", folder).guide.id


def test_a_guide_that_is_not_there(tmp_path: Path) -> None:
    """An unknown guide is refused and those that are there are named."""
    with pytest.raises(CatalogueError, match="js2023"):
        open_guide("js1999")
    with pytest.raises(CatalogueError):
        open_guide("js2023", tmp_path)


def test_a_project_that_is_not_there() -> None:
    """An unknown project is refused and the guide's own are named."""
    with pytest.raises(CatalogueError, match="3103"):
        open_guide().project("9999")


def test_no_package_brings_an_unknown_guide() -> None:
    """Without an entry point of that name nothing is found."""
    assert () == installed_guides("js1999")
