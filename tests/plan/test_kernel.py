"""The loop over rows: counts, extremes and rows set aside, compiled as in plain Python."""

from __future__ import annotations

import random
from collections.abc import Callable
from math import inf, nan
from typing import Any

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

import numpy as np

from verifier.plan.digits import POWERS
from verifier.plan.kernel import join, look_up, sort_rows
from verifier.plan.short_decimals import FEW, MANY, NONE


def _sorted(  # noqa: PLR0917 -- what the loop takes
    run: Callable[..., Any], values: list[float], digits: list[int], flag: int, near: float = 0.0, slope: float = 0.0
) -> tuple[Any, ...]:
    number, zones = len(values), 3
    arrays: dict[str, Any] = {
        "room": np.full(zones, 2, np.int32), "count": np.zeros(zones, np.int64), "low": np.full(zones, inf),
        "high": np.full(zones, -inf), "at_low": np.zeros(zones, np.int64), "at_high": np.zeros(zones, np.int64),
        "at_first": np.full(zones, -1, np.int64), "is_long": np.zeros(zones, np.int8),
        "exact": np.zeros(number, np.int64), "listed": np.zeros(number, np.int64), "slots": np.zeros(number, np.int32),
    }  # fmt: skip
    shown = np.zeros(1, np.int64)
    found = run(
        number, np.zeros(number, np.int32), np.array(values), np.array(digits, np.uint8), int(near == 0), near,
        np.full(number, 0.25), 2.0**-50, POWERS, np.array([0, 2], np.int32), np.array([0], np.int32),
        np.array([1.0, 2.0]), np.array([1.0, 2.0]), np.ones(2), np.array([0.0, slope]), np.array([1, 1], np.int32),
        np.array([flag], np.int8), *arrays.values(), shown,
    )  # fmt: skip
    return (found, *(array.tolist() for array in (*arrays.values(), shown)))


@pytest.mark.parametrize("flag", [0, 1, 2, 4, 5])
@pytest.mark.parametrize("near", [0.0, 1e-14])
def test_compiled_and_interpreted_agree(flag: int, near: float) -> None:
    """The machine code does what its source says, for texts and for doubles."""
    rng = random.Random(flag)  # noqa: S311 -- test data
    edges = (nan, inf, 0.0, 1.0, 2.0, 1 + 2**-52, -1.0, 1e38, 1e-300, -999.0)
    values = [rng.choice((*edges, rng.gauss(1.5, 1))) for _ in range(400)]
    digits = [rng.choice((NONE, FEW, MANY)) for _ in values]

    for slope in (0.0, -0.5):
        arguments = values, digits, flag, near, slope
        assert _sorted(sort_rows.source, *arguments) == _sorted(sort_rows, *arguments)


def test_a_limit_that_moves_with_u_is_compared_at_a_distance() -> None:
    """Beside U = 0.25 a limit of 2 at a slope of 4 lies at 1: there the exact reader decides, elsewhere doubles do."""
    aside, *arrays = _sorted(sort_rows, [0.5, 1.0, 1 + 2**-50, 1.5], [FEW] * 4, 4, slope=4.0)

    assert [1, 2] == arrays[8][:aside]
    assert ([1, 0, 1], [0, -1, -1, 2]) == (arrays[1], arrays[10])


def test_only_open_questions_are_set_aside() -> None:
    """A short text at a tie and a zero are decided; a long one, a tiny one, what is not finite and a mark are not."""
    values = [1.0, 1.0, 1.5, nan, inf, 0.0, -999.0, 5.0, 5.0, 0.0, -0.0]
    digits = [FEW, MANY, MANY, FEW, FEW, FEW, FEW, FEW, MANY, NONE, NONE]
    aside, *arrays = _sorted(sort_rows, values, digits, 0)

    assert [1, 3, 4, 5, 6] == arrays[8][:aside]
    assert [2, 2, 2] == arrays[1]


def test_doubles_of_few_digits_need_no_other_reader() -> None:
    """Beside a limit only a double of more than 15 digits is set aside, for at 15 digits it may be another number."""
    aside, *arrays = _sorted(sort_rows, [1.0, 1 + 2**-52, 1.00000000000001, 0.999999999999999], [0] * 4, 0, 1e-14)

    assert [1] == arrays[8][:aside]


def test_codes_are_joined_and_looked_up() -> None:
    """A code is the sum of what its words count; what has no number is told."""
    code, found = np.zeros(3, np.int32), np.zeros(3, np.int32)
    join(3, code, np.array([1, 0, 2], np.int32), np.array([0, 3, 6], np.int32))
    join(3, code, np.array([2, 0, 1], np.int32), np.array([0, 1, 2], np.int32))
    numbers = np.array([7, -1, -1, -1, -1, 9, -1, -1], np.int32)

    assert [5, 0, 7] == code.tolist()
    assert (1, [9, 7, -1]) == (look_up(3, code, numbers, found), found.tolist())
