"""U as a second coordinate: rows that each state a U of their own come out as they do one by one."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from tests.plan.submissions import project_in
from tests.plan.test_rulings import compared, told_otherwise, write
from verifier.catalogue.guide import Project
from verifier.decision.rule import largest_small, read_rule
from verifier.decision.ruling import Context
from verifier.measurement.parquet import read_parquet
from verifier.measurement.row import Row
from verifier.measurement.table import read_table
from verifier.plan.by_group import GroupTable
from verifier.plan.expanded import cuts_beside, ends_by_share, expanded_of, states_plainly, with_weights
from verifier.plan.local import scan_file
from verifier.plan.part import Head, read_part, write_part
from verifier.plan.plan import Plan
from verifier.plan.scan import TableFile
from verifier.plan.tally import Tally
from verifier.plan.threshold import cut_at
from verifier.plan.whole import scan_whole
from verifier.quantity.region import Region
from verifier.quantity.units import read_unit

_RULES = ("guarded", "guarded:0.7", "guarded:0", "jjf1094", "iso14253-1:2017", "full-value", "rounded", "risk:5%")
_TARGETS = {
    "upper": ('predicate = "L <= 1.5 um"\nstatistic = "every"\nnonnegative = true', "1.5", ("um", "nm")),
    "open": ('predicate = "V > 0.24 L/min"\nstatistic = "every"', "0.24", ("L/min", "m^3/h")),
    "inside": ('predicate = "D in [149.75, 150.25) mm"\nstatistic = "worst"\nrounding = "0.1"', "150.25", ("mm", "cm")),
    "two": ('predicate = "D in [1, 2] mm or D in (3, 4) mm"\nstatistic = "every"', "3", ("mm",)),
    "hot": ('predicate = "T <= 85 degC"\nstatistic = "every"', "85", ("degC", "K", "degF")),
    "below": ('predicate = "E >= -40 V"\nstatistic = "every"', "-40", ("V", "mV")),
    "top": ('predicate = "P <= 100 W"\nstatistic = "max"', "100", ("W",)),
    "mean": ('predicate = "R <= 0.2 ohm"\nstatistic = "mean"', "0.2", ("ohm",)),
    "size": ('predicate = "abs(I) <= 390 pA/um"\nstatistic = "every"\nmagnitude = true', "390", ("pA/um",)),
}  # fmt: skip
_ODD = ("", "", "0", "-1", "x", "2 % rel", "[1.4, 1.6]", "±0.1 rect", "1e-300", "1e300", "0.02 nm", " ", "+0.1", "1/3")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Targets judged row by row with each row's own U, and some that join the U of their rows."""
    return project_in(tmp_path_factory.mktemp("guide"), {name: body for name, (body, _, _) in _TARGETS.items()})


def _rows(rng: random.Random, number: int, *, odd: float) -> list[dict[str, str]]:
    """Rows of which many lie at the end of a guard band, exactly or one digit off."""
    made = []
    for _ in range(number):
        name = rng.choice(tuple(_TARGETS))
        _, limit, units = _TARGETS[name]
        expanded = Decimal(f"{rng.uniform(0.001, 0.6) * abs(float(limit)):.{rng.randint(1, 12)}g}")
        if rng.random() < 0.2:
            # Where it divides without rest, a third of the tolerance itself.
            expanded = round(abs(Decimal(limit)) / 3, 9)
        share = Decimal(rng.choice(("1", "-1", "1", "-1", "0.7", "-0.7", "0", "0.83", "-0.83", "3")))
        off = Decimal(rng.choice(("0", "0", "0", "1", "-1"))).scaleb(-rng.randint(2, 25))
        value = Decimal(limit) + share * expanded + off if rng.random() < 0.7 else Decimal(f"{rng.gauss(1, 0.5):.5g}")
        strange = rng.random() < odd
        no_number = strange and rng.random() < 0.3
        made.append(
            {
                "target": f"9999.{name}",
                "value": rng.choice(("<0.1", "nan", "", "1/3", "≥5", "0")) if no_number else f"{value}",
                "unit": rng.choice(units) if strange else units[0],
                "uncertainty": rng.choice(_ODD) if strange else f"{expanded}",
                "k": rng.choice(("", "2", "3", "x", "0")) if strange else rng.choice(("", "2")),
                "u": rng.choice(("", "", "0.005")) if strange else "",
                "dof": rng.choice(("", "", "5", "x")),
                "uncertainty_unit": rng.choice(("", "", "nm", "%", "% rel", "K")) if strange else "",
            }
        )
    return made


