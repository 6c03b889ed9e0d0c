"""Columns agree with rows: uncertainties that differ by the row, periods and days, and every row's own verdict."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

from tests.plan.submissions import LIMITS, POWER, PROJECT, project_in, submission, value_near
from tests.plan.test_rulings import compared, told_otherwise, write
from verifier.catalogue.guide import Project
from verifier.catalogue.source import load_project
from verifier.decision.budget import Correlation
from verifier.decision.rule import read_rule
from verifier.decision.ruling import Context
from verifier.decision.sample import Period
from verifier.decision.verdict import Verdict
from verifier.measurement.table import read_table
from verifier.plan.local import scan_file
from verifier.plan.plan import Plan
from verifier.plan.rulings import rule_on_tally
from verifier.plan.scan import TableFile

_TARGETS = {
    "upper": ('predicate = "L <= 1.5 um"\nstatistic = "every"\nnonnegative = true', "1.5", ("um", "mm", "nm")),
    "open": ('predicate = "V > 0.24 L/min"\nstatistic = "every"', "0.24", ("L/min", "m^3/h")),
    "inside": ('predicate = "D in [149.75, 150.25) mm"\nstatistic = "worst"', "150.25", ("mm", "cm")),
    "hot": ('predicate = "T <= 85 degC"\nstatistic = "max"', "85", ("degC", "K")),
    "size": ('predicate = "abs(I) <= 390 pA/um"\nstatistic = "every"\nmagnitude = true', "390", ("pA/um", "nA/um")),
    "own": ('predicate = "W <= 2 W"\nstatistic = "every"\nrule = "guarded:0.5"', "2", ("W", "mW")),
    "capacity": (
        'predicate = "Cap >= 100000 wafer/year"\nrounding = "1"\nstatistic = "every"\ntime_bound = true',
        "100000",
        ("wafer/year", "片/年", "wafer/month"),
    ),
    "yield": ('predicate = "r >= 20 %"\nstatistic = "worst"\ntime_bound = true', "20", ("%", "")),
    "mean": ('predicate = "R <= 0.2 ohm"\nstatistic = "mean"\ntime_bound = true', "0.2", ("ohm", "mohm")),
    "peak": ('predicate = "f >= 20 item/d"\nstatistic = "min"', "20", ("item/d", "item/h", "item/week")),
    "each_power": (f'predicate = "P <= 100 W"\nstatistic = "every"\n{POWER}', "100", ("W", "kW")),
    "mean_power": (f'predicate = "Q <= 100 W"\nstatistic = "mean"\n{POWER}', "100", ("W", "kW")),
    "wafer_power": (f'predicate = "R <= 100 W"\nstatistic = "worst of mean by wafer"\n{POWER}', "100", ("W", "kW")),
}
_UNCERTAINTIES = (
    "", "", "0.01", "0.010", "0", "-1", "x", "2 % rel", "1e-400", "0.5", "[1.4, 1.6]", "±0.1 rect", "1e30", "0.02 nm",
)  # fmt: skip
_DAYS = (
    "", "2026-03-01", "2026-03-01", "2023-06-30", "2023-07-01", "2026-12-31", "2027-01-01", "2026年3月1日", "2026/3/1",
    "01/02/26", "45000", "x",
)  # fmt: skip
_PERIOD = Period(date(2023, 7, 1), date(2026, 12, 31))


@dataclass(frozen=True)
class _World:
    project: Project
    context: Context

    def differences(self, path: Path) -> list[object]:
        """Where columns say of a target, or of a row, what rows do not."""
        rows = read_table(path.read_bytes(), path.name).rows
        plan = Plan(self.project.targets, self.context, self.project.stems())
        told = path.with_suffix(".verdicts")
        tally = scan_file(TableFile(path, path.name), plan, verdicts=told).tally
        return [*compared(rows, tally, self.project, self.context), *told_otherwise(rows, told, plan)]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Targets that a guard band, a day or a unit of time bears on."""
    return project_in(tmp_path_factory.mktemp("guide"), {name: body for name, (body, _, _) in _TARGETS.items()})


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """One target for each way that rows are decided."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "9999.toml").write_text(PROJECT, encoding="utf-8")
    return load_project(folder, "9999")


def _rows(rng: random.Random, number: int, *, hostile: bool) -> list[dict[str, str]]:
    """Rows near their limits, each with an uncertainty and a day of its own, some of them no such thing."""
    made = []
    for _ in range(number):
        name = rng.choice(tuple(_TARGETS))
        _, limit, units = _TARGETS[name]
        near = rng.random() < 0.5
        text = (
            value_near(limit, rng.choice((0, 0, 0, 3, -3)), rng) if near else f"{rng.gauss(1, 0.1) * float(limit):.6g}"
        )
        made.append(
            {
                "target": f"9999.{name}",
                "value": rng.choice(("<0.1", "nan", "", "1/3", "≥5", "-0.1"))
                if hostile and rng.random() < 0.1
                else text,
                "unit": rng.choice(units) if hostile else units[0],
                "uncertainty": rng.choice(_UNCERTAINTIES if hostile else ("0.01", "0.02", "0.02", "0.5")),
                "k": rng.choice(("", "2", "3", "x", "0")) if hostile else rng.choice(("", "2")),
                "u": rng.choice(("", "", "", "0.005")) if hostile else "",
                "uncertainty_unit": rng.choice(("", "", "", "nm", "kg")) if hostile else "",
                "dof": rng.choice(("", "", "5")) if hostile else "",
                "date": rng.choice(_DAYS) if hostile else rng.choice(("2026-03-01", "2026-03-02")),
                "exclude": rng.choice(("", "", "", "", "污染")) if hostile else "",
            }
        )
    return made


@pytest.mark.parametrize("rule", ["guarded", "guarded:0.5", "jjf1094", "iso14253-1:2017", "risk:0.05", "rounded"])
@pytest.mark.parametrize("seed", range(4))
def test_uncertainties_by_the_row_are_ruled_on_alike(rule: str, seed: int, project: Project, tmp_path: Path) -> None:
    """Guard bands and probabilities from each row's own uncertainty: targets and rows come out the same."""
    rng = random.Random(f"{rule} {seed}")  # noqa: S311 -- test data
    world = _World(project, Context(rule=read_rule(rule), period=_PERIOD))
    path = write(tmp_path / "a.csv", _rows(rng, rng.choice((2, 30, 150)), hostile=bool(seed % 2)))

    assert [] == world.differences(path)


