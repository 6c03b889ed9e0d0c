"""Blocks: columns of a file, and rows as the scalar reader has them."""

from __future__ import annotations

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

import pyarrow as pa

from verifier.measurement.delimited import Record
from verifier.measurement.grid import Reading, lay_out
from verifier.measurement.limits import LIMITS
from verifier.plan.block import block_of_batch, block_of_text, line_feeds
from verifier.plan.threshold import Width

_HEAD = ("target", "value", "unit")


def _reading() -> Reading:
    reading = Reading("a.csv", LIMITS)
    list(lay_out(Record(1, _HEAD), (), reading))
    return reading


def test_a_row_comes_back_as_the_scalar_reader_has_it() -> None:
    """Cells are stripped, the line is the physical one."""
    block = block_of_text(b"9999.a, 1.5 ,mm\n9999.b,2,um\n", ",", _reading(), 7, {"target", "unit"})

    assert block is not None
    row = block.row(1)
    assert row is not None
    assert ("a.csv", 8, "9999.b", "2", "um") == (row.file, row.line, row.target, row.value, row.unit)
    assert ["1.5", "2"] == [one.value for one in block.rows([0, 1])]


def test_texts_that_are_no_decimals_have_no_number() -> None:
    """One strange cell costs no other cell its number."""
    block = block_of_text(b"t,1.5,mm\nt,nope,mm\nt,-2e3,mm\n", ",", _reading(), 2, {"target"})

    assert block is not None
    numbers = block.numbers.tolist()
    assert [1.5, -2000.0] == [numbers[0], numbers[2]]
    assert numbers[1] != numbers[1]


@pytest.mark.parametrize(
    "data",
    [
        b"t,1\n", b"t,1,mm,x\n", b"t,1,mm\n\n", b't,1,"a\nb"\n', b't,1,a"b"\n', b't,1,"a"b\n', b"t,1,mm\rt,2,mm\r",
        b"t,1,\0\n", b"t,1,\xff\xfe\n", b"t,1," + b"x" * (LIMITS.cell + 1) + b"\n", b"",
    ],
)  # fmt: skip
def test_what_readers_may_take_apart_differently_is_left_to_the_scalar_one(data: bytes) -> None:
    """Ragged and blank lines, line ends within cells, stray quotes and bytes that are no text make no block."""
    assert block_of_text(data, ",", _reading(), 2, {"target"}) is None


def test_binary_columns_keep_their_width() -> None:
    """A single means its own shortest decimal, whatever it is as a double."""
    for kind, width in ((pa.float64(), Width.DOUBLE), (pa.float32(), Width.SINGLE)):
        batch = pa.record_batch([pa.array(["t"]), pa.array([0.1], kind), pa.array(["mm"])], names=_HEAD)
        block = block_of_batch(batch, _reading(), 1, {"target", "unit"})

        assert block is not None
        row = block.row(0)
        assert row is not None
        assert (width, "0.1") == (block.width, row.value)


def test_line_feeds_are_counted() -> None:
    """Only a line feed ends a line here."""
    assert 2 == line_feeds(b"a\nb\r\nc")
