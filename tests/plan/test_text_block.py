"""Blocks of delimited text: rows as the scalar reader has them."""

from __future__ import annotations

import pytest

pytest.importorskip("numba", reason="the extra big is not installed")

from verifier.measurement.delimited import Record
from verifier.measurement.grid import Reading, lay_out
from verifier.measurement.limits import LIMITS
from verifier.measurement.table import rows_of
from verifier.plan.parser import Parser

_HEAD = ("target", "value", "unit", "evidence")


def _parser() -> Parser:
    reading = Reading("a.csv", LIMITS)
    list(lay_out(Record(1, _HEAD), (), reading))
    return Parser(reading, ",", frozenset({"target", "unit"}))


def test_a_row_comes_back_as_the_scalar_reader_has_it() -> None:
    """Cells are stripped, the line is the physical one, and a record taken later makes the same."""
    block = _parser().block(b'9999.a, 1.5 ,mm,a.pdf\n"9999.b",2,um,\n')

    assert block is not None
    block.line = 7
    later = block.later(1)
    row = block.row(1)
    assert row is not None
    assert ("a.csv", 8, "9999.b", "2", "um") == (row.file, row.line, row.target, row.value, row.unit)
    assert [row] == list(rows_of((later(),), block.reading))
    assert ["1.5", "2"] == [one.value for one in block.rows([0, 1])]
    assert (" 1.5 ", ["a.pdf", ""]) == (block.text(0), block.cells("evidence").to_pylist())


def test_texts_that_are_no_decimals_have_no_number() -> None:
    """One strange cell costs no other cell its number; long decimals are read too."""
    block = _parser().block(b"t,1.5,mm,\nt,nope,mm,\nt,-2e3,mm,\nt,+0.12345678901234567,mm,\n")

    assert block is not None
    numbers = block.numbers.tolist()
    assert [1.5, -2000.0, 0.12345678901234567] == [numbers[0], *numbers[2:]]
    assert numbers[1] != numbers[1]


def test_a_blank_line_states_nothing() -> None:
    """It is a row without cells, so that the lines behind it keep their numbers."""
    block = _parser().block(b"t,1,mm,\n\nt,2,mm,\n")

    assert block is not None
    block.line = 2
    assert (3, None) == (len(block), block.row(1))
    assert 4 == block.rows([2])[0].line