@pytest.mark.parametrize(
    ("rule", "stated"),
    [
        ("full-value", {"uncertainty": "[1.4, 1.6]"}),
        ("full-value", {"uncertainty": "2 % rel", "u": "0.01", "k": "2"}),
        ("guarded", {"uncertainty": "0.02 rel"}),
        ("guarded", {"u": "2", "uncertainty_unit": "% 相对"}),
    ],
)
def test_uncertainties_that_hang_on_the_value_are_ruled_on_alike(
    rule: str, stated: dict[str, str], project: Project, tmp_path: Path
) -> None:
    """Where one text of an uncertainty suits some values and not others, each row is held against its own."""
    world = _World(project, Context(rule=read_rule(rule)))
    values = ("1.41", "1.0", "1.42", "0.5", "1.45", "1.475", "1.49", "1.4", "1.2", "1.5", "9") * 3
    path = write(tmp_path / "a.csv", [{"target": "9999.upper", "value": one, "unit": "um", **stated} for one in values])

    assert [] == world.differences(path)


_BESIDE: dict[str, Callable[[random.Random], str]] = {
    "own": lambda rng: f"{rng.random():.4g}",
    "few": lambda rng: rng.choice(("0.1", "0.2")),
    "mixed": lambda rng: rng.choice(("", "0.1", f"{rng.random():.3g}", "2 % rel", "x", "±0.1 rect")),
}


@pytest.mark.parametrize("stated", _BESIDE)
@pytest.mark.parametrize("rule", ["full-value", "rounded", "guarded:0.5", "jjf1094", "risk:5%"])
@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_stated_beside_a_value_is_ruled_on_alike(
    stated: str, rule: str, seed: int, hostile: Project, tmp_path: Path
) -> None:
    """Statistics, groups and rows by themselves, with conditions and uncertainties that differ on every row."""
    rng = random.Random(f"{stated} {rule} {seed}")  # noqa: S311 -- test data
    context, rows = Context(rule=read_rule(rule)), submission(rng, rng.choice((5, 60, 250)), tuple(LIMITS), plain=0.7)
    for row in rows:
        row["uncertainty"] = _BESIDE[stated](rng)
        row["k"] = rng.choice(("", "2")) if stated == "mixed" else "2"
        row["dof"] = rng.choice(("", "5")) if stated == "mixed" else ""
        if rng.random() < 0.5:
            row["conditions"] = f"J = {rng.gauss(200, 2):.4f} A/cm^2"
    path = write(tmp_path / "a.csv", rows)
    tally = scan_file(TableFile(path, path.name), Plan(hostile.targets, context, hostile.stems())).tally

    assert [] == compared(read_table(path.read_bytes(), path.name).rows, tally, hostile, context)


