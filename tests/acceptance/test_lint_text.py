"""Findings about the words of a catalogue."""

from __future__ import annotations

from dataclasses import replace

import pytest

from verifier.acceptance.library import open_guide
from verifier.acceptance.lint_text import id_findings, text_findings
from verifier.catalogue.bilingual import Words

_TTV = open_guide().project("3103").target("3103.ttv")


@pytest.mark.parametrize(
    ("figure", "codes"),
    [
        ("≤15 μm", []),
        ("≤0.015 mm", []),
        ("≤15 μm @20 °C", []),
        ("≤15", []),
        ("不大于十五微米", []),
        ("≤16 μm", ["lint_figure_number"]),
        ("≤15 μm/d", ["lint_figure_dimension"]),
        ("≤15±1 μm", ["lint_figure_tolerance"]),
        ("15±1 μm", []),
    ],
)
def test_a_printed_figure_is_held_against_the_limit(figure: str, codes: list[str]) -> None:
    """A figure of another number, kind or form is found; one in words or without a unit is not guessed at."""
    found = text_findings(replace(_TTV, figure=figure))

    assert codes == [finding.reason.code for finding in found]


def test_a_certificate_that_nobody_issues() -> None:
    """A certificate of a body that issues none is found, its standard is not."""
    asked = replace(_TTV, evidence=Words("AEC 证书", "AEC certificate"))
    cited = replace(_TTV, evidence=Words("按 AEC-Q101 的试验报告", "test report after AEC-Q101"))

    assert ["lint_evidence_impossible"] == [finding.reason.code for finding in text_findings(asked)]
    assert [] == list(text_findings(cited))


def test_ids_are_not_compared_where_none_are_recorded() -> None:
    """A guide that records no ids has no id that moved."""
    assert [] == list(id_findings(None, ["a.b"]))
    assert ["lint_id_gone", "lint_id_new"] == [f.reason.code for f in id_findings(["a.c"], ["a.b"])]
