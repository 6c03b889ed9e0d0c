"""Kinds parted by U: a number is of one kind with any other, a text is of its own."""

from __future__ import annotations

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

import numpy as np
import pyarrow as pa

from verifier.measurement.delimited import Record
from verifier.measurement.grid import Reading, lay_out
from verifier.measurement.limits import LIMITS
from verifier.plan.beside import Beside
from verifier.plan.kinds import KindTable
from verifier.plan.kinds_beside import KindsBeside, keys_beside
from verifier.plan.machine import Rooms
from verifier.plan.parser import Parser
from verifier.plan.plan import Plan
from verifier.plan.tally import Tally


def _kinds(plan: Plan, lines: list[str]) -> tuple[KindTable, list[int]]:
    reading = Reading("a.csv", LIMITS)
    list(lay_out(Record(1, ("target", "value", "uncertainty", "u", "unit")), (), reading))
    keys = keys_beside(plan, reading)
    assert ("uncertainty", "u") == keys
    columns = frozenset().union(*(asked.columns for asked in plan.asked.values()))
    table = KindTable(None, Tally(plan), columns, reading)
    parted = KindsBeside(table, (2, 3))
    parser = Parser(reading, ",", columns.difference(keys), ("evidence", *keys))
    block = parser.block("".join(f"{line}\n" for line in lines).encode())
    assert block is not None
    rooms = Rooms()
    stated = [block.beside(key, rooms) for key in keys]
    return table, parted.kinds(block.kinds(columns.difference(keys), parted.base_of), stated).tolist()


def test_numbers_are_of_one_kind(plan: Plan) -> None:
    """Rows of one target that state U by a number are one kind; blank, zero and any other text each make another."""
    cells = ["0.1", "0.2", "", "x", "0", "x", "0.30", "", "1e-300"]
    table, kinds = _kinds(plan, [f"9999.upper,1,{cell},,um" for cell in cells])

    assert [kinds[0], kinds[0], kinds[2], kinds[3], kinds[4], kinds[3], kinds[0], kinds[2]] == kinds[:8]
    assert 5 == len(set(kinds))
    assert [True, False, False, False] == [table.is_beside(kinds[at]) for at in (0, 2, 3, 4)]


def test_either_column_alone_states_it(plan: Plan) -> None:
    """Rows with a u alone are another kind than those with a U alone; of rows that state both, each text is one."""
    lines = [f"9999.upper,1,,{cell},um" for cell in ("0.1", "0.2")]
    lines += [f"9999.upper,1,{cell},,um" for cell in ("0.1", "0.2")]
    lines += [f"9999.upper,1,{cell},0.05,um" for cell in ("0.1", "0.2", "x", " ")]
    table, kinds = _kinds(plan, lines)

    assert [0, 0, 2, 2, 4, 5, 6, 0] == [kinds.index(kind) for kind in kinds]
    assert [True, True, False, False, False] == [table.is_beside(kinds[at]) for at in (0, 2, 4, 5, 6)]


def test_what_a_statistic_joins_is_one_kind(plan: Plan) -> None:
    """Whatever U its rows state, as long as it is a number alone."""
    table, kinds = _kinds(plan, [f"9999.peak,1,{cell},,W" for cell in ("0.1", "0.2", "2 % rel", "0.1")])

    assert [0, 0, 2, 0] == [kinds.index(kind) for kind in kinds]
    assert [True, False] == [table.is_beside(kinds[at]) for at in (0, 2)]


def test_a_table_without_u_is_left_alone(plan: Plan) -> None:
    """The capital U comes before the small one; a table with a row for each sample is not asked."""
    asked: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
        (("target", "value"), ()), (("target", "value", "u"), ("u",)), (("target", "S1", "u"), ()),
        (("target", "u", "value", "uncertainty"), ("uncertainty", "u")),
    )  # fmt: skip
    for names, expected in asked:
        reading = Reading("a.csv", LIMITS)
        list(lay_out(Record(1, names), (), reading))
        assert expected == keys_beside(plan, reading)


def test_a_u_that_no_verdict_hangs_on_makes_no_kinds(plan: Plan) -> None:
    """Rows of no target of the project, or whose unit cannot be read, are of one kind whatever their U."""
    _, kinds = _kinds(plan, [line for n in (1, 2) for line in (f"0.a,1,0.{n},,um", f"9999.upper,1,0.{n},,")])

    assert kinds[:2] == kinds[2:]


def test_many_texts_take_one_number_each(plan: Plan) -> None:
    """Texts that repeat have the number of their first."""
    reading = Reading("a.csv", LIMITS)
    list(lay_out(Record(1, ("target", "value", "uncertainty")), (), reading))
    table = KindTable(None, Tally(plan), frozenset({"target", "uncertainty"}), reading)
    parted = KindsBeside(table, (2,))
    base = parted.base_of(("9999.mean", "1", ""), 1)
    texts = pa.array([f"{n % 7} % rel" for n in range(5000)])
    beside = Beside(np.full(5000, np.nan), np.zeros(5000, np.bool_), lambda row: texts[row].as_py(), texts.take)
    kinds = parted.kinds(np.full(5000, base, np.int32), [beside])

    assert (7, True) == (len(table.groups), bool((kinds[7:] == kinds[:-7]).all()))
