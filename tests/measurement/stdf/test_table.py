"""Rows of a tester's file."""

from __future__ import annotations

from tests.measurement.samples import stdf, stdf_part, stdf_test
from verifier.measurement.limits import Limits
from verifier.measurement.mapping import Entry, Mapping, Normaliser
from verifier.measurement.stdf.table import read_stdf


def mapping(*entries: Entry) -> Mapping:
    """A mapping of these entries."""
    return Mapping("a.stdf.toml", entries)


def test_a_result_becomes_a_row_with_its_part_and_lot() -> None:
    """Test and target, unit, part, lot and civil date stand in the row; the tester's own limits beside it."""
    part = stdf_part([stdf_test(7, 0.1, name="leak", limits=(0, 0.5), unit="v")], "P1", place=(3, -4))

    table = read_stdf(
        stdf(part), "a.stdf", mapping(Entry("3102.v", 7, unit="V", columns=(("conditions", "T = 25 degC"),)))
    )

    (row,) = table.rows
    assert () == table.faults
    assert ("3102.v", "0.1", "V", "P1", "LOT-1", "3", "-4", "T = 25 degC", "2026-03-01") == (
        row.target, row.value, row.unit, row.sample, row.lot, row.x, row.y, row.conditions, row.date
    )  # fmt: skip
    assert {"test": "7", "test name": "leak", "test low": "0", "test high": "0.5"}.items() <= dict(row.extra).items()


def test_what_the_tester_flags_is_no_number() -> None:
    """An alarm or a fail can never pass: the value is no number, the reading is kept beside it."""
    results = [stdf_test(7, 0.1, name="t", limits=(0, 0.5), flags=flags) for flags in (1, 128, 129, 0)]

    rows = read_stdf(stdf(stdf_part(results)), "a.stdf", mapping(Entry("3102.v", 7))).rows

    assert [
        ("#ALARM 0.1", "stdf_alarm", "0.1"),
        ("#FAILED 0.1", "stdf_failed", "0.1"),
        ("#ALARM 0.1", "stdf_alarm", "0.1"),
        ("0.1", "", ""),
    ] == [(row.value, row.barred, row.reading) for row in rows]


def test_a_normaliser_divides_exactly() -> None:
    """A current by a width is a decimal where that is finite, else a fraction; the unit says so."""
    entries = (
        Entry("3102.i", 7, normaliser=Normaliser("0.2", "um")),
        Entry("3102.j", 8, normaliser=Normaliser("3", "mm^2")),
    )
    tests = [stdf_test(7, 0.1, name="i", limits=(0, 1), unit="A"), stdf_test(8, 1.0, name="j", limits=(0, 1), unit="A")]

    rows = read_stdf(stdf(stdf_part(tests)), "a.stdf", mapping(*entries)).rows

    assert [("0.5", "A/um"), ("1/3", "A/(mm^2)")] == [(row.value, row.unit) for row in rows]


def test_another_unit_than_the_file_s_is_a_fault() -> None:
    """The mapping may spell a unit otherwise, and not call millivolts volts."""
    data = stdf(stdf_part([stdf_test(7, 1.0, name="t", limits=(0, 1), unit="mV")] * 2))

    assert ["stdf_unit_differs"] == [
        fault.code for fault in read_stdf(data, "a.stdf", mapping(Entry("3102.v", 7, unit="V"))).faults
    ]


def test_a_part_that_was_tested_again_counts_once() -> None:
    """Rows of the earlier test are excluded with the record that takes their place."""
    first = stdf_part([stdf_test(7, 1.0, name="t", limits=(0, 9))], "P1")
    again = stdf_part([stdf_test(7, 2.0)], "P1", flags=1)
    other = stdf_part([stdf_test(7, 3.0)], "P2")

    rows = read_stdf(stdf(first, other, again), "a.stdf", mapping(Entry("3102.v", 7))).rows

    assert [("1", True), ("3", False), ("2", False)] == [(row.value, bool(row.exclude)) for row in rows]


def test_what_is_not_taken_is_told() -> None:
    """Tests without a target are counted, entries without a test are named."""
    data = stdf(stdf_part([stdf_test(7, 1.0, name="t", limits=(0, 9)), stdf_test(8, 1.0, name="u", limits=(0, 9))]))

    table = read_stdf(data, "a.stdf", mapping(Entry("3102.v", name="t"), Entry("3102.w", name="none")))

    assert [("3102.v", "1")] == [(row.target, row.value) for row in table.rows]
    assert ["stdf_singles", "stdf_not_mapped", "mapping_unused"] == [reason.code for reason in table.ignored]


def test_what_refuses_the_file_is_a_fault() -> None:
    """A cut file and too many rows refuse it; nothing is raised."""
    data = stdf(stdf_part([stdf_test(7, 1.0)] * 3))
    taken = mapping(Entry("3102.v", 7))

    assert ["stdf_truncated"] == [fault.code for fault in read_stdf(data[:-1], "a.stdf", taken).faults]
    assert ["table_rows_many"] == [f.code for f in read_stdf(data, "a.stdf", taken, Limits(rows=2)).faults]
