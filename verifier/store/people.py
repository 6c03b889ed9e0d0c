"""People: who may sign in, under which name, in which language."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from verifier.errors import StoreError
from verifier.store.tables import LARGEST_ID
from verifier.store.tables import person as table
from verifier.wording import Language

__all__ = [
    "Person",
    "add_person",
    "any_administrator",
    "by_oidc_subject",
    "check_person_name",
    "password_hash_of",
    "people",
    "person_by_id",
    "person_by_name",
    "set_administrator",
    "set_enabled",
    "set_language",
    "set_password_hash",
    "shown_names",
]

_LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class Person:
    """A person.

    Args:
        id: The store's own number.
        name: The name to sign in with.
        shown_name: The name that others see.
        administrator: Whether the person manages people and projects; this alone gives no part in a review.
        enabled: Whether the person may sign in.
        language: The language of pages.
        oidc_subject: Issuer and subject of the account elsewhere, None for an account of this service alone.
        created: When the person was added.
    """

    id: int
    name: str
    shown_name: str
    administrator: bool
    enabled: bool
    language: Language
    oidc_subject: str | None
    created: datetime


def check_person_name(name: str) -> str:
    """A name as it is kept: NFC, without blanks around it.

    Raises:
        StoreError: It is empty, too long, or holds what cannot be seen.
    """
    plain = unicodedata.normalize("NFC", name).strip() if len(name) <= _LONGEST * 2 else ""
    if not plain or len(plain) > _LONGEST or not plain.isprintable():
        raise StoreError("person_name_form", read=name, most=_LONGEST)
    return plain


def add_person(
    connection: Connection,
    *,
    name: str,
    shown_name: str,
    now: datetime,
    administrator: bool = False,
    language: Language = "zh",
    oidc_subject: str | None = None,
) -> Person:
    """Add a person.

    Raises:
        StoreError: The name is taken or has another form.
    """
    kept, shown = check_person_name(name), check_person_name(shown_name or name)
    values = {
        "name": kept,
        "shown_name": shown,
        "administrator": administrator,
        "enabled": True,
        "language": language,
        "oidc_subject": oidc_subject,
        "created": now,
    }
    try:
        with connection.begin_nested():
            made = connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one()
    except IntegrityError as error:
        raise StoreError("person_name_taken", name=kept) from error
    return Person(
        made,
        kept,
        shown,
        administrator=administrator,
        enabled=True,
        language=language,
        oidc_subject=oidc_subject,
        created=now,
    )


def person_by_id(connection: Connection, person_id: int) -> Person | None:
    """The person of a number, or None."""
    if not 0 < person_id <= LARGEST_ID:
        return None
    return _one(connection, table.c.id == person_id)


def person_by_name(connection: Connection, name: str) -> Person | None:
    """The person of a name, or None."""
    if not name.isprintable():
        return None
    return _one(connection, table.c.name == unicodedata.normalize("NFC", name[: _LONGEST * 2]).strip())


def by_oidc_subject(connection: Connection, subject: str) -> Person | None:
    """The person of an account elsewhere, or None."""
    return _one(connection, table.c.oidc_subject == subject)


def people(connection: Connection) -> tuple[Person, ...]:
    """Everybody, by name."""
    return tuple(_person(row) for row in connection.execute(select(table).order_by(table.c.name)))


def shown_names(connection: Connection) -> dict[int, str]:
    """The name that others see, by number."""
    return {row.id: row.shown_name for row in connection.execute(select(table.c.id, table.c.shown_name))}


def any_administrator(connection: Connection) -> bool:
    """Whether anybody can manage people."""
    found = select(table.c.id).where(table.c.administrator, table.c.enabled).limit(1)
    return connection.execute(found).first() is not None


def password_hash_of(connection: Connection, person_id: int) -> str | None:
    """The hash of a person's password, None where the person has none."""
    return connection.execute(select(table.c.password_hash).where(table.c.id == person_id)).scalar()


def set_password_hash(connection: Connection, person_id: int, password_hash: str | None) -> None:
    """Keep the hash of a new password."""
    _set(connection, person_id, password_hash=password_hash)


def set_enabled(connection: Connection, person_id: int, *, enabled: bool) -> None:
    """Let a person sign in, or no longer."""
    _set(connection, person_id, enabled=enabled)


def set_administrator(connection: Connection, person_id: int) -> None:
    """Let a person manage people and projects."""
    _set(connection, person_id, administrator=True)


def set_language(connection: Connection, person_id: int, language: Language) -> None:
    """Keep the language of a person's pages."""
    _set(connection, person_id, language=language)


def _set(connection: Connection, person_id: int, **values: object) -> None:
    connection.execute(update(table).where(table.c.id == person_id).values(**values))


def _one(connection: Connection, condition: ColumnElement[bool]) -> Person | None:
    row = connection.execute(select(table).where(condition)).first()
    return None if row is None else _person(row)


def _person(row: Any) -> Person:  # noqa: ANN401 -- a row of the library
    return Person(
        row.id,
        row.name,
        row.shown_name,
        row.administrator,
        row.enabled,
        row.language,
        row.oidc_subject,
        row.created,
    )
