"""Binary floating-point numbers to decimals."""

from __future__ import annotations

import math
import struct
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from verifier.measurement.binary_float import fifteen_digits, shortest_double, shortest_single


def single(text: str) -> int:
    """The bits of the single nearest to a decimal."""
    try:
        return int.from_bytes(struct.pack(">f", float(text)))
    except OverflowError:
        return -1


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
@example(2.0**-149)
@example(2.0**-126)
@example(2.0**24)
@example(3.4028230607370965e38)
@example(9.5367431640625e-07)
@example(5.421010862427522e-20)
def test_a_single_comes_back_from_its_decimal_and_from_no_shorter_one(value: float) -> None:
    """The decimal recovers the number, and neither neighbour with a digit less does."""
    text = shortest_single(single(repr(value)))
    digits = Decimal(text).normalize().as_tuple()

    assert single(text) == single(repr(value))
    shorter = len(digits.digits) - 1
    if shorter and isinstance(digits.exponent, int):
        step = Decimal(1).scaleb(digits.exponent + 1)
        low = (Decimal(text) / step).to_integral_value("ROUND_FLOOR") * step
        assert single(repr(value)) not in {single(str(low)), single(str(low + step))}


@pytest.mark.parametrize(
    ("bits", "text"), [(0x3F800000, "1"), (0x00000000, "0"), (0x7F800000, "inf"), (0x7F7FFFFF, "3.4028235e+38")]
)
def test_landmarks_of_the_single(bits: int, text: str) -> None:
    """One, zero, infinity and the largest number (IEEE 754-2019, table 3.5)."""
    assert text == shortest_single(bits)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_double_comes_back_from_its_decimal(value: float) -> None:
    """The decimal recovers the number."""
    assert math.copysign(1, value) * abs(value) == float(shortest_double(value))


def test_fifteen_digits_are_told_where_they_are_another_number() -> None:
    """What a spreadsheet shows as 0.3 may be another double than 0.3."""
    assert ("0.3", "", "", "") == (
        fifteen_digits(0.1 + 0.2), fifteen_digits(0.3), fifteen_digits(math.inf), fifteen_digits(math.nan)
    )  # fmt: skip
