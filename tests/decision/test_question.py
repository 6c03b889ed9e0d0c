"""What is asked of the rows of one target."""

from __future__ import annotations

from fractions import Fraction

from tests.small_world import row, target
from verifier.catalogue.grammar import read_statement
from verifier.catalogue.statistic import read_statistic
from verifier.decision.question import Question, can_be_judged, inputs_of, not_judged
from verifier.decision.rule import FULL_VALUE
from verifier.decision.sample import sample_of
from verifier.decision.verdict import Verdict


def test_rounding_interval() -> None:
    """The catalogue's interval holds for the target's own predicate; a reading is rounded to its own last digit."""
    asked = target("x <= 1.5", rounding=Fraction(1, 2))
    other = read_statement("x <= 1.75")

    own = Question(asked, asked.statement, read_statistic("every"), FULL_VALUE)
    read = Question(asked, other, read_statistic("every"), FULL_VALUE)

    assert (Fraction(1, 2), None) == (own.interval, read.interval)
    assert "x" == own.subject


def test_row_that_cannot_be_judged() -> None:
    """A row that could not be read keeps its reason and counts as not evaluable."""
    asked = target("x <= 1.5")
    unread = sample_of(asked, asked.statement, row("?"), None)

    assert not can_be_judged(unread)
    assert Verdict.NOT_EVALUABLE is not_judged(unread).verdict
    assert unread.reasons == not_judged(unread).reasons
    assert () == inputs_of(asked.statement, [unread])
