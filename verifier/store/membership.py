"""Membership: who has which part in which project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from verifier.store.people import Person, people
from verifier.store.tables import membership as table

__all__ = ["ROLES", "Member", "Role", "give_role", "members", "roles_in", "roles_of", "take_role"]

Role = Literal["panel", "team", "auditor", "administrator"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Member:
    """A person with the parts that he or she has in one project."""

    person: Person
    roles: frozenset[Role]


def give_role(connection: Connection, project_id: int, person_id: int, role: Role) -> bool:
    """Give a part in a project; False where the person had it."""
    if role in roles_in(connection, project_id, person_id):
        return False
    connection.execute(insert(table).values(project_id=project_id, person_id=person_id, role=role))
    return True


def take_role(connection: Connection, project_id: int, person_id: int, role: Role) -> bool:
    """Take a part in a project away; False where the person had it not."""
    condition = (table.c.project_id == project_id, table.c.person_id == person_id, table.c.role == role)
    return connection.execute(delete(table).where(*condition)).rowcount > 0


def roles_in(connection: Connection, project_id: int, person_id: int) -> frozenset[Role]:
    """The parts that a person has in one project."""
    wanted = select(table.c.role).where(table.c.project_id == project_id, table.c.person_id == person_id)
    return frozenset(connection.execute(wanted).scalars())


def roles_of(connection: Connection, person_id: int) -> dict[int, frozenset[Role]]:
    """The parts that a person has in each project."""
    found: dict[int, set[Role]] = {}
    wanted = select(table.c.project_id, table.c.role).where(table.c.person_id == person_id)
    for row in connection.execute(wanted):
        found.setdefault(row.project_id, set()).add(row.role)
    return {project: frozenset(roles) for project, roles in found.items()}


def members(connection: Connection, project_id: int) -> tuple[Member, ...]:
    """Who has a part in a project, by name."""
    found: dict[int, set[Role]] = {}
    for row in connection.execute(select(table.c.person_id, table.c.role).where(table.c.project_id == project_id)):
        found.setdefault(row.person_id, set()).add(row.role)
    return tuple(Member(one, frozenset(found[one.id])) for one in people(connection) if one.id in found)
