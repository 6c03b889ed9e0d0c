"""The twelve details of a line."""

from __future__ import annotations

from typing import Any

from verifier.report.details import DETAILS, detail_texts, not_provided
from verifier.report.result_reader import read_result

_DIGEST = "ab" * 32


def _details(**more: object) -> dict[str, str]:
    target: dict[str, Any] = {"id": "9.a", "kind": "measured", "verdict": "pass", "statistic": "every", "limit": "4"}
    rows = [{"file": "a.csv", "line": line, "verdict": "pass", "n": "30", "evidence": "r.pdf"} for line in (2, 3, 4)]
    result = {
        "guide": {"id": "g", "digest": "sha256:0123456789abcdef"},
        "contract": {"id": "HT-1", "digest": None},
        "sources": [{"file": "a.csv", "sha256": _DIGEST}],
        "evidence_files": [{"file": "r.pdf", "sha256": "cd" * 32, "state": "present"}],
        "targets": [{**target, "rows": rows, **more}],
    }
    view = read_result(result, "en")
    return dict(detail_texts(view, view.targets[0], "1.0"))


def test_the_twelve_stand_in_the_order_of_the_form() -> None:
    """There are twelve, each with a heading of its own."""
    assert DETAILS == tuple(_details())
    assert 12 == len(set(not_provided([(name, "") for name in DETAILS], "zh").split("；")))


def test_what_rows_and_contract_say_is_filled() -> None:
    """Class, value at approval, milestones, sample size, files, digests and margin come from the result."""
    milestones = [{"date": "2025-06-30", "predicate": "TTV <= 6 um"}]
    risk = {"kind": "false_accept", "probability": "0.012"}

    found = _details(key=True, baseline="8 um", milestones=milestones, margin="1", risk=risk)

    assert ("key / technical", "8 um", "by 2025-06-30: TTV <= 6 um") == (
        found["level"],
        found["baseline"],
        found["milestone"],
    )
    assert ("30", "+25", "0.012", "a.csv 2–4") == tuple(
        found[name] for name in ("n", "margin", "false_acceptance", "raw_file")
    )
    assert f"a.csv {_DIGEST}; r.pdf {'cd' * 32}" == found["raw_sha256"]
    assert "g sha256:0123456789ab / 1.0" == found["verifier"]


def test_what_nobody_provided_is_named_once() -> None:
    """Details without data are named together, in one text."""
    found = _details()

    assert "Value at approval; Mid-term target; Margin (%); Probability of false acceptance; Panel finding" == (
        not_provided(found.items(), "en")
    )


def test_a_false_rejection_is_no_false_acceptance() -> None:
    """The risk of a fail is that of rejecting wrongly, and stands in no column of false acceptance."""
    assert "" == _details(verdict="fail", risk={"kind": "false_reject", "probability": "0.3"})["false_acceptance"]


def test_the_panels_words_are_its_finding() -> None:
    """What the panel decided stands as its finding; what the program decided does not."""
    reasons = [{"code": "panel_agrees", "zh": "同意", "en": "2 agree"}]

    assert ("2 agree", "") == (
        _details(decided_by="panel", reasons=reasons)["panel_opinion"],
        _details(reasons=reasons)["panel_opinion"],
    )


def test_lines_with_gaps_are_listed() -> None:
    """A file whose rows are not one run has its lines one by one, the first twenty of them."""
    rows = [{"file": "a.csv", "line": line, "verdict": "pass"} for line in range(2, 102, 2)]

    assert "a.csv 2, 4, 6" == _details(rows=rows[:3])["raw_file"]
    assert _details(rows=rows)["raw_file"].endswith("40, …")
