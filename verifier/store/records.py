"""Sealed records: where each bundle lies, and what lists show of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.engine import Connection

from verifier.store.tables import LARGEST_ID, log_entry
from verifier.store.tables import sealed_record as table

__all__ = [
    "SealedRecord",
    "add_record",
    "next_serial",
    "project_records",
    "record_by_id",
    "submission_records",
    "unproven_records",
    "with_proof",
]


@dataclass(frozen=True, slots=True)
class SealedRecord:
    """A sealed record.

    Args:
        id: The store's own number.
        submission_id: The submission that was judged.
        project_id: The project.
        serial: Its number among the records of the submission, from 1.
        name: The id that the statement and the log name it by.
        blob: Digest of the bundle, by which it is kept.
        payload: Digest of the statement's bytes.
        result_digest: Digest of the result, `sha256:…`.
        summary: How many targets have each verdict.
        log_index: Where the log holds it, None while it does not.
        sealed_by: Who had it sealed.
        sealed_at: When.
    """

    id: int
    submission_id: int
    project_id: int
    serial: int
    name: str
    blob: str
    payload: str
    result_digest: str
    summary: Mapping[str, int]
    log_index: int | None
    sealed_by: int
    sealed_at: datetime


def next_serial(connection: Connection, submission_id: int) -> int:
    """The number of the next record of a submission."""
    last = connection.execute(select(func.max(table.c.serial)).where(table.c.submission_id == submission_id)).scalar()
    return (last or 0) + 1


def add_record(
    connection: Connection,
    *,
    submission_id: int,
    project_id: int,
    serial: int,
    name: str,
    blob: str,
    payload: str,
    result_digest: str,
    summary: Mapping[str, int],
    log_entry_id: int,
    sealed_by: int,
    now: datetime,
) -> SealedRecord:
    """Keep a record."""
    values = {
        "submission_id": submission_id,
        "project_id": project_id,
        "serial": serial,
        "name": name,
        "blob": blob,
        "payload": payload,
        "result_digest": result_digest,
        "summary": json.dumps(dict(summary)),
        "log_entry_id": log_entry_id,
        "sealed_by": sealed_by,
        "sealed_at": now,
    }
    made: int = connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one()
    return _read(connection, table.c.id == made)[0]


def with_proof(connection: Connection, record_id: int, blob: str) -> None:
    """Keep the bundle of a record with the log's proof in it."""
    connection.execute(update(table).where(table.c.id == record_id).values(blob=blob))


def record_by_id(connection: Connection, record_id: int) -> SealedRecord | None:
    """The record of a number, or None."""
    if not 0 < record_id <= LARGEST_ID:
        return None
    return next(iter(_read(connection, table.c.id == record_id)), None)


def project_records(connection: Connection, project_id: int) -> tuple[SealedRecord, ...]:
    """The records of a project, newest first."""
    return _read(connection, table.c.project_id == project_id)


def submission_records(connection: Connection, submission_id: int) -> tuple[SealedRecord, ...]:
    """The records of a submission, newest first."""
    return _read(connection, table.c.submission_id == submission_id)


def unproven_records(connection: Connection) -> tuple[SealedRecord, ...]:
    """The records that the log does not hold yet, oldest first."""
    return _read(connection, log_entry.c.log_index.is_(None))[::-1]


def _read(connection: Connection, condition: ColumnElement[bool]) -> tuple[SealedRecord, ...]:
    wanted = (
        select(table, log_entry.c.log_index)
        .join(log_entry, log_entry.c.id == table.c.log_entry_id)
        .where(condition)
        .order_by(table.c.id.desc())
    )
    return tuple(_record(row) for row in connection.execute(wanted))


def _record(row: Any) -> SealedRecord:  # noqa: ANN401 -- a row of the library
    return SealedRecord(
        row.id,
        row.submission_id,
        row.project_id,
        row.serial,
        row.name,
        row.blob,
        row.payload,
        row.result_digest,
        json.loads(row.summary),
        row.log_index,
        row.sealed_by,
        row.sealed_at,
    )
