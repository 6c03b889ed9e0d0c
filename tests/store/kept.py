"""What the tests of the store begin with: a time, a person, a project, a draft."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sqlalchemy.engine import Connection

from verifier.store.people import Person, add_person
from verifier.store.projects import Project, add_project
from verifier.store.submissions import Submission, SubmissionFile, add_draft

NOW: Final = datetime(2026, 11, 22, 8, 0, 0, 123456, tzinfo=UTC)
FILE: Final = SubmissionFile("数据.csv", "ab" * 32, 12)


def somebody(connection: Connection, name: str = "甲") -> Person:
    """A person."""
    return add_person(connection, name=name, shown_name=f"{name}某", now=NOW)


def some_project(connection: Connection, contract: str = "HT-1") -> Project:
    """A project."""
    return add_project(connection, contract=contract, code="3103", guide="js2023", now=NOW)


def some_draft(
    connection: Connection, person: Person, project: Project, *, request_key: str | None = None
) -> Submission:
    """A draft with one file."""
    return add_draft(
        connection,
        project_id=project.id,
        author_id=person.id,
        group="team",
        files=[FILE],
        now=NOW,
        request_key=request_key,
    )[0]
