"""A guide's projects and their targets."""

from __future__ import annotations

import pytest

from verifier.catalogue.guide import Project
from verifier.catalogue.shelf import targets_root
from verifier.catalogue.source import load_project
from verifier.errors import CatalogueError


@pytest.fixture(scope="module")
def project() -> Project:
    """A project of the catalogue with range clauses."""
    return load_project(targets_root() / "js2023", "1002")


def test_a_target_is_found_by_its_id(project: Project) -> None:
    """Every target is the one of its own id."""
    assert list(project.targets) == [project.target(target.id) for target in project.targets]


@pytest.mark.parametrize("name", ["1002.pump_speed", "1001.bor", "", "1002.BOR\x00"])
def test_an_unknown_id_is_refused(project: Project, name: str) -> None:
    """A stem, a target of another project and nonsense are no ids of this project."""
    with pytest.raises(CatalogueError) as caught:
        project.target(name)

    assert "target_unknown" == caught.value.code
    assert "1002" in caught.value.text("zh")


def test_a_stem_lists_the_targets_that_one_range_answers(project: Project) -> None:
    """Low and high end of the pump's speed stand under one stem."""
    stems = {stem: [target.id for target in targets] for stem, targets in project.stems().items()}

    assert {"1002.pump_speed": ["1002.pump_speed_min", "1002.pump_speed_max"]} == stems
