"""Delimited text to records with physical lines."""

from __future__ import annotations

import csv
import io
import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.measurement.delimited import Record, records
from verifier.measurement.encoding import decode
from verifier.measurement.limits import Limits

SPECTRUM = Path(__file__).parents[2].parent / "shared" / "data" / "csv_messy" / "csv-spectrum"

CELLS = st.text(st.sampled_from("ab\"',;\t\n\r实测 0.9<\u3000\u2028\x85"), max_size=8)
TABLES = st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=6)


@given(TABLES, st.sampled_from([",", "\t", ";"]), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_what_a_csv_writer_writes_is_read_back_with_its_lines(
    table: list[list[str]],
    delimiter: str,
    end: str,
    everywhere: bool,  # noqa: FBT001
) -> None:
    """Cells come back character for character, and each record knows the physical line of its first byte."""
    out = io.StringIO(newline="")
    # Python's writer leaves line ends other than its own without quotes.
    quote_all = everywhere or end != "\r\n"
    writer = csv.writer(
        out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    )
    expected = []
    for row in table:
        # The oracle: line ends in what is written so far.
        written = out.getvalue().replace("\r\n", "\n").replace("\r", "\n")
        expected.append(Record(written.count("\n") + 1, tuple(row)))
        writer.writerow(row)

    assert expected == list(records(out.getvalue(), delimiter))


@pytest.mark.parametrize("end", ["", "\n"])
def test_the_last_line_end_is_optional(end: str) -> None:
    """RFC 4180, section 2, rule 2."""
    assert [Record(1, ("a", "b")), Record(2, ("c", ""))] == list(records(f"a,b\nc,{end}", ","))


def test_a_quote_inside_a_plain_cell_stands_for_itself() -> None:
    """A wafer of 6 inches written with a double quote is read as written."""
    assert [Record(1, ('6" wafer', "1", ' "x"'))] == list(records('6" wafer,"1", "x"', ","))


def test_text_behind_a_closing_quote_is_a_breach_and_the_next_line_is_read() -> None:
    """The breach names its cell, and reading goes on behind the line."""
    first, second = records('a,"b" c,d\ne,f\n', ",")

    assert first.breach is not None
    assert (1, "table_quote_text", 2, " c,d") == (first.line, first.breach.code, first.breach.column, first.breach.read)
    assert Record(2, ("e", "f")) == second


def test_a_quote_that_is_never_closed_is_a_breach_where_it_opens() -> None:
    """The line is the first of the record, not the end of the file."""
    *_, last = records('a,b\nc,"d\n\n\n', ",")

    assert last.breach is not None
    assert (2, "table_quote_open", 2) == (last.line, last.breach.code, last.breach.column)


@pytest.mark.parametrize("cell", ["xxxxx", '"xxxxx"', '"x\nxxx"', '"""""""""'])
def test_a_cell_over_the_limit_is_a_breach(cell: str) -> None:
    """More characters than the limit refuse the cell, quoted or not."""
    limits = Limits(cell=3)

    assert ["table_cell_long"] == [r.breach.code for r in records(f"a,{cell}", ",", limits) if r.breach]
    assert [] == [r.breach for r in records('a,xxx,"xxx","x""x"', ",", limits) if r.breach]


@pytest.mark.parametrize("line", ["a,b,c,d", '"a",b,"c",d', '"a","b","c","d"'])
def test_a_record_over_the_limit_of_columns_is_a_breach(line: str) -> None:
    """One column more than the limit refuses the record, and the limit itself does not."""
    assert ["table_columns_many"] == [r.breach.code for r in records(line, ",", Limits(columns=3)) if r.breach]
    assert [] == [r.breach for r in records(line, ",", Limits(columns=4)) if r.breach]


@pytest.mark.parametrize(
    "text",
    ['"' * 10_000_000, "x" * 10_000_000, '"' + "x\n" * 5_000_000, "," * 10_000_000, '"",' * 3_000_000],
    ids=["quotes", "one cell", "open quote", "commas", "blank cells"],
)
def test_ten_megabytes_in_one_record_are_refused_at_once(text: str) -> None:
    """A hostile record costs a fraction of a second and ends in a breach."""
    began = time.perf_counter()
    found = list(records(text, ","))

    assert [True] == [record.breach is not None for record in found]
    assert time.perf_counter() - began < 1


@pytest.mark.skipif(not SPECTRUM.is_dir(), reason="the shared reference files are not beside the checkout")
def test_the_published_csv_spectrum() -> None:
    """Every file of the public collection csv-spectrum gives the cells that its JSON states.

    The stored CSV files lost the carriage returns that those called crlf had; they are put back.
    """
    for path in sorted(SPECTRUM.glob("*.csv")):
        text = decode(path.read_bytes(), path.name).text
        if "crlf" in path.stem:
            text = text.replace("\r\n", "\n").replace("\n", "\r\n")
        header, *body = records(text, ",")
        stated = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        assert stated == [dict(zip(header.cells, record.cells, strict=True)) for record in body], path.name
