"""The first tables of the store."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "downgrade", "revision", "upgrade"]

revision = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None

_TABLES = (
    "log_entry",
    "login_attempt",
    "person",
    "project",
    "api_token",
    "event",
    "invitation",
    "membership",
    "session",
    "submission",
    "finding",
    "finding_change",
    "job",
    "result",
    "sealed_record",
    "submission_file",
)

_OPEN = sa.text("state IN ('queued', 'running')")


def _counted(name: str) -> sa.Column[Any]:
    # SQLite counts up by itself only in a column of exactly this type.
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, kind, autoincrement=True, nullable=False)


def _must(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _may(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")


def upgrade() -> None:
    """From nothing to the first tables."""
    op.create_table(
        "log_entry",
        _counted("id"),
        _must("entry", sa.Text()),
        _may("log_index", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_log_entry"),
        sa.UniqueConstraint("entry", name="uq_log_entry_entry"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "login_attempt",
        _counted("id"),
        _must("name_digest", sa.String(64)),
        _must("address_digest", sa.String(64)),
        _must("at", sa.String(27)),
        sa.PrimaryKeyConstraint("id", name="pk_login_attempt"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_login_attempt_address_digest", "login_attempt", ["address_digest"], unique=False)
    op.create_index("ix_login_attempt_at", "login_attempt", ["at"], unique=False)
    op.create_index("ix_login_attempt_name_digest", "login_attempt", ["name_digest"], unique=False)
    op.create_table(
        "person",
        _counted("id"),
        _must("name", sa.String(80)),
        _must("shown_name", sa.String(80)),
        _must("administrator", sa.Boolean()),
        _must("enabled", sa.Boolean()),
        _must("language", sa.String(2)),
        _may("password_hash", sa.String(300)),
        _may("oidc_subject", sa.String(600)),
        _must("created", sa.String(27)),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("name", name="uq_person_name"),
        sa.UniqueConstraint("oidc_subject", name="uq_person_oidc_subject"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "project",
        _counted("id"),
        _must("contract", sa.String(80)),
        _must("code", sa.String(40)),
        _must("guide", sa.String(80)),
        _must("title", sa.String(200)),
        _must("contractor", sa.String(200)),
        _may("period_start", sa.String(10)),
        _may("period_end", sa.String(10)),
        _may("contract_blob", sa.String(64)),
        _may("rule", sa.String(80)),
        _must("created", sa.String(27)),
        _must("archived", sa.Boolean()),
        sa.PrimaryKeyConstraint("id", name="pk_project"),
        sa.UniqueConstraint("contract", name="uq_project_contract"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "api_token",
        _counted("id"),
        _must("person_id", sa.BigInteger()),
        _must("name", sa.String(80)),
        _must("digest", sa.String(64)),
        _must("scopes", sa.String(80)),
        _may("project_id", sa.BigInteger()),
        _must("created", sa.String(27)),
        _must("expires", sa.String(27)),
        _must("revoked", sa.Boolean()),
        _may("last_used", sa.String(27)),
        _key("api_token", "person_id", "person"),
        _key("api_token", "project_id", "project"),
        sa.PrimaryKeyConstraint("id", name="pk_api_token"),
        sa.UniqueConstraint("digest", name="uq_api_token_digest"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_api_token_person_id", "api_token", ["person_id"], unique=False)
    op.create_table(
        "event",
        _counted("sequence"),
        _must("at", sa.String(27)),
        _may("person_id", sa.BigInteger()),
        _must("action", sa.String(40)),
        _may("project_id", sa.BigInteger()),
        _must("object", sa.String(200)),
        _must("detail", sa.Text()),
        _key("event", "person_id", "person"),
        _key("event", "project_id", "project"),
        sa.PrimaryKeyConstraint("sequence", name="pk_event"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_event_action", "event", ["action"], unique=False)
    op.create_index("ix_event_project_id", "event", ["project_id"], unique=False)
    op.create_table(
        "invitation",
        _counted("id"),
        _must("digest", sa.String(64)),
        _may("project_id", sa.BigInteger()),
        _may("role", sa.String(20)),
        _must("administrator", sa.Boolean()),
        _must("note", sa.String(200)),
        _must("created", sa.String(27)),
        _must("expires", sa.String(27)),
        _may("accepted", sa.String(27)),
        _may("accepted_by", sa.BigInteger()),
        _key("invitation", "accepted_by", "person"),
        _key("invitation", "project_id", "project"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("digest", name="uq_invitation_digest"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "membership",
        _must("project_id", sa.BigInteger()),
        _must("person_id", sa.BigInteger()),
        _must("role", sa.String(20)),
        _key("membership", "person_id", "person"),
        _key("membership", "project_id", "project"),
        sa.PrimaryKeyConstraint("project_id", "person_id", "role", name="pk_membership"),
    )
    op.create_index("ix_membership_person_id", "membership", ["person_id"], unique=False)
    op.create_table(
        "session",
        _must("digest", sa.String(64)),
        _may("person_id", sa.BigInteger()),
        _must("csrf", sa.String(64)),
        _must("created", sa.String(27)),
        _must("seen", sa.String(27)),
        _must("expires", sa.String(27)),
        _may("language", sa.String(2)),
        _key("session", "person_id", "person"),
        sa.PrimaryKeyConstraint("digest", name="pk_session"),
    )
    op.create_index("ix_session_expires", "session", ["expires"], unique=False)
    op.create_index("ix_session_person_id", "session", ["person_id"], unique=False)
    op.create_table(
        "submission",
        _counted("id"),
        _must("project_id", sa.BigInteger()),
        _must("number", sa.Integer()),
        _must("state", sa.String(20)),
        _may("stage", sa.String(20)),
        _must("author_group", sa.String(20)),
        _must("author_id", sa.BigInteger()),
        _may("request_key", sa.String(200)),
        _must("created", sa.String(27)),
        _may("submitted_at", sa.String(27)),
        _may("encoding", sa.String(20)),
        _may("as_of", sa.String(10)),
        _must("version", sa.Integer()),
        _may("manifest", sa.String(64)),
        _may("log_entry_id", sa.BigInteger()),
        sa.CheckConstraint("state IN ('draft', 'submitted', 'withdrawn')", name="ck_submission_state"),
        _key("submission", "author_id", "person"),
        _key("submission", "log_entry_id", "log_entry"),
        _key("submission", "project_id", "project"),
        sa.PrimaryKeyConstraint("id", name="pk_submission"),
        sa.UniqueConstraint("author_id", "request_key", name="uq_submission_author_id_request_key"),
        sa.UniqueConstraint("project_id", "number", name="uq_submission_project_id_number"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "finding",
        _must("submission_id", sa.BigInteger()),
        _must("target", sa.String(200)),
        _must("person_id", sa.BigInteger()),
        _must("agree", sa.Boolean()),
        _must("note", sa.Text()),
        _must("version", sa.Integer()),
        _must("at", sa.String(27)),
        _key("finding", "person_id", "person"),
        _key("finding", "submission_id", "submission"),
        sa.PrimaryKeyConstraint("submission_id", "target", "person_id", name="pk_finding"),
    )
    op.create_table(
        "finding_change",
        _counted("id"),
        _must("submission_id", sa.BigInteger()),
        _must("target", sa.String(200)),
        _must("person_id", sa.BigInteger()),
        _must("agree", sa.Boolean()),
        _must("note", sa.Text()),
        _must("version", sa.Integer()),
        _must("at", sa.String(27)),
        _key("finding_change", "person_id", "person"),
        _key("finding_change", "submission_id", "submission"),
        sa.PrimaryKeyConstraint("id", name="pk_finding_change"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_finding_change_submission_id", "finding_change", ["submission_id"], unique=False)
    op.create_table(
        "job",
        _counted("id"),
        _must("submission_id", sa.BigInteger()),
        _must("kind", sa.String(20)),
        _must("state", sa.String(20)),
        _must("asked_by", sa.BigInteger()),
        _must("done", sa.BigInteger()),
        _must("total", sa.BigInteger()),
        _must("rows", sa.BigInteger()),
        _must("faults", sa.Text()),
        _must("version", sa.Integer()),
        _must("tries", sa.Integer()),
        _must("created", sa.String(27)),
        _may("started", sa.String(27)),
        _may("ended", sa.String(27)),
        _may("worker", sa.String(80)),
        _may("beat", sa.String(27)),
        sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name="ck_job_state"),
        _key("job", "asked_by", "person"),
        _key("job", "submission_id", "submission"),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_job_state_id", "job", ["state", "id"], unique=False)
    op.create_index(
        "uq_job_open",
        "job",
        ["submission_id", "kind"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_table(
        "result",
        _must("submission_id", sa.BigInteger()),
        _must("sha256", sa.String(64)),
        _must("digest", sa.String(80)),
        _must("summary", sa.Text()),
        _must("as_of", sa.String(10)),
        _may("stage", sa.String(20)),
        _must("judged", sa.String(27)),
        _key("result", "submission_id", "submission"),
        sa.PrimaryKeyConstraint("submission_id", name="pk_result"),
    )
    op.create_table(
        "sealed_record",
        _counted("id"),
        _must("submission_id", sa.BigInteger()),
        _must("project_id", sa.BigInteger()),
        _must("serial", sa.Integer()),
        _must("name", sa.String(200)),
        _must("blob", sa.String(64)),
        _must("payload", sa.String(64)),
        _must("result_digest", sa.String(80)),
        _must("summary", sa.Text()),
        _must("log_entry_id", sa.BigInteger()),
        _must("sealed_by", sa.BigInteger()),
        _must("sealed_at", sa.String(27)),
        _key("sealed_record", "log_entry_id", "log_entry"),
        _key("sealed_record", "project_id", "project"),
        _key("sealed_record", "sealed_by", "person"),
        _key("sealed_record", "submission_id", "submission"),
        sa.PrimaryKeyConstraint("id", name="pk_sealed_record"),
        sa.UniqueConstraint("name", name="uq_sealed_record_name"),
        sa.UniqueConstraint("submission_id", "serial", name="uq_sealed_record_submission_id_serial"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sealed_record_project_id", "sealed_record", ["project_id"], unique=False)
    op.create_table(
        "submission_file",
        _must("submission_id", sa.BigInteger()),
        _must("name", sa.String(255)),
        _must("sha256", sa.String(64)),
        _must("bytes", sa.BigInteger()),
        _must("generated", sa.Boolean()),
        _key("submission_file", "submission_id", "submission"),
        sa.PrimaryKeyConstraint("submission_id", "name", name="pk_submission_file"),
    )


def downgrade() -> None:
    """Back to nothing."""
    for table in reversed(_TABLES):
        op.drop_table(table)
