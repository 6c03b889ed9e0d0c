"""The line that heads a table."""

from __future__ import annotations

import time

import pytest

from verifier.measurement.columns import COLUMNS
from verifier.measurement.header_line import HeaderLine, find_header
from verifier.measurement.headings import Shape
from verifier.measurement.limits import LIMITS, Limits
from verifier.wording import Reason

_REQUIRED = ("target", "value")


def find(text: str, limits: Limits = LIMITS) -> tuple[HeaderLine | None, list[Reason]]:
    """Find the header of a submission table."""
    return find_header(text, "a.csv", COLUMNS, _REQUIRED, limits)


def test_titles_above_the_header_are_passed_over_and_told() -> None:
    """The header is the first line that holds the required columns, however many lines of text stand above."""
    text = "某检测中心 检测报告\n编号: R-1; 日期: 2026-03-01\n\n3103.tsd\ntarget;value\n3103.tsd;2\n"

    header, passed = find(text)

    assert header is not None
    assert (5, ";", Shape.LONG) == (header.line, header.delimiter, header.shape)
    assert [("table_title", 1), ("table_title", 2), ("table_title", 4)] == [(r.code, r["line"]) for r in passed]


def test_data_never_decide_the_delimiter() -> None:
    """Semicolons all over the data do not outweigh the names of the header."""
    header, _ = find("target,value,remark\n1.a,1,a;b;c;d;e\n1.a,1,a;b;c;d;e\n")

    assert header is not None
    assert "," == header.delimiter


def test_without_a_header_the_first_line_is_shown() -> None:
    """Where no line holds the required columns, the first that is no comment stands for the header."""
    header, passed = find("# 说明\na,b\n1,2\n")

    assert header is not None
    assert (2, None, ["table_comment"]) == (header.line, header.shape, [reason.code for reason in passed])


def test_a_header_below_the_limit_of_lines_is_not_found() -> None:
    """The search ends; it never runs through a whole file."""
    header, _ = find("title\n" * 20 + "target,value\n", Limits(header_lines=20))

    assert header is not None
    assert header.shape is None


@pytest.mark.parametrize(
    "text", ["," * 300 + "\n", '"' * 5_000_000, "(" * 1_000_000 + "\n", ("a," * 250 + "\n") * 500, "|;\t," * 100_000]
)
def test_hostile_lines_end_soon(text: str) -> None:
    """However the lines are made, the search is over within a second of work."""
    began = time.process_time()

    find(text)

    assert time.process_time() - began < 2
