"""Tables under their headers, and the faults of their structure."""

from __future__ import annotations

import pytest

from verifier.measurement.columns import FINDING_COLUMNS
from verifier.measurement.grid import read_grid, sound_cell
from verifier.measurement.limits import Limits


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_known_headers_decide_the_delimiter(delimiter: str) -> None:
    """The delimiter is the one that parts the header into known names, whatever else stands in cells."""
    text = delimiter.join(["target", "实测值", "remark"]) + "\n" + delimiter.join(["1.a", "2", '"x,y;z\t"'])

    grid = read_grid(text.encode(), "a.csv")

    assert (("target", "value", "remark"), ()) == (grid.keys, grid.faults)
    assert [("1.a", "2", "x,y;z")] == [record.cells for record in grid.records]


def test_comments_and_blank_lines_above_the_header_are_passed_over() -> None:
    """They shift no line number, and comments are reported."""
    grid = read_grid("\ufeff# 模板 v1, 请勿改\r\n\r\n,,\r\ntarget,value\r\n1.a,2\r\n".encode(), "a.csv")

    assert [5] == [record.line for record in grid.records]
    assert [("table_comment", 1)] == [(reason.code, reason["line"]) for reason in grid.ignored]


def test_a_column_of_numbers_called_hash_is_no_comment() -> None:
    """A header may begin with a column called #; with the first column commented out it is no header."""
    assert ((None, "target", "value"), ()) == (
        (grid := read_grid(b"#,target,value\n1,1.a,2\n", "a.csv")).keys,
        grid.ignored,
    )
    assert ["table_header_none"] == [fault.code for fault in read_grid(b"#target,value\n", "a.csv").faults]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"# only\n", b" , ,\r\n", "\ufeff".encode()])
def test_no_header_is_a_fault(data: bytes) -> None:
    """A file without a line that could be a header is refused, and told what to write."""
    (fault,) = read_grid(data, "a.csv").faults

    assert "table_header_none" == fault.code
    assert "实测值" in fault.text("zh")


def test_every_missing_column_is_named() -> None:
    """Without target and value nothing can be judged; both are named, with what was read."""
    faults = read_grid("编码,value (备注)\n1,2\n".encode(), "a.csv").faults

    assert ["target 指标编号", "value 实测值"] == [fault.reason["column"] for fault in faults]
    assert all("value (备注)" in str(fault) for fault in faults)


def test_a_known_header_twice_is_a_fault_and_an_unknown_one_is_not() -> None:
    """Two columns of one key are refused under whatever names they go; notes of the submitter may repeat."""
    (fault,) = read_grid("target,value,我的,我的,实测值\n1.a,2,,,3\n".encode(), "a.csv").faults

    assert ("table_header_twice", 1, "5 (实测值)", "2 (value)") == (
        fault.code,
        fault.reason["line"],
        fault.reason["column"],
        fault.reason["first"],
    )


def test_all_faults_stand_in_row_order_and_sound_rows_remain() -> None:
    """Ragged rows and broken quotes are listed together, each with its line; blank rows are none."""
    text = 'target,value,unit\n1.a,2\n\n1.b,"2",mm\n , ,\n,\n1.c,2,mm,\n1.d,"2"x,mm\n1.e,"2\n2",mm\n1.f,"2'
    grid = read_grid(text.encode(), "a.csv")

    assert [
        ("table_row_short", 2),
        ("table_row_long", 7),
        ("table_quote_text", 8),
        ("table_quote_open", 11),
    ] == [(fault.code, fault.reason["line"]) for fault in grid.faults]
    assert [(4, "1.b"), (9, "1.e")] == [(record.line, record.cells[0]) for record in grid.records]


def test_every_fault_speaks_both_languages_and_names_the_file() -> None:
    """Each sentence can be filled from its parts, in Chinese and English."""
    limits = Limits(columns=3, cell=20, rows=6)
    text = b'target,value,value\n1\n1,2,3,4\n1,2\n1,"2"x,3\n1,2,' + b"x" * 30 + b"\n1,2,3\n1,2,3\n"

    faults = read_grid(text, "表/a.csv", limits=limits).faults

    assert [
        "table_header_twice", "table_row_short", "table_columns_many", "table_row_short", "table_quote_text",
        "table_cell_long", "table_rows_many",
    ] == [fault.code for fault in faults]  # fmt: skip
    for fault in faults:
        assert "表/a.csv" in fault.text("zh")
        assert "表/a.csv" in fault.text("en")


def test_limits_of_size_stop_the_reading() -> None:
    """Bytes, columns of the header and the number of faults have limits, and the limit itself is allowed."""
    limits = Limits(bytes=30, columns=2, faults=2)

    assert ["file_large"] == [fault.code for fault in read_grid(b"x" * 31, "a.csv", limits=limits).faults]
    assert ["table_columns_many"] == [f.code for f in read_grid(b"target,value,unit\n", "a.csv", limits=limits).faults]
    many = read_grid(b"target,value\n1\n1\n1\n1\n", "a.csv", limits=limits)
    assert ["table_row_short", "table_row_short", "table_faults_many"] == [fault.code for fault in many.faults]
    assert () == read_grid(b"target,value\n1.a,2345678901234", "a.csv", limits=limits).faults


def test_cells_lose_surrounding_blanks_and_are_composed() -> None:
    """White space of any width falls off, composition is NFC, and nothing else is touched."""
    grid = read_grid('target,value\n\u30001.a\u00a0,"\n １.50 e\u0301 "\n'.encode(), "a.csv")

    assert [("1.a", "１.50 é")] == [record.cells for record in grid.records]
    assert ["é", ""] == [sound_cell(" e\u0301 "), sound_cell(None)]


def test_composition_never_makes_a_delimiter() -> None:
    """The Greek question mark composes to a semicolon, which stays within its cell."""
    grid = read_grid("target;value\n1.a;2\u037e3\n".encode(), "a.csv")

    assert [("1.a", "2;3")] == [record.cells for record in grid.records]


def test_other_tables_have_their_own_columns() -> None:
    """The columns that are known and required come with the kind of table."""
    grid = read_grid(b"target,value\n1,2\n", "f.csv", columns=FINDING_COLUMNS, required=("target", "finding"))

    assert (("target", None), ["finding 意见"]) == (grid.keys, [fault.reason["column"] for fault in grid.faults])
