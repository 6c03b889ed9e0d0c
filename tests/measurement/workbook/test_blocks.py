"""Tables within a sheet."""

from __future__ import annotations

import time

import pytest

from verifier.measurement.headings import Shape
from verifier.measurement.limits import LIMITS
from verifier.measurement.workbook.blocks import blocks_of, fill_merged
from verifier.measurement.workbook.merged import Merged, Range

_WIDEST, _TALLEST = 16_384, 20_000


def _merged(*ranges: tuple[int, int, int, int]) -> Merged:
    return Merged((Range(*one) for one in ranges), _WIDEST)


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

    first, second = blocks_of(rows, _merged(), LIMITS)

    assert (1, 4, (1, 2), ("target", "value")) == (first.top, first.end, first.columns, first.headings)
    assert (4, 6, (1, 2, 3), Shape.LONG) == (second.top, second.end, second.columns, second.shape)


def test_a_header_over_two_rows_is_joined() -> None:
    """Below a merged cell stand units or samples, which complete or replace it."""
    units = [["target", "实测值", "remark"], ["", "mm", ""], ["3103.ttv", "1", ""]]
    samples = [["target", "实测值", "", "remark"], ["", "样品1", "样品2", ""], ["3103.ttv", "1", "2", ""]]

    (one,) = blocks_of(units, _merged((0, 0, 1, 0), (0, 2, 1, 2)), LIMITS)
    (two,) = blocks_of(samples, _merged((0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 1, 3)), LIMITS)

    assert (("target", "实测值 (mm)", "remark"), 1) == (one.headings, one.bottom)
    assert (("target", "样品1", "样品2", "remark"), Shape.BY_SAMPLE) == (two.headings, two.shape)


def test_a_merged_target_holds_for_its_rows_and_a_merged_value_counts_once() -> None:
    """What several rows share is read in each; one measured value stays one."""
    rows = [["target", "value"], ["3103.ttv", "1"], ["", "2"], ["3103.warp", "9"], ["3103.warp", ""]]
    merged = _merged((1, 0, 2, 0), (3, 1, 4, 1))
    (block,) = blocks_of(rows, merged, LIMITS)

    filled = fill_merged(rows, merged, block)

    assert (1, ["3103.ttv", "2"], ["3103.warp", ""]) == (filled, rows[2], rows[4])


def test_a_title_that_names_a_target_is_no_header() -> None:
    """One column a target is looked for only where no table of one value a row is."""
    (block,) = blocks_of([["3103.ttv"], ["target", "value"], ["3103.ttv", "1"]], _merged(), LIMITS)
    (wide,) = blocks_of([["片号", "3103.ttv (um)"], ["W1", "1"]], _merged(), LIMITS)

    assert (1, Shape.BY_TARGET) == (block.top, wide.shape)


@pytest.mark.parametrize(
    ("rows", "merged"),
    [
        ([["target", "value"] + ["target"] * (_WIDEST - 2)] * 200, ()),
        ([["样品 1"] + [""] * (_WIDEST - 1)] * 200, [(row, 0, row + 9, _WIDEST - 1) for row in range(0, 200, 10)]),
        ([["target", "value"]] * _TALLEST, [(row, 0, row + 1, 0) for row in range(0, _TALLEST, 2)]),
    ],
    ids=["wide headers", "wide merged cells", "many merged headers"],
)
def test_a_hostile_sheet_does_not_keep_the_reader(rows: list[list[str]], merged: list[tuple[int, ...]]) -> None:
    """A few kilobytes may unpack to the widest of sheets, with a header in every row: it takes the program a moment."""
    began = time.process_time()

    blocks_of(rows, Merged((Range(*one) for one in merged), len(rows[0])), LIMITS)

    assert time.process_time() - began < 5


def test_a_header_wider_than_the_limit_is_cut_one_column_behind_it() -> None:
    """That it has too many is seen by that column."""
    rows = [["", "target", "value", *["remark"] * 400], ["", "3103.ttv", "1", *[""] * 400]]

    (block,) = blocks_of(rows, _merged(), LIMITS)

    assert (1, LIMITS.columns + 1) == (block.columns[0], len(block.headings))
