"""A sorted block: rows by kind and text, and the way back to rows with their places."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

import numpy as np

from verifier.catalogue.guide import Project
from verifier.decision.ruling import Context
from verifier.measurement.delimited import Record
from verifier.measurement.grid import Reading, lay_out
from verifier.measurement.limits import LIMITS
from verifier.plan.parser import Parser
from verifier.plan.plan import Plan
from verifier.plan.sorted_block import SortedBlock
from verifier.plan.sorting import Sorter
from verifier.plan.tally import Tally


class _Kept:
    """Keeps what a sink is given."""

    def __init__(self) -> None:
        self.done: list[SortedBlock] = []

    def write(self, done: SortedBlock) -> None:
        self.done.append(done)

    def write_rows(self, rows: Any) -> None:  # noqa: ANN401 -- never called
        raise AssertionError(rows)


@pytest.fixture
def done(project: Project) -> SortedBlock:
    """Five rows, the third to fifth of which no double decides."""
    kept, tally = _Kept(), Tally(Plan(project.targets, Context(), {}), files=1)
    sorter = Sorter(tally, 0, (kept,))
    reading = Reading("a.csv", LIMITS)
    list(lay_out(Record(1, ("target", "value", "unit", "wafer")), (), reading))
    parser = Parser(reading, ",", sorter.encoded(reading), ("wafer",))
    block = parser.block(
        b"9999.upper,1.4,um,W1\n9999.upper,1.6,um,W2\n9999.upper,<1,um,W1\n9999.hot,<1,K,W3\n9999.upper,<1,um,W1\n"
    )
    assert block is not None
    block.line = 2
    sorter.add(block, 100)
    return kept.done[0]


def test_rows_set_aside_are_grouped_by_kind_and_text(done: SortedBlock) -> None:
    """Equal texts of one kind come together, of two kinds apart; all others have a zone."""
    assert [("<1", [2, 4]), ("<1", [3])] == [(same.text, list(same.rows)) for same in done.same]
    assert [True, True, False, False, False] == (np.asarray(done.slot_of) >= 0).tolist()
    assert 2 == len(done.found)


def test_rows_come_back_with_their_places(done: SortedBlock) -> None:
    """Places count from what came before in the file, lines from the block's first."""
    seen = done.seen(1)

    assert ((0, 101), 3, "1.6") == (seen.place, seen.row.line, seen.row.value)
    assert [seen] == done.all_seen([1])


def test_cells_of_any_column_are_told(done: SortedBlock) -> None:
    """Whether a column tells kinds apart or not; one that is not there is empty."""
    assert ["W1", "W2", "W1", "W3", "W1"] == done.cells("wafer").to_pylist()
    assert ["um", "um", "um", "K", "um"] == done.cells("unit").to_pylist()
    assert [""] * 5 == done.cells("lot").to_pylist()
