"""Where the data folders stand: inside an installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

__all__ = ["measurements_root", "targets_root"]

_PACKAGE = Path(__file__).resolve().parents[1]


def targets_root() -> Path:
    """The folder of the catalogue: one folder a guide, one TOML file a project."""
    return _folder("targets")


def measurements_root() -> Path:
    """The folder of worked submissions with their expected verdicts."""
    return _folder("measurements")


def _folder(name: str, package: Path = _PACKAGE) -> Path:
    # An editable install reads the checkout, where the packaged copy does not exist (docs/adr/0009).
    packaged = package / f"_{name}"
    return packaged if packaged.is_dir() else package.parent / name
