"""Findings that need reasoning."""

from __future__ import annotations

from dataclasses import replace

import pytest

from verifier.acceptance.library import open_guide
from verifier.acceptance.lint_meaning import meaning_findings
from verifier.catalogue.grammar import read_statement

_PROJECT = open_guide().project("3103")
_TTV = replace(_PROJECT.target("3103.ttv"), readings=())


def _codes(*predicates: str) -> list[str]:
    targets = tuple(replace(_TTV, id=f"3103.t{n}", statement=read_statement(text)) for n, text in enumerate(predicates))
    return [finding.reason.code for finding in meaning_findings(replace(_PROJECT, targets=targets))]


@pytest.mark.parametrize(
    ("predicates", "codes"),
    [
        (["t < 1 um"], []),
        (["t < 1 um and t > 1 um"], ["lint_no_value"]),
        (["t <= 1 um and t >= 1 um"], []),
        (["abs(t) < 0 um"], ["lint_no_value"]),
        (["x + y < 1 um and x > 1 um and y > 1 um"], ["lint_no_value"]),
        (["t < 1 um", "t < 2 um"], ["lint_implied"]),
        (["t < 2 um", "t < 1 um"], ["lint_implied"]),
        (["t < 1 um", "t < 0.001 mm"], ["lint_implied"]),
        (["t in [1, 3] um", "t in [2, 4] um"], []),
        (["t < 1 um", "x < 2 um"], []),
    ],
)
def test_contradictions_and_implications(predicates: list[str], codes: list[str]) -> None:
    """A limit that nothing meets, and one that another makes idle, are found; others are not."""
    assert codes == _codes(*predicates)
