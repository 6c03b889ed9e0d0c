"""The ruling on a target: its readings, its rule and the panel's findings."""

from __future__ import annotations

import pytest

from tests.small_world import codes, reading, row, ruled, target
from verifier.catalogue.target import Changes
from verifier.decision.rule import FULL_VALUE, ROUNDED
from verifier.decision.ruling import Context
from verifier.measurement.findings import Finding

_READINGS = (
    reading("as-written", default=True),
    reading("stricter", predicate="x <= 5"),
    reading("mean", statistic="mean", changes=Changes.STATISTIC),
    reading("other-basis", changes=Changes.BASIS),
    reading("old", predicate="x <= 1", recorded=True),
)
_UNCLEAR = target("x <= 10", readings=_READINGS)


@pytest.mark.parametrize(
    ("values", "verdict", "flips", "holds"),
    [
        ("4", "pass", (), ("stricter", "mean")),
        ("7", "pass", ("stricter",), ("mean",)),
        ("2 12", "fail", ("mean",), ("stricter",)),
    ],
)
def test_readings_flip_or_hold(values: str, verdict: str, flips: tuple[str, ...], holds: tuple[str, ...]) -> None:
    """Each computable reading flips or holds the verdict; one by basis is untested; one on record is not named."""
    ruling = ruled(_UNCLEAR, values.split())

    assert (verdict, "as-written", flips, holds) == (ruling.verdict, ruling.reading, ruling.flips, ruling.holds)
    assert ("other-basis",) == ruling.untested


def test_readings_of_what_cannot_be_judged() -> None:
    """Rows that cannot be judged test no reading."""
    ruling = ruled(_UNCLEAR, ["?"])

    assert ((), (), ("stricter", "mean", "other-basis")) == (ruling.flips, ruling.holds, ruling.untested)


def test_clear_target() -> None:
    """A target without readings is read as stated."""
    assert "as-stated" == ruled(target("x <= 10"), ["9"]).reading


def test_readings_that_disagree_leave_it_to_the_panel() -> None:
    """Where the target says so, a reading that would turn the verdict leaves it undecided."""
    asked = target("x <= 10", readings=_READINGS, undecided_on_disagreement=True)

    assert "pass" == ruled(asked, ["4"]).verdict
    ruling = ruled(asked, ["7"])
    assert ("undecided", "readings_disagree") == (ruling.verdict, codes(ruling)[0])
    assert "missing" == ruled(asked, []).verdict


def test_precedence_of_rules() -> None:
    """The target's own rule precedes the one of the contract or command, which precedes the default."""
    own = target("x <= 10", rule="rounded")

    assert FULL_VALUE == ruled(target("x <= 10"), ["9"]).rule
    assert ROUNDED == ruled(target("x <= 10"), ["9"], Context(rule=ROUNDED)).rule
    assert ROUNDED == ruled(own, ["9"], Context(rule=FULL_VALUE)).rule
    assert ("pass", "fail") == (ruled(own, ["10.4"]).verdict, ruled(target("x <= 10"), ["10.4"]).verdict)


def _findings(*agrees: tuple[str, bool]) -> Context:
    return Context(findings=tuple(Finding("9999.x", member, agree, "", "findings.csv", 2) for member, agree in agrees))


@pytest.mark.parametrize(
    ("agrees", "verdict", "by"),
    [
        ((("A", True), ("B", True), ("C", False)), "pass", "panel"),
        ((("A", False), ("B", False), ("C", True)), "fail", "panel"),
        ((("A", True), ("B", False)), "expert", "program"),
        ((("A", True), ("A", False), ("B", True)), "expert", "program"),
        ((), "expert", "program"),
    ],
)
def test_findings_decide_documents(agrees: tuple[tuple[str, bool], ...], verdict: str, by: str) -> None:
    """The majority turns expert into pass or fail; a tie or a member of two minds leaves it open."""
    ruling = ruled(target("report documented"), [row(evidence="a.pdf")], _findings(*agrees))

    assert (verdict, by) == (ruling.verdict, ruling.decided_by)


@pytest.mark.parametrize(
    ("value", "verdict"), [("9", "pass"), ("11", "fail"), ("?", "not_evaluable"), ("<11", "undecided")]
)
def test_findings_turn_nothing_else(value: str, verdict: str) -> None:
    """Findings on a measured target change nothing, and that is said."""
    ruling = ruled(target("x <= 10"), [value], _findings(("A", verdict != "pass")))

    assert (verdict, "program") == (ruling.verdict, ruling.decided_by)
    assert "findings_without_effect" in codes(ruling)
    assert "missing" == ruled(target("report documented"), [], _findings(("A", True))).verdict
