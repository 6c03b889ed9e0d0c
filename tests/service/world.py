"""A small running service: one project, and somebody for each part in it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Final

from verifier.service.people import add_role
from verifier.service.projects import create_project
from verifier.service.running import Service, ServiceLimits, open_service
from verifier.service.submit import submit
from verifier.service.upload import receive
from verifier.service.worker import run_pending
from verifier.store.membership import Role
from verifier.store.people import Person, add_person, set_administrator
from verifier.store.projects import Project
from verifier.store.submissions import Submission, submission_by_id

CONTRACT: Final = "HT-2026-1"
TABLE: Final = (
    "指标编号,实测值,单位,报告编号,佐证材料,检测日期\n"
    "3103.diameter,150,mm,JC-1,,\n"
    "3103.industrialised,,,YS-1,验收报告,2026-04-30\n"
).encode()
BROKEN: Final = "指标编号,实测值,单位\n3103.nothing,1,mm\n3103.diameter,1\n".encode()


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 22, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The time, a millisecond later at each look."""
        self.time += timedelta(milliseconds=1)
        return self.time

    def pass_by(self, **parts: float) -> None:
        """Let time pass."""
        self.time += timedelta(**parts)


@dataclass(frozen=True)
class World:
    """The service and its people: site manages everything, the others have one part each; stranger has none."""

    service: Service
    clock: Clock
    project: Project
    site: Person
    panel: Person
    member: Person
    team: Person
    auditor: Person
    administrator: Person
    stranger: Person

    @property
    def everybody(self) -> dict[str, Person]:
        """People by what they are."""
        names = ("site", "panel", "team", "auditor", "administrator", "stranger")
        return {name: getattr(self, name) for name in names}

    def upload(self, person: Person | None = None, table: bytes = TABLE, name: str = "数据.csv") -> Submission:
        """A draft that was checked."""
        draft = receive(self.service, person or self.team, CONTRACT, sent((name, table)), stage="验收")
        run_pending(self.service)
        return draft

    def submitted(self, person: Person | None = None) -> Submission:
        """What was submitted."""
        draft = self.upload(person)
        return submit(self.service, person or self.team, draft.id, expected=draft.version)

    def now(self, submission: Submission) -> Submission:
        """A submission as it stands."""
        with self.service.database.read() as connection:
            found = submission_by_id(connection, submission.id)
        assert found is not None
        return found


def sent(*files: tuple[str, bytes]) -> list[tuple[str, BinaryIO]]:
    """Files as a form sends them."""
    return [(name, io.BytesIO(data)) for name, data in files]


@contextmanager
def open_world(data: Path, url: str | None = None, limits: ServiceLimits | None = None) -> Iterator[World]:
    """A service in a folder, with its people."""
    clock = Clock()
    service = open_service(data, url, limits=limits, clock=clock)
    try:
        yield _peopled(service, clock)
    finally:
        service.close()


def _peopled(service: Service, clock: Clock) -> World:
    names = ("site", "panel", "member", "team", "auditor", "administrator", "stranger")
    with service.database.begin() as connection:
        people = {name: add_person(connection, name=name, shown_name=f"{name}君", now=service.now()) for name in names}
        set_administrator(connection, people["site"].id)
    people["site"] = replace(people["site"], administrator=True)
    project = create_project(service, people["site"], contract=CONTRACT, code="3103", contractor="示例“公司”")
    parts: tuple[tuple[str, Role], ...] = (
        ("panel", "panel"),
        ("member", "panel"),
        ("team", "team"),
        ("auditor", "auditor"),
        ("administrator", "administrator"),
    )
    with service.database.begin() as connection:
        for name, role in parts:
            add_role(connection, project.id, people[name], role)
    return World(service, clock, project, **people)
