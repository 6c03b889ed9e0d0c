"""Cells of lots and parts: rows that name the same ones get one number."""

from __future__ import annotations

import random

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

import numpy as np

from verifier.plan.part_cells import split


def _split(codes: list[int], cells: list[str], blank: list[int], seed: int) -> tuple[list[int], list[int]]:
    rows = len(codes)
    code, data = np.array(codes, np.int32), np.frombuffer("".join(cells).encode() + b"-", np.uint8)
    ends = np.cumsum([len(cell) for cell in cells]).astype(np.int32)
    begins = (ends - [len(cell) for cell in cells]).astype(np.int32)
    # The cells stand beside those of another column.
    both = (np.ascontiguousarray(np.stack((np.zeros_like(one), one), 1).ravel()) for one in (begins, ends))
    before, first = np.empty(rows, np.int32), np.empty(rows, np.int32)
    slots = np.full(1 << (2 * rows).bit_length(), -1, np.int32)
    number = split(
        rows, code, data, *both, 2, 1, np.array(blank, np.int8), np.full(5, -1, np.int32), seed, slots, slots.size - 1,
        before, first,
    )  # fmt: skip
    return code.tolist(), first[:number].tolist()


@pytest.mark.parametrize("seed", range(10))
def test_rows_are_parted_by_number_and_cell(seed: int) -> None:
    """Two rows have one number where both had one and their cells agree; rows that are passed over stay so."""
    rng = random.Random(seed)  # noqa: S311 -- test data
    rows = rng.choice((1, 2, 50, 500))
    codes = [rng.randint(-1, 4) for _ in range(rows)]
    cells = [rng.choice(("", "a", "b", "ab", "ba", "long" * 9, str(rng.randint(0, 99)))) for _ in range(rows)]
    blank = [int(rng.random() < 0.3) for _ in range(5)]

    found, first = _split(codes, cells, blank, rng.getrandbits(64))

    told = [(code, "" if blank[code] else cell) for code, cell in zip(codes, cells, strict=True)]
    known: dict[tuple[int, str], int] = {}
    for one in told:
        if one[0] >= 0:
            known.setdefault(one, len(known))
    assert [known.get(one, -1) for one in told] == found
    assert [told.index(one) for one in known] == first
