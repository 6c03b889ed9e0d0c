"""How large a sample is, whatever the order of its rows and wherever it is cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.small_world import row
from verifier.catalogue.target import Plan
from verifier.decision.sample_size import Detail, SampleSize, part_of, size_of, stated_size
from verifier.decision.shortfall import remarks
from verifier.decision.verdict import Verdict
from verifier.measurement.row import Row

_NUMBER = st.none() | st.integers(1, 4)
_PLANS = st.builds(Plan, _NUMBER, _NUMBER, _NUMBER, _NUMBER, st.none() | st.integers(0, 1))
_NAME = st.sampled_from(["", "", "a", "b", "c", "d"])
_N = st.sampled_from(["", "", "", "1", "3", "2e0", "0", "x", "9" * 40])
_ROWS = st.lists(
    st.builds(
        lambda lot, wafer, sample, item, n: row("1", lot=lot, wafer=wafer, sample=sample, item=item, n=n),
        _NAME, _NAME, _NAME, _NAME, _N,
    ),
    max_size=30,
)  # fmt: skip


def _said(size: SampleSize) -> list[tuple[str, dict[str, object]]]:
    return [(reason.code, dict(reason.parts)) for reason in remarks(size, Verdict.PASS)]


def _counted(plan: Plan, rows: Sequence[Row]) -> dict[str, dict[str, int]]:
    """The sites of each part of each lot, all kept: what a row without a name stands for gets a name of its own."""
    lots: dict[str, dict[str, int]] = {}
    for number, one in enumerate(rows):
        lot, name = lots.setdefault(one.lot, {}), part_of(one.wafer, one.sample, one.item)
        stated = stated_size(one.n)
        if plan.sites is not None:
            lot[name] = lot.get(name, 0) + (stated or 1)
        elif stated is not None:
            lot.update({f"{number} {part}": 1 for part in range(min(stated, 100))})
        else:
            lot[name or f"{number}"] = 1
    return lots


@given(_PLANS, _ROWS)
def test_numbers_are_those_of_all_rows(plan: Plan, rows: list[Row]) -> None:
    """Every remark is made exactly where counting every lot, part and site asks for it, with that number."""
    lots = _counted(plan, rows)
    named = {lot: len(parts) for lot, parts in lots.items() if lot}
    total = sum(len(parts) for parts in lots.values())
    expected: dict[str, object] = {}
    if lots and plan.lots is not None and not named:
        expected["lots_not_stated"] = plan.lots
    elif lots and plan.lots is not None and len(named) < plan.lots:
        expected["sample_small_lots"] = len(named)
    if lots and plan.parts_per_lot is not None and named:
        if min(named.values()) < plan.parts_per_lot:
            expected["sample_small_in_lot"] = min(named.values())
    elif lots and plan.parts_in_all is not None and total < plan.parts_in_all:
        expected["sample_small_parts"] = total
    sites = [number for parts in lots.values() for number in parts.values()]
    if lots and plan.sites is not None and min(sites) < plan.sites:
        expected["sample_small_sites"] = min(sites)

    said = dict(_said(size_of(plan, rows)))
    numbers = {code: parts.get("found", parts.get("wanted")) for code, parts in said.items() if "shown" not in code}

    assert expected == numbers


@given(_PLANS, _ROWS, st.integers(1, 12), st.randoms(), st.integers(0, 30))
def test_sizes_add_up_in_any_order(plan: Plan, rows: list[Row], most: int, chance: Random, cut: int) -> None:
    """However the rows are shuffled, cut and added, the sample is the same, also where less of it is kept."""
    shuffled = list(rows)
    chance.shuffle(shuffled)
    whole, one, other = (_sized(plan, most, part) for part in (rows, shuffled[:cut], shuffled[cut:]))
    one.merge(other)

    assert _said(whole) == _said(one)
    assert whole.detail is one.detail
    if whole.detail is not Detail.LOTS:
        assert whole.lots == one.lots


def _sized(plan: Plan, most: int, rows: Iterable[Row]) -> SampleSize:
    size = SampleSize(plan, most)
    for one in rows:
        size.add_row(one)
    return size


@given(_PLANS, _ROWS, st.integers(1, 12))
def test_what_is_not_needed_changes_nothing(plan: Plan, rows: list[Row], most: int) -> None:
    """Rows of a lot that needs none, or of a sample that is settled, may be left out."""
    whole, spared = SampleSize(plan, most), SampleSize(plan, most)
    for one in rows:
        whole.add_row(one)
        if spared.needs(one.lot):
            spared.add_row(one)
            assert not spared.is_settled or not spared.needs("e")

    assert _said(whole) == _said(spared)


@pytest.mark.parametrize(
    "plan",
    [Plan(lots=3, parts_per_lot=77), Plan(parts=9), Plan(lots=2, sites=9), Plan(fails=0), Plan(lots=3), Plan(lots=99)],
)
def test_memory_is_flat(plan: Plan) -> None:
    """Of ever more lots and parts no more is kept than may be."""
    size = SampleSize(plan, most=50)
    for number in range(500):
        size.add_row(row("1", lot=f"L{number % 5 if number < 300 else number}", sample=f"S{number}" * 100))

        assert len(size.lots) + sum(len(lot.sites) for lot in size.lots.values()) <= 150
        assert all(len(name) <= 120 for lot in size.lots.values() for name in lot.sites)


def test_a_crowd_is_told() -> None:
    """Where sites of so many parts are not kept, it is said that they were not counted, and lots still are."""
    size = SampleSize(Plan(lots=3, sites=2), most=10)
    for number in range(20):
        size.add_row(row("1", lot="L", sample=f"S{number}"))

    assert [
        ("sample_small_lots", {"wanted": 3, "found": 1}),
        ("sample_not_counted", {"most": 10}),
    ] == _said(size)


def test_the_smallest_is_named_in_the_order_of_names() -> None:
    """Of lots and parts that are equally small, the first by name is named, whichever row came first."""
    rows = [row("1", lot=lot, sample=part) for lot in "ba" for part in "yx"]

    said = dict(_said(size_of(Plan(parts_per_lot=3, sites=2), rows)))

    assert "a" == said["sample_small_in_lot"]["lot"]
    assert "a x" == said["sample_small_sites"]["part"]
