"""Sealed records: numbered within their submission, and found again."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from tests.store.kept import NOW, some_draft, some_project, somebody
from verifier.store import outbox, records
from verifier.store.database import Database
from verifier.store.records import SealedRecord
from verifier.store.submissions import Submission


def _sealed(connection: Connection, submission: Submission) -> SealedRecord:
    serial = records.next_serial(connection, submission.id)
    return records.add_record(
        connection,
        submission_id=submission.id,
        project_id=submission.project_id,
        serial=serial,
        name=f"HT-1#{submission.number}.{serial}",
        blob="ab" * 32,
        payload="cd" * 32,
        result_digest="sha256:ef",
        summary={"pass": 2},
        log_entry_id=outbox.add_entry(connection, f"{{{submission.id} {serial}}}".encode()),
        sealed_by=submission.author_id,
        now=NOW,
    )


def test_records_are_found_newest_first(database: Database) -> None:
    """A record is found by number, project and submission; the log's place and the proof follow later."""
    with database.begin() as connection:
        project = some_project(connection)
        person = somebody(connection)
        draft, other = some_draft(connection, person, project), some_draft(connection, person, project)
        one, two, three = (_sealed(connection, submission) for submission in (draft, draft, other))

        assert [1, 2, 1] == [record.serial for record in (one, two, three)]
        assert (three, two, one) == records.project_records(connection, project.id)
        assert (two, one) == records.submission_records(connection, draft.id)
        assert one == records.record_by_id(connection, one.id)
        assert records.record_by_id(connection, -5) is None
        assert (one, two, three) == records.unproven_records(connection)

        outbox.place(connection, outbox.waiting(connection)[0].id, 4)
        records.with_proof(connection, one.id, "12" * 32)
        found = records.record_by_id(connection, one.id)

        assert found is not None
        assert (4, "12" * 32, {"pass": 2}) == (found.log_index, found.blob, found.summary)
        assert (two, three) == records.unproven_records(connection)
