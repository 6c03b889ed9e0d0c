"""Rows that stand for others: the statistics of counted values are those of the values one by one."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("numba", reason="the extra big is not installed")

from tests.plan.submissions import PROJECT
from tests.plan.test_rulings import compared, write
from verifier.catalogue.source import load_project
from verifier.catalogue.statistic import read_statistic
from verifier.decision.reduce import reduced
from verifier.decision.rule import read_rule
from verifier.decision.ruling import Context
from verifier.measurement.table import read_table
from verifier.plan.local import scan_file
from verifier.plan.plan import Plan
from verifier.plan.scan import TableFile
from verifier.plan.stand_in import statistic_of
from verifier.quantity.region import Interval

_COUNTED = st.lists(
    st.tuples(
        st.fractions(min_value=-9, max_value=9, max_denominator=8),
        st.fractions(min_value=0, max_value=3, max_denominator=4),
        st.integers(1, 4),
    ),
    min_size=1,
    max_size=8,
)


@given(
    _COUNTED,
    st.sampled_from(("mean", "weighted_mean", "median", "quantile:0.95", "quantile:0.1", "max", "min")),
)
def test_counted_values_have_the_statistic_of_all(values: list[tuple[Fraction, Fraction, int]], name: str) -> None:
    """A value that n rows have counts n times, as in the scalar path."""
    statistic = read_statistic(name)
    if name == "weighted_mean" and not any(weight for _, weight, _ in values):
        assert statistic_of(statistic, values) is None
        return
    each = [(Interval(value, value), weight) for value, weight, number in values for _ in range(number)]

    assert reduced(statistic, each).intervals[0].low == statistic_of(statistic, values)


def test_a_statistic_without_counted_form_is_left_to_all_rows() -> None:
    """A geometric mean is not worked out from counts."""
    assert statistic_of(read_statistic("geometric_mean"), [(Fraction(2), Fraction(1), 3)]) is None


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
    body = PROJECT.partition("[[target]]")[0] + "".join(
        f'[[target]]\nid = "9999.{name}"\nname = {{ zh = "z", en = "z" }}\nfigure = "x"\nclause = 1\n'
        f'kind = "measured"\nevidence = {{ zh = "报告", en = "report" }}\nissuer = {{ zh = "所", en = "lab" }}\n'
        f'predicate = "{predicate}"\nstatistic = "{statistic}"\nrounding = "1"\n'
        for name, (predicate, statistic, _, _) in _BY_GROUP.items()
    )
    (tmp_path / "9999.toml").write_text(body, encoding="utf-8")
    project, context = load_project(tmp_path, "9999"), Context(rule=read_rule(rule))
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
