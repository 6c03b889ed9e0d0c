"""Fields of STDF records."""

from __future__ import annotations

import struct

import pytest

from tests.measurement.samples import stdf_text
from verifier.measurement.stdf.fields import Tail, functional_tail, multiple_body, parametric_tail, text_at


def test_texts_carry_their_length() -> None:
    """A text ends where its length says; past the end of the record it is blank."""
    assert ("ab", 3) == text_at(stdf_text("ab") + b"x", 0)
    assert ("", 8) == text_at(b"ab", 7)
    assert ("漏电", 5) == text_at(b"\4" + "漏电".encode("gb18030"), 0)


@pytest.mark.parametrize(
    ("options", "low", "high"),
    [(0x0E, "-1.5", "2.5"), (0x4E, "", "2.5"), (0x8E, "-1.5", ""), (0x1E, None, "2.5"), (0x2E, "-1.5", None)],
)
def test_the_option_flag_says_which_limits_there_are(options: int, low: str | None, high: str | None) -> None:
    """Bits 6 and 7 say that there is no limit, bits 4 and 5 that it is that of the first record (STDF V4, PTR)."""
    rest = stdf_text("t") + stdf_text("") + struct.pack("<Bbbbff", options, 0, 0, 0, -1.5, 2.5) + stdf_text("V")

    assert Tail("t", low, high, "V") == parametric_tail(rest, "<")


def test_what_a_record_leaves_out_is_the_first_ones() -> None:
    """A short record takes text, limits and unit of the first of its test; its own come before."""
    first = Tail("t", "1", "2", "V")

    assert first == parametric_tail(b"", "<").after(first)
    assert Tail("t", "3", "", "V") == Tail("", "3", "", None).after(first)


def test_several_results_stand_before_their_limits() -> None:
    """Indices of pins between the limits and the unit are passed over."""
    states, values = b"\x21", struct.pack("<ff", 1.0, 2.0)
    tail = stdf_text("m") + stdf_text("") + struct.pack("<Bbbbff", 0x0E, 0, 0, 0, 0.0, 9.0)
    body = states + values + tail + struct.pack("<ff", 0, 0) + struct.pack("<HH", 7, 8) + stdf_text("A")

    bits, rest = multiple_body(body, 0, 2, 2, "<")

    assert (0x3F800000, 0x40000000) == bits
    assert Tail("m", "0", "9", "A") == parametric_tail(rest, "<")


def test_a_record_that_promises_more_than_it_holds_has_no_results() -> None:
    """Counts of pins and results beyond the record's end lead nowhere."""
    assert ((), b"") == multiple_body(bytes(14), 12, 2_048, 9, "<")


def test_a_functional_test_has_its_name_behind_its_pins() -> None:
    """Counts of pins and the bits of failing ones decide where the text stands."""
    head = bytes(34) + struct.pack("<HH", 1, 1) + bytes(2 + 1 + 2 + 1) + struct.pack("<H", 9) + bytes(2)

    assert "f1" == functional_tail(head + stdf_text("v") + stdf_text("t") + stdf_text("o") + stdf_text("f1"), "<").name
    assert Tail() == functional_tail(b"", "<")