def _differences(path: Path, project: Project, rule: str) -> list[object]:
    context = Context(rule=read_rule(rule))
    plan = Plan(project.targets, context, project.stems())
    told = path.with_suffix(".verdicts")
    scan = scan_file(TableFile(path, path.name), plan, verdicts=told)
    data = path.read_bytes()
    rows = read_parquet(data, path.name).rows if path.suffix == ".parquet" else read_table(data, path.name).rows
    return [*compared(rows, scan.tally, project, context), *told_otherwise(rows, told, plan)]


@pytest.mark.parametrize("rule", _RULES)
@pytest.mark.parametrize("odd", [0.0, 0.3])
@pytest.mark.parametrize("seed", range(2))
def test_rows_with_a_u_of_their_own_come_out_alike(
    rule: str, odd: float, seed: int, project: Project, tmp_path: Path
) -> None:
    """Targets, counts and every row's verdict, with many values at the very end of a guard band."""
    rng = random.Random(f"{rule} {odd} {seed}")  # noqa: S311 -- test data
    path = write(tmp_path / "a.csv", _rows(rng, 300, odd=odd))

    assert [] == _differences(path, project, rule)


@pytest.mark.parametrize("rule", ["guarded", "risk:0.001"])
@pytest.mark.parametrize("values", [pa.string(), pa.float64(), pa.float32()], ids=str)
@pytest.mark.parametrize("beside", [pa.string(), pa.float64(), pa.float32(), pa.decimal128(24, 12)], ids=str)
def test_parquet_of_any_width_comes_out_alike(
    rule: str, values: pa.DataType, beside: pa.DataType, project: Project, tmp_path: Path
) -> None:
    """A double and a single mean their shortest decimals, beside a value as well as for it."""
    rng = random.Random(f"{rule} {values} {beside}")  # noqa: S311 -- test data
    rows = _rows(rng, 200, odd=0.0)
    columns = {name: pa.array([row[name] for row in rows]) for name in rows[0]}
    for name, kind in (("value", values), ("uncertainty", beside)):
        cells = [None if rng.random() < 0.05 else Decimal(row[name]) for row in rows]
        if pa.types.is_decimal(kind):
            columns[name] = pa.array([None if one is None else round(one, 12) for one in cells], kind)
        elif pa.types.is_floating(kind):
            columns[name] = pa.array([None if one is None else float(one) for one in cells], kind)
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table(columns), path)

    assert [] == _differences(path, project, rule)


@pytest.mark.parametrize("head", ["target,value,unit,u", "target,value,unit,U (um; k=3)", "target,实测值 (um),单位,U"])
@pytest.mark.parametrize("rule", ["guarded", "full-value"])
def test_standard_uncertainties_and_headings_come_out_alike(
    head: str, rule: str, project: Project, tmp_path: Path
) -> None:
    """U is half of U; a heading may state the unit and k of all."""
    rng = random.Random(head + rule)  # noqa: S311 -- test data
    lines = [f"9999.upper,{rng.gauss(1.3, 0.2):.4g},um,{rng.uniform(0.01, 0.2):.3g}" for _ in range(400)]
    lines += ["9999.upper,1.4,um,0.05", "9999.upper,1.2,um,0.1", "9999.upper,1.4,,0.1", "9999.mean,1,ohm,0.1"]
    path = tmp_path / "a.csv"
    path.write_text("\r\n".join([head, *lines, ""]), encoding="utf-8")

    assert [] == _differences(path, project, rule)


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_column_for_each_target_shares_one_u(suffix: str, project: Project, tmp_path: Path) -> None:
    """Of a row a device, U is that of every value in it."""
    rng = random.Random(suffix)  # noqa: S311 -- test data
    names = ["sample", "uncertainty", "9999.upper", "9999.two", "9999.mean"]
    cells = [[f"S{n}", f"{rng.random():.4g}", *(f"{rng.gauss(1.3, 1):.4g}" for _ in "abc")] for n in range(300)]
    cells += [["T1", "0.5", "1", "1.5", "0.1"], ["T2", "", "1.5", "", ""], ["T3", "x", "1", "1", "1"]]
    path = tmp_path / f"a{suffix}"
    if suffix == ".csv":
        path.write_text("\n".join(",".join(row) for row in [names, *cells]) + "\n", encoding="utf-8")
    else:
        parquet.write_table(pa.table(dict(zip(names, map(list, zip(*cells, strict=True)), strict=True))), path)

    assert [] == _differences(path, project, "guarded")


