"""Blocks of rows: of their lots and parts no more is kept than the sample plans ask for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

from verifier.catalogue.guide import Project
from verifier.catalogue.target import Plan as SamplePlan
from verifier.decision.ruling import Context
from verifier.decision.sample_size import SampleSize
from verifier.plan.local import scan_file
from verifier.plan.plan import Plan
from verifier.plan.sample_blocks import noted_for
from verifier.plan.scan import TableFile


def _counted(project: Project, path: Path, asked: SamplePlan) -> SampleSize:
    targets = tuple(replace(one, plan=asked) if one.id == "9999.upper" else one for one in project.targets)
    plan = Plan(targets, Context(), {})
    return scan_file(TableFile(path, path.name), plan).tally.sizes.known["9999.upper"]


def test_parts_are_counted_as_far_as_they_are_asked_for(project: Project, tmp_path: Path) -> None:
    """Of two lots with a thousand devices each: every device for its sites, ten a lot, or no more than a lot's name."""
    path = tmp_path / "a.csv"
    rows = "".join(f"9999.upper,{1 + at / 10_000},um,L{at % 2},D{at},3\n" for at in range(2000))
    path.write_text(f"target,value,unit,lot,sample,n\n{rows}", encoding="utf-8")

    sites = _counted(project, path, SamplePlan(sites=2))
    few = _counted(project, path, SamplePlan(lots=3, parts_per_lot=10))
    lots = _counted(project, path, SamplePlan(lots=2))

    assert (2000, {2}) == (sites.parts, {number for lot in sites.lots.values() for number in lot.sites.values()})
    assert {"L0": 10, "L1": 10} == {name: lot.count for name, lot in few.lots.items()}
    assert (["L0", "L1"], 0) == (sorted(lots.lots), lots.parts)


def test_columns_are_looked_at_where_a_plan_asks(project: Project) -> None:
    """A project without sample plans costs no look at lots and parts."""
    assert () == noted_for(Plan(project.targets, Context(), project.stems()))
