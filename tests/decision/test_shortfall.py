"""What a sample lacks of its plan."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.small_world import codes, row, ruled, target
from verifier.acceptance.library import open_guide
from verifier.catalogue.target import Plan
from verifier.decision.sample_size import size_of
from verifier.decision.shortfall import shortfalls, zero_failure_note
from verifier.decision.verdict import Verdict
from verifier.measurement.row import Row


def _rows(lots: int, parts: int, sites: int = 1) -> list[Row]:
    return [
        row("1", lot=f"L{lot}", sample=f"S{part}") for lot in range(lots) for part in range(parts) for _ in range(sites)
    ]


@pytest.mark.parametrize(
    ("plan", "rows", "expected"),
    [
        (Plan(), _rows(1, 1), []),
        (Plan(lots=3, parts_per_lot=10), _rows(3, 10), []),
        (Plan(lots=3, parts_per_lot=10), _rows(2, 10), ["sample_small_lots"]),
        (Plan(lots=3, parts_per_lot=10), _rows(3, 9), ["sample_small_in_lot"]),
        (Plan(lots=3, parts_per_lot=10), [row("1")], ["lots_not_stated", "sample_small_parts"]),
        (Plan(lots=3, parts_per_lot=77), [row("1", lot=name, n="77") for name in "abc"], []),
        (Plan(lots=3, parts_per_lot=77), [row("1", lot=name, n="76") for name in "abc"], ["sample_small_in_lot"]),
        (Plan(parts=3), [row("1")] * 3, []),
        (Plan(parts=3), [row("1", sample="a")] * 3, ["sample_small_parts"]),
        (Plan(parts=2, sites=9), _rows(1, 2, 9), []),
        (Plan(parts=2, sites=9), _rows(1, 2, 8), ["sample_small_sites"]),
        (Plan(sites=9), [row("1", n="9")], []),
        (Plan(parts=3), [row("1", n="x")], ["sample_small_parts"]),
    ],
)
def test_what_is_fewer_than_planned_is_said(plan: Plan, rows: list[Row], expected: list[str]) -> None:
    """Lots, parts, parts of a lot and sites of a part are each counted against the plan."""
    assert expected == [reason.code for reason in shortfalls(size_of(plan, rows))]


def test_a_shortfall_turns_no_verdict() -> None:
    """One row where ten are planned passes or fails by its value, and the shortfall is said beside it."""
    asked = replace(target("V <= 5 V", "mean"), plan=Plan(lots=3, parts=10))

    for value, verdict in (("4", Verdict.PASS), ("6", Verdict.FAIL)):
        ruling = ruled(asked, [row(value, unit="V", lot="a")])
        assert verdict is ruling.verdict
        assert {"sample_small_lots", "sample_small_parts"} <= set(codes(ruling))


def test_rows_that_are_excluded_do_not_count() -> None:
    """A plan of two parts is not met by one part and one that was set aside."""
    asked = replace(target("V <= 5 V"), plan=Plan(parts=2))

    ruling = ruled(asked, [row("4", unit="V"), row("4", unit="V", exclude="probe slipped")])

    assert "sample_small_parts" in codes(ruling)


def test_parts_without_a_failure_show_a_reliability() -> None:
    """3 x 77 parts show 0.9900 in the classical form and a little more in the Bayesian one."""
    plan = Plan(lots=3, parts_per_lot=77, fails=0)

    note = zero_failure_note(size_of(plan, [row("1", lot=name, n="77") for name in "abc"]))

    assert note is not None
    assert 231 == note["parts"]
    assert ("0.99", "0.9901") == (note["classical"], note["bayesian"])


def test_a_failure_shows_no_reliability() -> None:
    """Beside a fail, or under a plan that says nothing of failures, there is no such note."""
    asked = replace(target("V <= 5 V"), plan=Plan(fails=0))

    assert "zero_failure_shown" in codes(ruled(asked, ["4 V"]))
    assert "zero_failure_shown" not in codes(ruled(asked, ["6 V"]))
    assert zero_failure_note(size_of(Plan(parts=1), [row("1")])) is None


def test_plans_of_the_catalogue_are_those_of_its_words() -> None:
    """Each number of a target's plan stands in the words of its sample."""
    guide = open_guide()
    numerals = {2: "two", 3: "three", 5: "five"}
    checked = 0

    for code in guide.guide.codes:
        for known in guide.project(code).targets:
            if known.plan is None or known.sample is None:
                continue
            words = known.sample.en.casefold()
            for number in (
                known.plan.lots,
                known.plan.parts,
                known.plan.parts_per_lot,
                known.plan.sites,
                known.plan.fails,
            ):
                if number is not None:
                    checked += 1
                    assert str(number) in words or numerals.get(number, "-") in words, known.id
    assert checked > Fraction(30)
