"""Framing of STDF files."""

from __future__ import annotations

import io

import pytest

from tests.measurement.samples import stdf, stdf_record
from verifier.errors import MeasurementError
from verifier.measurement.stdf.records import FAR, MIR, PIR, read_frames


@pytest.mark.parametrize("order", ["<", ">"])
def test_both_byte_orders_are_read(order: str) -> None:
    """The first record tells the order of all numbers, and every record keeps its place."""
    frame = read_frames(io.BytesIO(stdf(stdf_record(5, 10, b"\1\1", order), order=order)), "a.stdf")

    assert order == frame.order
    assert [(1, FAR), (2, MIR), (3, PIR)] == [(record.number, record.kind) for record in frame.records]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "stdf_not"),
        (b"target,value\n", "stdf_not"),
        (b"\x02\x00\x00\x0a\x00\x04", "stdf_cpu"),
        (b"\x02\x00\x00\x0a\x02\x03", "stdf_version"),
    ],
)
def test_other_files_are_refused(data: bytes, code: str) -> None:
    """What does not begin as STDF V4 in a byte order that is read is refused by what it is."""
    with pytest.raises(MeasurementError) as caught:
        read_frames(io.BytesIO(data), "a.stdf")

    assert code == caught.value.code


def test_a_file_that_ends_within_a_record_is_refused() -> None:
    """The record that is cut is named."""
    frame = read_frames(io.BytesIO(stdf(stdf_record(5, 10, b"\1\1"))[:-1]), "a.stdf")

    with pytest.raises(MeasurementError) as caught:
        list(frame.records)

    assert ("stdf_truncated", 3) == (caught.value.code, caught.value.reason["line"])
