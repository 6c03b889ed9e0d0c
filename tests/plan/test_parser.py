"""The parser of delimited text: kinds that are known from piece to piece, and no block where readers may differ."""

from __future__ import annotations

import pytest

pytest.importorskip("numba", reason="the extra big is not installed")

from verifier.measurement.delimited import Record
from verifier.measurement.grid import Reading, lay_out
from verifier.measurement.limits import LIMITS
from verifier.plan.parser import Parser


def _parser() -> Parser:
    reading = Reading("a.csv", LIMITS)
    list(lay_out(Record(1, ("target", "value", "unit", "evidence")), (), reading))
    return Parser(reading, ",", frozenset({"target", "unit"}))


def test_kinds_are_known_from_piece_to_piece() -> None:
    """A kind met before keeps its number, a thousand of them too, and each is asked for once."""
    parser, asked = _parser(), []

    def number_of(cells: tuple[str, ...], _line: int) -> int:
        asked.append(cells)
        return len(asked) - 1

    found = []
    for begin in (0, 500):
        block = parser.block(b"".join(b"t%d,1,mm,\n" % n for n in range(begin, begin + 1500)))
        assert block is not None
        found.append(block.kinds(frozenset(), number_of).tolist())

    assert [list(range(1500)), list(range(500, 2000))] == found
    assert 2000 == len(asked)


@pytest.mark.parametrize(
    "data",
    [
        b"t,1,mm\n", b"t,1,mm,x,y\n", b't,1,"a\nb",\n', b't,1,"a"b,\n', b't,1,"a,\n', b"t,1,mm,\rt,2,mm,\r",
        b"t,1,\0,\n",
        b"t,1,\xff\xfe,\n", b"t,1," + b"x" * (LIMITS.cell + 1) + b",\n", b"",
    ],
)  # fmt: skip
def test_what_readers_may_take_apart_differently_is_left_to_the_scalar_one(data: bytes) -> None:
    """Ragged lines, line ends within cells, text behind quotes and bytes that are no text make no block."""
    assert _parser().block(data) is None
