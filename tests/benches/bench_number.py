"""How long reading a number takes."""

from __future__ import annotations

import sys
from timeit import repeat

import pytest

from verifier.quantity.number import read_number

_ROUNDS = 2000


@pytest.mark.parametrize("text", ["0.015", "-3.2e-5", "1,234.5", "4.0×10²", "17.5万"])
def test_reading_a_number(text: str) -> None:
    """The best of five runs is printed, in microseconds a number."""
    best = min(repeat(lambda: read_number(text), number=_ROUNDS, repeat=5)) / _ROUNDS

    sys.stdout.write(f"{text:>10}  {best * 1e6:7.2f} us\n")
    assert best < 0.001
