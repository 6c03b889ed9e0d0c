"""Findings of the panel."""

from __future__ import annotations

import pytest

from verifier.measurement.findings import Finding, read_findings


@pytest.mark.parametrize(
    ("answer", "agree"), [("同意", True), ("不同意", False), ("Agree", True), ("DISAGREE", False), ("ａｇｒｅｅ", True)]
)
def test_a_member_agrees_or_does_not(answer: str, agree: bool) -> None:  # noqa: FBT001
    """Both answers are read in Chinese and English."""
    findings, grid = read_findings(f"指标编号,专家,意见,备注\n1.a,王,{answer},见报告\n".encode(), "findings.csv")

    assert (Finding("1.a", "王", agree, "见报告", "findings.csv", 2),) == findings
    assert () == grid.faults


def test_unclear_findings_are_faults_in_row_order() -> None:
    """An answer that is neither, and a finding without member or target, decide nothing."""
    text = "target,member,finding\n1.a,王,基本同意\n1.b,,同意\n1.c\n,李,同意\n1.d,李,\n1.e,李,不同意\n"
    findings, grid = read_findings(text.encode(), "findings.csv")

    assert ["1.e"] == [finding.target for finding in findings]
    assert [
        ("finding_unclear", 2), ("finding_blank", 3), ("table_row_short", 4), ("finding_blank", 5),
        ("finding_unclear", 6),
    ] == [(fault.code, fault.reason["line"]) for fault in grid.faults]  # fmt: skip
    assert all(fault.text("zh") and fault.text("en") for fault in grid.faults)


def test_a_table_without_the_columns_is_refused() -> None:
    """Target, member and finding must be there; a note need not."""
    findings, grid = read_findings(b"target,note\n1.a,x\n", "findings.csv")

    assert ((), ["member 专家", "finding 意见"]) == (findings, [fault.reason["column"] for fault in grid.faults])
