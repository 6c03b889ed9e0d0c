"""The end of the last whole record: where the reader of records begins another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("numba", reason="the extra big is not installed")

import numpy as np

from verifier.measurement.delimited import records
from verifier.plan.record_end import TOO_LONG, record_end


def _end(text: str, longest: int = 1000, begin: int = 0) -> int:
    data = np.frombuffer(text.encode(), np.uint8)
    arguments = data, data.size, begin, ord(";"), longest
    found = record_end(*arguments)

    assert found == record_end.source(*arguments)
    return found


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("a;b\nc", "a;b\n"),
        ('a;"b\nc";d\ne', 'a;"b\nc";d\n'),
        ('a;"b\nc', ""),
        # A length in inches is no opening quote, and a comma is none of this file's delimiters.
        ('6";x\ny;"z\n', '6";x\n'),
        ('x,"y\nz\n', 'x,"y\nz\n'),
        ('"a ""b""\n";c\n', '"a ""b""\n";c\n'),
        ('"a"b;"c\nd\n', '"a"b;"c\nd\n'),
        ('x\r"a\nb"\n', 'x\r"a\nb"\n'),
        ('x\r"a\nb', ""),
        ('"a"', ""),
        ("", ""),
    ],
)
def test_a_line_feed_within_quotes_ends_no_record(text: str, whole: str) -> None:
    """Quotes count where the reader of records has them open a cell."""
    assert len(whole.encode()) == _end(text)


def test_a_quoted_cell_may_be_too_long_to_find_its_end() -> None:
    """What is behind it is not looked at."""
    assert (TOO_LONG, TOO_LONG, 9) == (_end('"aaaaaa"\n', 5), _end('b\n"aaaaaaa', 5), _end('"aaaaaa"\n', 7))


def test_records_begin_where_they_are_told_to() -> None:
    """What stands above the header has no part in it."""
    assert (7, 7, 0) == (_end('"x\na;b\n', begin=3), _end('"x\na;b\nc', begin=7), _end('"x\na;b\n'))


@given(st.text(st.sampled_from('ab";\n\r'), max_size=40))
def test_both_parts_have_the_records_of_the_whole(text: str) -> None:
    """Cut there, the two parts are read as the whole is; a quote that is never closed ends all reading."""
    end = _end(text)
    whole = list(records(text, ";"))
    first = list(records(text[:end], ";"))
    lines = text[:end].count("\n") + text[:end].count("\r") - text[:end].count("\r\n")
    rest = list(records(text[end:], ";", line=1 + lines))

    assert whole == first + rest
    assert not end or text[end - 1] == "\n"
    assert all(record.breach is None or not record.breach.last for record in first)
    # No later line feed ends a record: each stands in a cell whose quote is still open.
    for place in (at for at in range(end, len(text)) if text[at] == "\n"):
        (*_, torn) = records(text[: place + 1], ";")
        assert torn.breach is not None
        assert torn.breach.code == "table_quote_open"
