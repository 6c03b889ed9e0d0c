"""Files of delimited text: cut anywhere, they leave behind the same."""

from __future__ import annotations

import random
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")


from tests.plan.submissions import LIMITS, submission
from tests.plan.test_rulings import compared, write
from verifier.catalogue.guide import Project
from verifier.decision.ruling import Context
from verifier.measurement.table import read_table
from verifier.plan import text_file
from verifier.plan.chunks import Chunks
from verifier.plan.local import scan_file
from verifier.plan.plan import Plan
from verifier.plan.scan import TableFile

_NAMES = tuple(LIMITS)


@pytest.mark.parametrize("size", [300, 3000, 100_000])
def test_the_size_of_blocks_changes_nothing(
    size: int, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three rows a block or all at once: the same rulings."""
    path = write(tmp_path / "a.csv", submission(random.Random(size), 300, _NAMES, plain=0.5))  # noqa: S311 -- test data
    monkeypatch.setattr(text_file, "Chunks", partial(Chunks, size=size))
    scan = scan_file(TableFile(path, path.name), Plan(project.targets, Context(), {}))

    assert [] == compared(read_table(path.read_bytes(), path.name).rows, scan.tally, project, Context())


def test_the_first_rows_of_a_zone_are_listed(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that the exact reader decides, from behind, are listed where they come before others of their zone."""
    path = write(tmp_path / "a.csv", submission(random.Random(5), 8000, _NAMES, plain=0.8))  # noqa: S311 -- test data
    found = []
    for size in (10_000, 100_000_000):
        monkeypatch.setattr(text_file, "Chunks", partial(Chunks, size=size))
        tally = scan_file(TableFile(path, path.name), Plan(project.targets, Context(), {})).tally
        found.append(
            {
                (group.signature, number): [seen.place for seen in zone.listed]
                for group in tally.groups.values()
                for number, zone in group.found.items()
            }
        )

    assert found[0] == found[1]
    assert any(len(places) == 5 for places in found[0].values())


def test_delimited_text_needs_no_arrow() -> None:
    """Its import would be a sixth of the whole start."""
    asked = "import sys, verifier.plan.text_file; sys.exit('pyarrow' in sys.modules)"

    assert 0 == subprocess.run([sys.executable, "-c", asked], check=False).returncode
