"""The double nearest to a whole number times a power of ten: that of exact arithmetic, or none."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("numba", reason="the extra big is not installed")

import numpy as np

from verifier.plan.nearest import FIVES, POWERS, nearest_double, normalized, product
from verifier.plan.threshold import nearest

_WORDS = st.integers(1, 2**64 - 1)


@st.composite
def _half_way(draw: st.DrawFn) -> tuple[int, int]:
    """A mantissa and a power whose value lies on, or next to, the middle between two doubles."""
    power = draw(st.integers(-27, 27))
    odd = draw(st.integers(2**53, 2**54 - 1)) | 1
    scaled = odd * 2 ** draw(st.integers(-70, 70)) / Fraction(10) ** power
    return min(max(round(scaled) + draw(st.integers(-1, 1)), 1), 2**64 - 1), power


@given(st.one_of(st.tuples(_WORDS, st.integers(-330, 60)), _half_way()))
def test_it_is_the_double_of_exact_arithmetic(found: tuple[int, int]) -> None:
    """Every regular result is the nearest double, ties to even; NaN stands only beyond the regular ones."""
    mantissa, power = found
    exact = mantissa * Fraction(10) ** power
    with np.errstate(over="ignore"):
        double = nearest_double(np.uint64(mantissa), power, POWERS, FIVES)

    if math.isnan(double):
        assert not Fraction(1, 10**290) < exact < 10**37
    else:
        assert nearest(exact) == double


@given(_WORDS, _WORDS)
def test_a_product_of_words_is_whole(one: int, other: int) -> None:
    """High and low word are those of the integers' product."""
    with np.errstate(over="ignore"):
        high, low = product(np.uint64(one), np.uint64(other))

    assert one * other == (int(high) << 64) + int(low)


@given(_WORDS)
def test_a_normalized_word_begins_with_a_one(word: int) -> None:
    """Moved by the places told, its first one is at the top and nothing is lost."""
    moved, places = normalized(np.uint64(word))

    assert word << places == int(moved)
    assert 1 << 63 <= int(moved)


def test_the_powers_of_five_are_their_first_bits() -> None:
    """Each is the power of five in 128 bits, off by less than one unit of the last."""
    pairs = [(int(high) << 64) + int(low) for high, low in FIVES.reshape(-1, 2).tolist()]

    for power, bits in enumerate(pairs, -309):
        exact = Fraction(5) ** power
        scale = Fraction(2) ** (127 - math.floor(math.log2(5) * power))
        assert 1 << 127 <= bits < 1 << 128
        assert abs(bits - exact * scale) <= 1
