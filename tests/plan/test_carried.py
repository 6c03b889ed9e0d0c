"""Rows that carry a statistic: its value and its U are exactly those of all rows."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

pytest.importorskip("numba", reason="the extra big is not installed")

from tests.plan.submissions import project_in, reading
from tests.plan.test_rulings import compared, write
from verifier.decision.rule import read_rule
from verifier.decision.ruling import Context, rule_on
from verifier.decision.verdict import Verdict
from verifier.measurement.table import read_table
from verifier.plan.local import scan_file
from verifier.plan.plan import Plan
from verifier.plan.scan import TableFile

_STATISTICS = (
    "mean", "weighted_mean", "median", "quantile:0.95", "max", "min", "worst of mean by wafer",
    "worst of weighted_mean by wafer", "max of median by lot", "mean of median by wafer", "worst of max by sample",
    "max of mean by wafer", "min of weighted_mean by lot",
)  # fmt: skip
_WEIGHED = 'predicate = "rho <= 400 cm^-2"\nstatistic = "worst of weighted_mean by wafer"'
_ALIKE = {"k": ("2",), "uncertainty": ("0.5", "0.25", "0.125 um", "0"), "dof": ("", "5"), "u": ("",)}
_STATED = (
    {"k": ("", "2"), "uncertainty": ("0.5",), "dof": ("",), "u": ("",)},
    _ALIKE,
    {**_ALIKE, "uncertainty": ("0.5", "0.3", "")},
    {**_ALIKE, "uncertainty": ("",), "u": ("0.1", "0.2", "1/3")},
    {**_ALIKE, "k": ("", "2", "3"), "uncertainty": ("0.5", "2 % rel", "[14, 16]", "±0.1 rect"), "u": ("", "0.25")},
)


@pytest.mark.parametrize("rule", ["full-value", "guarded", "risk:5%"])
@pytest.mark.parametrize("stated", range(len(_STATED)))
@pytest.mark.parametrize("seed", range(3))
def test_statistics_of_values_with_a_u_are_those_of_all_rows(rule: str, stated: int, seed: int, tmp_path: Path) -> None:
    """The U of a statistic is exactly that of all its rows: one for all, several, for some, or of several kinds."""
    rng = random.Random(f"{rule} {stated} {seed}")  # noqa: S311 -- test data
    bodies = {f"t{at}": f'predicate = "L <= 15.5 um"\nstatistic = "{one}"' for at, one in enumerate(_STATISTICS)}
    project, context = project_in(tmp_path, bodies), Context(rule=read_rule(rule))
    rows = []
    for _ in range(rng.choice((20, 200))):
        group, strange = f"G{rng.randint(1, 5)}", seed == 2 and rng.random() < 0.05
        value = f"{15 + rng.choice((0, 0.25, 0.5, 1, -1)) + rng.choice((0, 0, 0.1)):g}"
        rows.append(
            {
                "target": f"9999.t{rng.randrange(len(_STATISTICS))}",
                "value": rng.choice(("x", "<3", "31/2")) if strange else value,
                "unit": rng.choice(("um", "um", "mm")) if strange else "um",
                "weight": rng.choice(("1", "2")),
                **{key: rng.choice(cells) for key, cells in _STATED[stated].items()},
                **dict.fromkeys(("wafer", "lot", "sample"), group),
            }
        )
    path = write(tmp_path / "a.csv", rows)
    tally = scan_file(TableFile(path, path.name), Plan(project.targets, context, {})).tally

    assert [] == compared(read_table(path.read_bytes(), path.name).rows, tally, project, context)


@pytest.mark.parametrize("blank", [1, 2, 5])
@pytest.mark.parametrize("beside", ["weight", "value", "neither"])
def test_a_row_without_a_weight_enters_only_alone(blank: int, beside: str, tmp_path: Path) -> None:
    """Alone in its wafer it is the mean; beside another row that can be judged it is out, if that enters or not."""
    stated = {"unit": "cm^-2"}
    rows = [{**stated, "value": "390", "weight": "", "wafer": f"W{at}"} for at in range(blank)]
    rows += [{**stated, "value": value, "weight": "2", "wafer": "W9"} for value in ("410", "420")]
    rows.append({**stated, "value": "100", "weight": "", "wafer": "W9"})
    if beside != "neither":
        other = {"weight": ("390", "x"), "value": ("<500", "1")}[beside]
        rows.append({**stated, "value": other[0], "weight": other[1], "wafer": "W0"})

    assert [] == _one_target(tmp_path, _WEIGHED, rows)[1]


def _one_target(folder: Path, body: str, rows: list[dict[str, str]]) -> tuple[Verdict, list[object]]:
    """The verdict of the rows, and where columns differ from it."""
    project, context = project_in(folder, {"t": body}), Context()
    path = write(folder / "a.csv", [{"target": "9999.t", **row} for row in rows])
    tally = scan_file(TableFile(path, path.name), Plan(project.targets, context, {})).tally
    table = read_table(path.read_bytes(), path.name)
    return rule_on(project.targets[0], table.rows, context).verdict, [*compared(table.rows, tally, project, context)]


@pytest.mark.parametrize("wafers", [1, 2, 5])
def test_wafers_without_any_weight_are_not_evaluable(wafers: int, tmp_path: Path) -> None:
    """Several rows a wafer and no weight among them: each wafer needs one, however many wafers there are."""
    rows = [{"value": str(200 + n), "unit": "cm^-2", "wafer": f"W{n % wafers}"} for n in range(3 * wafers)]

    assert (Verdict.NOT_EVALUABLE, []) == _one_target(tmp_path, _WEIGHED, rows)


def test_each_wafer_with_a_row_that_cannot_be_judged_stays_open(tmp_path: Path) -> None:
    """Under every reading: rows of the same kind, each in a wafer of its own, leave all these wafers open."""
    body = 'predicate = "x <= 10 mm"\nstatistic = "worst of mean by wafer"' + reading("a", "default = true")
    body += reading("b", 'statistic = "worst of median by wafer"')
    rows = [
        {"value": value, "unit": unit, "wafer": f"W{number}"}
        for number, good in enumerate(("1", "2", "20", "3"))
        for value, unit in ((good, "mm"), ("1", "kg"))
    ]

    assert (Verdict.UNDECIDED, []) == _one_target(tmp_path, body, rows)


def test_rows_without_a_wafer_remain_several(tmp_path: Path) -> None:
    """Beside a row that is left out, rows that cannot be judged lack their wafer all the same."""
    body = 'predicate = "x <= 10 mm"\nstatistic = "worst of median by wafer"\n'
    rows = [{"value": "1", "unit": "kg", "exclude": ""} for _ in range(3)]

    assert (Verdict.NOT_EVALUABLE, []) == _one_target(
        tmp_path, body, [{"value": "2", "unit": "mm", "exclude": "broken"}, *rows]
    )
