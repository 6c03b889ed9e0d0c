"""Submission tables to rows."""

from __future__ import annotations

import csv
import io
import sys
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from verifier.measurement.columns import COLUMNS
from verifier.measurement.limits import Limits
from verifier.measurement.row import Row
from verifier.measurement.table import Table, read_table

MESSY = Path(__file__).parents[2].parent / "shared" / "data" / "csv_messy"

CELL = st.text(st.sampled_from("a9.\"',;\n\r实测±μ< \u3000"), max_size=6)
OTHERS = [column.key for column in COLUMNS if column.key not in {"target", "value"}]


@given(
    st.lists(st.tuples(CELL, CELL, CELL), max_size=6),
    st.sampled_from(OTHERS),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
    st.permutations([0, 1, 2]),
)
def test_rows_come_back_from_a_csv_writer(
    cells: list[tuple[str, str, str]], key: str, encoding: str, order: list[int]
) -> None:
    """In any encoding and order of columns, every cell comes back stripped, with its physical line."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([["target", "实测值", key][place] for place in order])
    expected = []
    for number, (value, other, note) in enumerate(cells):
        row = [f"1.{number}", f"v{value}v", f"{other}{note}"]
        line = 1 + out.getvalue().replace("\r\n", "\n").replace("\r", "\n").count("\n")
        stated = {"target": row[0], "value": row[1], key: row[2].strip()}
        expected.append(Row("a.csv", line, **stated))  # type: ignore[arg-type]
        writer.writerow([row[place] for place in order])

    table = read_table(out.getvalue().encode(encoding), "a.csv", None)

    assert (tuple(expected), ()) == (table.rows, table.faults)


def test_unknown_columns_are_kept_and_reported() -> None:
    """A column of the submitter's own stays with its row; one without a header is called by its number."""
    table = read_table("target,value,温升,\n1.a,2,5 K,x\n1.b,3,,\n".encode(), "a.csv", None)

    assert [(("温升", "5 K"), ("#4", "x")), ()] == [row.extra for row in table.rows]
    assert (("温升",), ()) == (table.ignored_columns, table.faults)


@pytest.mark.parametrize("key", ["value", "evidence", "report", "item"])
def test_a_row_states_something_by_value_evidence_report_or_item(key: str) -> None:
    """One of the four makes a row; a template's unit and conditions alone do not."""
    columns = ["target", "value", "unit", "conditions", "evidence", "report", "item"]
    blank = ",".join("1.a" if c == "target" else "mm" if c in {"unit", "conditions"} else " " for c in columns)
    stated = ",".join("1.b" if c == "target" else "z" if c == key else "" for c in columns)

    table = read_table("\n".join([",".join(columns), blank, stated]).encode(), "a.csv", None)

    assert [("1.b", 3)] == [(row.target, row.line) for row in table.rows]


def test_a_row_without_a_target_is_a_fault_among_the_others() -> None:
    """What states a value must say of what; the fault stands in row order."""
    table = read_table(b"target,value\n1.a\n,7\n1.b,2,3\n", "a.csv", None)

    assert [("table_row_short", 2), ("table_target_blank", 3), ("table_row_long", 4)] == [
        (fault.code, fault.reason["line"]) for fault in table.faults
    ]


def test_undecodable_bytes_are_a_fault_and_not_an_exception() -> None:
    """Every structural fault is collected, that of the encoding too."""
    table = read_table(b"target,value\n1.a,\xff\xff", "a.csv", None)

    assert (["encoding_unclear"], (), "") == ([fault.code for fault in table.faults], table.rows, table.encoding)


def test_a_hundred_thousand_rows_are_read_in_time() -> None:
    """A large report is read within a second and a half."""
    row = "1002.pump_speed,12.50,L/min,0.02,2,T = 25 degC,mean,A-1,2026-03-01,某检测中心,R-1,\n"
    header = "target,value,unit,uncertainty,k,conditions,statistic,sample,date,lab,report,remark\n"
    data = (header + row * 100_000).encode()

    spent = []
    for _ in range(2):
        began = time.process_time()
        table = read_table(data, "a.csv", None)
        spent.append(time.process_time() - began)

    assert (100_000, 100_001) == (len(table.rows), table.rows[-1].line)
    # A tracer, such as the one that measures coverage, costs several times the work.
    assert min(spent) < (1.5 if sys.gettrace() is None else 15)


