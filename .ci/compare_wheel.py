"""Compare the names in a wheel with what git tracks: nothing is missing, nothing else travels along."""

from __future__ import annotations

import subprocess
import sys
from pathlib import PurePosixPath
from zipfile import ZipFile

# Where a folder of the tree stands inside the wheel (docs/adr/0009).
PLACES = {"verifier": "verifier", "targets": "verifier/_targets", "measurements": "verifier/_measurements"}


def tracked_names() -> set[str]:
    """The names that git tracks, as they should stand in the wheel."""
    command = ["git", "-c", "core.quotepath=off", "ls-files", "-z", "--", *PLACES]
    listing = subprocess.run(command, check=True, capture_output=True).stdout.decode()  # noqa: S603 - fixed words
    paths = [PurePosixPath(name) for name in listing.split("\0") if name]
    return {str(PurePosixPath(PLACES[path.parts[0]], *path.parts[1:])) for path in paths}


def wheel_names(wheel: str) -> set[str]:
    """The names in the wheel, without its own metadata."""
    with ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def main() -> None:
    """Exit with the differences, or quietly where there are none."""
    (wheel,) = sys.argv[1:]
    tracked, packed = tracked_names(), wheel_names(wheel)
    lines = [f"missing from the wheel: {name}" for name in sorted(tracked - packed)]
    lines += [f"in the wheel, not tracked by git: {name}" for name in sorted(packed - tracked)]
    if lines:
        sys.exit("\n".join(lines))


if __name__ == "__main__":
    main()
