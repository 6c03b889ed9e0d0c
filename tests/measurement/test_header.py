"""The header of a submission."""

from __future__ import annotations

import time
from datetime import date

import pytest

from verifier.measurement.header import SubmissionHeader, read_header

WHOLE = """
project = "3103"
contract = "2023YFB0000000"
contractor = "某研究所"
stage = "验收"
as_of = 2026-11-22

[period]
start = 2023-12-01
end = "2026年11月30日"

[basis]
"3103.yield" = "载荷体积"
3103.ratio = "active area"
"""


def test_every_key_is_read() -> None:
    """Native dates, written dates, and target ids with and without quotes all reach the header."""
    expected = SubmissionHeader(
        project="3103",
        contract="2023YFB0000000",
        contractor="某研究所",
        period_start=date(2023, 12, 1),
        period_end=date(2026, 11, 30),
        stage="验收",
        as_of=date(2026, 11, 22),
        basis=(("3103.ratio", "active area"), ("3103.yield", "载荷体积")),
    )

    assert (expected, ()) == read_header(WHOLE.encode(), "submission.toml")


def test_nothing_stated_is_no_mistake() -> None:
    """Every key may be absent."""
    assert (SubmissionHeader(), ()) == read_header(b"", "submission.toml")


def test_every_mistake_is_reported_with_its_key() -> None:
    """One reading lists them all."""
    text = """
project = 3103
contracter = "x"
stage = "midterm"
as_of = "01/03/26"
[period]
start = 2026-02-01T08:00:00
"""
    header, faults = read_header(text.encode(), "s/submission.toml")

    assert header is None
    assert [
        ("as_of", "header_date"),
        ("contracter", "header_key_unknown"),
        ("period.end", "header_key_missing"),
        ("period.start", "header_date"),
        ("project", "header_value"),
        ("stage", "header_value"),
    ] == sorted((fault.reason["column"], fault.code) for fault in faults)
    for fault in faults:
        assert str(fault.reason["column"]) in fault.text("zh")
        assert "s/submission.toml" in fault.text("en")


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ('period = "2026"', "header_value", "period"),
        ("basis = 3", "header_value", "basis"),
        ('[basis]\n"1.a" = 3', "header_value", "basis.1.a"),
        ("[period]\nstart = 2026-02-02\nend = 2026-02-01", "header_period", "period"),
        ('[period]\nstart = "2026-02-30"\nend = 2026-03-01', "header_date", "period.start"),
        (f'contractor = "{"x" * 2000}"', "header_value", "contractor"),
        ("project = 0x" + "f" * 5000, "header_value", "project"),
    ],
)
def test_each_mistake_has_its_sentence(text: str, code: str, column: str) -> None:
    """A wrong kind of value, a period that runs backwards and a day that never was are each told."""
    header, (fault,) = read_header(text.encode(), "submission.toml")

    assert (None, code, column) == (header, fault.code, fault.reason["column"])
    assert fault.text("zh") != fault.text("en")


@pytest.mark.parametrize(
    ("text", "line"),
    [('project = "1"\nstage = 验收\n', 2), ("a = 1\r\n\r\na = 2\r\n", 3), ("x = [1,\n2", 2), ("[[[", 1)],
)
def test_what_is_not_toml_is_told_with_its_line(text: str, line: int) -> None:
    """The syntax error names the physical line."""
    _, (fault,) = read_header(text.encode(), "submission.toml")

    assert ("header_syntax", line) == (fault.code, fault.reason["line"])
    assert fault.text("zh")


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 60_000,
        "a" + ".a" * 30_000 + " = 1",
        "a = " + "9" * 60_000,
        "x" * 10_000_000,
        "a\0b",
        "[basis]\n" + "".join(f'a{i} = ""\n' for i in range(2000)),
    ],
    ids=["nesting", "dots", "digits", "megabytes", "nul", "bases"],
)
def test_hostile_headers_are_refused_at_once(text: str) -> None:
    """Depth, length and size end in a reason within a fraction of a second."""
    began = time.perf_counter()
    header, (fault,) = read_header(text.encode(), "submission.toml")

    assert header is None
    assert fault.code in {"header_bounds", "header_large", "text_nul"}
    assert time.perf_counter() - began < 1
