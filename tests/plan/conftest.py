"""The project of the plan's tests."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.plan.submissions import PROJECT
from verifier.catalogue.guide import Project
from verifier.catalogue.source import load_project
from verifier.decision.ruling import Context
from verifier.plan.plan import Plan


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """One target for each way that rows are decided."""
    folder = tmp_path_factory.mktemp("guide")
    (folder / "9999.toml").write_text(PROJECT, encoding="utf-8")
    return load_project(folder, "9999")


@pytest.fixture
def plan(project: Project) -> Plan:
    """The plan of the tests' project."""
    return Plan(project.targets, Context(), {})


@pytest.fixture
def spark(cluster: Any) -> Iterator[Any]:  # noqa: ANN401 -- pyspark is an extra
    """Spark on this machine; sockets that it leaves open are closed before the next test looks for such."""
    yield cluster
    gc.collect()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Any]:
    """Spark on this machine, which cuts every file into small blocks."""
    pytest.importorskip("pyspark", reason="the extra spark is not installed")
    if shutil.which("java") is None:
        if os.environ.get("DABIAO_REQUIRE") == "all":
            pytest.fail("Java is not installed")
        pytest.skip("Java is not installed")
    from verifier.plan.spark_session import open_session

    with open_session("local[2]") as session:
        session.conf.set("spark.sql.files.maxPartitionBytes", "20000")
        session.conf.set("spark.sql.files.openCostInBytes", "1")
        yield session
