"""Results of checks: the canonical bytes lie among the blobs, what lists show stands here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from verifier.store.tables import result as table

__all__ = ["StoredResult", "drop_result", "latest_results", "put_result", "result_of"]


@dataclass(frozen=True, slots=True)
class StoredResult:
    """The result of the last check of a submission.

    Args:
        submission_id: The submission.
        sha256: Digest of its canonical bytes, by which they are kept.
        digest: The same as reports print it, `sha256:…`.
        summary: How many targets have each verdict.
        as_of: The day whose state of affairs was judged.
        stage: Midterm review or acceptance, None where nothing says.
        judged: When it was judged.
    """

    submission_id: int
    sha256: str
    digest: str
    summary: Mapping[str, int]
    as_of: str
    stage: str | None
    judged: datetime


def put_result(connection: Connection, stored: StoredResult) -> None:
    """Keep the result of a submission in place of the last one."""
    drop_result(connection, stored.submission_id)
    connection.execute(
        insert(table).values(
            submission_id=stored.submission_id,
            sha256=stored.sha256,
            digest=stored.digest,
            summary=json.dumps(dict(stored.summary)),
            as_of=stored.as_of,
            stage=stored.stage,
            judged=stored.judged,
        )
    )


def drop_result(connection: Connection, submission_id: int) -> None:
    """Forget a result that is no longer that of the submission's files."""
    connection.execute(delete(table).where(table.c.submission_id == submission_id))


def result_of(connection: Connection, submission_id: int) -> StoredResult | None:
    """The result of a submission, None where it has none."""
    return latest_results(connection, (submission_id,)).get(submission_id)


def latest_results(connection: Connection, submission_ids: Sequence[int]) -> dict[int, StoredResult]:
    """The results of some submissions."""
    wanted = select(table).where(table.c.submission_id.in_(submission_ids))
    return {row.submission_id: _stored(row) for row in connection.execute(wanted)}


def _stored(row: Any) -> StoredResult:  # noqa: ANN401 -- a row of the library
    summary = json.loads(row.summary)
    return StoredResult(row.submission_id, row.sha256, row.digest, summary, row.as_of, row.stage, row.judged)
