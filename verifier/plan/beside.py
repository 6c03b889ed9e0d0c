"""The U beside each value of a block, as doubles and as texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from verifier.measurement.grid import sound_cell
from verifier.plan.machine import Array
from verifier.plan.threshold import Width

__all__ = ["Beside", "either"]


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


def either(columns: Sequence[Beside]) -> Beside:
    """What rows state in one of some columns; of a row that states both, the first."""
    one, *others = columns
    if not others:
        return one
    other = either(others)

    def texts(rows: Array) -> Any:  # noqa: ANN401 -- Arrow has no types
        import pyarrow as pa

        words = one.texts(rows).dictionary_encode()
        # A cell of spaces is not blank, and states nothing.
        empty = np.array([not sound_cell(word) for word in words.dictionary.to_pylist()], np.bool_)
        return pa.compute.if_else(pa.array(empty[np.asarray(words.indices)]), other.texts(rows), one.texts(rows))

    return Beside(
        np.where(np.isnan(one.numbers), other.numbers, one.numbers),
        one.blank & other.blank,
        lambda row: sound_cell(one.text(row)) or other.text(row),
        texts,
        # The doubt of the wider steps holds for the other as well.
        Width.SINGLE if Width.SINGLE in {one.width, other.width} else one.width,
    )
