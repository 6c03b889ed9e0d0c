"""The U beside each value: the numbers and the cells of a column, from text and from Arrow."""

from __future__ import annotations

import math

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

import numpy as np
import pyarrow as pa

from verifier.measurement.delimited import Record
from verifier.measurement.grid import Reading, lay_out
from verifier.measurement.limits import LIMITS
from verifier.plan.beside import Beside
from verifier.plan.block import block_of_batch
from verifier.plan.machine import Rooms
from verifier.plan.parser import Parser
from verifier.plan.threshold import Width

_CELLS = ("0.5", "", " 0.25", "x", "-1", "1e-300", "0.1234567890123456789", "2")
_KEYS = frozenset({"target"})


def _reading(name: str) -> Reading:
    reading = Reading(name, LIMITS)
    list(lay_out(Record(1, ("target", "value", "uncertainty")), (), reading))
    return reading


def _of_text(cells: tuple[str, ...]) -> Beside:
    parser = Parser(_reading("a.csv"), ",", _KEYS, ("evidence", "uncertainty"))
    block = parser.block("".join(f"9999.a,1,{cell}\r\n" for cell in cells).encode())
    assert block is not None
    return block.beside("uncertainty", Rooms())


def _of_arrow(column: pa.Array) -> Beside:
    rows = len(column)
    batch = pa.RecordBatch.from_arrays([pa.array(["9999.a"] * rows), pa.array([1.0] * rows), column], list("tvu"))
    block = block_of_batch(batch, _reading("a.parquet"), 1, _KEYS)
    assert block is not None
    return block.beside("uncertainty", Rooms())


@pytest.mark.parametrize("kind", ["text", "words", "delimited"])
def test_cells_are_numbers_and_texts(kind: str) -> None:
    """A plain decimal is its double, anything else no number; a blank cell is told, and a text stripped."""
    column = pa.array(_CELLS)
    column = column.dictionary_encode() if kind == "words" else column
    made = _of_text(_CELLS) if kind == "delimited" else _of_arrow(column)
    expected = (0.5, math.nan, math.nan, math.nan, -1.0, 1e-300, 0.1234567890123456789, 2.0)

    assert np.array_equal(np.array(expected), made.numbers, equal_nan=True)
    assert [at == 1 for at in range(8)] == made.blank.tolist()
    assert [cell.strip() for cell in _CELLS] == [made.text(row) for row in range(8)]
    assert ["x", "2"] == [cell.strip() for cell in made.texts(np.array([3, 7])).to_pylist()]
    assert made.width is None


@pytest.mark.parametrize(("kind", "width"), [(pa.float64(), Width.DOUBLE), (pa.float32(), Width.SINGLE)], ids=str)
def test_binary_columns_keep_their_width(kind: pa.DataType, width: Width) -> None:
    """A double and a single are told as their shortest decimals; null is a blank cell."""
    made = _of_arrow(pa.array([0.1, None], kind))

    assert (width, [False, True]) == (made.width, made.blank.tolist())
    assert ("0.1", "") == (made.text(0), made.text(1))
    assert math.isnan(made.numbers[1])


def test_other_columns_have_no_numbers() -> None:
    """Yes and no are no uncertainty; their words are kept."""
    made = _of_arrow(pa.array([True, None]))

    assert ([True, True], [False, True]) == (np.isnan(made.numbers).tolist(), made.blank.tolist())
