"""Short decimals, read all at once: as the loop over their characters reads them, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

pytest.importorskip("numba", reason="the extra big is not installed")

import numpy as np

from verifier.plan.digits import FIVES, POWERS, number_at
from verifier.plan.short_decimals import FEW, MANY, NONE, short_decimal

_DIGITS = st.text("0123456789", max_size=9)
_DECIMALS = st.tuples(st.sampled_from(("", "-")), _DIGITS, st.sampled_from(("", ".")), _DIGITS).map("".join)
_ANY = st.one_of(_DECIMALS, st.text("0123456789.-+e /:", max_size=18))
_BEFORE = b"9.8,-7.6;54321.0"


def _short(text: bytes, before: bytes = _BEFORE) -> tuple[float, int] | None:
    """What is read of a text that stands behind others; None where it is left."""
    x, digits = np.full(1, 7.0), np.full(1, 9, np.uint8)
    data = np.frombuffer(before + text + b",um\n", np.uint8)
    with np.errstate(over="ignore"):
        read = short_decimal(data, len(before), len(before) + len(text), POWERS, 0, x, digits)
    return (float(x[0]), int(digits[0])) if read else None


@given(_ANY)
@example("0.00561768")
@example("-123456789.01234")
@example("1234567890.12345")
@example("9007199254740993")
@example("1.2.3")
def test_what_is_read_is_what_the_loop_over_characters_reads(text: str) -> None:
    """Double and digits are the same, the sign of a zero too; what is no plain decimal as a whole is left."""
    found = _short(text.encode())

    x, digits = np.zeros(1), np.zeros(1, np.uint8)
    data = np.frombuffer(text.encode() + b",", np.uint8)
    with np.errstate(over="ignore"):
        end, late = number_at(data, 0, len(text), POWERS, FIVES, 0, x, digits)
    if found is not None:
        assert (len(text), 0, str(float(x[0])), int(digits[0])) == (end, late, str(found[0]), found[1])


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 15))
def test_short_decimals_are_read(number: int, places: int) -> None:
    """Up to 15 digits with the point anywhere: nothing of these is left, and each is its nearest double."""
    whole = f"{abs(number):0{places + 1}d}"
    text = ("-" if number < 0 else "") + (f"{whole[:-places]}.{whole[-places:]}" if places else whole)
    if len(text.lstrip("-")) > 16:
        return

    assert (float(text), FEW if number else NONE) == _short(text.encode())


def test_what_stands_in_front_does_not_matter() -> None:
    """Sixteen bytes are looked at; those of other texts count for nothing, and where there are fewer it is left."""
    assert (0.25, FEW) == _short(b"0.25", b"1" * 16) == _short(b"0.25", b"." * 12)
    assert (1.5, FEW) == _short(b"000000000001.500", b"")
    assert _short(b"0.25", b"1" * 11) is None


def test_sixteen_digits_are_many() -> None:
    """As many as the mantissa of a double holds are read, and told apart from fifteen."""
    assert (1000000000000000.0, MANY) == _short(b"1000000000000000")
    assert (999999999999999.0, FEW) == _short(b"999999999999999")
    assert _short(b"9999999999999999") is None
