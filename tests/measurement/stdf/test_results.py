"""Results of a tester."""

from __future__ import annotations

import gzip
import io
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.measurement.samples import stdf, stdf_part, stdf_record, stdf_test, stdf_text
from verifier.errors import MeasurementError
from verifier.measurement.limits import Limits
from verifier.measurement.stdf.results import Part, TestFlag, read_results

DATA = Path(__file__).parents[4] / "shared" / "data" / "stdf"


def parts(data: bytes) -> list[Part]:
    """The parts of a file."""
    return [part for _, part in read_results(io.BytesIO(data), "a.stdf")]


@pytest.mark.parametrize("order", ["<", ">"])
def test_limits_are_those_of_the_first_record_of_a_test(order: str) -> None:
    """Later records that leave them out are judged by the first; values are the shortest decimals of singles."""
    tests = [
        stdf_test(7, 0.1, name="leak", limits=(-0.5, 0.5), order=order),
        stdf_test(7, 0.6, order=order),
        stdf_test(8, 3.0, order=order),
    ]

    (part,) = parts(stdf(stdf_part(tests, "P1", place=(3, -4), order=order), order=order))

    assert [("leak", "0.1", "-0.5", "0.5", True), ("leak", "0.6", "-0.5", "0.5", False), ("", "3", "", "", True)] == [
        (result.name, result.value, result.low, result.high, result.within()) for result in part.results
    ]
    assert ("P1", "3", "-4") == (part.part, part.x, part.y)


def test_limits_belong_to_what_they_allow() -> None:
    """A value at its limit lies within."""
    (part,) = parts(stdf(stdf_part([stdf_test(1, value, name="t", limits=(0.1, 0.3)) for value in (0.1, 0.3)])))

    assert [True, True] == [result.within() for result in part.results]


@pytest.mark.parametrize("flag", [1, 2, 4, 8, 16, 32])
def test_a_flag_of_no_result_comes_before_the_limits(flag: int) -> None:
    """What raised an alarm or was not executed lies nowhere, wherever its number lies."""
    (part,) = parts(stdf(stdf_part([stdf_test(1, 0.2, name="t", limits=(0, 1), flags=flag)])))

    assert (True, None) == (part.results[0].invalid, part.results[0].within())


def test_sites_are_kept_apart_and_wafers_belong_to_heads() -> None:
    """Results of two sites that are tested at once go to their own parts, on the wafer that is open."""
    wafer = stdf_record(2, 10, bytes([1, 255]) + bytes(4) + stdf_text("W7"))
    two = stdf_record(5, 10, b"\1\1") + stdf_record(5, 10, b"\1\2") + stdf_test(1, 1.0) + stdf_test(1, 2.0, site=2)
    ends = b"".join(
        stdf_record(5, 20, struct.pack("<BBBHHHhhI", 1, site, 0, 1, 1, 1, 0, 0, 0) + stdf_text(f"P{site}"))
        for site in (2, 1)
    )

    found = parts(stdf(wafer, two, ends))

    assert [("P2", "W7", "2"), ("P1", "W7", "1")] == [(part.part, part.wafer, part.results[0].value) for part in found]


def test_a_functional_test_passes_or_fails() -> None:
    """Its value is the word, taken from its flag."""
    passed, failed = (
        stdf_record(15, 20, struct.pack("<IBBBB", 5, 1, 1, flags, 0) + bytes(40)) for flags in (0, TestFlag.FAILED)
    )

    (part,) = parts(stdf(stdf_part([passed, failed])))

    assert [("pass", True), ("fail", False)] == [(result.value, result.within()) for result in part.results]


def test_results_without_an_end_are_kept_and_marked() -> None:
    """A file that stops between records loses nothing; its last part is not complete."""
    (part,) = parts(stdf(stdf_record(5, 10, b"\1\1"), stdf_test(1, 1.0)))

    assert (False, 1) == (part.complete, len(part.results))


def test_results_that_wait_are_counted() -> None:
    """A file that never closes a part is stopped at the limit."""
    data = stdf(*(stdf_test(1, 1.0) for _ in range(11)))

    with pytest.raises(MeasurementError) as caught:
        list(read_results(io.BytesIO(data), "a.stdf", Limits(rows=10)))

    assert "table_rows_many" == caught.value.code


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared data are not beside this checkout")
@pytest.mark.parametrize(("name", "count"), [("lot2.stdf.gz", 52_403), ("d10_1.std", 227)])
def test_the_file_s_own_limits_agree_with_the_tester(name: str, count: int) -> None:
    """On every result but those that raised an alarm, the comparison with the limits is the tester's verdict."""
    data = (DATA / name).read_bytes()
    data = gzip.decompress(data) if name.endswith(".gz") else data
    results = [result for part in parts(data) for result in part.results]

    judged = [result for result in results if not result.flags & (TestFlag.ALARM | TestFlag.NO_VERDICT)]
    differ = [result for result in judged if result.within() is bool(result.flags & TestFlag.FAILED)]

    assert (count, []) == (len(results), differ)
    assert all(result.within() is None for result in results if result.flags & TestFlag.ALARM)


@given(st.integers(0, 400), st.binary(max_size=30))
def test_a_damaged_file_ends_in_parts_or_a_reason(at: int, noise: bytes) -> None:
    """Whatever was overwritten, nothing but a reasoned refusal is raised."""
    several = stdf_record(15, 15, struct.pack("<IBBBBHH", 5, 1, 1, 0, 0, 2, 2) + b"\x21" + struct.pack("<ff", 1, 2))
    functional = stdf_record(15, 20, struct.pack("<IBBBB", 5, 1, 1, 0, 0) + bytes(40))
    tests = [stdf_test(1, 0.5, name="t", limits=(0, 1)), several, functional]
    whole = stdf(stdf_part(tests, "P"))
    at %= len(whole)

    try:
        found = parts(whole[:at] + noise + whole[at + len(noise) :])
    except MeasurementError as failure:
        found = []
        said = failure.text("zh")
    else:
        said = "read"

    assert said
    assert all(isinstance(result.value, str) for part in found for result in part.results)
