"""A contract's terms: milestones, and a limit of its own in a target's place."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from verifier.acceptance.library import open_guide
from verifier.catalogue.contract import Milestone, Standing, Term, with_statement
from verifier.catalogue.grammar import read_statement
from verifier.catalogue.target import Changes

_TARGET = open_guide().project("3103").target("3103.ttv")
_DAYS = st.dates(date(2023, 1, 1), date(2027, 1, 1))


@given(st.lists(_DAYS, min_size=1, max_size=5, unique=True), _DAYS)
def test_the_milestone_that_counts(due: list[date], day: date) -> None:
    """It is the last one due by the day, or the first where none is due yet."""
    found = tuple(Milestone(day, read_statement(f"TTV <= {20 + n} um")) for n, day in enumerate(sorted(due)))

    term = Term(_TARGET, Standing.STATED, milestones=found).at(day)

    assert max((one for one in due if one <= day), default=min(due)) == term.milestone


def test_without_milestones_the_final_value_counts() -> None:
    """A target without milestones is held to its final value at any time."""
    term = Term(_TARGET, Standing.INHERITED)

    assert term is term.at(date(2024, 1, 1))


def test_a_limit_of_the_contracts_own_settles_the_limit() -> None:
    """Readings about the limit fall away; others stay."""
    statement = read_statement("TTV <= 12.5 um")

    target = with_statement(_TARGET, statement)

    assert statement == target.statement
    assert "1/10" == str(target.rounding)
    kept = [reading.id for reading in _TARGET.readings if reading.changes is not Changes.LIMIT]
    assert kept == [reading.id for reading in target.readings]
