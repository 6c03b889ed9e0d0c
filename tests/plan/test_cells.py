"""The loop over bytes: the same rows, kinds and values as the reader of rows, compiled as in plain Python."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("numba", reason="the extra big is not installed")

import numpy as np

from verifier.measurement.delimited import Record, records
from verifier.measurement.grid import Reading, lay_out
from verifier.measurement.limits import LIMITS
from verifier.plan import parser
from verifier.plan.cells import gather, look, take_apart
from verifier.plan.parser import Parser
from verifier.plan.text_block import line_at

_CELL = st.text('ab,"1.é', max_size=12)
_VALUE = st.sampled_from(["1.5", "-2e3", "0.125", '"7"', "x", "", " 1", "12345678901234567890"])
_LINE = st.tuples(_CELL, _VALUE, _CELL).map(",".join) | st.just("")


def _parser() -> Parser:
    reading = Reading("a.csv", LIMITS)
    list(lay_out(Record(1, ("target", "value", "unit")), (), reading))
    return Parser(reading, ",", frozenset({"target", "unit"}))


@given(st.lists(_LINE, min_size=1, max_size=12), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_rows_are_those_of_the_reader_of_rows(lines: list[str], ending: str, last: bool) -> None:  # noqa: FBT001
    """Whatever stands in the lines: a block has their cells, and where it cannot tell them, there is no block."""
    text = ending.join(lines) + (ending if last else "")
    block = _parser().block(text.encode())
    expected = list(records(text, ","))
    if block is None:
        return
    begins = block.columns.line_at[: len(block)].tolist()
    found = [block.parser.cells(line_at(block.data, begin)) for begin in begins]

    assert len(expected) == len(block)
    assert all(record.breach is None for record in expected)
    stated = [tuple(cell.strip() for cell in record.cells) for record in expected]
    assert [cells if any(cells) else ("",) * 3 for cells in stated] == [
        cells if any(cells) else ("",) * 3 for cells in found
    ]
    for number, (record, same) in enumerate(zip(expected, block.columns.kind.tolist(), strict=False)):
        for other in range(number):
            if block.columns.kind[other] == same:
                assert stated[other][::2] == stated[number][::2], record


@given(st.lists(_LINE, min_size=1, max_size=6), st.booleans())
def test_compiled_and_interpreted_agree(lines: list[str], last: bool) -> None:  # noqa: FBT001
    """The machine code does what the source says."""
    data = ("\n".join(lines) + ("\n" if last else "")).encode()
    found = []
    for run in (take_apart, take_apart.source):
        with pytest.MonkeyPatch.context() as patch, np.errstate(over="ignore"):
            patch.setattr(parser, "take_apart", run)
            patch.setattr("os.urandom", lambda size: b"\1" * size)
            block = _parser().block(data)
        arrays = () if block is None else (block.columns.kind, block.numbers, block.digits, block.columns.value_to)
        found.append([str(array[: len(block)]) for array in arrays] if block is not None else None)

    assert found[0] == found[1]


def test_marks_are_seen_wherever_they_stand() -> None:
    """A NUL, a carriage return, a quote and what is not ASCII each have their bit."""
    for data, bits in ((b"abc", 0), (b"a\0", 1), (b"\rb", 2), (b'a"', 4), ("é".encode(), 8), (b'\0\r"\xff', 15)):
        assert bits == look(np.frombuffer(data * 40, np.uint8), len(data) * 40)


def test_texts_are_laid_one_behind_the_other() -> None:
    """Each text is copied whole, in the order asked for."""
    data, out, offsets = np.frombuffer(b"abcdef", np.uint8), np.zeros(5, np.uint8), np.zeros(3, np.int32)
    begins, ends = np.array([0, 3], np.int32), np.array([2, 6], np.int32)

    assert 5 == gather(data, np.array([1, 0]), 2, begins, ends, out, offsets)
    assert (b"defab", [0, 3, 5]) == (out.tobytes(), offsets.tolist())
