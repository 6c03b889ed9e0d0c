"""Tables within a sheet."""

from __future__ import annotations

from verifier.measurement.headings import Shape
from verifier.measurement.limits import LIMITS
from verifier.measurement.workbook.blocks import blocks_of, fill_merged


def test_the_header_is_where_the_required_headings_stand() -> None:
    """Titles above and columns beside are no part of the table; a second header begins a second table."""
    rows = [
        ["", "检测报告", "", ""],
        ["", "target", "value", ""],
        ["", "3103.ttv", "1", ""],
        ["", "", "", ""],
        ["", "指标编号", "单位", "实测值"],
        ["", "3103.warp", "um", "20"],
    ]

    first, second = blocks_of(rows, [], LIMITS)

    assert (1, 4, (1, 2), ("target", "value")) == (first.top, first.end, first.columns, first.headings)
    assert (4, 6, (1, 2, 3), Shape.LONG) == (second.top, second.end, second.columns, second.shape)


def test_a_header_over_two_rows_is_joined() -> None:
    """Below a merged cell stand units or samples, which complete or replace it."""
    units = [["target", "实测值", "remark"], ["", "mm", ""], ["3103.ttv", "1", ""]]
    samples = [["target", "实测值", "", "remark"], ["", "样品1", "样品2", ""], ["3103.ttv", "1", "2", ""]]

    (one,) = blocks_of(units, [(0, 0, 1, 0), (0, 2, 1, 2)], LIMITS)
    (two,) = blocks_of(samples, [(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 1, 3)], LIMITS)

    assert (("target", "实测值 (mm)", "remark"), 1) == (one.headings, one.bottom)
    assert (("target", "样品1", "样品2", "remark"), Shape.BY_SAMPLE) == (two.headings, two.shape)


def test_a_merged_target_holds_for_its_rows_and_a_merged_value_counts_once() -> None:
    """What several rows share is read in each; one measured value stays one."""
    rows = [["target", "value"], ["3103.ttv", "1"], ["", "2"], ["3103.warp", "9"], ["3103.warp", ""]]
    merged = [(1, 0, 2, 0), (3, 1, 4, 1)]
    (block,) = blocks_of(rows, merged, LIMITS)

    filled = fill_merged(rows, merged, block)

    assert (1, ["3103.ttv", "2"], ["3103.warp", ""]) == (filled, rows[2], rows[4])


def test_a_title_that_names_a_target_is_no_header() -> None:
    """One column a target is looked for only where no table of one value a row is."""
    (block,) = blocks_of([["3103.ttv"], ["target", "value"], ["3103.ttv", "1"]], [], LIMITS)
    (wide,) = blocks_of([["片号", "3103.ttv (um)"], ["W1", "1"]], [], LIMITS)

    assert (1, Shape.BY_TARGET) == (block.top, wide.shape)
