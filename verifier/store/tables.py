"""The tables of the store, the same in SQLite and in PostgreSQL."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator

__all__ = [
    "LARGEST_ID",
    "Day",
    "Moment",
    "api_token",
    "event",
    "finding",
    "finding_change",
    "invitation",
    "job",
    "log_entry",
    "login_attempt",
    "membership",
    "metadata",
    "person",
    "project",
    "result",
    "sealed_record",
    "session",
    "submission",
    "submission_file",
]

LARGEST_ID: Final = 2**63 - 1
"""A larger number names nothing, and no database takes it."""

_MOMENT: Final = "%Y-%m-%dT%H:%M:%S.%fZ"


class Moment(TypeDecorator[datetime]):
    """A moment as UTC text of one length, so that both databases sort and compare it alike."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002 -- its interface
        """The text of an aware moment."""
        return None if value is None else value.astimezone(UTC).strftime(_MOMENT)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401, ARG002
        """The moment of a text."""
        return None if value is None else datetime.strptime(value, _MOMENT).replace(tzinfo=UTC)


class Day(TypeDecorator[date]):
    """A civil date as ISO text."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:  # noqa: ARG002 -- its interface
        """The text of a date."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any | None, dialect: Dialect) -> date | None:  # noqa: ANN401, ARG002
        """The date of a text."""
        return None if value is None else date.fromisoformat(value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[int]:
    # SQLite counts up by itself only in a column of exactly this type.
    return Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)


def _to(name: str, target: str, *, nullable: bool = False, index: bool = False) -> Column[int]:
    return Column(name, BigInteger, ForeignKey(target), nullable=nullable, index=index)