@pytest.mark.parametrize("rule", ["guarded", "guarded:0.7", "full-value", "risk:5%"])
@pytest.mark.parametrize("stated", ["2 % rel", "30 % rel", "100 % rel", "150 % rel"])
def test_shares_of_the_value_come_out_alike(rule: str, stated: str, project: Project, tmp_path: Path) -> None:
    """A U that is a share of its value turns the rule at points, on either side of zero."""
    rng = random.Random(rule + stated)  # noqa: S311 -- test data
    share = Fraction(Decimal(stated.split(maxsplit=1)[0])) / 100
    rows = []
    for name, (_, limit, units) in _TARGETS.items():
        for r in (0, 1, Fraction(7, 10), Fraction(83, 100), 3):
            for part in {1 + r * share, 1 - r * share} - {0}:
                exact = Fraction(Decimal(limit)) / part
                near = [f"{float(exact):.{n}g}" for n in (3, 8, 15, 17)]
                texts = [str(Decimal(exact.numerator) / Decimal(exact.denominator)), *near, "0", "-0.001", "-5"]
                rows += [(name, text, units[0]) for text in (*texts, f"{rng.gauss(0, 2):.4g}")]
    path = tmp_path / "a.csv"
    lines = [f"9999.{name},{text},{unit},{stated}" for name, text, unit in rows]
    path.write_text("\n".join(["target,value,unit,uncertainty", *lines]) + "\n", encoding="utf-8")

    assert [] == _differences(path, project, rule)
    plan = Plan(project.targets, Context(rule=read_rule(rule)), project.stems())
    group = plan.group_of(row := Row("a", 1, "9999.upper", "1", "um", uncertainty=stated), plan.signature_of(row))
    assert (group.zones.collected is None) is (plan.context.rule != read_rule("risk:5%"))


def test_as_many_u_as_rows_are_one_kind(project: Project, tmp_path: Path) -> None:
    """Rows that agree in all but their U are sorted by it: there is one group of them, and no row is read alone."""
    rng = random.Random(1)  # noqa: S311 -- test data
    stated = {"target": "9999.upper", "value": "1.1", "unit": "um"}
    rows = [{**stated, "uncertainty": f"{rng.random():.9f}"} for _ in range(999)]
    plan = Plan(project.targets, Context(rule=read_rule("guarded")), project.stems())
    path = write(tmp_path / "a.csv", rows)
    tally = scan_file(TableFile(path, path.name), plan).tally

    assert (1, 999, 0) == (len(tally.groups), tally.counted, tally.exact)


@pytest.mark.parametrize("rule", ["guarded", "risk:5%", "full-value"])
@pytest.mark.parametrize("odd", [0.0, 0.3])
def test_tables_of_groups_come_out_alike(rule: str, odd: float, project: Project, tmp_path: Path) -> None:
    """Each wafer has the counts and the worst margin that its rows have when they are read one by one."""
    rng = random.Random(rule)  # noqa: S311 -- test data
    path = write(tmp_path / "a.csv", [{**row, "wafer": f"W{rng.randint(1, 9)}"} for row in _rows(rng, 300, odd=odd)])
    plan = Plan(project.targets, Context(rule=read_rule(rule)), project.stems())
    tables = [GroupTable(plan, "wafer") for _ in "ab"]
    for scan, table in zip((scan_file, scan_whole), tables, strict=True):
        scan(TableFile(path, path.name), plan, groups=(table,))
    found, expected = (list(table.sorted()) for table in tables)
    counts = [[(o.group, o.target, o.rows, o.fails, o.undecided) for o in lines] for lines in (found, expected)]

    assert counts[1] == counts[0]
    assert [one.margin for one in expected] == pytest.approx([one.margin for one in found])


