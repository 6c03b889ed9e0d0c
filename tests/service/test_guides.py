"""The guide as the service holds it."""

from __future__ import annotations

import pytest

from tests.service.world import World
from verifier.acceptance.library import open_guide
from verifier.errors import CatalogueError
from verifier.service.guides import guide_of, guide_project


def test_the_guide_is_opened_once(world: World) -> None:
    """Every page gets the same guide, which is the program's."""
    assert guide_of(world.service) is guide_of(world.service)
    assert open_guide().guide == guide_of(world.service).guide
    assert guide_project(world.service, "3103") is guide_project(world.service, "3103")


def test_what_is_not_there_is_a_sentence(world: World) -> None:
    """An unknown guide and an unknown project are refused."""
    with pytest.raises(CatalogueError):
        guide_of(world.service, "none")
    with pytest.raises(CatalogueError):
        guide_project(world.service, "0000")
