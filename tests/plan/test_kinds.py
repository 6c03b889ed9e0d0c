"""Kinds of rows: cells that differ in what matters make two kinds, and all else makes none."""

from __future__ import annotations

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

from verifier.catalogue.guide import Project
from verifier.decision.ruling import Context
from verifier.measurement.delimited import Record
from verifier.measurement.grid import Reading, lay_out
from verifier.measurement.limits import LIMITS
from verifier.plan.kinds import KindTable
from verifier.plan.parser import Parser
from verifier.plan.plan import Plan
from verifier.plan.tally import Tally

_COLUMNS = frozenset({"target", "unit", "conditions"})


def _table(project: Project) -> KindTable:
    reading = Reading("a.csv", LIMITS)
    list(lay_out(Record(1, ("target", "value", "unit", "conditions", "sample")), (), reading))
    return KindTable(None, Tally(Plan(project.targets, Context(), {})), _COLUMNS, reading)


def _kinds(data: bytes, table: KindTable) -> list[int]:
    block = Parser(table.reading, ",", _COLUMNS).block(data)
    assert block is not None
    return [int(number) for number in block.kinds(_COLUMNS, table.number_of)]


def test_rows_are_told_apart_by_what_matters(project: Project) -> None:
    """Unit and conditions make another kind; value and sample do not; a kind met before keeps its number."""
    table = _table(project)
    first = _kinds(b"9999.upper,1,um,,a\n9999.upper,2,um,,b\n9999.upper,1,mm,,a\n9999.hot,1,K,x=1,a\n", table)
    again = _kinds(b"9999.hot,1,K,x=1,c\n9999.upper,9,um,,a\n", table)

    assert first[0] == first[1]
    assert 3 == len(set(first))
    assert [first[3], first[0]] == again
    assert ["9999.upper", "9999.upper", "9999.hot"] == table.words("target")


def test_the_arrays_hold_the_cuts_of_every_kind(project: Project) -> None:
    """Each kind's cuts lie between its start and the next; a kind without a target is set aside whole."""
    table = _table(project)
    _kinds(b"9999.upper,1,um,,a\n,1,um,,a\n", table)
    table.build()

    assert [2, 2] == [len(table.start) - 1, len(table.groups)]
    assert len(table.firsts) == len(table.ties) == table.start[-1]
    assert [0, 2] == sorted(table.flag & 2)
    assert len(table.slots) == len(table.least) == len(table.room)
