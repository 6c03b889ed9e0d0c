"""Where the data folders stand."""

from __future__ import annotations

from pathlib import Path

from verifier.catalogue import shelf


def test_the_catalogue_is_found() -> None:
    """The folder of targets exists and explains its own grammar."""
    assert (shelf.targets_root() / "README.md").is_file()


def test_the_worked_submissions_are_found() -> None:
    """The folder of worked submissions exists."""
    assert shelf.measurements_root().is_dir()


def test_the_packaged_copy_is_preferred(tmp_path: Path) -> None:
    """A wheel's own copy is read even where a folder of that name stands beside the package."""
    package = tmp_path / "verifier"
    (package / "_targets").mkdir(parents=True)
    (tmp_path / "targets").mkdir()

    assert package / "_targets" == shelf._folder("targets", package)


def test_a_checkout_is_read_in_place(tmp_path: Path) -> None:
    """Without a packaged copy the folder beside the package is the data."""
    package = tmp_path / "verifier"
    package.mkdir()

    assert tmp_path / "targets" == shelf._folder("targets", package)