person = Table(
    "person",
    metadata,
    _id(),
    Column("name", String(80), nullable=False, unique=True),
    Column("shown_name", String(80), nullable=False),
    Column("administrator", Boolean, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("language", String(2), nullable=False),
    Column("password_hash", String(300)),
    Column("oidc_subject", String(600), unique=True),
    Column("created", Moment, nullable=False),
    sqlite_autoincrement=True,
)

project = Table(
    "project",
    metadata,
    _id(),
    Column("contract", String(80), nullable=False, unique=True),
    Column("code", String(40), nullable=False),
    Column("guide", String(80), nullable=False),
    Column("title", String(200), nullable=False),
    Column("contractor", String(200), nullable=False),
    Column("period_start", Day),
    Column("period_end", Day),
    Column("contract_blob", String(64)),
    Column("rule", String(80)),
    Column("created", Moment, nullable=False),
    Column("archived", Boolean, nullable=False),
    sqlite_autoincrement=True,
)

membership = Table(
    "membership",
    metadata,
    Column("project_id", BigInteger, ForeignKey("project.id"), primary_key=True),
    Column("person_id", BigInteger, ForeignKey("person.id"), primary_key=True, index=True),
    Column("role", String(20), primary_key=True),
)

session = Table(
    "session",
    metadata,
    Column("digest", String(64), primary_key=True),
    _to("person_id", "person.id", nullable=True, index=True),
    Column("csrf", String(64), nullable=False),
    Column("created", Moment, nullable=False),
    Column("seen", Moment, nullable=False),
    Column("expires", Moment, nullable=False, index=True),
    Column("language", String(2)),
)

api_token = Table(
    "api_token",
    metadata,
    _id(),
    _to("person_id", "person.id", index=True),
    Column("name", String(80), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("scopes", String(80), nullable=False),
    _to("project_id", "project.id", nullable=True),
    Column("created", Moment, nullable=False),
    Column("expires", Moment, nullable=False),
    Column("revoked", Boolean, nullable=False),
    Column("last_used", Moment),
    sqlite_autoincrement=True,
)

invitation = Table(
    "invitation",
    metadata,
    _id(),
    Column("digest", String(64), nullable=False, unique=True),
    _to("project_id", "project.id", nullable=True),
    Column("role", String(20)),
    Column("administrator", Boolean, nullable=False),
    Column("note", String(200), nullable=False),
    Column("created", Moment, nullable=False),
    Column("expires", Moment, nullable=False),
    Column("accepted", Moment),
    _to("accepted_by", "person.id", nullable=True),
    sqlite_autoincrement=True,
)

login_attempt = Table(
    "login_attempt",
    metadata,
    _id(),
    Column("name_digest", String(64), nullable=False, index=True),
    Column("address_digest", String(64), nullable=False, index=True),
    Column("at", Moment, nullable=False, index=True),
    sqlite_autoincrement=True,
)

# What goes into the transparency log; an entry without an index still waits for it.
log_entry = Table(
    "log_entry",
    metadata,
    _id(),
    Column("entry", Text, nullable=False, unique=True),
    Column("log_index", BigInteger),
    sqlite_autoincrement=True,
)

submission = Table(
    "submission",
    metadata,
    _id(),
    _to("project_id", "project.id"),
    Column("number", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("stage", String(20)),
    Column("author_group", String(20), nullable=False),
    _to("author_id", "person.id"),
    Column("request_key", String(200)),
    Column("created", Moment, nullable=False),
    Column("submitted_at", Moment),
    Column("encoding", String(20)),
    Column("as_of", Day),
    Column("version", Integer, nullable=False),
    Column("manifest", String(64)),
    _to("log_entry_id", "log_entry.id", nullable=True),
    UniqueConstraint("project_id", "number"),
    UniqueConstraint("author_id", "request_key"),
    CheckConstraint("state IN ('draft', 'submitted', 'withdrawn')", name="state"),
    sqlite_autoincrement=True,
)

submission_file = Table(
    "submission_file",
    metadata,
    Column("submission_id", BigInteger, ForeignKey("submission.id"), primary_key=True),
    Column("name", String(255), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("generated", Boolean, nullable=False),
)

_OPEN = text("state IN ('queued', 'running')")

job = Table(
    "job",
    metadata,
    _id(),
    _to("submission_id", "submission.id"),
    Column("kind", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    _to("asked_by", "person.id"),
    Column("done", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("faults", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("created", Moment, nullable=False),
    Column("started", Moment),
    Column("ended", Moment),
    Column("worker", String(80)),
    Column("beat", Moment),
    CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name="state"),
    Index("ix_job_state_id", "state", "id"),
    Index("uq_job_open", "submission_id", "kind", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    sqlite_autoincrement=True,
)

result = Table(
    "result",
    metadata,
    Column("submission_id", BigInteger, ForeignKey("submission.id"), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("digest", String(80), nullable=False),
    Column("summary", Text, nullable=False),
    Column("as_of", String(10), nullable=False),
    Column("stage", String(20)),
    Column("judged", Moment, nullable=False),
)

finding = Table(
    "finding",
    metadata,
    Column("submission_id", BigInteger, ForeignKey("submission.id"), primary_key=True),
    Column("target", String(200), primary_key=True),
    Column("person_id", BigInteger, ForeignKey("person.id"), primary_key=True),
    Column("agree", Boolean, nullable=False),
    Column("note", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", Moment, nullable=False),
)

# Every state that a finding ever had, the present one included.
finding_change = Table(
    "finding_change",
    metadata,
    _id(),
    _to("submission_id", "submission.id", index=True),
    Column("target", String(200), nullable=False),
    _to("person_id", "person.id"),
    Column("agree", Boolean, nullable=False),
    Column("note", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

sealed_record = Table(
    "sealed_record",
    metadata,
    _id(),
    _to("submission_id", "submission.id"),
    _to("project_id", "project.id", index=True),
    Column("serial", Integer, nullable=False),
    Column("name", String(200), nullable=False, unique=True),
    Column("blob", String(64), nullable=False),
    Column("payload", String(64), nullable=False),
    Column("result_digest", String(80), nullable=False),
    Column("summary", Text, nullable=False),
    _to("log_entry_id", "log_entry.id"),
    _to("sealed_by", "person.id"),
    Column("sealed_at", Moment, nullable=False),
    UniqueConstraint("submission_id", "serial"),
    sqlite_autoincrement=True,
)

event = Table(
    "event",
    metadata,
    Column("sequence", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    _to("person_id", "person.id", nullable=True),
    Column("action", String(40), nullable=False, index=True),
    _to("project_id", "project.id", nullable=True, index=True),
    Column("object", String(200), nullable=False),
    Column("detail", Text, nullable=False),
    sqlite_autoincrement=True,
)
