"""The package as a whole: its version, its types, and what it does not import."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import pytest

import verifier

_ROOT = Path(__file__).parents[1]


def test_one_version() -> None:
    """The version that the program states is the version of the installed distribution."""
    assert version("dabiao") == verifier.__version__


def test_types_are_published() -> None:
    """The marker that lets other projects check against our types travels with the package."""
    assert files("verifier").joinpath("py.typed").is_file()


def test_the_command_is_declared() -> None:
    """Installing the distribution puts one command on the path, and its name is the distribution's."""
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert {project["name"]: "verifier.cli.main:main"} == project["scripts"]


def test_every_dependency_is_pinned_for_ci() -> None:
    """The constraints file holds a version of everything that the project names."""
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    needs = [need for group in groups for need in group if not need.startswith("dabiao[")]
    named = {need.partition(">=")[0].partition("[")[0].lower() for need in needs}

    pins = (_ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {pin.partition("==")[0].lower() for pin in pins if "==" in pin}

    assert set() == named - pinned


@pytest.mark.parametrize("heavy", ["sympy", "scipy"])
def test_start_up_stays_light(heavy: str) -> None:
    """Loading the command does not load a library that costs half a second and only reasons."""
    probe = f"import sys, verifier.cli.main; sys.exit({heavy!r} in sys.modules)"

    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stderr)
