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

from verifier.plan.kernel import LONG, sort_rows


def _sorted(run: Callable[..., Any], values: list[float], lengths: list[int], flag: int) -> tuple[Any, ...]:
    number, zones = len(values), 3
    arrays: dict[str, Any] = {
        "room": np.full(zones, 2, np.int32), "count": np.zeros(zones, np.int64), "low": np.full(zones, inf),
        "high": np.full(zones, -inf), "at_low": np.zeros(zones, np.int64), "at_high": np.zeros(zones, np.int64),
        "at_first": np.full(zones, -1, np.int64), "is_long": np.zeros(zones, np.int8),
        "exact": np.zeros(number, np.int64), "listed": np.zeros(number, np.int64), "slots": np.zeros(number, np.int32),
    }  # fmt: skip
    found = run(
        np.zeros(number, np.int32), np.array(values), np.array(lengths, np.int32), 0.0, np.array([0, 2], np.int32),
        np.array([1.0, 2.0]), np.array([1.0, 2.0]), np.array([flag], np.int8), *arrays.values(),
    )  # fmt: skip
    return (found, *(array.tolist() for array in arrays.values()))


@pytest.mark.parametrize("flag", [0, 1, 2])
def test_compiled_and_interpreted_agree(flag: int) -> None:
    """The compiled loop does what its source says."""
    rng = random.Random(flag)  # noqa: S311 -- test data
    values = [rng.choice((nan, inf, 0.0, 1.0, 2.0, -1.0, 1e38, 1e-300, -999.0, rng.gauss(1.5, 1))) for _ in range(400)]
    lengths = [rng.choice((1, 5, 15, 16, LONG + 1)) for _ in values]

    assert _sorted(sort_rows.py_func, values, lengths, flag) == _sorted(sort_rows, values, lengths, flag)


def test_only_open_questions_are_set_aside() -> None:
    """A short text at a tie is decided; a long one, a zero, what is not finite and a missing-value mark are not."""
    values = [1.0, 1.0, 1.5, nan, inf, 0.0, -999.0, 5.0, 5.0]
    lengths = [3, 16, 16, 3, 3, 1, 4, 1, LONG + 1]
    (aside, _), *arrays = _sorted(sort_rows, values, lengths, 0)

    assert [1, 3, 4, 5, 6, 8] == arrays[8][:aside]
    assert [0, 2, 1] == arrays[1]
