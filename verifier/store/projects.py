"""Projects under review, each known by its contract number."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from verifier.errors import StoreError
from verifier.store.tables import LARGEST_ID
from verifier.store.tables import project as table

__all__ = ["Project", "add_project", "change_project", "lock_project", "project_by_id", "project_of", "projects"]

_LONGEST: Final = 80
# `/` and `\` would end a part of an address; the others mean something in one.
_NOT_IN_CONTRACTS: Final = frozenset("/\\?#%")


@dataclass(frozen=True, slots=True)
class Project:
    """A project under review.

    Args:
        id: The store's own number.
        contract: The contract number, which pages and addresses name it by.
        code: The project's code in the guide.
        guide: The guide's id.
        title: What the contract calls it.
        contractor: Who carries it out.
        period_start: First day of the execution period.
        period_end: Last day of the execution period.
        contract_blob: Digest of the contract's file (TOML), None where the guide's own terms hold.
        rule: The decision rule, None for the default.
        created: When it was added.
        archived: Whether it is over: it can be read and takes nothing more.
    """

    id: int
    contract: str
    code: str
    guide: str
    title: str
    contractor: str
    period_start: date | None
    period_end: date | None
    contract_blob: str | None
    rule: str | None
    created: datetime
    archived: bool


def add_project(
    connection: Connection,
    *,
    contract: str,
    code: str,
    guide: str,
    now: datetime,
    title: str = "",
    contractor: str = "",
    period: tuple[date, date] | None = None,
    contract_blob: str | None = None,
    rule: str | None = None,
) -> Project:
    """Add a project.

    Raises:
        StoreError: The contract number is taken or cannot stand in an address.
    """
    values = {
        "contract": _contract(contract),
        "code": code,
        "guide": guide,
        "title": title,
        "contractor": contractor,
        "period_start": period[0] if period else None,
        "period_end": period[1] if period else None,
        "contract_blob": contract_blob,
        "rule": rule,
        "created": now,
        "archived": False,
    }
    try:
        with connection.begin_nested():
            made: int = connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one()
    except IntegrityError as error:
        raise StoreError("project_contract_taken", contract=values["contract"]) from error
    return Project(id=made, **values)  # type: ignore[arg-type]


def project_of(connection: Connection, contract: str) -> Project | None:
    """The project of a contract number, or None."""
    if not contract.isprintable():
        return None
    return _one(connection, table.c.contract == unicodedata.normalize("NFC", contract[: _LONGEST * 2]))


def project_by_id(connection: Connection, project_id: int) -> Project | None:
    """The project of a number, or None."""
    if not 0 < project_id <= LARGEST_ID:
        return None
    return _one(connection, table.c.id == project_id)


def lock_project(connection: Connection, project_id: int) -> None:
    """Let no other transaction number anything in a project until this one ends."""
    connection.execute(select(table.c.id).where(table.c.id == project_id).with_for_update(key_share=True))


def projects(connection: Connection, ids: Collection[int] | None, *, archived: bool = False) -> tuple[Project, ...]:
    """The projects of some numbers, or all where None, by contract number."""
    wanted: Select[Any] = select(table).where(table.c.archived == archived).order_by(table.c.contract)
    if ids is not None:
        wanted = wanted.where(table.c.id.in_(ids))
    return tuple(_project(row) for row in connection.execute(wanted))


def change_project(connection: Connection, project_id: int, **values: object) -> None:
    """Keep what changed about a project; its contract number and code stay."""
    if values:
        connection.execute(update(table).where(table.c.id == project_id).values(**values))


def _contract(text: str) -> str:
    plain = unicodedata.normalize("NFC", text).strip() if len(text) <= _LONGEST * 2 else ""
    reserved = _NOT_IN_CONTRACTS.intersection(plain) or plain in {".", ".."}
    if not plain or len(plain) > _LONGEST or not plain.isprintable() or reserved:
        raise StoreError("project_contract_form", read=text, most=_LONGEST)
    return plain


def _one(connection: Connection, condition: ColumnElement[bool]) -> Project | None:
    row = connection.execute(select(table).where(condition)).first()
    return None if row is None else _project(row)


def _project(row: Any) -> Project:  # noqa: ANN401 -- a row of the library
    return Project(
        row.id,
        row.contract,
        row.code,
        row.guide,
        row.title,
        row.contractor,
        row.period_start,
        row.period_end,
        row.contract_blob,
        row.rule,
        row.created,
        row.archived,
    )
