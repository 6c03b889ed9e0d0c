"""The program's own digest and libraries: the same from a checkout and from a wheel."""

from __future__ import annotations

import shutil
import tomllib
from importlib.metadata import version
from pathlib import Path

from verifier.record.program import (
    LIBRARIES,
    file_digest,
    installed_constraints,
    present_program,
    program_files,
)

_ROOT = Path(__file__).parents[2]


def test_the_digest_is_over_paths_and_bytes() -> None:
    """A renamed file and a changed one give another digest; the order of files does not."""
    files = {"verifier/a.py": b"1", "verifier/b.py": b"2"}

    assert file_digest(files) == file_digest(dict(reversed(files.items())))
    assert file_digest(files) != file_digest({"verifier/a.py": b"1", "verifier/c.py": b"2"})
    assert file_digest(files) != file_digest({"verifier/a.py": b"2", "verifier/b.py": b"2"})


def test_a_wheel_has_the_digest_of_its_checkout(tmp_path: Path) -> None:
    """The data folders that travel inside a wheel, and what Python compiles, do not count."""
    package = tmp_path / "verifier"
    shutil.copytree(_ROOT / "verifier", package, ignore=shutil.ignore_patterns("__pycache__"))
    for extra in ("_targets/js2023/guide.toml", "_measurements/x.csv", "record/__pycache__/log.cpython-311.pyc"):
        (package / extra).parent.mkdir(parents=True, exist_ok=True)
        (package / extra).write_bytes(b"x")

    assert program_files(_ROOT / "verifier") == program_files(package)
    assert "verifier/record/program.py" in program_files(package)


def test_the_present_program() -> None:
    """The present program is named by the digest of the files that run."""
    assert file_digest(program_files()) == present_program().digest


def test_the_libraries_are_the_distributions() -> None:
    """The libraries on record are those that the distribution depends on."""
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert set(LIBRARIES) <= {need.partition(">=")[0] for need in project["dependencies"]}


def test_constraints_name_versions() -> None:
    """Each library stands with its installed version, and so does what it needs itself."""
    lines = installed_constraints().decode().splitlines()

    assert {f"{name}=={version(name)}" for name in LIBRARIES} <= set(lines)
    assert any(line.startswith("markupsafe==") for line in lines)
    assert lines[1:] == sorted(lines[1:])
