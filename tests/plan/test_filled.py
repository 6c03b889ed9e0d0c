"""Columns agree with rows however the columns of a table are filled: absent, blank, the same in all rows, with gaps."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

from tests.plan.submissions import HOSTILE, project_in, reading, value_near
from tests.plan.test_layouts import differences, written
from verifier.decision.rule import read_rule
from verifier.decision.ruling import Context
from verifier.plan import parquet_file, text_file
from verifier.plan.chunks import Chunks
from verifier.plan.plan import Plan

_SINGLE = ("every", "worst", "max", "min", "mean", "weighted_mean", "median", "quantile:0.9")
_OUTER = ("worst", "every", "mean", "max", "median", "min")
_INNER = ("mean", "weighted_mean", "median", "max", "min", "quantile:0.9")
_UNITS = {"W": ("W", "kW", "mW"), "degC": ("degC", "K"), "cm^-2": ("cm^-2", "个/cm²", "1/m^2")}
_LIMITS = ("100", "1.5", "85")
_CELLS = {
    "conditions": ("J = 200 A/cm^2", "J=150 A/cm^2", "J = 200 A/cm2", "J = x", ""),
    "statistic": ("", "max", "mean", "median"),
    "wafer": ("W1", "W2", "W3", "W4", ""),
    "lot": ("L1", "L2", ""),
    "weight": ("1", "2", "0.5", "0", "-1", "x", "1e3", ""),
    "exclude": ("", "broken", "y"),
    "polarity": ("", "magnitude"),
    "sample": ("s1", "s2", "s3", ""),
    "lod": ("", "0.05"),
    "uncertainty": ("", "0.5", "0.01", "2 % rel", "x", "[80, 90]"),
    "u": ("", "0.1", "0.2"),
    "k": ("", "2", "1.96", "x"),
    "quantity": ("", "x"),
    "remark": ("", "a", '6" wafer', "a\nb"),
}
_OFTEN = {"wafer", "lot", "weight"}
_RULES = ("full-value", "full-value", "rounded", "guarded", "guarded:0.5", "jjf1094")


def _statistic(rng: random.Random) -> str:
    if rng.random() < 0.5:
        return rng.choice(_SINGLE)
    return f"{rng.choice(_OUTER)} of {rng.choice(_INNER)} by {rng.choice(('wafer', 'wafer', 'lot'))}"


def _target(rng: random.Random, unit: str, limit: str) -> str:
    """A target under a statistic, often with readings under others."""
    predicate = f"x {rng.choice(('<=', '<', '>=', '>'))} {limit} {unit}"
    if rng.random() < 0.2:
        predicate = f"x in [{limit}, 120] {unit}"
    body = f'predicate = "{predicate}"\nstatistic = "{_statistic(rng)}"\n'
    body += "nonnegative = true\n" if rng.random() < 0.3 else ""
    body += 'rounding = "1"\n' if rng.random() < 0.2 else ""
    if rng.random() < 0.5:
        others = [f'statistic = "{_statistic(rng)}"' for _ in range(rng.randint(1, 3))]
        body += "".join(reading(f"r{number}", more) for number, more in enumerate(("default = true", *others)))
    if rng.random() < 0.3:
        stated = rng.choice(("A/cm^2", "text"))
        body += f'[[target.condition]]\nkey = "J"\nneed = "wanted"\nstated = "{stated}"\nsource = "field"\n'
        body += 'name = { zh = "名", en = "name" }\n'
    return body


def _column(rng: random.Random, cells: tuple[str, ...], rows: int) -> list[str]:
    """A column that is blank, the same in all rows, filled with gaps, or states something else in each."""
    one = cells[0] or cells[1]
    way = rng.randrange(5)
    if way < 2:
        return [one if way else ""] * rows
    if way == 2:
        share = rng.choice((0.5, 0.9, 0.98))
        return [one if rng.random() < share else "" for _ in range(rows)]
    return [rng.choice(cells[:3] if way == 3 else cells) for _ in range(rows)]


def _rows(rng: random.Random, targets: dict[str, tuple[str, str]]) -> list[dict[str, str]]:
    rows = rng.choice((1, 2, 3, 5, 10, 40, 150))
    columns = {
        name: _column(rng, cells, rows)
        for name, cells in _CELLS.items()
        if rng.random() < (0.5 if name in _OFTEN else 0.2)
    }
    chosen = [rng.choice(list(targets)) for _ in range(rows)]
    plain, spread, foreign = rng.choice((1, 1, 0.9, 0.5)), rng.choice((0.01, 0.1, 0.5)), rng.choice((0, 0, 0.1))
    values, units = [], []
    for name in chosen:
        unit, limit = targets[name]
        near = value_near(limit, 0, rng) if rng.random() < 0.6 else rng.choice(HOSTILE)
        drawn = f"{float(limit) * rng.gauss(1, spread):.{rng.choice((2, 4, 12))}f}"
        values.append(drawn if rng.random() < plain else near)
        units.append("kg" if rng.random() < foreign else unit if rng.random() < 0.7 else rng.choice(_UNITS[unit]))
    columns |= {"target": [f"9999.{name}" for name in chosen], "value": values, "unit": units}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _differences(rng: random.Random, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    targets = {f"t{number}": (rng.choice(list(_UNITS)), rng.choice(_LIMITS)) for number in range(rng.randint(1, 3))}
    project = project_in(folder, {name: _target(rng, *asked) for name, asked in targets.items()})
    context = Context(rule=read_rule(rng.choice(_RULES)))
    monkeypatch.setattr(text_file, "Chunks", partial(Chunks, size=rng.choice((1, 1 << 20))))
    monkeypatch.setattr(parquet_file, "_LEAST", rng.choice((5, 1 << 14)))
    path = written(rng, _rows(rng, targets), folder)
    return differences(path, project, Plan(project.targets, context, project.stems()), rng.choice(("wafer", "lot")))


@pytest.mark.parametrize("part", range(8))
def test_however_columns_are_filled_rulings_are_alike(
    part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any statistic, readings under others, every optional column by its own way of being filled."""
    wrong = {
        seed: found
        for seed in range(25 * part, 25 * part + 25)
        if (found := _differences(random.Random(seed), tmp_path, monkeypatch))  # noqa: S311 -- test data
    }

    assert {} == wrong
