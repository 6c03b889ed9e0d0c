"""The six verdicts and their precedence."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.decision.verdict import OPEN, Verdict, all_of, any_of, of_rows

_JUDGED = [Verdict.PASS, Verdict.FAIL, Verdict.UNDECIDED, Verdict.NOT_EVALUABLE]


def test_there_are_six() -> None:
    """The verdicts are complete from day one, and four of them leave a target open."""
    assert {"pass", "fail", "undecided", "not_evaluable", "expert", "missing"} == {v.value for v in Verdict}
    assert set(Verdict) - {Verdict.PASS, Verdict.FAIL} == OPEN


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("pass pass", "pass"),
        ("pass fail undecided not_evaluable", "fail"),
        ("pass undecided not_evaluable", "undecided"),
        ("not_evaluable not_evaluable", "not_evaluable"),
        ("pass not_evaluable", "undecided"),
        ("", "missing"),
    ],
)
def test_rows_make_a_target(rows: str, expected: str) -> None:
    """Fail > undecided > not evaluable > pass, and a pass beside rows that could not be judged is undecided."""
    assert Verdict(expected) == of_rows(Verdict(name) for name in rows.split())


@given(st.lists(st.sampled_from(_JUDGED), min_size=1, max_size=6))
def test_a_pass_needs_every_row(verdicts: list[Verdict]) -> None:
    """Rows pass together exactly where each passes, and fail exactly where one fails."""
    assert (of_rows(verdicts) is Verdict.PASS) == (set(verdicts) == {Verdict.PASS})
    assert (of_rows(verdicts) is Verdict.FAIL) == (Verdict.FAIL in verdicts)


def test_and_and_or_mirror_each_other() -> None:
    """`and` passes where both do, `or` fails where both do, and neither hides an open part."""
    for one, two in itertools.product(_JUDGED, repeat=2):
        assert (all_of((one, two)) is Verdict.PASS) == ({one, two} == {Verdict.PASS})
        assert (any_of((one, two)) is Verdict.FAIL) == ({one, two} == {Verdict.FAIL})
        assert (all_of((one, two)) is Verdict.FAIL) == (Verdict.FAIL in {one, two})
        assert (any_of((one, two)) is Verdict.PASS) == (Verdict.PASS in {one, two})
