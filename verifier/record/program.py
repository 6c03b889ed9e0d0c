"""The program that seals and re-runs: its files, their digest, and the libraries it stands on."""

from __future__ import annotations

import importlib.metadata
import platform
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from verifier import __version__
from verifier.record.canonical import sha256_hex
from verifier.record.statement import Program

__all__ = ["LIBRARIES", "file_digest", "installed_constraints", "present_program", "program_files"]

LIBRARIES: Final = ("click", "cryptography", "jinja2", "pint", "pydantic", "rfc8785", "rich", "sympy")
"""What the distribution depends on; pyproject.toml says the same."""

_PACKAGE: Final = Path(__file__).resolve().parents[1]
# Data travels inside a wheel and beside the package in a checkout (docs/adr/0009); a record pins it by itself.
_NOT_PROGRAM: Final = {"__pycache__", "_targets", "_measurements"}
_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")


def program_files(package: Path = _PACKAGE) -> dict[str, bytes]:
    """The files of the program: path with ``verifier/`` before it -> bytes; the same in a wheel and in a checkout."""
    return {
        f"verifier/{path.relative_to(package).as_posix()}": path.read_bytes()
        for path in package.rglob("*")
        if path.is_file() and not _NOT_PROGRAM & set(path.relative_to(package).parts) and path.suffix != ".pyc"
    }


def file_digest(files: Mapping[str, bytes]) -> str:
    """``sha256:`` over the sorted (path, sha256) of files."""
    lines = sorted(f"{name}\0{sha256_hex(data)}\n" for name, data in files.items())
    return "sha256:" + sha256_hex("".join(lines).encode())


@cache
def present_program() -> Program:
    """The program that runs."""
    return Program(__version__, file_digest(program_files()))


def installed_constraints() -> bytes:
    """The versions of the libraries that the program stands on, one ``name==version`` a line."""
    versions: dict[str, str] = {}
    waiting = list(LIBRARIES)
    while waiting:
        name = waiting.pop()
        try:
            found = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            # A requirement for another system or an older Python.
            continue
        plain = re.sub(r"[-_.]+", "-", found.metadata["Name"]).lower()
        if plain not in versions:
            versions[plain] = found.version
            needs = [need for need in found.requires or [] if "extra ==" not in need]
            waiting += [match[0] for need in needs if (match := _NAME.match(need))]
    lines = [f"# Python {platform.python_version()}", *sorted(f"{name}=={found}" for name, found in versions.items())]
    return ("\n".join(lines) + "\n").encode()
