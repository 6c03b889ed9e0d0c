"""API tokens: what a program signs in with, for some purposes and until a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, get_args

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from verifier.errors import StoreError
from verifier.store.people import check_person_name
from verifier.store.secret import digest_of, new_secret
from verifier.store.tables import LARGEST_ID
from verifier.store.tables import api_token as table

__all__ = ["PREFIX", "SCOPES", "ApiToken", "Scope", "add_token", "find_token", "revoke", "tokens_of", "used"]

Scope = Literal["read", "submit", "seal", "audit"]
SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
PREFIX: Final = "dabiao_"


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token.

    Args:
        id: The store's own number.
        person_id: In whose name it acts.
        name: What the person calls it.
        scopes: What it may be used for; never more than the person may do.
        project_id: The one project it is for, None for all of the person's.
        created: When it was made.
        expires: When it ends.
        revoked: Whether it was ended before that.
        last_used: When it was last used, None while it never was.
    """

    id: int
    person_id: int
    name: str
    scopes: frozenset[Scope]
    project_id: int | None
    created: datetime
    expires: datetime
    revoked: bool
    last_used: datetime | None


def add_token(
    connection: Connection,
    *,
    person_id: int,
    name: str,
    scopes: frozenset[Scope],
    project_id: int | None,
    now: datetime,
    expires: datetime,
) -> tuple[ApiToken, str]:
    """Make a token.

    Returns:
        The token, and its text, which is kept nowhere.

    Raises:
        StoreError: It is for nothing, or for something unknown.
    """
    if not scopes or not scopes <= set(SCOPES):
        raise StoreError("token_scopes", read=", ".join(sorted(scopes)) or "-", known=", ".join(SCOPES))
    text = new_secret(PREFIX)
    values = {
        "person_id": person_id,
        "name": check_person_name(name),
        "project_id": project_id,
        "created": now,
        "expires": expires,
        "revoked": False,
        "last_used": None,
    }
    row = {**values, "digest": digest_of(text), "scopes": " ".join(sorted(scopes))}
    made: int = connection.execute(insert(table).values(row).returning(table.c.id)).scalar_one()
    return ApiToken(id=made, scopes=scopes, **values), text  # type: ignore[arg-type]


def find_token(connection: Connection, text: str, now: datetime) -> ApiToken | None:
    """The token of a text, None where there is none or it has ended."""
    row = connection.execute(select(table).where(table.c.digest == digest_of(text))).first()
    if row is None or row.revoked or row.expires <= now:
        return None
    return _token(row)


def tokens_of(connection: Connection, person_id: int) -> tuple[ApiToken, ...]:
    """The tokens of a person, newest first."""
    wanted = select(table).where(table.c.person_id == person_id).order_by(table.c.id.desc())
    return tuple(_token(row) for row in connection.execute(wanted))


def revoke(connection: Connection, person_id: int, token_id: int) -> bool:
    """End a token of a person; False where the person has no such token."""
    if not 0 < token_id <= LARGEST_ID:
        return False
    condition = (table.c.id == token_id, table.c.person_id == person_id)
    return connection.execute(update(table).where(*condition).values(revoked=True)).rowcount > 0


def used(connection: Connection, token_id: int, now: datetime) -> None:
    """Keep when a token was used."""
    connection.execute(update(table).where(table.c.id == token_id).values(last_used=now))


def _token(row: Any) -> ApiToken:  # noqa: ANN401 -- a row of the library
    scopes = frozenset(scope for scope in SCOPES if scope in row.scopes.split())
    return ApiToken(
        row.id,
        row.person_id,
        row.name,
        scopes,
        row.project_id,
        row.created,
        row.expires,
        row.revoked,
        row.last_used,
    )
