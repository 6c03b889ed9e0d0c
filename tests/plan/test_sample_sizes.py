"""Sizes of samples: columns say of lots, parts and sites what rows say, wherever the rows are cut."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

from tests.plan.submissions import HEAD, HOSTILE, POWER, project_in, reading, value_near
from tests.plan.test_rulings import compared, write
from verifier.catalogue.guide import Project
from verifier.decision.rule import read_rule
from verifier.decision.ruling import Context
from verifier.measurement.row import Row
from verifier.measurement.table import read_table
from verifier.plan.group import Seen
from verifier.plan.local import scan_file
from verifier.plan.part import read_part, write_part
from verifier.plan.plan import Plan
from verifier.plan.rulings import rule_on_tally
from verifier.plan.scan import TableFile
from verifier.plan.tally import Tally, TallyLimits
from verifier.plan.whole import scan_whole

_READINGS = reading("as-mean", "default = true") + reading("each", 'statistic = "every"')
_TARGETS = {
    "lots": ('predicate = "L <= 1.5 um"\nstatistic = "every"\nnonnegative = true', "{ lots = 3 }", "1.5", "um"),
    "parts": ('predicate = "L <= 1.5 um"\nstatistic = "worst"', "{ parts = 4 }", "1.5", "um"),
    "in_lot": ('predicate = "V > 0.24 L/min"\nstatistic = "every"', "{ lots = 3, parts_per_lot = 4 }", "0.24", "L/min"),
    "sites": ('predicate = "T <= 85 degC"\nstatistic = "max"', "{ parts = 3, sites = 5 }", "85", "degC"),
    "wafers": (
        'predicate = "rho <= 400 cm^-2"\nstatistic = "worst of mean by wafer"',
        "{ lots = 2, parts_per_lot = 2, sites = 3 }", "400", "cm^-2",
    ),
    "no_fails": (
        'predicate = "abs(I) <= 390 pA/um"\nstatistic = "every"\nmagnitude = true',
        "{ lots = 3, parts_per_lot = 5, fails = 0 }", "390", "pA/um",
    ),
    "mean": ('predicate = "R <= 0.2 ohm"\nstatistic = "mean"\n' + _READINGS, "{ sites = 4 }", "0.2", "ohm"),
    "power": (f'predicate = "P <= 100 W"\nstatistic = "every"\n{POWER}', "{ parts = 9, sites = 2 }", "100", "W"),
    "free": ('predicate = "L <= 1.5 um"\nstatistic = "every"', "", "1.5", "um"),
}  # fmt: skip
_NAMES = (
    "", "", "A", "A", "B", "C", "a b", " A ", "1", "01", "file", "line", "晶圆1", "e\u0301", "\u00e9", 'x"y', '""',
    "p,q", "N" * 300, "N" * 300 + "x", "\u3000A",
)  # fmt: skip
_N = ("", "", "", "1", "2", "2", "3.0", "0", "-1", "1.5", "x", "1e3", "9" * 50)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Targets with a sample plan of each sort, and one without."""
    stated = {name: f"plan = {plan}\n{body}" if plan else body for name, (body, plan, _, _) in _TARGETS.items()}
    return project_in(tmp_path_factory.mktemp("guide"), stated)


def _rows(rng: random.Random, number: int, *, hostile: bool) -> list[dict[str, str]]:
    """Rows of a few lots and parts, some of them excluded or unreadable, some of them raw inputs."""
    columns = rng.sample(("lot", "wafer", "sample", "item", "n"), rng.choice((5, 5, 5, 3, 1, 0)))
    lots, names = rng.randint(1, 5), rng.randint(1, 8)
    made = []
    for _ in range(number):
        name = rng.choice(tuple(_TARGETS))
        _, _, limit, unit = _TARGETS[name]
        strange = hostile and rng.random() < 0.3
        cells = {
            "target": f"9999.{name}",
            "value": rng.choice((*HOSTILE, value_near(limit, 0, rng)))
            if strange
            else f"{float(limit) * rng.uniform(0.9, 1.01 if hostile else 1.0):.5g}",
            "unit": rng.choice((unit, unit, unit, "kg")) if strange else unit,
            "conditions": "T = cold",
            "quantity": "",
            "exclude": rng.choice(("", "污染", "是")) if rng.random() < 0.1 else "",
            "polarity": rng.choice(("", "magnitude")),
            "statistic": rng.choice(("", "max", "mean", "odd")) if strange else "",
            "uncertainty": rng.choice(("", "0.01", "[1, 2]", "x")) if strange else "",
            "lot": f"L{rng.randint(1, lots)}",
            "wafer": f"W{rng.randint(1, 3)}",
            "sample": rng.choice(("", f"S{rng.randint(1, names)}")),
            "item": f"I{rng.randint(1, names)}",
            "n": rng.choice(("", "", "2")),
        }
        if name == "power" and rng.random() < 0.7:
            cells |= rng.choice(({"quantity": "U", "unit": "V"}, {"quantity": "I", "unit": "A"}))
            cells["value"] = rng.choice(("9.9", "9.9", "x"))
        if hostile:
            cells |= {key: rng.choice(_NAMES) for key in ("lot", "wafer", "sample", "item") if rng.random() < 0.4}
            cells["n"] = rng.choice(_N)
        absent = {"lot", "wafer", "sample", "item", "n"} - set(columns)
        made.append({key: cell for key, cell in cells.items() if key not in absent})
    return made


