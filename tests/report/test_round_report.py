"""A round of applications as a report."""

from __future__ import annotations

from typing import Any

from verifier.report.document import Document, Section, Table
from verifier.report.round_report import WEIGHTS, findings_of, round_document, unread_groups

_WORDS = {"zh": "名", "en": "Name"}


def _finding(rule: str, breach: str | None, place: str = "Z1", **more: object) -> dict[str, Any]:
    fields: dict[str, Any] = {"rule": rule, "name": _WORDS, "place": place, "verdict": "fail", "breach": breach}
    return {**fields, "excess": "+1", "lines": [2], "groups": {"zone": [place]}, "reasons": [], **more}


def _round(*findings: dict[str, Any], **more: object) -> dict[str, Any]:
    counts = {"pass": 1, "fail": 1, "not_evaluable": 0, "expert": 0}
    rule = {"id": "R.one", "name": _WORDS, "figure": "<=1", "clause": "1", "breach": "reject", **counts}
    fields: dict[str, Any] = {
        "catalogue": {"id": "g/admin", "digest": "sha256:0", "name": _WORDS},
        "applications": 3,
        "groups": [{"column": "zone", "name": {"zh": "高新区", "en": "Zone"}, "sizes": {"Z1": 2, "Z2": 1}}],
        "sources": [{"file": "a.csv", "sha256": "00", "bytes": 1}],
        "rules": [rule],
        "findings": list(findings),
        "unread": [],
    }
    return {**fields, **more}


def _section(document: Document, key: str) -> Section:
    return next(section for section in document.sections if section.key == key)


def _rows(section: Section) -> list[list[str]]:
    table = next(block for block in section.blocks if isinstance(block, Table))
    return [[cell.text for cell in row] for row in table.rows]


def test_the_heaviest_findings_stand_first() -> None:
    """Rejections precede warnings, whatever the order of the rules."""
    result = _round(_finding("A.a", "warning"), _finding("B.b", "reject"), _finding("C.c", None, verdict="expert"))

    assert ["reject", "expert", "warning"] == [finding.outcome for finding in findings_of(result, "en")]
    assert "reject" == WEIGHTS[0]


def test_each_zone_has_its_counts_and_rules() -> None:
    """The table of zones says how many applications a zone has, what it is rejected or asked for, by which rules."""
    result = _round(_finding("A.a", "reject"), _finding("B.b", "ask"), _finding("C.c", "reject", place="Z2"))

    rows = _rows(_section(round_document(result, "en"), "by_zone"))

    assert ["Z1", "2", "1", "0", "1", "0", "0", "A.a, B.b"] == rows[0]
    assert ["Z2", "1", "1", "0", "0", "0", "0", "C.c"] == rows[1]


def test_a_finding_says_where_and_by_how_much() -> None:
    """The list has outcome, rule, place with its lines, amount and reasons."""
    found = _finding("A.a", "reject", lines=list(range(2, 10)), reasons=[{"zh": "多", "en": "too many"}])

    table = _section(round_document(_round(found), "en"), "findings").blocks[0]

    assert isinstance(table, Table)
    assert ("rejected", "A.a Name", "Z1", "+1", "too many") == tuple(cell.text for cell in table.rows[0])
    assert "lines 2, 3, 4, 5, 6, …, 8 in all" == table.rows[0][2].note


def test_findings_beyond_the_most_are_counted() -> None:
    """A page that would be too long says how many findings it leaves out."""
    document = round_document(_round(*(_finding("A.a", "ask", place=str(n)) for n in range(5))), "en", most=2)

    section = _section(document, "findings")

    assert 2 == len(_rows(section))
    assert "3 more are not listed here" in str(section.blocks[1])


def test_a_round_without_findings_says_so() -> None:
    """An empty list is a sentence and not a table."""
    assert "There is no deviation" in str(_section(round_document(_round(), "en"), "findings").blocks)


def test_cells_with_one_reason_stand_together() -> None:
    """Twelve cells of one column with one reason are one line that counts them."""
    cells = [
        {"place": f"D{n}", "column": "fund", "name": _WORDS, "reasons": [{"zh": "无单位", "en": "no unit"}]}
        for n in range(12)
    ]

    assert [("Name", "D0 and others, 12 in all,", "no unit")] == list(unread_groups(_round(unread=cells), "en"))
