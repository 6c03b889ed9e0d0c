"""Blocks of Parquet: columns of a file, and rows as the scalar reader has them."""

from __future__ import annotations

from math import isnan

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

import pyarrow as pa

from verifier.measurement.delimited import Record
from verifier.measurement.grid import Reading, lay_out
from verifier.measurement.limits import LIMITS
from verifier.plan.block import Block, Codes, block_of_batch
from verifier.plan.threshold import Width

_HEAD = ("target", "value", "unit")
_KEYS = frozenset({"target", "unit"})


def _block(columns: list[list[str] | pa.Array], codes: Codes | None = None) -> Block:
    reading = Reading("a.parquet", LIMITS)
    list(lay_out(Record(1, _HEAD), (), reading))
    block = block_of_batch(pa.record_batch([pa.array(one) for one in columns], names=_HEAD), reading, 1, _KEYS, codes)
    assert block is not None
    return block


def test_binary_columns_keep_their_width() -> None:
    """A single means its own shortest decimal, whatever it is as a double."""
    for kind, width in ((pa.float64(), Width.DOUBLE), (pa.float32(), Width.SINGLE)):
        block = _block([["t"], pa.array([0.1], kind), ["mm"]])
        row = block.row(0)

        assert row is not None
        assert (width, "0.1", row) == (block.width, row.value, block.later(0)())


def test_texts_become_numbers_as_in_delimited_text() -> None:
    """Plain decimals of any length have a number, other texts none."""
    block = _block([["t"] * 4, ["1.5", "x", "+0.12345678901234567", ""], ["mm"] * 4])
    numbers = block.numbers.tolist()

    assert [1.5, 0.12345678901234567] == numbers[::2]
    assert all(isnan(number) for number in numbers[1::2])
    assert [2, 0, 17, 0] == block.digits.tolist()


def test_kinds_are_asked_for_once_while_dictionaries_last() -> None:
    """A combination known from the block before keeps its number; another dictionary begins anew."""
    codes, asked = Codes(), []

    def number_of(cells: tuple[str, ...], _line: int) -> int:
        asked.append((cells[0], cells[2]))
        return len(asked) - 1

    targets, units = ["a", "b", "a", "a"], ["mm", "mm", "um", "mm"]
    for _ in range(2):
        found = _block([targets, ["1"] * 4, units], codes).kinds(_KEYS, number_of).tolist()
        assert [("a", "mm"), ("b", "mm"), ("a", "um"), ("a", "mm")] == [asked[number] for number in found]

    assert 3 == len(asked)
    found = _block([["c"] * 4, ["1"] * 4, units], codes).kinds(_KEYS, number_of).tolist()
    assert [("c", "mm"), ("c", "mm"), ("c", "um"), ("c", "mm")] == [asked[number] for number in found]


def test_a_column_that_is_not_there_has_no_cells() -> None:
    """Cells of other columns are texts, nulls among them empty."""
    block = _block([["t", "t"], ["1", "2"], pa.array(["mm", None])])

    assert block.cells("wafer") is None
