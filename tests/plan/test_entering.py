"""Rows that enter a statistic: their values and weights in the target's unit, by group; and those that do not."""

from __future__ import annotations

import random
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest

from tests.plan.submissions import project_in
from tests.plan.test_rulings import compared
from verifier.catalogue.guide import Project
from verifier.decision.judge import Amount
from verifier.decision.rule import read_rule
from verifier.decision.ruling import Context, rule_on
from verifier.measurement.row import Row
from verifier.plan.entering import Entering
from verifier.plan.group import Seen
from verifier.plan.plan import Plan
from verifier.plan.rulings import rule_on_tally
from verifier.plan.tally import Tally

_BODY = 'predicate = "rho <= 400 cm^-2"\nstatistic = "worst of weighted_mean by wafer"\n'


@pytest.fixture
def weighed(tmp_path: Path) -> Project:
    """One target whose wafers each have a weighted mean."""
    return project_in(tmp_path, {"t": _BODY})


def _tally(project: Project, rows: list[Row], context: Context) -> Tally:
    tally = Tally(Plan(project.targets, context, {}), files=1)
    for number, row in enumerate(rows):
        tally.add(Seen((0, number), row))
    return tally


def _row(number: int, value: str, weight: str, wafer: str = "W1", expanded: str = "") -> Row:
    return Row("a.csv", number + 2, "9999.t", value, "cm^-2", expanded, weight=weight, wafer=wafer)


def test_values_enter_with_their_weights_in_the_unit_of_the_target(weighed: Project) -> None:
    """Of one group, however many weights it has; what cannot be read, or weighs less than nothing, is set aside."""
    cells = [("100", "1"), ("100", "1.0"), ("200", "2.5"), ("200", "2.5"), ("x", "1"), ("300", "-1"), ("1/2", "3")]
    tally = _tally(weighed, [_row(number, *one) for number, one in enumerate(cells)], Context())
    target = tally.plan.asked["9999.t"].narrowed[0]
    entering = Entering(target, rule_on(target, (), Context()), tally.plan)

    assert [True] * len(tally.groups) == [entering.add(group) for group in tally.groups.values()]
    # One for all weights that are no less than 0, one for the weight -1.
    assert 2 == len(tally.groups)
    entered = sorted(told for one in entering.by_key()["W1"] for told in one.values)
    expected = [(Fraction(1, 2), 3, 1), (100, 1, 1), (100, 1, 1), (200, Fraction(5, 2), 2)]
    assert expected == entered
    assert Fraction(10) == sum(one.weight for one in entering.by_key()["W1"])


@pytest.mark.parametrize("rule", ["full-value", "guarded"])
@pytest.mark.parametrize("seed", range(4))
def test_each_wafer_is_one_group_whatever_its_weights(rule: str, seed: int, weighed: Project) -> None:
    """Its mean is that of Fractions, and the ruling that of all rows; U is weighed as the values are."""
    rng = random.Random(f"{rule} {seed}")  # noqa: S311 -- test data
    context, sums = Context(rule=read_rule(rule)), defaultdict[str, list[Fraction]](lambda: [Fraction(0), Fraction(0)])
    rows = []
    for number in range(200):
        value, weight = f"{rng.gauss(380, 15):.2f}", rng.choice(("1", "2", "0.25", "3.75", "0", f"{rng.random():.6f}"))
        wafer = f"W{rng.randrange(20)}"
        rows.append(_row(number, value, weight, wafer, rng.choice(("1", "2.5")) if seed % 2 else ""))
        sums[wafer][0] += Fraction(value) * Fraction(weight)
        sums[wafer][1] += Fraction(weight)
    tally = _tally(weighed, rows, context)

    assert len(sums) == len(tally.groups)
    assert [] == compared(rows, tally, weighed, context)
    possible = rule_on_tally(tally)["9999.t"].ruling.decided.possible
    if rule == "full-value":
        assert isinstance(possible, Amount)
        assert max(total / weight for total, weight in sums.values()) == possible.region.intervals[0].low
