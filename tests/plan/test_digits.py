"""Plain decimals to doubles: always the nearest one, or left to a reader that takes its time."""

from __future__ import annotations

import math
import random
from decimal import Context, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("numba", reason="the extra big is not installed")

import numpy as np

from verifier.plan.digits import FIVES, POWERS, number_at, read_numbers
from verifier.plan.short_decimals import FEW, MANY, NONE

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
        late = run(data, offsets[:-1], offsets[1:], 1, 0, len(texts), POWERS, FIVES, x, digits, rough)
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
    """Zeros in front carry nothing, zeros behind are digits as written; a zero has none, but with an exponent."""
    few = ["0.00123", "1.500", "0.123456789012345", "-123456789012345", "0" * 30 + "1", "0e0"]
    many = ["0.1234567890123456", "1000000000000000", "1" * 90, "0." + "0" * 30 + "1" * 16, "1." + "0" * 20]

    assert [FEW] * len(few) == _read(few)[1]
    assert [MANY] * len(many) == _read(many)[1]
    assert [NONE] * 4 == _read(["0.0", "-0", "00", "0" * 60])[1]


def test_what_is_no_normal_double_is_left() -> None:
    """Results that are no normal doubles, and long texts half-way between two, are listed; other texts are not."""
    left = ["1e-310", "5e-324", "1e999", "1e38", "9007199254740993.0000000000000000000"]
    texts = [*left, "nan", "1_0", "", "-", ".", "1e1000", "1.2.3", "e5", "1e", "0" * 120]
    x, _, rough = _read(texts)

    assert list(range(len(left))) == rough
    assert all(math.isnan(value) for value in x[len(left) :])


def test_long_texts_are_read() -> None:
    """Twenty digits and more are read from their first nineteen, unless those leave two doubles."""
    rng = random.Random(2)  # noqa: S311 -- test data
    texts = [f"{rng.randint(1, 999)}.{rng.getrandbits(200)}"[: rng.randint(21, 60)] for _ in range(2000)]
    x, digits, rough = _read(texts)

    assert len(rough) < len(texts) / 100
    assert {MANY} == set(digits)
    assert all(float(text) == value for row, (text, value) in enumerate(zip(texts, x, strict=True)) if row not in rough)


def test_hard_texts_become_their_nearest_double() -> None:
    """Texts half-way between doubles, and next to it, of every regular magnitude are read and none is left."""
    rng = random.Random(1)  # noqa: S311 -- test data
    texts = []
    for _ in range(3000):
        low = math.ldexp(rng.getrandbits(53) | 1 << 52, rng.randint(-1000, 60))
        half = Context(prec=1200).add(Decimal(low), Decimal(math.ulp(low) / 2))
        shown = f"{Context(prec=19).plus(half):.18e}"
        mantissa, _, power = shown.partition("e")
        texts += [shown, *(f"{mantissa[:-1]}{last}e{power}" for last in rng.sample("0123456789", 2))]
        texts.append(f"{rng.getrandbits(64) % 10**19}e{rng.randint(-300, 15)}")
    # 2**53 + 1 and its like lie exactly half-way.
    texts += ["9007199254740993", "9007199254740995", "9007199254740993e1", "9007199254740993000", "4503599627370496.5"]
    x, _, rough = _read(texts)

    assert [] == rough
    assert [float(text) for text in texts] == x


def test_the_plain_part_of_a_cell_ends_where_it_ends() -> None:
    """The place behind the last character that belongs to the number is told."""
    x, digits = np.zeros(1), np.zeros(1, np.uint8)

    with np.errstate(over="ignore"):
        found = number_at(np.frombuffer(b"1.5,um", np.uint8), 0, 6, POWERS, FIVES, 0, x, digits)

    assert (3, 0) == found
    assert 1.5 == x[0]
