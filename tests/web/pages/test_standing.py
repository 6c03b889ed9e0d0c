"""How a project stands by one result."""

from __future__ import annotations

from typing import Any

import pytest

from verifier.report.verdict_words import SIGNS
from verifier.web.pages.standing import standing_of, tally_of


def _target(number: int, verdict: str) -> dict[str, Any]:
    return {"id": f"1.t{number}", "name": {"zh": f"甲{number}", "en": f"T{number}"}, "verdict": verdict, "rows": []}


def _result(*verdicts: str) -> dict[str, Any]:
    return {
        "summary": {verdict: verdicts.count(verdict) for verdict in SIGNS},
        "targets": [_target(number, verdict) for number, verdict in enumerate(verdicts)],
    }


@pytest.mark.parametrize(
    ("verdicts", "gate"),
    [
        (("pass", "pass"), "pass"),
        (("pass", "missing"), "undecided"),
        (("pass", "fail", "missing"), "fail"),
        ((), "undecided"),
    ],
)
def test_counts_alone_say_how_the_whole_stands(verdicts: tuple[str, ...], gate: str) -> None:
    """A card, which knows the counts only, wears the same colour and sentence as the whole result."""
    result = _result(*verdicts)

    tally = tally_of(result["summary"], "zh")

    assert gate == tally.gate
    assert standing_of(result, "zh").tally == tally


def test_the_worst_is_mended_first() -> None:
    """At most three targets are named, failed ones before those that cannot be evaluated, and none that passed."""
    standing = standing_of(_result("pass", "missing", "not_evaluable", "undecided", "fail"), "zh")

    assert ["fail", "not_evaluable", "undecided"] == [fix.target.verdict for fix in standing.fixes]


def test_targets_without_a_margin_are_counted() -> None:
    """What no drawing shows is said by its number."""
    assert 2 == standing_of(_result("missing", "expert"), "en").undrawn
