"""A small running service for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import new_database
from tests.service.world import World, open_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A service with a project and its people, on SQLite."""
    with open_world(tmp_path / "data") as opened:
        yield opened


@pytest.fixture(params=["sqlite", "postgresql"])
def either_world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """The same, once on SQLite and once on PostgreSQL."""
    url = new_database() if request.param == "postgresql" else None
    with open_world(tmp_path / "data", url) as opened:
        yield opened
