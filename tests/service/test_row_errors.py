"""What is wrong, row by row."""

from __future__ import annotations

import pytest

from tests.service.world import BROKEN, CONTRACT, World, sent
from verifier.errors import AccessError
from verifier.service.row_errors import error_table, row_errors
from verifier.service.upload import receive

_UNJUDGED = "指标编号,实测值,单位\n3103.diameter,=1+1,mm\n3103.ttv,1,kg\n3103.diameter,150,mm\n".encode()


def test_structural_faults_come_first(world: World) -> None:
    """A submission that is refused lists its faults with file, line and column, and nothing else."""
    draft = world.upload(table=BROKEN)

    found = row_errors(world.service, world.team, draft.id)

    assert [("数据.csv", "3", "table_row_short")] == [(one.file, one.line, one.code) for one in found]


def test_rows_that_were_not_judged_are_listed(world: World) -> None:
    """A value that is no number and a unit of another dimension are listed with what was read."""
    draft = world.upload(table=_UNJUDGED)

    found = row_errors(world.service, world.team, draft.id)

    assert {("2", "3103.diameter", "=1+1"), ("3", "3103.ttv", "1")} == {
        (one.line, one.target, one.read) for one in found
    }
    assert all(one.text("zh") != one.text("en") for one in found)


def test_no_cell_of_the_table_is_a_formula(world: World) -> None:
    """What a cell holds is shown as text by a spreadsheet, whatever it begins with."""
    draft = world.upload(table=_UNJUDGED)

    table = error_table(world.service, world.team, draft.id, "zh")

    assert "文件" == table[0][0]
    assert "'=1+1" in [cell for row in table for cell in row]
    assert all(len(row) == len(table[0]) for row in table)


def test_before_the_check_there_is_nothing(world: World) -> None:
    """A draft that waits for its check lists nothing; a stranger does not find it."""
    draft = receive(world.service, world.team, CONTRACT, sent(("a.csv", BROKEN)))

    assert () == row_errors(world.service, world.team, draft.id)
    with pytest.raises(AccessError):
        row_errors(world.service, world.panel, draft.id)