@pytest.mark.parametrize("period", [_PERIOD, None])
@pytest.mark.parametrize("seed", range(4))
def test_days_and_periods_are_ruled_on_alike(
    seed: int, period: Period | None, project: Project, tmp_path: Path
) -> None:
    """Time-bound targets count what is dated inside the period; yearly and daily rates are taken in their units."""
    rng = random.Random(seed)  # noqa: S311 -- test data
    world = _World(project, Context(period=period))
    path = write(tmp_path / "a.csv", _rows(rng, 250, hostile=bool(seed % 2)))

    assert [] == world.differences(path)


def test_a_day_outside_the_period_does_not_count_in_a_sum_of_parts(project: Project, tmp_path: Path) -> None:
    """Of one value inside and one outside the period, only the first decides, in either order of the files."""
    context = Context(period=_PERIOD)
    head = "target,value,unit,date\n"
    path = tmp_path / "a.csv"
    for one, other in (("2026-03-01", "2020-01-01"), ("2020-01-01", "2026-03-01")):
        values = {"2026-03-01": "100000", "2020-01-01": "1"}
        rows = "".join(f"9999.capacity,{values[day]},wafer/year,{day}\n" for day in (one, other))
        path.write_text(head + rows, encoding="utf-8")

        assert [] == _World(project, context).differences(path)


_POWERS = ("each_power", "mean_power", "wafer_power")


def _powers(rng: random.Random, sets: int) -> list[dict[str, str]]:
    """Powers as raw inputs, some of a set absent, excluded or unreadable, beside powers that were measured."""
    made = []
    for number in range(sets):
        cells = {
            "target": f"9999.{rng.choice(_POWERS)}",
            "sample": f"S{number}",
            "wafer": f"W{rng.randint(1, 3)}",
            "conditions": rng.choice(("", "T = cold", "T = cold")),
            "exclude": "",
        }
        if rng.random() < 0.4:
            plain = {"quantity": "", "value": f"{rng.gauss(98, 1):.4g}", "unit": "W", "uncertainty": ""}
            made.append({**cells, **plain, "exclude": rng.choice(("", "", "污染"))})
            continue
        for name, unit in (("U", "V"), ("I", "A")):
            near = rng.choice(("10", "9.8", "9.9", "9.9", "10.1", "x" if rng.random() < 0.1 else "9.7"))
            given = {"quantity": name, "value": near, "unit": unit, "uncertainty": rng.choice(("", "0.1"))}
            if rng.random() < 0.95:
                made.append({**cells, **given, "exclude": "" if rng.random() < 0.95 else "污染"})
    return made


@pytest.mark.parametrize("rule", ["full-value", "guarded"])
@pytest.mark.parametrize("seed", range(6))
def test_raw_inputs_are_ruled_on_alike(rule: str, seed: int, project: Project, tmp_path: Path) -> None:
    """What is worked out from raw inputs, correlated or not, is judged from all inputs of its set, and counted once."""
    rng = random.Random(f"{rule} {seed}")  # noqa: S311 -- test data
    pairs = tuple((f"9999.{name}", Correlation("U", "I", Fraction(1, 2))) for name in _POWERS[: seed % 3])
    world = _World(project, Context(rule=read_rule(rule), correlations=pairs))
    path = write(tmp_path / "a.csv", _powers(rng, rng.choice((2, 20, 80))))

    assert [] == world.differences(path)


def test_one_row_in_a_thousand_leaves_a_condition_out(project: Project, tmp_path: Path) -> None:
    """A wanted condition that a single plain pass does not state is named, wherever in the file it stands."""
    plan = Plan(project.targets, Context(), {})
    for silent in (0, 500, 999):
        path = tmp_path / f"{silent}.csv"
        cells = ["" if number == silent else "T = cold" for number in range(1000)]
        rows = "".join(f"9999.{name},1,W,W1,{cell}\n" for cell in cells for name in _POWERS)
        path.write_text(f"target,value,unit,wafer,conditions\n{rows}", encoding="utf-8")
        found = rule_on_tally(scan_file(TableFile(path, path.name), plan).tally)

        assert [["T"]] * 3 == [[one.key for one in found[f"9999.{name}"].not_stated] for name in _POWERS]
        assert [Verdict.PASS] * 3 == [found[f"9999.{name}"].ruling.verdict for name in _POWERS]
