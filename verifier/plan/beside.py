"""The U beside each value of a block, as doubles and as texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from verifier.plan.machine import Array
from verifier.plan.threshold import Width

__all__ = ["Beside"]


@dataclass(frozen=True)
class Beside:
    """The cells of one block in the column of U.

    Args:
        numbers: (n,) float64; NaN where a cell is no plain decimal.
        blank: (n,) whether a cell is empty.
        text: Gives the cell of one row.
        texts: Gives the cells of some rows as an Arrow array.
        width: How wide the numbers are where they are binary, None where they are text.
    """

    numbers: Array
    blank: Array
    text: Callable[[int], str]
    texts: Callable[[Array], Any]
    width: Width | None = None
