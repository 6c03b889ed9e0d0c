"""Tasks: what travels to the process that judges."""

from __future__ import annotations

import pickle
from pathlib import Path

from tests.service.world import World
from verifier.measurement.findings import read_findings
from verifier.service.findings import record_finding
from verifier.service.people import add_role
from verifier.service.task import findings_table, rerun_task, submission_task
from verifier.store.people import add_person

_TARGET = "3103.industrialised"


def test_a_task_travels(world: World) -> None:
    """A task is the same after it went from one process to another."""
    task = submission_task(world.service, "seal", world.upload(), world.project, findings=b"x", record="r")

    assert task == pickle.loads(pickle.dumps(task))  # noqa: S301 -- its own bytes
    assert {"findings.csv": b"x"} == task.written
    again = rerun_task(world.service, Path("a"))
    assert ("rerun", Path("a")) == (again.kind, again.bundle)


def test_the_table_of_findings_is_read_as_it_was_recorded(world: World) -> None:
    """What members recorded is what the reader of findings reads; a note is no formula to a spreadsheet."""
    submission = world.submitted()
    with world.service.database.read() as connection:
        assert findings_table(connection, submission.id) is None
    for person, agree, note in ((world.panel, True, '=HYPERLINK("x")'), (world.member, False, "两行\n“引号”,逗号")):
        record_finding(world.service, person, submission.id, _TARGET, agree=agree, note=note, expected=None)

    with world.service.database.read() as connection:
        table = findings_table(connection, submission.id)
    assert table is not None
    found, grid = read_findings(table, "findings.csv")
    assert () == grid.faults
    assert [
        (_TARGET, "panel君", True, "'=HYPERLINK(\"x\")"), (_TARGET, "member君", False, "两行\n“引号”,逗号"),
    ] == [(one.target, one.member, one.agree, one.note) for one in found]  # fmt: skip


def test_two_members_of_one_name_are_two(world: World) -> None:
    """Members whom others see under one name do not become one member in the record."""
    submission = world.submitted()
    with world.service.database.begin() as connection:
        twin = add_person(connection, name="twin", shown_name="panel君", now=world.service.now())
        add_role(connection, world.project.id, twin, "panel")
    for person in (world.panel, twin):
        record_finding(world.service, person, submission.id, _TARGET, agree=True, note="", expected=None)

    with world.service.database.read() as connection:
        table = findings_table(connection, submission.id)
    assert table is not None
    assert 2 == len({one.member for one in read_findings(table, "findings.csv")[0]})
