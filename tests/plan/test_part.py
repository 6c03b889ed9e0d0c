"""Parts: a tally that was written is the tally that is read, and parts add up in any grouping."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

from tests.plan.submissions import HEAD, LIMITS, submission
from tests.plan.test_rulings import compared, scan, write
from verifier.catalogue.guide import Project
from verifier.decision.ruling import Context
from verifier.errors import MeasurementError
from verifier.measurement.row import Row
from verifier.measurement.table import read_table
from verifier.plan.part import read_head, read_part, write_part
from verifier.plan.plan import Plan
from verifier.plan.tally import Tally


@pytest.mark.parametrize("seed", range(6))
def test_parts_add_up_to_the_whole(seed: int, project: Project, tmp_path: Path) -> None:
    """Three files, each written as a part, read back and added, are ruled on like all their rows at once."""
    rng = random.Random(seed)  # noqa: S311 -- test data
    plan = Plan(project.targets, Context(), project.stems())
    rows: list[Row] = []
    tally, later = Tally(plan), Tally(plan)
    for number in range(3):
        path = write(tmp_path / f"{number}.csv", submission(rng, 80, tuple(LIMITS), plain=rng.choice((0, 0.9))))
        rows += read_table(path.read_bytes(), path.name).rows
        write_part(scan(path, plan), HEAD, tmp_path / f"{number}.part")
        stored = read_part(tmp_path / f"{number}.part", plan).tally
        (later if number else tally).merge(stored)
    tally.merge(later)

    assert HEAD == read_head(tmp_path / "0.part")
    assert [] == compared(rows, tally, project, Context())


def test_a_damaged_part_is_refused(project: Project, tmp_path: Path) -> None:
    """A cut, a foreign or an altered file is refused with its name, never added."""
    plan = Plan(project.targets, Context(), project.stems())
    path = write(tmp_path / "a.csv", submission(random.Random(1), 30, tuple(LIMITS)))  # noqa: S311 -- test data
    part = tmp_path / "a.part"
    write_part(scan(path, plan), HEAD, part)
    whole = part.read_bytes()
    text = gzip.decompress(whole)
    damaged = [
        b"",
        b"no part",
        whole[:-20],
        gzip.compress(b"{}"),
        gzip.compress(text.replace(b'"zone":', b'"zone":9', 1)),
        gzip.compress(text.replace(b'"target":', b'"colour":', 1)),
        gzip.compress(text.replace(b"dabiao/part/v6", b"dabiao/part/v3", 1)),
        gzip.compress(text.replace(b'"expanded":{}', b'"expanded":{"-1":1}', 1)),
        gzip.compress(text.replace(b'"sizes":[]', b'"sizes":[{"target":"9999.upper","detail":0,"lots":[]}]', 1)),
        gzip.compress(b"[" * 100_000),
    ]
    for data in damaged:
        part.write_bytes(data)
        with pytest.raises(MeasurementError) as refused:
            read_part(part, plan)

        assert "part_broken" == refused.value.code