@pytest.mark.parametrize("rule", ["guarded", "risk:5%"])
def test_parts_add_up(rule: str, project: Project, tmp_path: Path) -> None:
    """Two files, each kept as a part and taken up again, are ruled on as all their rows."""
    rng = random.Random(rule)  # noqa: S311 -- test data
    context = Context(rule=read_rule(rule))
    plan = Plan(project.targets, context, project.stems())
    rows: list[Row] = []
    whole = Tally(plan)
    head = Head(
        guide="g", digest="d", project="9999", rule=rule, period=None, bases=[], correlations=[], contract="",
        contractor="", stage=None, as_of="", targets="",
    )  # fmt: skip
    for name in ("a", "b"):
        path = write(tmp_path / f"{name}.csv", _rows(rng, 200, odd=0.2))
        rows += read_table(path.read_bytes(), path.name).rows
        write_part(scan_file(TableFile(path, path.name), plan), head, tmp_path / f"{name}.part")
        whole.merge(read_part(tmp_path / f"{name}.part", plan).tally)

    assert [] == list(compared(rows, whole, project, context))


_SIZES = st.fractions(min_value=Fraction(1, 1000), max_value=5, max_denominator=10**6)


@given(value=st.fractions(min_value=-9, max_value=9, max_denominator=10**6), expanded=_SIZES, r=_SIZES)
def test_zones_are_on_one_side_of_every_end(value: Fraction, expanded: Fraction, r: Fraction) -> None:
    """Two points of one zone lie on the same side of each end that the guard band moves, in closed or open order."""
    unit = read_unit("mm")
    region = Region.between(Fraction(1), Fraction(2), high_closed=False)
    rule = replace(read_rule("guarded"), guard=r)
    cuts = with_weights((*cuts_beside(rule, region, unit, unit), *(cut_at(Fraction(n), holds=True) for n in (1, 2))))

    def zone(one: Fraction, other: Fraction) -> int:
        return sum(cut.weight for cut in cuts if cut.is_behind(one, other))

    sides = [cut.is_behind(value, expanded) for cut in cuts]
    for moved in (value + expanded / 7, value - expanded * r, Fraction(1) + r * expanded, Fraction(2) - r * expanded):
        same = [cut.is_behind(moved, expanded) for cut in cuts] == sides
        assert (zone(moved, expanded) == zone(value, expanded)) is same


def test_the_ends_of_shares_are_where_the_sides_meet() -> None:
    """Beside U = p|y|, y + rU = T at T / (1 + rp) above zero; the tolerance is a third of the limit."""
    unit, region = read_unit("mm"), Region.below(Fraction(3), closed=True)
    ends = set(ends_by_share(read_rule("guarded"), region, Fraction(1, 2), unit, unit))

    assert {Fraction(0), Fraction(2), Fraction(6), Fraction(-2)} == ends
    assert [Fraction(1)] == list(largest_small(region))


@pytest.mark.parametrize(
    ("cells", "plain"),
    [
        ({"uncertainty": "0.1"}, True), ({"u": "1e-3"}, True), ({"uncertainty": "0.1", "u": "0.05"}, False),
        ({}, False), ({"uncertainty": "0"}, False), ({"uncertainty": "0.00"}, False), ({"u": "0.1 mm"}, False),
        ({"uncertainty": "2", "uncertainty_unit": "%"}, False), ({"uncertainty": "2", "uncertainty_unit": "nm"}, True),
    ],
)  # fmt: skip
def test_a_number_alone_states_u_plainly(cells: dict[str, Any], plain: bool) -> None:  # noqa: FBT001
    """A positive number that is no share of the value, U or u but not both."""
    row = Row("a", 1, "9999.upper", "1", "um", **cells)

    assert plain is states_plainly(row)
    if plain:
        expected = {"0.1": Fraction(1, 10), "": Fraction(2, 1000), "2": Fraction(2, 1000)}[row.uncertainty]
        assert expected == expanded_of(row, read_unit("um"))