def _scanned(path: Path, plan: Plan, *, whole: bool = False) -> Tally:
    return (scan_whole if whole else scan_file)(TableFile(path, path.name), plan).tally


@pytest.mark.parametrize("hostile", [False, True])
@pytest.mark.parametrize("seed", range(20))
def test_columns_say_of_samples_what_rows_say(seed: int, hostile: bool, planned: Project, tmp_path: Path) -> None:  # noqa: FBT001 -- a parameter
    """One file by columns, and row by row into a tally: the same remarks as from its rows."""
    rng = random.Random(f"{seed} {hostile}")  # noqa: S311 -- test data
    context = Context(rule=read_rule(rng.choice(("full-value", "rounded"))))
    path = write(tmp_path / "a.csv", _rows(rng, rng.choice((1, 8, 40, 200, 600)), hostile=hostile))
    rows = read_table(path.read_bytes(), path.name).rows
    plan = Plan(planned.targets, context, planned.stems())

    assert [] == compared(rows, _scanned(path, plan), planned, context)
    assert [] == compared(rows, _scanned(path, plan, whole=True), planned, context)


@pytest.mark.parametrize("hostile", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_samples_of_several_files_add_up(seed: int, hostile: bool, planned: Project, tmp_path: Path) -> None:  # noqa: FBT001 -- a parameter
    """Files by columns, row by row and as parts, and rows beside them: added, they say what all rows say."""
    rng = random.Random(f"{seed} {hostile}")  # noqa: S311 -- test data
    context = Context()
    plan = Plan(planned.targets, context, planned.stems())
    rows: list[Row] = []
    tally = Tally(plan)
    for number in range(4):
        path = write(tmp_path / f"{number}.csv", _rows(rng, rng.choice((1, 20, 150)), hostile=hostile))
        rows += read_table(path.read_bytes(), path.name).rows
        if number == 3:
            beside = read_table(path.read_bytes(), path.name).rows
            for at, row in enumerate(beside):
                tally.add(Seen((tally.files, at), row))
            continue
        scan = (scan_whole if number == 1 else scan_file)(TableFile(path, path.name), plan)
        write_part(scan, HEAD, tmp_path / "part")
        tally.merge(read_part(tmp_path / "part", plan).tally)

    assert [] == compared(rows, tally, planned, context)


@pytest.mark.parametrize("seed", range(6))
def test_binary_tables_say_the_same(seed: int, planned: Project, tmp_path: Path) -> None:
    """Lots as dictionaries, samples as numbers and values as doubles in Parquet: the same remarks as from its rows."""
    import pyarrow as pa
    from pyarrow import parquet

    from verifier.measurement.parquet import read_parquet

    rng = random.Random(seed)  # noqa: S311 -- test data
    number = rng.choice((5, 80, 400))
    names = [rng.choice(tuple(_TARGETS)) for _ in range(number)]
    single = rng.choice((pa.float32(), pa.float64()))
    table = pa.table(
        {
            "target": [f"9999.{name}" for name in names],
            "value": pa.array([float(_TARGETS[name][2]) * rng.uniform(0.9, 1.0) for name in names], single),
            "unit": [_TARGETS[name][3] for name in names],
            "lot": pa.array([rng.choice(("A", " A", "B", None)) for _ in names]).dictionary_encode(),
            "wafer": pa.array([rng.choice((1.0, 2.5, None)) for _ in names], pa.float64())
            if seed % 2 == 0
            else pa.array([rng.choice(("1", "2", None)) for _ in names]),
            "sample": pa.array([rng.choice((1, 2, 3, None)) for _ in names], pa.int64()),
            "item": pa.array([rng.choice((0.1, 1e22, None)) for _ in names], single),
            "n": pa.array([rng.choice((1.0, 2.0, None)) for _ in names], pa.float64()),
        }
    )
    path = tmp_path / "a.parquet"
    parquet.write_table(table, path)
    rows = read_parquet(path.read_bytes(), path.name).rows
    plan = Plan(planned.targets, Context(), planned.stems())

    assert [] == compared(rows, _scanned(path, plan), planned, Context())


def test_what_columns_of_text_may_hold_is_told_as_rows_tell_it(planned: Project, tmp_path: Path) -> None:
    """Quotes, line ends with a carriage return, other delimiters and blank lines part no lot in two."""
    rows = [["9999.in_lot", "1", "L/min", lot, sample] for lot in ("A", "B", "C") for sample in 'wxyz"']
    for name, ending, delimiter, quoted in (
        ("a.csv", "\r\n", ",", False), ("b.csv", "\n\n", ";", True),
        ("c.tsv", "\n", "\t", False),
    ):  # fmt: skip
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as stream:
            quote: Literal[0, 1] = 1 if quoted else 0
            writer = csv.writer(stream, delimiter=delimiter, quoting=quote, lineterminator=ending)
            writer.writerows([["target", "value", "unit", "sample", "lot"], *(row[:3] + row[:2:-1] for row in rows)])
        own = read_table(path.read_bytes(), path.name).rows
        plan = Plan(planned.targets, Context(), planned.stems())
        tally = _scanned(path, plan)

        assert [] == compared(own, tally, planned, Context())
        assert [] == [one.code for one in rule_on_tally(tally)["9999.in_lot"].ruling.decided.reasons]


def test_of_more_parts_than_are_told_apart_it_is_said(planned: Project, tmp_path: Path) -> None:
    """Of more parts than may be kept memory stays flat, and the remark says that they were not counted."""
    path = write(
        tmp_path / "a.csv",
        [
            {"target": f"9999.{name}", "value": "1", "unit": _TARGETS[name][3], "lot": "A", "sample": f"S{number}"}
            for number in range(50)
            for name in ("sites", "parts")
        ],
    )
    tally = Tally(Plan(planned.targets, Context(), planned.stems()), limits=TallyLimits(parts=20))
    tally.merge(_scanned(path, tally.plan))
    found = rule_on_tally(tally)

    assert ["sample_not_counted"] == _codes(found["9999.sites"].ruling.decided.reasons)
    assert [] == _codes(found["9999.parts"].ruling.decided.reasons)
    assert {"9999.sites", "9999.parts"} == set(tally.sizes.known)
    assert 20 >= max(size.parts for size in tally.sizes.known.values())


def _codes(reasons: Sequence[object]) -> list[str]:
    return [str(getattr(reason, "code", "")) for reason in reasons]


def test_targets_without_a_plan_keep_nothing(planned: Project, project: Project, tmp_path: Path) -> None:
    """Where no plan asks, no lot is counted, and no column is looked at for it."""
    path = write(tmp_path / "a.csv", [{"target": "9999.free", "value": "1", "unit": "um", "lot": "A"}])

    assert {} == _scanned(path, Plan(planned.targets, Context(), planned.stems())).sizes.known
    assert {} == Plan(project.targets, Context(), project.stems()).sampled


@pytest.mark.parametrize("form", ["csv", "parquet"])
@pytest.mark.parametrize("seed", range(12))
def test_samples_of_wide_tables_are_those_of_their_rows(
    seed: int, form: Literal["csv", "parquet"], planned: Project, tmp_path: Path
) -> None:
    """A row a device, with a column for each target: blank and strange cells count for no part."""
    rng = random.Random(seed)  # noqa: S311 -- test data
    names = [name for name in _TARGETS if name != "power"]
    shared = ("conditions", "exclude", "polarity", "lot", "wafer", "sample", "item", "n")
    made = []
    for row in _rows(rng, rng.choice((3, 40, 300)), hostile=seed % 2 == 1):
        device = {key: row[key] for key in shared if key in row}
        for name in names:
            _, _, limit, unit = _TARGETS[name]
            cell = rng.choice(("", f"{float(limit) * rng.uniform(0.9, 1.01):.4g}", row["value"]))
            device[f"9999.{name} ({unit})"] = cell
        made.append(device)
    if form == "csv":
        path = write(tmp_path / "a.csv", made)
        rows = read_table(path.read_bytes(), path.name).rows
    else:
        import pyarrow as pa
        from pyarrow import parquet

        from verifier.measurement.parquet import read_parquet

        path = tmp_path / "a.parquet"
        keys = dict.fromkeys(key for row in made for key in row)
        columns = {key: pa.array([row.get(key) for row in made], pa.string()) for key in keys}
        parquet.write_table(pa.table(columns), path, row_group_size=70)
        rows = read_parquet(path.read_bytes(), path.name).rows
    scan = scan_file(TableFile(path, path.name), Plan(planned.targets, Context(), {}))

    assert not scan.whole
    assert [] == compared(rows, scan.tally, planned, Context())
