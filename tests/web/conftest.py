"""A service of its own for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.world import Clock, Site, open_site


@pytest.fixture
def clock() -> Clock:
    """The clock of the service: a test lets time go by."""
    return Clock()


@pytest.fixture
def site(tmp_path: Path, clock: Clock) -> Iterator[Site]:
    """A service where people sign in."""
    with open_site(tmp_path / "data", clock=clock) as opened:
        yield opened


@pytest.fixture
def local_site(tmp_path: Path) -> Iterator[Site]:
    """A service for the one person at this machine."""
    with open_site(tmp_path / "data", login=False) as opened:
        yield opened
