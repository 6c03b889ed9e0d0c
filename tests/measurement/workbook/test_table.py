"""Rows of a workbook."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.measurement.samples import workbook
from verifier.measurement.limits import Limits
from verifier.measurement.workbook.table import read_workbook

pytest.importorskip("python_calamine", reason="the extra office is not installed")


def test_rows_are_called_by_sheet_and_cell() -> None:
    """Title, table and notes on a sheet: rows carry the place of their first cell, and what was assumed is told."""
    data = workbook(
        {
            "数据 ": [
                ["检测报告"],
                [],
                [None, "指标编号", "实测值 (mm)", "检测日期", "自定"],
                [None, "3103.ttv", 0.1 + 0.2, ('s="2"', "<v>46082</v>"), "张"],
                [None, "3103.ttv", "0.30", None, None],
            ],
            "说明": [["只有文字"]],
        }
    )

    table = read_workbook(data, "a.xlsx")

    assert () == table.faults
    assert [
        ("数据!B4", "0.30000000000000004", "0.3", "mm", "2026-03-01"), ("数据!B5", "0.30", "", "mm", "")
    ] == [(row.line, row.value, row.shown15, row.unit, row.date) for row in table.rows]  # fmt: skip
    assert (("自定",), True) == (table.ignored_columns, table.assumed)
    assert ["table_title", "workbook_sheet_ignored", "workbook_numbers", "workbook_dates"] == [
        reason.code for reason in table.ignored
    ]


def test_errors_formulas_and_percentages_are_never_numbers_by_accident() -> None:
    """An error and a formula without its value cannot be judged; a percentage is read as it is shown."""
    data = workbook(
        {
            "S": [
                ["target", "value"],
                ["3103.a", ('t="e"', "<f>1/0</f><v>#DIV/0!</v>")],
                ["3103.b", ("", "<f>A1*2</f>")],
                ["3103.c", ("", "<f>A1*2</f><v>4.5</v>")],
                ["3103.d", ('s="1"', "<v>0.085</v>")],
            ]
        }
    )

    table = read_workbook(data, "a.xlsx")

    assert ["#DIV/0!", "#FORMULA!", "4.5", "8.5 %"] == [row.value for row in table.rows]
    assert {"workbook_errors", "workbook_formulas", "workbook_percents"} <= {reason.code for reason in table.ignored}


def test_merged_cells_hold_for_all_their_rows() -> None:
    """A target that is merged over rows is read in each, and that is told."""
    data = workbook({"S": [["target", "value"], ["3103.a", 1.0], [None, 2.0]]}, {"S": ["A2:A3"]})

    table = read_workbook(data, "a.xlsx")

    assert [("3103.a", "1"), ("3103.a", "2")] == [(row.target, row.value) for row in table.rows]
    assert "workbook_merged" in {reason.code for reason in table.ignored}


def test_merged_ranges_that_overlap_are_refused() -> None:
    """No spreadsheet program writes them, and which text the shared cells show is anybody's guess."""
    data = workbook({"S": [[], [None, "target", "value"], [None, "3103.ttv", 1], []]}, {"S": ["B3:B4", "B4:C4"]})

    (fault,) = read_workbook(data, "a.xlsx").faults

    assert ("workbook_merged_twice", "S!B4") == (fault.code, fault.reason["line"])
    assert "合并" in fault.text("zh")
    assert "merged" in fault.text("en")


def test_structural_faults_carry_their_cell() -> None:
    """A row without a target, a column twice, no header and limits are faults."""
    blank = workbook({"S": [["target", "value"], [None, 1.0]]})
    twice = workbook({"S": [["target", "value", "实测值"], ["3103.a", 1.0, 2.0]]})

    assert [("table_target_blank", "S!A2")] == [
        (f.code, f.reason["line"]) for f in read_workbook(blank, "a.xlsx").faults
    ]
    assert ["table_header_twice"] == [fault.code for fault in read_workbook(twice, "a.xlsx").faults]
    assert ["workbook_no_table"] == [f.code for f in read_workbook(workbook({"S": [["a"]]}), "a.xlsx").faults]
    assert ["workbook_sheets"] == [f.code for f in read_workbook(blank, "a.xlsx", Limits(sheets=0)).faults]
    assert ["file_large"] == [f.code for f in read_workbook(blank, "a.xlsx", Limits(bytes=9)).faults]


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=30))
def test_a_damaged_workbook_ends_in_a_table(at: int, noise: bytes) -> None:
    """Whatever was overwritten, the answer is rows or faults with their sentences."""
    whole = workbook({"S": [["target", "value"], ["3103.a", 1.5], ["3103.b", ('t="e"', "<v>#N/A</v>")]]})
    at %= len(whole)

    table = read_workbook(whole[:at] + noise + whole[at + len(noise) :], "a.xlsx")

    assert all(fault.text("zh") for fault in table.faults)