@given(st.one_of(st.binary(max_size=200), st.binary(max_size=200).map(b"target,value\n".__add__)))
@example(b"target,value\n\xff")
@example(b"\xff\xfet\x00")
def test_any_bytes_end_in_a_table(data: bytes) -> None:
    """Whatever the bytes, the answer is rows and faults that can be put into words."""
    table = read_table(data, "a.csv", None)

    assert all(fault.text("zh") and fault.text("en") for fault in table.faults)
    assert all(row.target and isinstance(row.line, int) for row in table.rows)


@pytest.mark.skipif(not MESSY.is_dir(), reason="the shared reference files are not beside the checkout")
def test_messy_files_end_in_faults() -> None:
    """Public files that are no submissions are refused with reasons, never with another exception."""
    for path in sorted(MESSY.rglob("*.*")):
        table = read_table(path.read_bytes(), path.name, None)
        assert isinstance(table, Table)
        assert table.faults, path
        assert [] == [fault.code for fault in table.faults if not fault.text("zh")]


def test_a_unit_in_the_heading_is_the_unit_of_every_row() -> None:
    """A blank unit takes it; another unit in the row stands against it, so that the two are compared."""
    table = read_table("target,实测值（mm）,单位,U (um; k=2)\n1.a,2,,3\n1.b,2,um,\n1.c,2,mm,\n".encode(), "a.csv")

    assert () == table.faults
    assert [("2", "mm", "um", "2"), ("2 mm", "um", "um", "2"), ("2", "mm", "um", "2")] == [
        (row.value, row.unit, row.uncertainty_unit, row.k) for row in table.rows
    ]


def test_one_column_a_target_makes_one_row_a_value() -> None:
    """The heading names target and unit; blank cells are none, other columns belong to every row of the line."""
    text = "片号,x,3103.ttv (μm),3103.warp（μm）,操作者\nW1,0,1.2,,张\nW2,1,1.3,20,\n"

    table = read_table(text.encode(), "a.csv")

    assert () == table.faults
    assert [
        (2, "3103.ttv", "1.2", "μm", "W1"),
        (3, "3103.ttv", "1.3", "μm", "W2"),
        (3, "3103.warp", "20", "μm", "W2"),
    ] == [(row.line, row.target, row.value, row.unit, row.wafer) for row in table.rows]
    assert (("操作者",), (("操作者", "张"),)) == (table.ignored_columns, table.rows[0].extra)


def test_one_column_a_sample_makes_one_row_a_value() -> None:
    """The heading names the sample or wafer; a column of means is no sample."""
    text = "target,unit,样品1,样品2,W03,平均\n3103.ttv,um,1,,3,2\n,um,4,,,\n"

    table = read_table(text.encode(), "a.csv")

    assert [("样品1", "", "1"), ("", "W03", "3")] == [(row.sample, row.wafer, row.value) for row in table.rows]
    assert [("table_target_blank", 3)] == [(fault.code, fault.reason["line"]) for fault in table.faults]
    assert ("平均",) == table.ignored_columns


def test_one_target_or_sample_in_two_columns_is_a_fault() -> None:
    """Nobody can tell two columns of one name apart."""
    assert ["table_header_twice"] == [f.code for f in read_table(b"sample,3103.ttv,3103.ttv\nA,1,2\n", "a.csv").faults]
    assert ["table_header_twice"] == [f.code for f in read_table(b"target,S1,S1\n1.a,1,2\n", "a.csv").faults]


def test_values_side_by_side_are_counted_against_the_limit_of_rows() -> None:
    """A table of few lines and many columns makes no more rows than a long one may."""
    table = read_table(b"sample,3103.ttv,3103.warp\nA,1,2\nB,1,2\n", "a.csv", limits=Limits(rows=3))

    assert (3, ["table_rows_many"]) == (len(table.rows), [fault.code for fault in table.faults])
