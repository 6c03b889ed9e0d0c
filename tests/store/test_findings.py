"""Findings of panel members: nothing that somebody recorded is lost."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import Row, select
from sqlalchemy.engine import Connection

from tests.store.kept import NOW, some_draft, some_project, somebody
from verifier.errors import StaleError
from verifier.store.database import Database
from verifier.store.findings import PanelFinding, findings_of, put_finding
from verifier.store.people import Person
from verifier.store.submissions import Submission
from verifier.store.tables import finding_change

_TARGET = "3103.industrialised"


@pytest.fixture
def begun(database: Database) -> tuple[Submission, Person, Person]:
    """A submission and two members."""
    with database.begin() as connection:
        person, other = somebody(connection), somebody(connection, "乙")
        return some_draft(connection, person, some_project(connection)), person, other


def _put(
    connection: Connection, submission: Submission, person: Person, note: str, expected: int | None
) -> PanelFinding:
    return put_finding(
        connection,
        submission_id=submission.id,
        target=_TARGET,
        person_id=person.id,
        agree=note != "no",
        note=note,
        expected=expected,
        now=NOW,
    )


def _history(connection: Connection, submission: Submission) -> list[Row[Any]]:
    """Every state of every finding on a submission, oldest first."""
    wanted = select(finding_change).where(finding_change.c.submission_id == submission.id)
    return list(connection.execute(wanted.order_by(finding_change.c.id)))


def test_each_member_has_one_finding_a_target(database: Database, begun: tuple[Submission, Person, Person]) -> None:
    """Two members' findings stand side by side, under the names that others see."""
    submission, person, other = begun
    with database.begin() as connection:
        _put(connection, submission, person, "yes", None)
        _put(connection, submission, other, "no", None)
        found = findings_of(connection, submission.id, _TARGET)

    assert [("甲某", True, "yes", 1), ("乙某", False, "no", 1)] == [
        (one.person_name, one.agree, one.note, one.version) for one in found
    ]


def test_a_second_window_overwrites_nothing(database: Database, begun: tuple[Submission, Person, Person]) -> None:
    """Who saw an older version is told what stands now, and that stays."""
    submission, person, _ = begun
    with database.begin() as connection:
        _put(connection, submission, person, "first", None)
        _put(connection, submission, person, "second", 1)
    for expected in (None, 1, 7):
        with database.begin() as connection, pytest.raises(StaleError) as caught:
            _put(connection, submission, person, "late", expected)
        assert "stale_finding" == caught.value.code
        assert ("second", 2, True) == tuple(caught.value.reason[name] for name in ("note", "version", "agree"))

    with database.read() as connection:
        assert ["second"] == [one.note for one in findings_of(connection, submission.id)]
        assert ["first", "second"] == [one.note for one in _history(connection, submission)]


def test_a_finding_that_never_was_cannot_be_changed(
    database: Database, begun: tuple[Submission, Person, Person]
) -> None:
    """A version of nothing is refused."""
    submission, person, _ = begun
    with database.begin() as connection, pytest.raises(StaleError) as caught:
        _put(connection, submission, person, "late", 3)

    assert "stale_finding_absent" == caught.value.code


def test_of_many_writes_at_once_every_accepted_one_is_in_the_history(
    database: Database, begun: tuple[Submission, Person, Person]
) -> None:
    """Ten windows of two members write at once: each write is in the history or was refused, none vanishes."""
    submission, person, other = begun
    accepted: list[tuple[int, str]] = []
    refused: list[str] = []

    def write(member: Person, number: int) -> None:
        for turn in range(4):
            note = f"{member.id} {number} {turn}"
            with database.read() as connection:
                own = [one for one in findings_of(connection, submission.id) if one.person_id == member.id]
            try:
                with database.begin() as connection:
                    _put(connection, submission, member, note, own[0].version if own else None)
                accepted.append((member.id, note))
            except StaleError:
                refused.append(note)

    threads = [
        threading.Thread(target=write, args=(member, number)) for member in (person, other) for number in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.read() as connection:
        history = _history(connection, submission)
        last = {one.person_id: one.note for one in findings_of(connection, submission.id)}
    assert 40 == len(accepted) + len(refused)
    assert sorted(accepted) == sorted((one.person_id, one.note) for one in history)
    for member in (person, other):
        own = [one for one in history if one.person_id == member.id]
        assert list(range(1, len(own) + 1)) == [one.version for one in own]
        assert own[-1].note == last[member.id]
