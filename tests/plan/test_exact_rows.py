"""Rows that no double decides: integers say of them what the scalar path says."""

from __future__ import annotations

import random
import time
from decimal import Decimal
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

from tests.plan.submissions import HOSTILE, LIMITS
from tests.plan.test_rulings import compared, write
from verifier.catalogue.guide import Project
from verifier.decision.ruling import Context
from verifier.measurement.table import read_table
from verifier.plan.local import scan_file
from verifier.plan.plan import Plan
from verifier.plan.scan import TableFile


def _rows(rng: random.Random, count: int) -> list[dict[str, str]]:
    """Texts of 16 to 40 digits on the limit or a hair beside it, distinct, with some that are no plain numbers."""
    rows = []
    for _ in range(count):
        name = rng.choice(("upper", "lower", "hot", "peak", "mean", "size"))
        limit = Decimal(LIMITS[name])
        hair = Decimal(rng.choice((0, 0, 1, -1)) * rng.randint(1, 10**9)).scaleb(-38)
        text = f"{limit + hair:.{rng.randint(18, 38)}f}" if rng.random() < 0.9 else rng.choice(HOSTILE)
        rows.append({"target": f"9999.{name}", "value": text, "unit": _UNITS[name]})
    return rows


_UNITS = {"upper": "um", "lower": "L/min", "hot": "degC", "peak": "W", "mean": "ohm", "size": "pA/um"}


@pytest.mark.parametrize("seed", range(4))
def test_values_on_the_limit_are_ruled_on_alike(seed: int, project: Project, tmp_path: Path) -> None:
    """Distinct long texts on the limit: the same verdicts, values, margins, reasons and counts."""
    path = write(tmp_path / "a.csv", _rows(random.Random(seed), 400))  # noqa: S311 -- test data
    scan = scan_file(TableFile(path, path.name), Plan(project.targets, Context(), {}))

    assert scan.tally.exact > 300
    assert [] == compared(read_table(path.read_bytes(), path.name).rows, scan.tally, project, Context())


def test_an_attack_with_distinct_long_texts_ends_soon(project: Project, tmp_path: Path) -> None:
    """Fifty thousand distinct texts on one limit take seconds, not minutes."""
    path = tmp_path / "a.csv"
    lines = (f"9999.upper,1.5{n:030d},um\n" for n in range(50_000))
    path.write_text("target,value,unit\n" + "".join(lines), encoding="utf-8")
    started = time.process_time()
    scan = scan_file(TableFile(path, path.name), Plan(project.targets, Context(), {}))

    assert time.process_time() - started < 20
    # 1.5 itself and what a short text cannot tell from it.
    (group,) = scan.tally.groups.values()
    assert [1, 49_999] == sorted(zone.count for zone in group.found.values())
