"""The project of the plan's tests."""

from __future__ import annotations

import pytest

from tests.plan.submissions import PROJECT
from verifier.catalogue.guide import Project
from verifier.catalogue.source import load_project


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """One target for each way that rows are decided."""
    folder = tmp_path_factory.mktemp("guide")
    (folder / "9999.toml").write_text(PROJECT, encoding="utf-8")
    return load_project(folder, "9999")
