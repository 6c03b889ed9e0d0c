"""Rows that stand for others: the ruling from few of them is that from all."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

pytest.importorskip("numba", reason="the extra big is not installed")

from tests.plan.submissions import project_in, reading
from tests.plan.test_rulings import compared, write
from verifier.decision.rule import read_rule
from verifier.decision.ruling import Context, rule_on
from verifier.measurement.table import read_table
from verifier.plan.local import scan_file
from verifier.plan.plan import Plan
from verifier.plan.scan import TableFile

_BY_GROUP = {
    "inside": ("D in [10, 20] mm or D in (30, 40] mm", "worst of mean by wafer", "mm", "um"),
    "least": ("t >= 30 ns", "min of median by lot", "ns", "us"),
    "most": ("t < 30 ns", "max of mean by sample", "ns", "us"),
    "weighed": ("rho <= 400 cm^-2", "worst of weighted_mean by wafer", "cm^-2", "个/cm²"),
}


@pytest.mark.parametrize("rule", ["full-value", "rounded"])
@pytest.mark.parametrize("seed", range(12))
def test_groups_with_extreme_statistics_stand_for_the_others(rule: str, seed: int, tmp_path: Path) -> None:
    """Many groups at limits, on either side and between them, of one row and of several: ruled on as all rows are."""
    rng = random.Random(seed)  # noqa: S311 -- test data
    bodies = {
        name: f'predicate = "{predicate}"\nstatistic = "{statistic}"\nrounding = "1"'
        for name, (predicate, statistic, _, _) in _BY_GROUP.items()
    }
    project, context = project_in(tmp_path, bodies), Context(rule=read_rule(rule))
    rows = []
    for name, (_, _, unit, other) in _BY_GROUP.items():
        # The first three lie inside, between and inside two intervals: there the extremes alone do not tell.
        middles = rng.choice(((15, 25, 35), (15, 35), (10, 20, 20.5, 30, 30.5, 29.5, 40), (25, 400, 400.5)))
        for group in range(rng.choice((1, 5, 40))):
            middle = rng.choice(middles)
            # Most submissions hold nothing strange, so that extremes decide.
            strange = seed % 3 == 0 and rng.random() < 0.2
            for _ in range(rng.choice((1, 2, 3))):
                value = middle + rng.choice((0, 0, 0.5, -0.5))
                rows.append(
                    {
                        "target": f"9999.{name}",
                        "value": rng.choice(("x", "", "<3", "1/3")) if strange and rng.random() < 0.5 else f"{value:g}",
                        "unit": other if strange and rng.random() < 0.5 else unit,
                        "weight": "1" if not strange else rng.choice(("1", "2", "", "-1")),
                        "exclude": "污染" if strange and rng.random() < 0.2 else "",
                        **dict.fromkeys(("wafer", "lot", "sample"), "" if strange else f"G{group}"),
                    }
                )
    rng.shuffle(rows)
    path = write(tmp_path / "a.csv", rows)
    tally = scan_file(TableFile(path, path.name), Plan(project.targets, context, {})).tally

    assert [] == compared(read_table(path.read_bytes(), path.name).rows, tally, project, context)


def test_where_each_row_has_its_own_u_none_states_that_of_another(tmp_path: Path) -> None:
    """A reading that joins U beside one that does not: the first value with the greatest U would be no row at all."""
    body = 'predicate = "L <= 10 mm"\nstatistic = "mean"' + reading("joined", "default = true")
    body += reading("each", 'statistic = "every"')
    project, context = project_in(tmp_path, {"t": body}), Context(rule=read_rule("guarded"))
    stated = (("9", "0.1"), ("9", "0.2"), ("1", "3"), ("1", "4"))
    rows = [{"target": "9999.t", "value": value, "unit": "mm", "uncertainty": u} for value, u in stated]
    path = write(tmp_path / "a.csv", rows)
    tally = scan_file(TableFile(path, path.name), Plan(project.targets, context, {})).tally
    table = read_table(path.read_bytes(), path.name)

    assert ("each",) == rule_on(project.targets[0], table.rows, context).holds
    assert [] == compared(table.rows, tally, project, context)
