"""The guide as the service holds it: opened once, since its files do not change while it runs."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from verifier.acceptance.library import OpenGuide, open_guide
from verifier.catalogue.guide import Project
from verifier.service.running import Service

__all__ = ["guide_of", "guide_project"]


def guide_of(service: Service, name: str | None = None) -> OpenGuide:
    """The guide of a name, the service's own where None.

    Raises:
        CatalogueError: It is not found or cannot be loaded.
    """
    return _opened(name or service.guide, service.guide_path)


def guide_project(service: Service, code: str, guide: str | None = None) -> Project:
    """A project of the guide by its code.

    Raises:
        CatalogueError: There is none.
    """
    return _loaded(guide or service.guide, service.guide_path, code)


@lru_cache(maxsize=8)
def _opened(name: str, guide_path: Path | None) -> OpenGuide:
    return open_guide(name, guide_path)


@lru_cache(maxsize=64)
def _loaded(name: str, guide_path: Path | None, code: str) -> Project:
    return _opened(name, guide_path).project(code)
