"""Plain decimals to doubles: always the nearest one, or left to a reader that takes its time."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("numba", reason="the extra big is not installed")

import numpy as np

from verifier.plan.digits import POWERS, number_at, read_numbers

_TEXTS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.decimals(allow_nan=False, allow_infinity=False).map(str),
    st.from_regex(r"\A[+-]?[0-9]{0,22}(\.[0-9]{0,22})?([eE][+-]?[0-9]{1,4})?\Z"),
    st.text("0123456789.eE+- xinfa_,", max_size=30),
)


def _read(texts: list[str], *, compiled: bool = True) -> tuple[list[float], list[int], list[int]]:
    data = np.frombuffer("".join(texts).encode() or b"\0", np.uint8)
    offsets = np.cumsum([0, *(len(text.encode()) for text in texts)]).astype(np.int32)
    x, digits, rough = np.zeros(len(texts)), np.zeros(len(texts), np.uint8), np.zeros(len(texts), np.int32)
    run = read_numbers if compiled else read_numbers.source
    with np.errstate(over="ignore"):
        late = run(data, offsets, len(texts), POWERS, x, digits, rough)
    return x.tolist(), digits.tolist(), rough[:late].tolist()


@given(st.lists(_TEXTS, min_size=1, max_size=20))
def test_a_text_becomes_its_nearest_double_or_none(texts: list[str]) -> None:
    """What is told as a number is what Python's own reading gives, which rounds correctly."""
    x, _, rough = _read(texts)

    for row, text in enumerate(texts):
        if row not in rough and not math.isnan(x[row]):
            assert float(text) == x[row]


@given(st.lists(_TEXTS, min_size=1, max_size=5))
def test_compiled_and_interpreted_agree(texts: list[str]) -> None:
    """The machine code does what the source says, wrapped integers too."""
    assert str(_read(texts, compiled=False)) == str(_read(texts))


def test_digits_are_counted_without_leading_zeros() -> None:
    """Zeros in front carry nothing, zeros behind are digits as written; more than 255 are told as 255."""
    assert [3, 4, 0, 15, 255] == _read(["0.00123", "1.500", "0.0", "0.123456789012345", "1" * 300])[1]


def test_what_one_operation_does_not_give_is_left() -> None:
    """Long mantissas and far exponents are listed; texts that are no decimals, or too long, are no numbers."""
    texts = ["12345678901234567890", "1e23", "1e-23", "1e1000", "nan", "1_0", "", "-", ".", "0" * 120]
    x, _, rough = _read(texts)

    assert [0, 1, 2] == rough
    assert all(math.isnan(value) for value in x[3:])


def test_the_plain_part_of_a_cell_ends_where_it_ends() -> None:
    """The place behind the last character that belongs to the number is told."""
    x, digits = np.zeros(1), np.zeros(1, np.uint8)

    with np.errstate(over="ignore"):
        found = number_at(np.frombuffer(b"1.5,um", np.uint8), 0, 6, POWERS, 0, x, digits)

    assert (3, 0) == found
    assert 1.5 == x[0]
