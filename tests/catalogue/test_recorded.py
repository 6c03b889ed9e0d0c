"""What is recorded of a guide: ids given out, and defects of the printed text."""

from __future__ import annotations

from pathlib import Path

import pytest

from verifier.acceptance.library import open_guide
from verifier.catalogue.recorded import load_defects, load_ids
from verifier.errors import CatalogueError


def test_nothing_need_be_recorded(tmp_path: Path) -> None:
    """A guide without these files has no defects and no recorded ids."""
    assert () == load_defects(tmp_path)
    assert load_ids(tmp_path) is None


def test_the_guides_ids_are_recorded() -> None:
    """Every target of the guide is on the list of ids, once and in order."""
    library = open_guide()
    present = [target.id for code in library.guide.codes for target in library.project(code).targets]

    assert tuple(present) == load_ids(library.folder)


@pytest.mark.parametrize("text", ['[[defect]]\nid = "a"\n', "defect = 1\n", "other = 1\n"])
def test_a_wrong_file_is_refused(tmp_path: Path, text: str) -> None:
    """A file of another form is refused with its name."""
    (tmp_path / "defects.toml").write_text(text, encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"defects\.toml"):
        load_defects(tmp_path)
