"""Blocks of Parquet: columns of a file, and rows as the scalar reader has them."""

from __future__ import annotations

import random
from math import isnan

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

import pyarrow as pa

from verifier.measurement.delimited import Record
from verifier.measurement.grid import Reading, lay_out, sound_cell
from verifier.measurement.limits import LIMITS
from verifier.measurement.table import rows_of
from verifier.plan.block import Block, block_of_batch
from verifier.plan.codes import Codes
from verifier.plan.short_decimals import FEW, MANY, NONE
from verifier.plan.text_block import NumberOf
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
        assert (width, "0.1") == (block.width, row.value)
        assert [row] == list(rows_of((block.later(0)(),), block.reading))


def test_texts_become_numbers_as_in_delimited_text() -> None:
    """Plain decimals of any length have a number, other texts none."""
    block = _block([["t"] * 4, ["1.5", "x", "+0.12345678901234567", ""], ["mm"] * 4])
    numbers = block.numbers.tolist()

    assert [1.5, 0.12345678901234567] == numbers[::2]
    assert all(isnan(number) for number in numbers[1::2])
    assert [FEW, NONE, MANY, NONE] == block.digits.tolist()


def _asking(asked: list[tuple[str, str]]) -> NumberOf:
    def number_of(cells: tuple[str, ...], _line: int) -> int:
        asked.append((cells[0], cells[2]))
        return len(asked) - 1

    return number_of


def test_kinds_are_asked_for_once() -> None:
    """A combination of words is known again, whatever dictionary the words come in."""
    codes, asked = Codes(), list[tuple[str, str]]()
    rng = random.Random(3)  # noqa: S311 -- test data
    for size in (1, 2, 3, 40, 3):
        # A new block has new dictionaries; blanks and nulls are one word, as spaces and forms of Unicode are.
        targets = [rng.choice(["a", " a", "b", "c", "é", "e\u0301"][: size + 1]) for _ in range(30)]
        units = [rng.choice([None, "", " ", *(f"u{n}" for n in range(size))]) for _ in range(30)]
        found = _block([targets, ["1"] * 30, units], codes).kinds(_KEYS, _asking(asked)).tolist()

        read = [(sound_cell(target), sound_cell(unit)) for target, unit in zip(targets, units, strict=True)]
        assert read == [asked[number] for number in found]

    before = len(asked)
    _block([targets[::-1], ["1"] * 30, units[::-1]], codes).kinds(_KEYS, _asking(asked))

    assert before == len(asked)


def test_more_combinations_than_find_room_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the words of all columns make too many combinations, those that occur are numbered."""
    monkeypatch.setattr("verifier.plan.block._MOST_CODES", 8)
    codes, asked = Codes(), list[tuple[str, str]]()
    targets, units = [str(n % 7) for n in range(50)], [str(n % 5) for n in range(49)] + [None]
    found = _block([targets, ["1"] * 50, units], codes).kinds(_KEYS, _asking(asked)).tolist()

    assert list(zip(targets, [sound_cell(unit) for unit in units], strict=True)) == [asked[n] for n in found]


def test_a_column_that_is_not_there_has_no_cells() -> None:
    """Cells of other columns are texts, nulls among them empty."""
    block = _block([["t", "t"], ["1", "2"], pa.array(["mm", None])])

    assert block.cells("wafer") is None
