"""Tables laid out in many ways: whichever columns and headings state a value and its U, columns say what rows say."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

import pyarrow as pa
from pyarrow import parquet

from tests.plan.submissions import HEAD, project_in, reading
from tests.plan.test_rulings import compared, told_otherwise, write
from verifier.catalogue.guide import Project
from verifier.decision.rule import read_rule
from verifier.decision.ruling import Context
from verifier.measurement.parquet import read_parquet
from verifier.measurement.table import read_table
from verifier.plan import parquet_file, sorted_block, text_file
from verifier.plan.by_group import GroupTable
from verifier.plan.chunks import Chunks
from verifier.plan.local import scan_file
from verifier.plan.part import read_part, write_part
from verifier.plan.plan import Plan
from verifier.plan.scan import TableFile
from verifier.plan.whole import scan_whole

_CONDITION = (
    '\n[[target.condition]]\nkey = "J"\nneed = "required"\ntolerance = "1 %"\nseverity = "increasing"\n'
    'name = { zh = "电流密度", en = "current density" }\nsource = "guide"'
)
_RATED = (
    '\n[[target.condition]]\nkey = "nr"\nneed = "wanted"\nstated = "um"\nname = { zh = "额定", en = "rated" }\n'
    'source = "guide"'
)
_EACH_OR_MEAN = "".join(
    reading(name, more)
    for name, more in (("by-mean", "default = true"), ("each", 'statistic = "every"'), ("top", 'statistic = "max"'))
)
_STATISTICS = (
    "every", "worst", "max", "min", "mean", "weighted_mean", "median", "quantile:0.95", "worst of mean by wafer",
    "worst of weighted_mean by wafer", "max of median by lot", "mean of median by wafer", "worst of max by sample",
)  # fmt: skip
_TARGETS = {
    **{f"s{at}": f'predicate = "L <= 15.5 um"\nstatistic = "{one}"' for at, one in enumerate(_STATISTICS)},
    "two": 'predicate = "L in [14.5, 15.5) um"\nstatistic = "every"\nrounding = "0.1"',
    "gap": 'predicate = "L in [14, 14.5] um or L in (15.5, 16) um"\nstatistic = "worst of mean by wafer"',
    "held": f'predicate = "L < 15.5 um @ J = 200 A/cm^2"\nstatistic = "mean"{_CONDITION}',
    "rated": f'predicate = "L >= 1 um and L <= 0.9 * nr"\nstatistic = "max"{_RATED}',
    "size": 'predicate = "abs(L) <= 15.5 um"\nstatistic = "median"\nmagnitude = true',
    "read": f'predicate = "L <= 15.5 um"\nstatistic = "mean"{_EACH_OR_MEAN}',
}
_RULES = ("full-value", "rounded", "guarded", "guarded:0.5", "jjf1094", "risk:5%")
_VALUES = ("value", "value (um)", "实测值 (µm)", "value/nm")
_EXPANDED = ("uncertainty", "U (um)", "U (um; k=3)", "U (nm)")
_STANDARD = ("u", "u (um)")
_TEXTS = ("15.5", "15", "14.5", "15.25", "15.3", "15.499999999999999999999", "15.500", "1.55e1", "16", "14.25")
_NUMBERS = ("0.25", "0.5", "0.125", "0.2", "0.250", "1e-3", "0.3", "1", "0.1000000000000000000001")
_STRANGE = {
    "value": ("", "x", "<3", "31/2", "-999", "15.4 um", "-15", "0", "nan"),
    "uncertainty": ("", "0", "x", "2 % rel", "[14, 16]", "±0.1 rect", " ", "0.1 nm", "-1", "1e400"),
    "u": ("", "0", "x", " ", "1/3"),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """One limit under every statistic, and some others that a U bears on."""
    return project_in(tmp_path_factory.mktemp("guide"), _TARGETS)


def _table(rng: random.Random) -> list[dict[str, str]]:
    """Rows of some targets in a layout of their own: few values and few U, so that many rows agree in all but one."""
    names = rng.sample(sorted(_TARGETS), rng.choice((1, 2, len(_TARGETS))))
    odd = rng.choice((0.0, 0.0, 0.02, 0.2))
    texts, numbers = rng.sample(_TEXTS, rng.choice((2, 5))), rng.sample(_NUMBERS, rng.choice((1, 2, 5)))
    value, wafers = rng.choice((*_VALUES, "value")), rng.choice((2, 30))
    # Which of U and u the rows state: neither, one of them, one or the other, or both.
    beside = rng.choice(((), ("U",), ("u",), ("U", "u"), ("U", "u")))
    both = rng.random() < 0.2
    heads = {"U": rng.choice((*_EXPANDED, "uncertainty")), "u": rng.choice((*_STANDARD, "u"))}
    more = [key for key in ("k", "dof", "uncertainty_unit", "conditions", "statistic", "exclude") if rng.random() < 0.4]
    unit = rng.choice((("um",), ("um", "µm"), ("um", "nm", ""), ("",) if value != "value" else ("um",)))
    measured = rng.random() < 0.5
    rows = []
    for at in range(rng.choice((3, 40, 150))):
        name = rng.choice(names)
        row = {"target": f"9999.{name}", value: _cell(rng, "value", texts, odd), "unit": rng.choice(unit)}
        states = rng.choice(beside) if beside else ""
        for key, head in heads.items():
            if key in beside:
                here = key == states or both
                row[head] = _cell(rng, "uncertainty" if key == "U" else "u", numbers, odd) if here else ""
        row |= {"wafer": f"W{rng.randrange(wafers)}", "lot": f"L{at % 2}", "sample": f"S{at % 7}"}
        row["weight"] = rng.choice(("1", "2")) if rng.random() > odd / 3 else rng.choice(("", "x"))
        choices = {
            "k": ("", "2", "3"),
            "dof": ("", "5"),
            "uncertainty_unit": ("", "", "nm", "kg") if odd else ("",),
            "conditions": _conditions(rng, measured=measured),
            "statistic": ("", "", "", "max", "mean") if odd else ("",),
            "exclude": ("", "", "", "污染") if odd else ("",),
        }
        rows.append(row | {key: rng.choice(choices[key]) for key in more})
    return rows


def _devices(rng: random.Random) -> list[dict[str, str]]:
    """A row for each device with a column for each target, and one U of them all."""
    names, odd = rng.sample(sorted(_TARGETS), rng.choice((1, 4))), rng.choice((0.0, 0.0, 0.05))
    texts, numbers = rng.sample(_TEXTS, 3), rng.sample(_NUMBERS, rng.choice((1, 4)))
    headings = [f"9999.{name}{rng.choice(('', ' (um)', ' (nm)'))}" for name in names]
    heads = {"U": rng.choice((*_EXPANDED, "uncertainty")), "u": rng.choice((*_STANDARD, "u"))}
    beside = rng.choice(((), ("U",), ("u",), ("U", "u")))
    rows = []
    for at in range(rng.choice((3, 60))):
        row = {heading: "" if rng.random() < 0.1 else _cell(rng, "value", texts, odd) for heading in headings}
        states = rng.choice(beside) if beside else ""
        for key in beside:
            row[heads[key]] = _cell(rng, "uncertainty" if key == "U" else "u", numbers, odd) if key == states else ""
        rows.append(row | {"sample": f"S{at}", "wafer": f"W{at % 9}", "lot": "L1", "weight": "1", "unit": ""})
    return rows


def _cell(rng: random.Random, key: str, ordinary: list[str], odd: float) -> str:
    return rng.choice(_STRANGE[key]) if rng.random() < odd else rng.choice(ordinary)


def _conditions(rng: random.Random, *, measured: bool) -> tuple[str, ...]:
    if not measured:
        return ("J = 200 A/cm^2; nr = 17 um", "J = 200 A/cm^2; nr = 17 um", "")
    return (f"J = {rng.gauss(200, 1):.4f} A/cm^2; nr = {rng.choice((17, 17, 18))} um; RH = {rng.random():.3f}",)


def written(rng: random.Random, rows: list[dict[str, str]], folder: Path) -> Path:
    """The rows as CSV or Parquet, there with doubles where every cell is a number or blank."""
    folder.mkdir(exist_ok=True)
    if rng.random() < 0.6:
        return write(folder / "a.csv", rows)
    columns = {name: pa.array([row[name] for row in rows]) for name in rows[0]}
    for name in rows[0]:
        kind = rng.choice((None, None, pa.float64(), pa.float32()))
        cells = [row[name] for row in rows]
        if kind is not None and name.startswith(("value", "实", "u", "U")) and name != "unit":
            try:
                columns[name] = pa.array([float(cell) if cell else None for cell in cells], kind)
            except ValueError:
                continue
        elif rng.random() < 0.3:
            columns[name] = columns[name].dictionary_encode()
    parquet.write_table(pa.table(columns), folder / "a.parquet")
    return folder / "a.parquet"


@pytest.mark.parametrize("rule", _RULES)
@pytest.mark.parametrize("seed", range(10))
def test_any_layout_is_ruled_on_alike(
    seed: int, rule: str, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """U in either column or in both, units in headings and cells, text and doubles, conditions measured anew.

    Of one block or of many small ones, and of rows set aside that are few or many.
    """
    rng = random.Random(f"{rule} {seed}")  # noqa: S311 -- test data
    if rng.random() < 0.5:
        monkeypatch.setattr(text_file, "Chunks", partial(Chunks, size=rng.choice((256, 2048))))
        monkeypatch.setattr(parquet_file, "_BATCH", size := rng.choice((7, 40)))
        monkeypatch.setattr(parquet_file, "_LEAST", size)
    monkeypatch.setattr(sorted_block, "_MANY", rng.choice((0, 2000)))
    plan = Plan(project.targets, Context(rule=read_rule(rule)), {})
    for path in (written(rng, _table(rng), tmp_path), written(rng, _devices(rng), tmp_path / "devices")):
        assert [] == differences(path, project, plan)


def differences(path: Path, project: Project, plan: Plan, column: str = "wafer") -> list[object]:
    """Where columns say of a target, of a row, of a group or of a part of the tally what rows do not."""
    told, kept = path.with_suffix(".verdicts"), path.with_suffix(".part")
    found, expected = GroupTable(plan, column), GroupTable(plan, column)
    scan = scan_file(TableFile(path, path.name), plan, verdicts=told, groups=[found])
    data = path.read_bytes()
    rows = read_parquet(data, path.name).rows if path.suffix == ".parquet" else read_table(data, path.name).rows
    scan_whole(TableFile(path, path.name), plan, groups=[expected])
    write_part(scan, HEAD, kept)
    part = read_part(kept, plan)
    by_part = compared(rows, part.tally, project, plan.context)
    wrong = [*compared(rows, scan.tally, project, plan.context), *_grouped_otherwise(found, expected), *by_part]
    return [*told_otherwise(rows, told, plan), *wrong, *(["whole"] if scan.whole else [])]


def _grouped_otherwise(found: GroupTable, expected: GroupTable) -> list[object]:
    """Lines of a wafer and a target that count otherwise than those of rows, or see another worst margin."""
    lines = [list(one.sorted()) for one in (found, expected)]
    counts = [[(o.group, o.target, o.rows, o.fails, o.undecided, o.other) for o in several] for several in lines]
    margins = [one.margin for one in lines[1]]
    # Of single width a double has seven digits: a margin near a limit has as many less as the limit has in common.
    same = counts[0] == counts[1] and margins == pytest.approx([one.margin for one in lines[0]], rel=1e-5, abs=1e-4)
    return [] if same else [lines]
