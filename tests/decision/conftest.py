"""Independent libraries that tests compare with: absent, a test skips; in the tier of oracles it fails."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that asks for an oracle, so that `pytest -m oracle` is the tier."""
    for item in items:
        if "oracle" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.oracle)


@pytest.fixture
def oracle(request: pytest.FixtureRequest) -> Callable[[str], Any]:
    """A library of the extra `oracles`, by the name of its module."""

    def load(name: str) -> Any:  # noqa: ANN401 -- libraries without types
        try:
            # What a library warns of while it loads is its own affair.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return import_module(name)
        except ModuleNotFoundError:
            if request.config.getoption("markexpr") == "oracle" and os.environ.get("DABIAO_REQUIRE") == "all":
                pytest.fail(f"{name} is required and absent", pytrace=False)
            pytest.skip(f"{name} is an oracle here, not a dependency: make test-oracles")

    return load
