"""The printed form."""

from __future__ import annotations

from typing import Any

import pytest

from verifier.report.document import Bullets, Paragraph, Table
from verifier.report.form import Printing, form_document
from verifier.wording import Language, words

PRINTING = Printing(f"sha256:{'0f' * 32}", "1.0.0")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("shape", ["every_verdict", "nothing_submitted", "hundred_targets", "many_rows", "hostile"])
def test_the_form_has_its_parts_in_order(shape: str, lang: Language, request: pytest.FixtureRequest) -> None:
    """Page one comes first, then the table, the signatures, the charts and the record."""
    document = form_document(request.getfixturevalue(shape), lang, PRINTING)

    keys = [section.key for section in document.sections if section.key != "charts"]
    assert ["overview", "ratify", "excluded", "unjudged", "ignored", "table", "signatures", "provenance"] == keys
    assert len({len(line) for line in document.lines}) <= 1


def test_the_table_has_nine_columns(every_verdict: dict[str, Any]) -> None:
    """The printed sheet has nine columns and a row a target; the statement stands below it."""
    section = next(part for part in form_document(every_verdict, "zh", PRINTING).sections if part.key == "table")

    table, statement = section.blocks
    assert isinstance(table, Table)
    assert (9, 13) == (len(table.head), len(table.rows))
    assert Paragraph(words("report_statement", "zh"), "strong") == statement


def test_page_one_lists_what_to_ratify(every_verdict: dict[str, Any]) -> None:
    """What the panel has to ratify, the excluded and the unjudged rows are named on page one."""
    parts = {section.key: section for section in form_document(every_verdict, "zh", PRINTING).sections}

    listed = [block for key in ("ratify", "excluded", "unjudged") for block in parts[key].blocks]
    assert [1, 1, 2] == [len(block.items) for block in listed if isinstance(block, Bullets)]
    assert not any(parts[key].new_page for key in ("ratify", "excluded", "unjudged", "ignored"))


def test_the_signatures_stay_on_one_page(every_verdict: dict[str, Any]) -> None:
    """The block to sign is never torn apart."""
    parts = {section.key: section for section in form_document(every_verdict, "zh", PRINTING).sections}

    assert parts["signatures"].together


def test_a_policy_is_printed_where_the_result_has_one(every_verdict: dict[str, Any]) -> None:
    """A policy stands on page one with its source; without one nothing is said of thresholds."""
    with_one = every_verdict | {"policy": {"zh": "参照政策（甲）：…", "en": "Policy (A): …"}}

    shown = [
        block
        for result in (every_verdict, with_one)
        for block in form_document(result, "en", PRINTING).sections[0].blocks
    ]

    assert [Paragraph("Policy (A): …", "strong")] == [
        block for block in shown if getattr(block, "tone", "") == "strong"
    ]
