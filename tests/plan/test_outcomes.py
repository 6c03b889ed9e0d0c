"""Conditions that differ on every row: what they come to makes a kind, their texts do not."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

import pyarrow as pa
from pyarrow import parquet

from tests.plan.submissions import project_in
from tests.plan.test_rulings import compared, write
from verifier.catalogue.guide import Project
from verifier.decision.rule import read_rule
from verifier.decision.ruling import Context
from verifier.measurement.parquet import read_parquet
from verifier.measurement.row import Row
from verifier.measurement.table import read_table
from verifier.plan.asked import asked_of
from verifier.plan.local import scan_file
from verifier.plan.outcomes import Outcomes
from verifier.plan.plan import Plan
from verifier.plan.scan import TableFile

_NAME = 'name = { zh = "名", en = "name" }\nsource = "guide"\n'
_J = '[[target.condition]]\nkey = "J"\nneed = "required"\ntolerance = "1 %"\nseverity = "increasing"\n' + _NAME
_T = '[[target.condition]]\nkey = "T"\nneed = "wanted"\nstated = "degC"\n' + _NAME
_N = '[[target.condition]]\nkey = "nr"\nneed = "required"\nstated = "r/min"\n' + _NAME
_TARGETS = {
    "drop": 'predicate = "Vx < 1.6 V @ J = 200 A/cm^2"\nstatistic = "every"\n' + _J + _T,
    "speed": 'predicate = "n >= 1 r/min and n <= 0.9 * nr"\nstatistic = "worst"\n' + _N,
    "top": 'predicate = "Vy < 1.6 V @ J = 200 A/cm^2"\nstatistic = "max"\n' + _J,
}  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A condition with a tolerance, one that is wanted, and one that the limit is worked out from."""
    return project_in(tmp_path_factory.mktemp("guide"), _TARGETS)


def _rows(rng: random.Random, number: int) -> list[dict[str, str]]:
    made = []
    for _ in range(number):
        name = rng.choice(tuple(_TARGETS))
        drawn = f"{rng.gauss(200, 1.5):.4f} A/cm^2", f"{rng.gauss(2, 0.02):.5f} A/mm^2"
        current = rng.choice((*drawn, "198 A/cm^2", "202 A/cm^2"))
        if name == "speed":
            stated = [f"nr = {rng.choice(('1000', '1000.0', f'{rng.gauss(1000, 5):.3f}', 'x'))} r/min"]
        else:
            stated = [f"J = {current}", *([f"T = {rng.gauss(25, 3):.3f} degC"] if rng.random() < 0.8 else [])]
        stated += [f"RH = {rng.random():.4f}"] if rng.random() < 0.3 else []
        made.append(
            {
                "target": f"9999.{name}",
                "value": f"{rng.gauss(900, 9) if name == 'speed' else rng.gauss(1.5, 0.1):.5g}",
                "unit": "r/min" if name == "speed" else "V",
                "conditions": "" if rng.random() < 0.05 else "; ".join(stated),
                "uncertainty": f"{rng.random() / 10:.4g}" if rng.random() < 0.5 else "",
                "exclude": "污染" if rng.random() < 0.05 else "",
            }
        )
    return made


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
@pytest.mark.parametrize("rule", ["full-value", "guarded"])
@pytest.mark.parametrize("seed", range(4))
def test_conditions_of_the_row_are_ruled_on_alike(
    suffix: str, rule: str, seed: int, world: Project, tmp_path: Path
) -> None:
    """Within the tolerance, beyond it, absent, unreadable, in another unit, undeclared: as row by row."""
    rng = random.Random(f"{suffix} {rule} {seed}")  # noqa: S311 -- test data
    rows, context = _rows(rng, 300), Context(rule=read_rule(rule))
    path = tmp_path / f"a{suffix}"
    if suffix == ".csv":
        write(path, rows)
    else:
        parquet.write_table(pa.Table.from_pylist(rows), path)
    tally = scan_file(TableFile(path, path.name), Plan(world.targets, context, {})).tally
    read = read_table if suffix == ".csv" else read_parquet

    assert [] == compared(read(path.read_bytes(), path.name).rows, tally, world, context)


def test_as_many_currents_as_rows_are_one_kind(world: Project, tmp_path: Path) -> None:
    """What holds is one kind; what does not, and is told with its figure, is one each."""
    made = [{"target": "9999.drop", "value": "1.5", "unit": "V", "conditions": ""}] * 900
    texts = [f"J = {199 + at / 450:.5f} A/cm^2; T = {20 + at / 90:.4f} degC" for at in range(900)]
    path = write(tmp_path / "a.csv", [{**row, "conditions": text} for row, text in zip(made, texts, strict=True)])
    tally = scan_file(TableFile(path, path.name), Plan(world.targets, Context(), {})).tally

    assert [900] == [sum(zone.count for zone in group.found.values()) for group in tally.groups.values()]


def test_texts_that_come_to_the_same_have_one_name(world: Project) -> None:
    """Whichever was met first; an input of the limit, or a reason with its figure, has another."""
    names = []
    for order in (1, -1):
        outcomes = Outcomes(Context())

        def name_for(name: str, text: str, told: Outcomes = outcomes) -> str:
            row = Row("a.csv", 2, f"9999.{name}", "1", "V", conditions=text)
            return told.name_for(asked_of(world.target(row.target), Context()), row, (row.target, text))

        same = [name_for("drop", text) for text in ("J = 200 A/cm^2", "J = 2.001 A/mm^2")[::order]]
        names.append(same[0])
        assert same[0] == same[1] != name_for("drop", "J = 200 A/cm^2; RH = 1")
        assert 2 == len({name_for("drop", f"J = {n} A/cm^2") for n in (150, 151)})
        assert 2 == len({name_for("speed", f"nr = {n} r/min") for n in ("5", "5.0", "6")})

    assert names[0] == names[1]
    assert names[0] == names[0].rstrip() != names[0].strip()
